"""What a blame is about: versions of a file with the lines that are looked for in them, and what is found."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Span

# Marks of a span: it was passed on by a commit that is ignored, or kept by one for want of a better place.
IGNORED, UNBLAMABLE = 1, 2
# How many letters and digits a group of lines has to have more than, to be looked for as moved or as copied.
MOVE_SCORE, COPY_SCORE = 20, 40
# How far copies are looked for: not at all, in files that the commit changed, in all files of the parent where the
# file was made, or always.
NO_COPIES, CHANGED_FILES, WHERE_MADE, EVERYWHERE = range(4)


class Version:
    """The file `path` of the commit `number`: its mode and blob, and the lines that are looked for in it.

    `previous` is the version that it was first compared with. `is_guilty` says that lines were found to come from it.
    `content` is there while it is needed.
    """

    __slots__ = ("content", "is_guilty", "mode", "number", "oid", "path", "previous", "spans")

    def __init__(self, number: int, path: bytes, mode: int, oid: bytes) -> None:
        self.number, self.path, self.mode, self.oid = number, path, mode, oid
        self.spans: list[Span] = []
        self.previous: Version | None = None
        self.is_guilty = False
        self.content: bytes | None = None


class Found(Record):
    """Lines `final` and following, so many, come from the line `start` of `version` and those after it; from 0."""

    final: int
    size: int
    version: Version
    start: int
    marks: int

    @property
    def is_ignored(self) -> bool:
        """Whether a commit that is ignored would have had them."""
        return bool(self.marks & IGNORED)

    @property
    def is_unblamable(self) -> bool:
        """Whether a commit that is ignored has them all the same."""
        return bool(self.marks & UNBLAMABLE)


class BlameOptions(Record):
    """How lines are followed.

    `differ` gives the groups of lines that differ between two texts, as kernels do (line_groups); `line_key` what two
    lines have in common that do not.
    `moves` looks for lines elsewhere in the parent's file, `copies` in other files as well. `ignored` has the raw ids
    of commits that pass on what they can. With `reverse` lines are followed to children. `follows` says whether files
    are followed that were renamed as a whole; with `show_root` commits without parents are no borders.
    """

    differ: Callable[[bytes, bytes], Sequence[int]]
    line_key: Callable[[bytes], bytes] = bytes
    moves: bool = False
    copies: int = NO_COPIES
    move_score: int = MOVE_SCORE
    copy_score: int = COPY_SCORE
    ignored: Container[bytes] = frozenset()
    reverse: bool = False
    follows: bool = True
    show_root: bool = False


class Work:
    """How much was done: blobs read, pairs of texts compared, commits whose file differs from those of its parents."""

    __slots__ = ("blobs", "commits", "comparisons")

    def __init__(self) -> None:
        self.blobs = self.comparisons = self.commits = 0
