"""Atoms of commits for which more than the object is asked: `signature` and `describe`.

Follows git's Documentation/git-for-each-ref, "FIELD NAMES".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.pretty.items import Seen
from pygitobj.cli.pretty.named_commits import commit_of
from pygitobj.cli.pretty.world import World
from pygitobj.errors import GitObjectError
from pygitobj.formats.numbers import integer_at
from pygitobj.formats.signature import Signature
from pygitobj.oid import ObjectType
from pygitobj.repository.config import maybe_bool

OfObject = Callable[[World, Seen], bytes]
PARTS: dict[str | None, Callable[[Signature], bytes]] = {
    None: lambda found: found.output,
    "grade": lambda found: found.letter,
    "signer": lambda found: found.signer,
    "key": lambda found: found.key,
    "fingerprint": lambda found: found.fingerprint,
    "primarykeyfingerprint": lambda found: found.primary,
    "trustlevel": lambda found: found.trust,
}


def signature(argument: str | None) -> OfObject:
    """What the atom `signature` shows. Raises GitObjectError."""
    if argument not in PARTS:
        raise GitObjectError(f"unrecognized %(signature) argument: {argument}")
    part = PARTS[argument]
    return lambda world, seen: part(world.verifier(seen.data)) if seen.type is ObjectType.COMMIT else b""


def describe(argument: str | None) -> OfObject:
    """What the atom `describe` shows. Raises GitObjectError."""
    words = describe_words(argument or "")

    def shown(world: World, seen: Seen) -> bytes:
        if seen.type not in (ObjectType.COMMIT, ObjectType.TAG):
            return b""
        commit = commit_of(world.repository, seen.id)
        return b"" if commit is None else world.descriptions.of(commit, words)

    return shown


def describe_words(argument: str) -> list[str]:
    """The options of `git describe` that `argument` says. Raises GitObjectError in git's words."""
    words: list[str] = []
    rest = argument
    while rest:
        option, _, after = rest.partition(",")
        name, equals, value = option.partition("=")
        if name == "tags" and maybe_bool(value if equals else None) is not None:
            words.append("--tags" if maybe_bool(value if equals else None) else "--no-tags")
        elif name == "abbrev":
            words.append(f"--abbrev={digits_in(value)}")
        elif name in ("match", "exclude"):
            if not value:
                raise GitObjectError(f"value expected describe:{name}=")
            words.append(f"--{name}={value}")
        else:
            raise GitObjectError(f"unrecognized %(describe) argument: {rest}")
        rest = after
    return words


def digits_in(value: str) -> str:
    """`value`, if it is a number of digits. Raises GitObjectError in git's words."""
    if not value:
        raise GitObjectError("argument expected for describe:abbrev")
    number, end = integer_at(value, 0)
    if number < 0:
        raise GitObjectError(f"positive value expected describe:abbrev={value}")
    if end != len(value):
        raise GitObjectError(f"cannot fully parse describe:abbrev={value}")
    return value
