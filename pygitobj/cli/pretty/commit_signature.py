"""What --show-signature shows of a commit: what programs say of its signature, and of those of tags that it merged.

Follows git's Documentation/pretty-options, "--show-signature", and config/gpg, "gpg.minTrustLevel".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from pygitobj.cli.pretty.world import World
from pygitobj.errors import CorruptObject
from pygitobj.formats.commit_text import headers_end
from pygitobj.formats.numbers import lower
from pygitobj.formats.signature import FULLY, GOOD, NEVER, UNDEFINED, Signature, Signed, signed_commit, signed_tag
from pygitobj.formats.small_text import ended_lines, text_of
from pygitobj.formats.tag import Tag
from pygitobj.record import Record
from pygitobj.repository.config import bad_variable, require_text

MERGED_TAG = b"mergetag "
# How far keys are trusted, from the least on.
LEVELS = (UNDEFINED, NEVER, b"marginal", FULLY, b"ultimate")
EXPIRED_KEY = b"Y"
NO_SIGNATURE = b"No signature\n"


class Said(Record):
    """What is said of one signature, and whether it is good."""

    text: bytes
    is_good: bool


class Signatures:
    """What is said of the signatures of commits of `world`. Raises RepositoryError."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.format = world.repository.format

    def of(self, body: bytes, parents: Sequence[bytes]) -> Iterator[Said]:
        """What is said of the commit `body` with these `parents`. Raises GitObjectError for an unknown signature."""
        signed = signed_commit(body, self.format.hash_size)
        if signed is not None:
            found = self.world.verifier(body)
            yield Said(found.output if found.was_checked else NO_SIGNATURE, self.is_good(found))
        for tag in merged_tags(text_of(body)):
            yield self.of_tag(tag, parents)

    def of_tag(self, body: bytes, parents: Sequence[bytes]) -> Said:
        """What is said of the tag `body` that was merged."""
        text = self.heading(body, parents)
        signed = signed_tag(body)
        if signed is None:
            return Said(text, False)
        found = self.checked(signed)
        return Said(text + (found.output if found.was_checked else NO_SIGNATURE), self.is_good(found))

    def checked(self, signed: Signed) -> Signature:
        """What is found out about the signature of a tag."""
        return self.world.verifier.check(signed, b"tagger ")

    @cached_property
    def least(self) -> int:
        """How far a key has to be trusted. Raises RepositoryError."""
        return least_trust(self.world)

    def is_good(self, found: Signature) -> bool:
        """Whether a signature is good, and its key trusted far enough."""
        return found.result in (GOOD, EXPIRED_KEY) and LEVELS.index(found.trust) >= self.least

    def heading(self, body: bytes, parents: Sequence[bytes]) -> bytes:
        """Which parent the tag `body` names."""
        tag = Tag(body, self.format.hash_object("tag", body), self.format)
        try:
            target, name = bytes(tag.object), tag.name
        except CorruptObject:
            return b"malformed mergetag\n"
        if len(parents) == 2 and parents[1] == target:
            return b"merged tag '%b'\n" % name
        if target not in parents:
            return b"tag %b names a non-parent %b\n" % (name, target.hex().encode("ascii"))
        return b"parent #%d, tagged '%b'\n" % (parents.index(target) + 1, name)


def merged_tags(body: bytes) -> Iterator[bytes]:
    """The tags that stand in headers of the commit `body`."""
    lines: list[bytes] | None = None
    for line in ended_lines(body[: headers_end(body)]):
        if lines is not None and line.startswith(b" "):
            lines.append(line[1:])
            continue
        if lines is not None:
            yield b"".join(lines)
        lines = [line.removeprefix(MERGED_TAG)] if line.startswith(MERGED_TAG) else None
    if lines is not None:
        yield b"".join(lines)


def least_trust(world: World) -> int:
    """How far a key has to be trusted. Raises RepositoryError."""
    value = world.repository.config.last("gpg.minTrustLevel")
    if value is None:
        return 0
    text = require_text(value)
    level = lower(text).encode("utf-8", "surrogateescape")
    if level not in LEVELS:
        raise bad_variable(value, f"invalid value for '{value.entry.name}': '{text}'")
    return LEVELS.index(level)
