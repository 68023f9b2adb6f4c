"""What changes are made of, as values: `repo.diff`, `repo.changes` and `repo.history` give them.

Follows git's Documentation/diff-format, and gitdiffcore for what a rename is.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from pygitobj.changes.counts import line_counts
from pygitobj.changes.hunks import text_hunks
from pygitobj.changes.lines import LineOptions, changed_lines
from pygitobj.formats.binary import BIG_FILE, looks_binary
from pygitobj.formats.commit import Commit
from pygitobj.formats.tree import DIRECTORY, GITLINK, SUBMODULE_TEXT, TYPE_MASK
from pygitobj.id_list import as_oid
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.store.place import require_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from pygitobj.kernels.columns import Pair

    Sign = Literal[" ", "-", "+"]

AS_THEY_ARE, WITHOUT_SPACE = LineOptions(), LineOptions(white_space="all")
SIGNS: dict[bytes, Sign] = {b" ": " ", b"-": "-", b"+": "+"}
# More of a path, or of a text, is not shown.
MOST_SHOWN = 64


class ChangeKind(StrEnum):
    """What became of a file, with the letter that git prints."""

    ADDED = "A"
    DELETED = "D"
    MODIFIED = "M"
    RENAMED = "R"
    COPIED = "C"
    TYPE_CHANGED = "T"


ADDED, DELETED = ChangeKind.ADDED, ChangeKind.DELETED
MODIFIED, TYPE_CHANGED = ChangeKind.MODIFIED, ChangeKind.TYPE_CHANGED


class Side(Record):
    """A file before or after a change: its path, its mode, and the id of what it has; of a submodule, its commit."""

    path: bytes
    mode: int
    id: ObjectId


class Lines(Record):
    """How many lines were added, and how many deleted."""

    added: int
    deleted: int


class Hunk(Record):
    """Lines that differ, with those around them.

    `old` and `new` are their numbers, from 1 on, as git prints them: of a side without lines an empty range at the
    number of the line before. `heading` is the line above that git puts at a hunk's head. `lines` are (" ", "-" or "+",
    line), a line with its end.
    """

    old: range
    new: range
    heading: bytes
    lines: Sequence[tuple[Sign, bytes]]


class Moved(Record):
    """Of a file that was renamed or copied: the path that it had, the kind of the change, and how similar it is."""

    path: bytes
    kind: ChangeKind
    similarity: int


class Asked(Record):
    """What changes of one comparison share: whose they are, the number of the parent, and how lines are compared."""

    repository: Repository
    parent: int = 0
    ignores_space: bool = False


class Change:
    """What became of one file: its `kind`, and two whole sides, `old` and `new`, None where the file is not there.

    A value: two of the same are equal, in whatever repository; a pickled one knows its repository by its place.
    Configuration and attributes change nothing: a file is binary if it has a NUL in its first 8,000 bytes, or more than
    512 MiB.
    """

    __slots__ = ("_asked", "_counts", "_moved", "_row")

    # False where they were not worked out.
    _counts: Lines | Literal[False] | None

    def __init__(self, asked: Asked, row: Pair, moved: Moved | None = None) -> None:
        self._asked, self._row, self._moved, self._counts = asked, row, moved, False

    @property
    def kind(self) -> ChangeKind:
        """What became of it."""
        if self._moved is not None:
            return self._moved.kind
        _, old_mode, _, new_mode, _ = self._row
        if not old_mode:
            return ADDED
        if not new_mode:
            return DELETED
        return TYPE_CHANGED if (old_mode ^ new_mode) & TYPE_MASK else MODIFIED

    @property
    def old(self) -> Side | None:
        """The file before the change."""
        path, mode, oid, _, _ = self._row
        if not mode:
            return None
        return Side(path if self._moved is None else self._moved.path, mode, as_oid(oid))

    @property
    def new(self) -> Side | None:
        """The file after the change."""
        path, _, _, mode, oid = self._row
        return Side(path, mode, as_oid(oid)) if mode else None

    @property
    def path(self) -> bytes:
        """The path after the change, or before it where the file was deleted."""
        return self._row[0]

    @property
    def similarity(self) -> int | None:
        """How much of a file that was renamed or copied is the same, in per cent; None for others."""
        return None if self._moved is None else self._moved.similarity

    @property
    def parent(self) -> int:
        """The number of the parent that the old side is of; the first is 0."""
        return self._asked.parent

    @property
    def lines(self) -> Lines | None:
        """How many lines were added and deleted, as `git diff --numstat` counts them; None for what is binary.

        Worked out when it is first asked for, unless it was in bulk, with `lines=True`. Raises NotFoundError,
        CorruptError for what cannot be read.
        """
        counts = self._counts
        if counts is False:
            texts = self._texts()
            counts = None if texts is None else counted(*texts, self._line_options)
            self._counts = counts
        return counts

    def hunks(self, context: int = 3) -> list[Hunk]:
        """The lines that differ, with so many around them; none for what is binary. Raises as `lines`, and ValueError.

        Follows git's Documentation/diff-generate-patch.
        """
        require_number("context", context, "a number")
        texts = self._texts()
        if texts is None:
            return []
        changed = changed_lines(*texts, self._line_options)
        return [
            Hunk(
                range(hunk.old_start, hunk.old_start + hunk.old_count),
                range(hunk.new_start, hunk.new_start + hunk.new_count),
                hunk.heading,
                [(SIGNS[sign], line) for sign, line in hunk.lines],
            )
            for hunk in text_hunks(*texts, changed, context=context)
        ]

    def old_data(self) -> bytes:
        """What the file had, of a submodule the line that git shows. Raises ValueError where it was not there."""
        return self._data(self.old, "before")

    def new_data(self) -> bytes:
        """What the file has, of a submodule the line that git shows. Raises ValueError where it is not there."""
        return self._data(self.new, "after")

    @property
    def _line_options(self) -> LineOptions:
        """How lines are compared."""
        return WITHOUT_SPACE if self._asked.ignores_space else AS_THEY_ARE

    def _data(self, side: Side | None, when: str) -> bytes:
        """What a side has. Raises ValueError, NotFoundError, CorruptError."""
        if side is None:
            raise ValueError(f"{short(self.path)} was not there {when} this change")
        if side.mode & TYPE_MASK == GITLINK:
            return SUBMODULE_TEXT % side.id.hex().encode("ascii")
        return b"" if side.mode == DIRECTORY else self._asked.repository.reader.read(side.id).data

    def _texts(self) -> tuple[bytes, bytes] | None:
        """What both sides have, nothing where one is not there; None where one is binary."""
        reader, texts = self._asked.repository.reader, []
        for side in (self.old, self.new):
            if side is None:
                texts.append(b"")
                continue
            if side.mode & TYPE_MASK not in (GITLINK, DIRECTORY) and reader.header(side.id).size > BIG_FILE:
                return None
            texts.append(self._data(side, ""))
            if looks_binary(texts[-1]):
                return None
        return texts[0], texts[1]

    def _value(self) -> tuple[object, ...]:
        """What makes it equal to another."""
        return self._row, self._moved, self._asked.parent

    def __eq__(self, other: object) -> bool:
        return self._value() == other._value() if isinstance(other, Change) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._value())

    def __reduce__(self) -> tuple[Any, ...]:
        return Change, (self._asked, self._row, self._moved), (None, {"_counts": self._counts})

    def __repr__(self) -> str:
        start = "" if self._moved is None else f"{short(self._moved.path)} → "
        return f"<Change {self.kind.value} {start}{short(self.path)}>"


class CommitChanges(Record):
    """A commit with what it changed."""

    commit: Commit
    changes: Sequence[Change]


def counted(old: bytes, new: bytes, options: LineOptions) -> Lines:
    """How many lines differ between two texts."""
    return Lines(*line_counts(old, new, options))


def short(path: bytes) -> str:
    """As much of a path as a line has room for."""
    text = path[: 4 * MOST_SHOWN].decode("utf-8", "backslashreplace")
    if not text.isprintable():
        text = repr(text)[1:-1]
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
