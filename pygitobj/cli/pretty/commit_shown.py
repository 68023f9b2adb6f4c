"""A commit that is shown, with what a walk knows of it, and what formats of commits ask besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pygitobj.cli.pretty.world import World
from pygitobj.formats.commit_text import CommitText
from pygitobj.formats.date_modes import DateMode
from pygitobj.formats.encoding import UTF_8
from pygitobj.formats.reflog import ReflogEntry
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.pretty.decorations import Decorations
    from pygitobj.cli.pretty.found import Found

RIGHT_MARK = b">"


class FromLog(Record):
    """Where in a reference's log a commit was found: the name that was given, the entry, and its number from the end.

    `by_date` says whether it is called by its date, None that it depends on whether a way of showing dates was given.
    """

    name: str
    entry: ReflogEntry
    number: int
    by_date: bool | None = None


class ShownCommit:
    """The commit with the raw id `oid`, of which what a format needs is there.

    `parents` and `children` are those of the walk, raw ids; parents of None are those that the body names. `mark` is
    what `%m` shows. `notes` is what `%N` shows, None where notes are not shown at all; `source` the name that the walk
    found it by; `taken` how many columns stand before each line.
    """

    __slots__ = ("body", "children", "known_text", "log", "mark", "notes", "oid", "parents", "source", "taken")

    def __init__(
        self,
        oid: bytes,
        body: bytes = b"",
        parents: Sequence[bytes] | None = None,
        mark: bytes = RIGHT_MARK,
        children: Sequence[bytes] = (),
        log: FromLog | None = None,
        notes: bytes | None = None,
        source: str | None = None,
        taken: int = 0,
    ) -> None:
        self.oid = oid
        self.body = body
        self.parents = parents
        self.mark = mark
        self.children = children
        self.log = log
        self.notes = notes
        self.source = source
        self.taken = taken
        self.known_text: CommitText | None = None

    @property
    def text(self) -> CommitText:
        """What the commit says, in UTF-8."""
        if self.known_text is None:
            self.known_text = CommitText(self.body)
        return self.known_text


class CommitNeeds(Record):
    """What a format asks of each commit besides its id."""

    body: bool = False
    parents: bool = False
    decorations: bool = False
    notes: bool = False
    source: bool = False


class CommitSettings(Record):
    """How commits are shown, as options and configuration say.

    `abbrev` is the least number of digits of an abbreviated id: 0 for all, None for as many as are usual. `date_given`
    says whether there was an option for dates. `encoding` is that of what is written, empty for what commits have.
    `expand_tabs` is None where it depends on the format. `maps_people` has built-in formats show names by the mailmap.
    `subject_prefix` and `encodes_headers` are those of mails. `commit_color` and `decoration_colors` are shown where
    `use_color` says so, and with `found` what was looked for.
    """

    world: World
    abbrev: int | None = None
    date_mode: DateMode = DateMode()
    date_given: bool = False
    encoding: str = UTF_8
    expand_tabs: int | None = None
    use_color: bool = False
    commit_color: bytes = b"\x1b[33m"
    maps_people: bool = False
    subject_prefix: bytes = b""
    encodes_headers: bool = False
    decorations: Decorations | None = None
    decoration_colors: Mapping[str, bytes] | None = None
    found: Found | None = None

    def short(self, oid: bytes) -> bytes:
        """The digits of `oid`, abbreviated."""
        return self.world.ids.short(oid, self.abbrev).encode("ascii")


def full(oid: bytes) -> bytes:
    """The digits of `oid`."""
    return oid.hex().encode("ascii")
