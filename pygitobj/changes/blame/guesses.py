"""Where lines that an ignored commit changed may come from: lines of the parent that look like them.

A line is looked at as the pairs of bytes that it has, letters in lower case and white space as one byte that stands
at both ends too; how much two lines have in common is how many pairs. Within a hunk each line is compared with the
ten lines before and after the one at the same place in the old part. The line that is surest, since one line is much
like it and no other is, goes first; what comes before it can only be like lines before, and so on within both parts.
A pair of the old line that was used once is used up. Lines without a match are looked for in the whole file.

Follows git's Documentation/blame-options, "--ignore-rev".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pygitobj.changes.blame.values import IGNORED, UNBLAMABLE
from pygitobj.formats.small_text import SPACE, ended_lines
from pygitobj.kernels import pass_spans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Span

    Pairs = dict[int, int]

# So many lines before and after the one at the same place are compared.
REACH = 10
# What a match nearer to the same place is worth more, in a thousand.
WHOLE = 1000
# Pairs that a line must have in common with one elsewhere in the file.
LEAST_IN_COMMON = 10
NOTHING_ALIKE, NOT_LOOKED_AT = -2, -1
NORMAL = bytes(0 if byte in SPACE else ord(chr(byte).lower()) if byte < 0x80 else byte for byte in range(256))
LAST_ASCII = 0x7F


def pass_ignored(spans: Sequence[Span], groups: Sequence[int], old: bytes, new: bytes) -> tuple[list[Span], list[Span]]:
    """As `pass_spans`, and lines of hunks that look like lines of the `old` text are passed on too."""
    olds = [pairs_of(line) for line in ended_lines(old)]
    news = [pairs_of(line) for line in ended_lines(new)]
    passed: list[Span] = []
    kept: list[Span] = []
    left = list(spans)
    offset = 0
    for hunk in zip(groups[::4], groups[1::4], groups[2::4], groups[3::4], strict=True):
        guesses = guessed(hunk, olds, news)
        start, end = hunk[2:]
        same, left = cut(left, start)
        passed += moved(same, offset)
        differing, left = cut(left, end)
        for span in differing:
            for is_passed, part in parts(span, guesses, start):
                (passed if is_passed else kept).append(part)
        offset = hunk[1] - end
    passed += moved(left, offset)
    passed.sort(key=lambda span: span[0])
    return passed, kept


def cut(spans: Sequence[Span], end: int) -> tuple[list[Span], list[Span]]:
    """What of `spans` lies before the line `end`, and the rest."""
    rest, before = pass_spans(spans, (0, 0, 0, end))
    return before, moved(rest, end)


def moved(spans: Iterable[Span], offset: int) -> list[Span]:
    """The same `spans`, so many lines further down."""
    return [(start + offset, final, count, marks) for start, final, count, marks in spans]


def parts(span: Span, guesses: Sequence[int | None], first: int) -> Iterator[tuple[bool, Span]]:
    """The parts of `span` that are passed on, to lines one after another, and those that are kept.

    `guesses` has for each line of a hunk that begins at `first` the old line that it is like, None for none.
    """
    start, final, count, marks = span
    at = 0
    while at < count:
        guess = guesses[start - first + at]
        end = at + 1
        while end < count:
            following = guesses[start - first + end]
            if (following is None) is not (guess is None) or (guess is not None and following != guess + end - at):
                break
            end += 1
        if guess is None:
            yield False, (start + at, final + at, end - at, marks | UNBLAMABLE)
        else:
            yield True, (guess, final + at, end - at, marks | IGNORED)
        at = end


def pairs_of(line: bytes) -> Pairs:
    """How often `line` has each pair of bytes. Of a byte that is no ASCII what follows it does not count."""
    pairs: Pairs = {}
    before = 0
    for byte in line.translate(NORMAL) + b"\0":
        pair = -before if before > LAST_ASCII else before | byte << 8
        before = byte
        if pair:
            pairs[pair] = pairs.get(pair, 0) + 1
    return pairs


def in_common(one: Pairs, other: Pairs) -> int:
    """How many pairs two lines have in common."""
    if len(one) > len(other):
        one, other = other, one
    return sum(min(times, other[pair]) for pair, times in one.items() if pair in other)


def use_up(old: Pairs, new: Pairs) -> None:
    """Take the pairs of `new` out of `old`."""
    for pair, times in new.items():
        had = old.get(pair, 0)
        if had > times:
            old[pair] = had - times
        elif had:
            del old[pair]


def guessed(hunk: tuple[int, int, int, int], olds: Sequence[Pairs], news: Sequence[Pairs]) -> list[int | None]:
    """The old line that each new line of `hunk` is like, None for none."""
    old_start, old_end, new_start, new_end = hunk
    found: list[int | None] = [None] * (new_end - new_start)
    if old_start < old_end and found:
        found = HunkMatch(hunk, olds, news).run()
    return [
        anywhere(new_start + nth, olds, news[new_start + nth]) if match is None else match
        for nth, match in enumerate(found)
    ]


def anywhere(number: int, olds: Sequence[Pairs], line: Pairs) -> int | None:
    """The old line that has most in common with `line`, at `number`; of equal ones the nearest, then the last."""
    most, best = LEAST_IN_COMMON, None
    for at, old in enumerate(olds):
        common = in_common(line, old)
        if common < most or (common == most and best is not None and abs(best - number) < abs(at - number)):
            continue
        most, best = common, at
    return best


class HunkMatch:
    """Matches the new lines of a hunk to its old lines, in their order.

    For each new line: what its nearest old lines have in common with it, as far as that is known and still so; the old
    line that is most like it, the second, and how sure that is.
    """

    def __init__(self, hunk: tuple[int, int, int, int], olds: Sequence[Pairs], news: Sequence[Pairs]) -> None:
        self.old_start, self.old_end, self.new_start, self.new_end = hunk
        self.olds, self.news = olds, news
        self.old_count, self.new_count = self.old_end - self.old_start, self.new_end - self.new_start
        self.reach = min(REACH, self.old_count - 1)
        # How far new lines are apart at most that are compared with the same old line.
        self.new_reach = ((2 * self.reach + 1) * self.new_count - 1) // self.old_count
        self.alike: list[dict[int, int]] = [{} for _ in range(self.new_count)]
        self.best: list[int | None] = [None] * self.new_count
        self.second = [0] * self.new_count
        self.sureness = [NOT_LOOKED_AT] * self.new_count

    def run(self) -> list[int | None]:
        """The old line that each new one is like, None for none."""
        left = [(self.old_start, self.old_end, 0, self.new_count)]
        while left:
            old, old_end, new, new_end = left.pop()
            surest = self.surest(old, old_end, new, new_end)
            if surest is None:
                continue
            match = self.best[surest]
            assert match is not None
            use_up(self.olds[match], self.news[self.new_start + surest])
            self.doubt(surest, match, new, new_end)
            if surest + 1 < new_end:
                left.append((match, old_end, surest + 1, new_end))
            if surest > new:
                left.append((old, match + 1, new, surest))
        return self.best

    def near(self, nth: int) -> int:
        """The old line at the same place as the new line `nth` of the hunk."""
        return (2 * nth + 1) * self.old_count // (2 * self.new_count) + self.old_start

    def surest(self, old: int, old_end: int, new: int, new_end: int) -> int | None:
        """The new line whose match is surest, of equal ones the first; None where nothing matches."""
        found, most = None, NOT_LOOKED_AT
        for nth in range(new, new_end):
            if self.sureness[nth] == NOT_LOOKED_AT:
                self.look(nth, old, old_end)
            if self.sureness[nth] > most:
                found, most = nth, self.sureness[nth]
        return found

    def look(self, nth: int, old: int, old_end: int) -> None:
        """Find the old lines, from `old` to `old_end`, that the new line `nth` is most like."""
        near, alike, line = self.near(nth), self.alike[nth], self.news[self.new_start + nth]
        best = second = 0
        best_at = second_at = old
        for at in range(max(old, near - self.reach), min(old_end, near + self.reach + 1)):
            value = alike.get(at)
            if value is None:
                value = alike[at] = in_common(line, self.olds[at]) * (WHOLE - abs(at - near))
            if value > best:
                best, second, best_at, second_at = value, best, at, best_at
            elif value > second:
                second, second_at = value, at
        self.best[nth] = best_at if best else None
        self.second[nth] = second_at
        self.sureness[nth] = 2 * best - second if best else NOTHING_ALIKE

    def doubt(self, surest: int, match: int, new: int, new_end: int) -> None:
        """Forget what is not so any more, since `surest` is like `match`."""
        for nth in range(max(new, surest - self.new_reach), min(new_end, surest + self.new_reach + 1)):
            self.alike[nth].pop(match, None)
            if self.sureness[nth] < 0 or nth == surest:
                continue
            best, second = self.best[nth], self.second[nth]
            assert best is not None
            if max(best, second) >= match if nth < surest else min(best, second) <= match:
                self.sureness[nth] = NOT_LOOKED_AT
