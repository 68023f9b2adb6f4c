"""How far commits are apart: how many commits only one of two reaches, for many pairs in one walk.

    marks       which of the commits that are asked about reach a commit: a bit for each, passed on to its parents
    end         when all that is left is reached by all of them, which counts for no pair

Follows git's Documentation/git-for-each-ref, "ahead-behind".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pygitobj.walk.history import History
from pygitobj.walk.painting import WIDTH, paint
from pygitobj.walk.wide_painting import paint_wide


def distances(history: History, tips: Sequence[int], bases: Sequence[int]) -> list[list[tuple[int, int]]]:
    """For each of `tips`, and for each of `bases`: how many commits the tip alone reaches, how many the base alone.

    Raises NotFoundError, CorruptError for a commit that cannot be read.
    """
    asked = list(dict.fromkeys([*bases, *tips]))
    bits = {commit: 1 << place for place, commit in enumerate(asked)}
    counts = counts_of(history, bits)
    return [[distance(counts, bits[tip], bits[base]) for base in bases] for tip in tips]


def distance(counts: Mapping[int, int], tip: int, base: int) -> tuple[int, int]:
    """How many of the marks in `counts` have the bit `tip` and not `base`, and how many the other way round."""
    if tip == base:
        return 0, 0
    ahead = sum(many for marks, many in counts.items() if marks & tip and not marks & base)
    behind = sum(many for marks, many in counts.items() if marks & base and not marks & tip)
    return ahead, behind


def counts_of(history: History, bits: dict[int, int]) -> Mapping[int, int]:
    """How many commits are reached by which of `bits`, as their bits together, down to where all of them do."""
    everyone = (1 << len(bits)) - 1
    if len(bits) <= WIDTH:
        kernel = paint(history, bits.items(), everyone)
        kernel.hand_down()
        return kernel.counts()
    marks, left = paint_wide(history, bits.items(), everyone)
    hand_down(history, left, marks, everyone)
    return Counter(marks.values())


def hand_down(history: History, commits: list[int], marks: dict[int, int], everyone: int) -> None:
    """Let what `commits`, which everyone reaches, come to be reached by everyone too, as far as it was met."""
    while commits:
        for parent in history.table.parents(commits.pop()):
            if marks.get(parent, everyone) != everyone:
                marks[parent] = everyone
                commits.append(parent)
