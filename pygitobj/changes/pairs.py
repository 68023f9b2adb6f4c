"""Pairs of files: what a change is made of, an old side and a new one, either of which may lack.

    A   only the new side       M   both, other content or another mode     R   the old side's path is another one
    D   only the old side       T   both, one of another kind than the      C   the same, and the old path stays, or is
                                    other, such as a file and a link            the old side of a later pair too

What is compared is first a list of A, D, M and T in the order of the trees. Breaking, finding renames and filtering
make other lists of it. Follows git's Documentation/diff-format and gitdiffcore.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pygitobj.formats.tree import TYPE_MASK
from pygitobj.kernels.columns import MOST_SCORE
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Pair

ADDED, DELETED, MODIFIED, TYPE_CHANGED, RENAMED, COPIED = "A", "D", "M", "T", "R", "C"


class Side(Record):
    """A file on one side of a change: its path, its mode, and the raw id of what it has."""

    path: bytes
    mode: int
    id: bytes


class FilePair(Record):
    """Two sides of a change, None where the file is not there; `status` is the letter that git prints.

    `score` is how similar the sides of R and C are, or, of a pair that was broken (-B) and is whole again, how little:
    0 for one that is an edit like any other. `uses` are 0 for what is no rename; else how often the file of the old
    side is used, itself included where it stays. `is_broken` are the two halves of a pair that is broken.
    """

    old: Side | None
    new: Side | None
    status: str
    score: int = 0
    uses: int = 0
    is_broken: bool = False

    @property
    def path(self) -> bytes:
        """The path of the new side, or of the old one where there is none."""
        side = self.new or self.old
        assert side is not None
        return side.path

    @property
    def percent(self) -> int:
        """The score as git prints it."""
        return self.score * 100 // MOST_SCORE

    @property
    def is_unmodified(self) -> bool:
        """Whether both sides are there and the same, path included."""
        return self.old == self.new


def from_comparison(pairs: Iterable[Pair]) -> list[FilePair]:
    """The pairs that a comparison of two trees gives: path, old mode and id, new mode and id; 0 where none is."""
    return [
        paired(
            Side(path, old_mode, old) if old_mode else None,
            Side(path, new_mode, new) if new_mode else None,
        )
        for path, old_mode, old, new_mode, new in pairs
    ]


def paired(old: Side | None, new: Side | None) -> FilePair:
    """The pair of two sides with one path, one of which may lack."""
    return FilePair(old, new, plain_status(old, new))


def plain_status(old: Side | None, new: Side | None) -> str:
    """The letter for two sides of which none was renamed."""
    if old is None:
        return ADDED
    if new is None:
        return DELETED
    return MODIFIED if (old.mode ^ new.mode) & TYPE_MASK == 0 else TYPE_CHANGED


def resolved(pairs: Sequence[FilePair]) -> list[FilePair]:
    """`pairs` with their letters: where a file went to several places, the last in the list is R, those before it C.

    To be asked again where pairs were left out of the list, or put into another order. What is no rename has its
    letter already.
    """
    left: dict[bytes, int] = {}
    answer = []
    for pair in pairs:
        if not pair.uses:
            answer.append(pair)
            continue
        status = plain_status(pair.old, pair.new)
        if status == MODIFIED and pair.old is not None and pair.old.path != pair.path:
            path = pair.old.path
            left[path] = left.get(path, pair.uses) - 1
            status = COPIED if left[path] > 0 else RENAMED
        answer.append(pair if status == pair.status else pair._replace(status=status))
    return answer
