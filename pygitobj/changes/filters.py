"""Which pairs are told, how, and in which order: --diff-filter, --relative, -R, and the file of -O.

    letters     A C D M R T U X B are told, those in lower case are not, and * tells all or none, by whether one would
                be; B is a modification that was broken
    relative    only what lies in a directory, and with its path from there
    reversed    old for new
    order       a pattern on each line of a file: what it matches, or is below that, comes before what later ones do

Follows git's Documentation/diff-options and gitdiffcore, "diffcore-order".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pygitobj.changes.pairs import MODIFIED, FilePair, plain_status
from pygitobj.formats.wildmatch import matcher
from pygitobj.record import Record

LETTERS, BROKEN, ALL_OR_NONE = "ACDMRTXU*B", "B", "*"


class UnknownLetterError(ValueError):
    """A letter that means nothing."""

    def __init__(self, letter: str) -> None:
        super().__init__(letter)
        self.letter = letter


class StatusFilter(Record):
    """The letters that are told, and those that are not; of none everything is."""

    told: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    def with_letters(self, text: str) -> StatusFilter:
        """With what `text` says too. Raises UnknownLetterError."""
        told, left_out = set(self.told), set(self.left_out)
        for letter in text:
            is_lower = "a" <= letter <= "z"
            if (letter.upper() if is_lower else letter) not in LETTERS:
                raise UnknownLetterError(letter)
            (left_out if is_lower else told).add(letter.upper())
        return StatusFilter(frozenset(told), frozenset(left_out))

    def chosen(self, pairs: Sequence[FilePair]) -> Sequence[FilePair]:
        """Those of `pairs` that are told."""
        letters = self.told
        if self.left_out:
            letters = (letters or frozenset(LETTERS) - {ALL_OR_NONE}) - self.left_out
        if not letters:
            return pairs
        some = [pair for pair in pairs if letter_of(pair) in letters]
        if ALL_OR_NONE in letters:
            return pairs if some else []
        return some


def letter_of(pair: FilePair) -> str:
    """The letter that stands for a pair here."""
    return BROKEN if pair.status == MODIFIED and pair.score else pair.status


def reversed_pairs(pairs: Iterable[FilePair]) -> list[FilePair]:
    """Pairs as they come from a comparison, old for new."""
    return [pair._replace(old=pair.new, new=pair.old, status=plain_status(pair.new, pair.old)) for pair in pairs]


def relative_to(prefix: bytes, pairs: Iterable[FilePair]) -> list[FilePair]:
    """Those of `pairs`, as they come from a comparison, whose paths begin with `prefix`."""
    return [pair for pair in pairs if pair.path.startswith(prefix)]


# The place of a path: less is earlier.
Rank = Callable[[bytes], int]


def order_of(text: bytes) -> Rank:
    """The order that the `text` of a file says."""
    matches = [matcher(line, across=True) for line in text.split(b"\n") if line and not line.startswith(b"#")]

    def rank(path: bytes) -> int:
        for number, match in enumerate(matches):
            at = len(path)
            while at > 0:
                if match(path[:at]):
                    return number
                at = path.rfind(b"/", 0, at)
        return len(matches)

    return rank


def in_order(pairs: Iterable[FilePair], rank: Rank) -> list[FilePair]:
    """`pairs` in another order; of equal places as they were."""
    return sorted(pairs, key=lambda pair: rank(pair.path))


def rotated(pairs: Sequence[FilePair], path: bytes, *, skips: bool, is_strict: bool) -> Sequence[FilePair] | None:
    """`pairs` from `path` on, then, unless it `skips` them, those before; None where a strict `path` is not there.

    Without `is_strict` the first path behind will do, and where there is none they stay as they are.
    """
    for at, pair in enumerate(pairs):
        if pair.path == path or (not is_strict and pair.path > path):
            return [*pairs[at:], *([] if skips else pairs[:at])]
    return None if is_strict and pairs else pairs
