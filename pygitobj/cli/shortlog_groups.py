"""Groups of commits, how they are shown, and how `git log` tells of commits that are put into them.

Follows git's Documentation/git-shortlog.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from pygitobj.cli.output import Output
from pygitobj.errors import GitObjectError
from pygitobj.formats.ident import ident_parts
from pygitobj.formats.mailmap import Mailmap
from pygitobj.formats.numbers import lower
from pygitobj.formats.small_text import SPACE, text_of
from pygitobj.formats.wrapping import wrapped
from pygitobj.record import Record
from pygitobj.repository.config import Config
from pygitobj.repository.mailmap import in_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TypeVar

    Item = TypeVar("Item")

AUTHOR, COMMITTER = "author", "committer"
# How a log begins the line that names who made a commit.
MARKS = {AUTHOR: (b"Author: ", b"author "), COMMITTER: (b"Commit: ", b"committer ")}
PATCH = b"[PATCH"
INDENT = b"      "


class Wrap(Record):
    """In how many columns lines are wrapped, and how far the first and the others are indented."""

    width: int = 76
    first: int = 6
    others: int = 9


class Groups:
    """Commits, by what they are grouped by: `kinds` of groups, formats and trailers; authors where nothing is said."""

    def __init__(
        self, kinds: set[str], formats: Sequence[str], trailers: Sequence[str], mailmap: Mailmap, with_email: bool
    ) -> None:
        self.kinds = kinds or {AUTHOR}
        self.mailmap = mailmap
        self.with_email = with_email
        self.trailers = frozenset(lower(trailer) for trailer in trailers)
        people = {AUTHOR: "%aN <%aE>" if with_email else "%aN", COMMITTER: "%cN <%cE>" if with_email else "%cN"}
        self.formats = [*formats, *(people[kind] for kind in (AUTHOR, COMMITTER) if kind in self.kinds)]
        self.counts_only = False
        # The subjects of each group, or how many there are.
        self.subjects: dict[bytes, list[bytes]] = {}
        self.counts: dict[bytes, int] = {}

    @property
    def tells_apart(self) -> bool:
        """Whether a commit may come into one group in several ways, where it then counts once."""
        return len(self.kinds) > 1 or len(self.formats) > 1 or bool(self.trailers)

    def add(self, group: bytes, text: bytes) -> None:
        """Put a commit into `group`, whose message is `text`."""
        group = text_of(group)
        if self.counts_only:
            self.counts[group] = self.counts.get(group, 0) + 1
        else:
            self.subjects.setdefault(group, []).append(subject_of(text_of(text)))

    def add_person(self, line: bytes, text: bytes) -> None:
        """Put a commit into the group of whom `line` names, if it names anyone."""
        group = self.person(line)
        if group is not None:
            self.add(group, text)

    def person(self, line: bytes) -> bytes | None:
        """How whom `line` names is shown, None where it names nobody."""
        found = ident_parts(line)
        if found is None:
            return None
        name, email = self.mailmap.person(found.name, found.email)
        return b"%s <%s>" % (name, email) if self.with_email else name


def subject_of(text: bytes) -> bytes:
    """The first paragraph of `text` on one line, without what mails have before it."""
    text = text.lstrip(SPACE)
    if text.startswith(PATCH):
        before, closed, after = text.partition(b"]")
        if closed and b"\n" not in before:
            text = after
    text = text.lstrip(b" \t\r")
    lines: list[bytes] = []
    for line in text.split(b"\n"):
        kept = line.rstrip(SPACE)
        if not kept:
            break
        lines.append(kept)
    return b" ".join(lines)


def log_records(file: BinaryIO, groups: Groups) -> Iterator[tuple[bytes, bytes]]:
    """The people and the first lines of messages in the log that `file` has. Raises GitObjectError."""
    marks = marks_for(groups.kinds)
    lines = (line.removesuffix(b"\n") for line in file)
    for line in lines:
        mark = next((mark for mark in marks if line.startswith(mark)), None)
        if mark is not None:
            yield text_of(line[len(mark) :]), first_line(lines)


def marks_for(kinds: set[str]) -> Sequence[bytes]:
    """What the lines begin with by which the commits of a log are grouped. Raises GitObjectError in git's words."""
    if len(kinds) > 1:
        raise GitObjectError("using multiple --group options with stdin is not supported")
    (kind,) = kinds
    if kind not in MARKS:
        raise GitObjectError(f"using --group={kind.removesuffix(':')} with stdin is not supported")
    return MARKS[kind]


def first_line(lines: Iterable[bytes]) -> bytes:
    """The first line of a message, from `lines` that go on with the headers before it; empty where there is none."""
    in_headers = True
    for line in lines:
        if line and not in_headers:
            return line
        in_headers = in_headers and line != b""
    return b""


def show_groups(groups: Groups, output: Output, wrap: Wrap | None, *, numbered: bool) -> None:
    """Show all `groups` by their names, or by how many commits they have if they are `numbered`."""
    if groups.counts_only:
        for name, count in in_order(groups.counts, lambda count: count, numbered=numbered):
            output.write(b"%6d\t%s\n" % (count, name))
        return
    for name, subjects in in_order(groups.subjects, len, numbered=numbered):
        output.write(b"%s (%d):\n" % (name, len(subjects)))
        for subject in reversed(subjects):
            shown = INDENT + subject if wrap is None else wrapped(subject, wrap.first, wrap.others, wrap.width)
            output.write(shown + b"\n")
        output.write(b"\n")


def in_order(groups: dict[bytes, Item], size: Callable[[Item], int], *, numbered: bool) -> list[tuple[bytes, Item]]:
    """`groups` by their names; those with the greatest size first if they are `numbered`."""
    found = sorted(groups.items(), key=lambda item: item[0])
    return sorted(found, key=lambda item: -size(item[1])) if numbered else found


def stored_mailmap(config: Config, warn: Callable[[str], None]) -> Mailmap:
    """The mailmap that there is outside of a repository: in this directory, and where `config` says."""
    mailmap = Mailmap()
    mailmap.add_file(in_file(".mailmap", ".mailmap", warn))
    path = config.get_path("mailmap.file")
    if path:
        mailmap.add_file(in_file(path, path, warn))
    return mailmap
