"""`show-ref`: references with the ids that they come to.

    <id> SP <name> LF       and with `-d` after a tag a line for what it comes to, its name with `^{}`

Follows git's Documentation/git-show-ref.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from pygitobj.cli.input_lines import lines_up_to
from pygitobj.cli.output import Output, write_all
from pygitobj.cli.parse_options import Option, Options, Spec, parse_options
from pygitobj.cli.session import Session, warn
from pygitobj.cli.short_ids import ABBREV, digits_given, digits_in, short_ids
from pygitobj.errors import GitObjectError
from pygitobj.formats.refname import ends_with_parts, is_safe_root, is_valid_refname
from pygitobj.formats.small_text import SPACE
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.plain_lines import plain_lines
from pygitobj.refs.values import Listed
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel_if_there
from pygitobj.store.existing_ids import first_absent

HELP_OF_HEAD = "show the HEAD reference, even if it would be filtered out"
SPEC = Spec(
    usage=(
        "git show-ref [--head] [-d | --dereference]\n"
        "             [-s | --hash[=<n>]] [--abbrev[=<n>]] [--branches] [--tags]\n"
        "             [--] [<pattern>...]",
        "git show-ref --verify [-q | --quiet] [-d | --dereference]\n"
        "             [-s | --hash[=<n>]] [--abbrev[=<n>]]\n"
        "             [--] [<ref>...]",
        "git show-ref --exclude-existing[=<pattern>]",
        "git show-ref --exists <ref>",
    ),
    options=(
        Option("tags", "flag", "only show tags (can be combined with --branches)", long="tags"),
        Option("branches", "flag", "only show branches (can be combined with --tags)", long="branches"),
        Option("branches", "flag", "", long="heads", hidden=True),
        Option("exists", "flag", "check for reference existence without resolving", long="exists"),
        Option("verify", "flag", "stricter reference checking, requires exact ref path", long="verify"),
        Option("head", "flag", HELP_OF_HEAD, short="h", hidden=True),
        Option("head", "flag", HELP_OF_HEAD, long="head"),
        Option("dereference", "flag", "dereference tags into object IDs", short="d", long="dereference"),
        Option("hash", "switch", "only show SHA1 hash using <n> digits", short="s", long="hash", argument="n"),
        ABBREV,
        Option("quiet", "flag", "do not print results to stdout (useful with --verify)", short="q", long="quiet"),
        Option(
            "exclude", "optional", "show refs from stdin that aren't in local repository",
            long="exclude-existing", argument="pattern", negatable=False,
        ),
    ),
)  # fmt: skip
HEADS, TAGS = "refs/heads/", "refs/tags/"
# References whose objects are looked for together.
MANY = 1 << 14
SLASH = ord("/")
# What git reads of a line at once.
LINE = 1023


class Look(Record):
    """How references are shown: not at all, with ids alone, with what tags come to, and how ids are cut."""

    is_quiet: bool
    ids_alone: bool
    dereference: bool
    short: Callable[[bytes], str]
    is_full: bool


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given = parsed.options
    digits = digits_of(given)
    with session.open_repository() as repository:
        require_one(given)
        if "exclude" in given:
            return print_unknown(repository, given.text("exclude") or "")
        if given.flag("exists"):
            return look_for(repository, parsed.arguments)
        look = look_given(repository, given, digits)
        if given.flag("verify"):
            return verify(repository, parsed.arguments, look)
        return print_matching(repository, parsed.arguments, given, look)


def digits_of(given: Options) -> int | None:
    """How many digits are shown, whichever option was the last to say so. Raises UsageError."""
    digits = digits_given(given)
    text = given.text("hash")
    if text is None:
        return digits
    cut = digits_in(text, "hash")
    last = next(key for key in reversed(list(given)) if key in ("abbrev", "hash"))
    return cut if last == "hash" or "abbrev" not in given else digits


def require_one(given: Options) -> None:
    """Raises GitObjectError where ways of asking are given together that exclude each other."""
    asked = [f"'{name}'" for key, name in MODES if (key in given if key == "exclude" else given.flag(key))]
    if len(asked) == 2:
        raise GitObjectError(f"options {' and '.join(asked)} cannot be used together")
    if len(asked) == 3:
        raise GitObjectError(f"options {asked[0]}, {asked[1]}, and {asked[2]} cannot be used together")


MODES = (("exclude", "--exclude-existing"), ("verify", "--verify"), ("exists", "--exists"))


def look_given(repository: Repository, given: Options, digits: int | None) -> Look:
    """How references are shown."""
    short = None if digits == 0 else short_ids(repository)
    return Look(
        given.flag("quiet"),
        "hash" in given,
        given.flag("dereference"),
        bytes.hex if short is None else lambda oid: short.short(oid, digits),
        short is None,
    )


# Listing


def print_matching(repository: Repository, patterns: Sequence[str], given: Options, look: Look) -> int:
    """Print the references that end with one of `patterns`, or all without any; gives the exit code."""
    head = repository.ref_store.get("HEAD") if given.flag("head") else None
    prefixes = [prefix for key, prefix in (("branches", HEADS), ("tags", TAGS)) if given.flag(key)] or [""]
    refs = repository.ref_store
    if not look.dereference and look.is_full and head is None and len(prefixes) == 1:
        count = print_plainly(repository, prefixes[0], patterns, look)
        if count is not None:
            return 0 if count else 1

    def found() -> Iterator[Listed]:
        if head is not None:
            yield Listed("HEAD", head)
        for prefix in prefixes:
            for ref in refs.listed(prefix):
                if not patterns or any(ends_with_parts(ref.name, pattern) for pattern in patterns):
                    yield ref

    return 0 if print_refs(repository, found(), look) else 1


def print_plainly(repository: Repository, prefix: str, patterns: Sequence[str], look: Look) -> int | None:
    """As `print_refs` for references that are as usual, all at once; None, with nothing printed, where one is not."""
    found = plain_lines(repository.ref_store, prefix)
    if found is None:
        return None
    text, count, ids = found
    hex_size = repository.format.hex_size
    if patterns:
        ends = list(map(os.fsencode, patterns))
        lines = [line for line in text.split(b"\n") if any(is_end_of(line, end, hex_size) for end in ends)]
        ids = [bytes.fromhex(digits.decode("ascii")) for digits in {line[:hex_size] for line in lines}]
        text, count = b"".join([line + b"\n" for line in lines]), len(lines)
    if first_absent(repository.objects, ids) is not None:
        return None
    if look.ids_alone:
        text = b"\n".join([line[:hex_size] for line in text.split(b"\n")])
    if count and not look.is_quiet:
        write_all(text)
    return count


def is_end_of(line: bytes, end: bytes, hex_size: int) -> bool:
    """Whether the name in `line` ends with the whole parts that `end` has."""
    if not line.endswith(end):
        return False
    at = len(line) - len(end) - 1
    return at == hex_size or (at > hex_size and line[at] == SLASH)


def print_refs(repository: Repository, found: Iterable[Listed], look: Look) -> int:
    """Print the references `found`; gives how many these are. Raises GitObjectError for one without an object."""
    out = Output()
    refs = iter(found)
    count = 0
    while some := list(islice(refs, MANY)):
        absent = first_absent(repository.objects, [b"" if bad(ref) else bytes(ref.id or b"") for ref in some])
        for ref in some if absent is None else some[:absent]:
            if not look.is_quiet:
                print_one(repository, ref, look, out)
        if absent is not None:
            out.flush()
            ref = some[absent]
            oid = repository.format.null_id if bad(ref) or ref.id is None else ref.id
            raise GitObjectError(f"git show-ref: bad ref {ref.name} ({ObjectId(oid)})")
        count += len(some)
    out.flush()
    return count


def bad(ref: Listed) -> bool:
    """Whether `ref` is shown without its id, since it has a name that no reference has."""
    return ref.name.startswith("refs/") and ref.has_bad_name


def print_one(repository: Repository, ref: Listed, look: Look, out: Output) -> None:
    """Print one reference whose object is there."""
    assert ref.id is not None
    name = ref.name.encode("utf-8", "surrogateescape")
    digits = look.short(ref.id).encode()
    out.write(b"%s\n" % digits if look.ids_alone else b"%s %s\n" % (digits, name))
    if look.dereference:
        peeled = ref.peeled or peeled_tag(repository, ref.id)
        if peeled is not None:
            out.write(b"%s %s^{}\n" % (look.short(peeled).encode(), name))


def peeled_tag(repository: Repository, oid: ObjectId) -> ObjectId | None:
    """What the tag `oid` comes to, None where it is no tag, or leads to nothing."""
    if repository.reader.header(oid).type is not ObjectType.TAG:
        return None
    found = peel_if_there(repository.reader, oid, compares=False)
    return None if found is None else found.id


# One name


def verify(repository: Repository, names: Sequence[str], look: Look) -> int:
    """Print the references with just these `names`; gives the exit code. Raises GitObjectError."""
    if not names:
        raise GitObjectError("--verify requires a reference")
    for name in names:
        known = name.startswith("refs/") or is_safe_root(name)
        oid = repository.ref_store.resolve(name).id if known else None
        if oid is not None:
            print_refs(repository, [Listed(name, oid)], look)
        elif look.is_quiet:
            return 1
        else:
            raise GitObjectError(f"'{name}' - not a valid ref")
    return 0


def look_for(repository: Repository, names: Sequence[str]) -> int:
    """Tell by the exit code whether there is a reference of that name. Raises GitObjectError."""
    if not names:
        raise GitObjectError("--exists requires a reference")
    if len(names) > 1:
        raise GitObjectError("--exists requires exactly one reference")
    from pygitobj.cli.refs_exists import tell_existence  # lists do without

    return tell_existence(repository, names[0])


# Lines of others' references


def print_unknown(repository: Repository, start: str) -> int:
    """Print the lines of standard input that end with a name which no reference here has, and starts with `start`."""
    known = {ref.name for ref in repository.ref_store.listed("")}
    wanted = start.encode("utf-8", "surrogateescape")
    out = Output()
    for raw in lines_up_to(sys.stdin.buffer, LINE):
        line = raw.removesuffix(b"\n").partition(b"\0")[0].removesuffix(b"^{}")
        name = line
        for space in SPACE:
            name = name[name.rfind(space) + 1 :]
        shown = name.decode("utf-8", "surrogateescape")
        if not name.startswith(wanted):
            continue
        if not is_valid_refname(shown):
            out.flush()
            warn(f"warning: ref '{shown}' ignored")
        elif shown not in known:
            out.write(line + b"\n")
    out.flush()
    return 0
