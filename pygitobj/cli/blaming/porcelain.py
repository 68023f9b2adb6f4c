"""Forms for programs: --porcelain, --line-porcelain, --incremental.

    <id> <line there> <line here> <count>       of the first line of a group; of others without the count
    author …, committer …, summary …            of a commit, once, or each time
    boundary                                    where lines were not followed further
    previous <id> <path>, filename <path>       once, or each time where a commit has lines of several files
    <tab><line>

Follows git's Documentation/git-blame, "THE PORCELAIN FORMAT" and "INCREMENTAL OUTPUT".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.changes.blame.values import Found, Version
from pygitobj.cli.blaming.commit_info import Who
from pygitobj.cli.blaming.shown import Shown, Style
from pygitobj.formats.small_text import with_end


class Details:
    """Shows what is said of commits, each once, or each time if it `repeats`."""

    def __init__(self, shown: Shown, *, repeats: bool = False) -> None:
        self.shown = shown
        self.repeats = repeats
        self.told: set[int] = set()

    def of_commit(self, number: int) -> bytes:
        """What is said of a commit, nothing if it was said before."""
        if number in self.told and not self.repeats:
            return b""
        self.told.add(number)
        info = self.shown.infos.of(self.shown.oid(number))
        border = b"boundary\n" if self.shown.is_border(number) else b""
        return who(b"author", info.author) + who(b"committer", info.committer) + b"summary %b\n" % info.summary + border

    def of_file(self, version: Version) -> bytes:
        """What is said of a file."""
        quote = self.shown.quote
        before = b""
        if version.previous is not None:
            oid = self.shown.oid(version.previous.number).hex().encode("ascii")
            before = b"previous %b %b\n" % (oid, quote(version.previous.path))
        return before + b"filename %b\n" % quote(version.path)


def who(role: bytes, person: Who) -> bytes:
    """What is said of a person."""
    return b"%b %b\n%b-mail %b\n%b-time %d\n%b-tz %b\n" % (
        role, person.name, role, person.email, role, person.time, role, person.offset,
    )  # fmt: skip


def incremental(found: Found, details: Details) -> bytes:
    """A group as it is found."""
    version = found.version
    oid = details.shown.oid(version.number).hex().encode("ascii")
    first = b"%b %d %d %d\n" % (oid, found.start + 1, found.final + 1, found.size)
    return first + details.of_commit(version.number) + details.of_file(version)


def porcelain(groups: Sequence[Found], shown: Shown, style: Style, *, by_line: bool) -> Iterator[bytes]:
    """All groups, in order."""
    details = Details(shown, repeats=by_line)
    paths: dict[int, set[bytes]] = {}
    for group in groups:
        paths.setdefault(group.version.number, set()).add(group.version.path)
    for group in groups:
        version = group.version
        oid = shown.oid(version.number).hex().encode("ascii")
        marks = line_marks(group, style)
        for nth in range(group.size):
            numbers = b"%b %d %d" % (oid, group.start + nth + 1, group.final + nth + 1)
            yield numbers + (b"\n" if nth else b" %d\n" % group.size)
            if not nth or by_line:
                said = details.of_commit(version.number)
                yield said
                if said or len(paths[version.number]) > 1:
                    yield details.of_file(version)
            yield marks
            yield b"\t" + with_end(shown.text.lines[group.final + nth])


def line_marks(group: Found, style: Style) -> bytes:
    """What is said of lines that commits which are ignored have, or would have."""
    unblamable = b"unblamable\n" if style.mark_unblamable and group.is_unblamable else b""
    return unblamable + (b"ignored\n" if style.mark_ignored and group.is_ignored else b"")
