"""Which lines of two texts differ, in groups: by one of four algorithms, whatever their white space if asked.

    0 myers        the shortest way from one text to the other, as far as that is soon found: line_ways
    1 minimal      the shortest way, however long that takes
    2 patience     first lines that come once in both texts: line_anchors
    3 histogram    first the rarest lines that both have: line_histogram

    0              all of a line counts
    1 all          no white space does
    2 amount       only whether there is some, and none at the end of a line
    3 at_eol       none at the end of a line
    4 cr_at_eol    no CR before the LF at the end of one

Then each group of lines that could as well begin elsewhere is moved: line_groups. Where whole blocks that both texts
end with are cut off first, groups do not move there. Follows git's Documentation/diff-options, "--diff-algorithm" and
"-w"; the results are git's, line by line.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from itertools import accumulate

from pygitobj.kernels.pure.line_anchors import mark_by_anchors
from pygitobj.kernels.pure.line_groups import Settling, group_end
from pygitobj.kernels.pure.line_histogram import mark_by_histogram
from pygitobj.kernels.pure.line_ways import mark_by_ways

MYERS, MINIMAL, PATIENCE, HISTOGRAM = range(4)
SPACE = b" \t\n\r"
SPACES = re.compile(rb"[ \t\n\r]+")
BLOCK = 1024
MOST_BYTES = 0x7FFFFF00
TOO_LARGE = "texts are too large to be compared by lines"


def line_groups(
    old: bytes, new: bytes, algorithm: int, white_space: int, indent_heuristic: bool, cuts_tail: bool
) -> array[int]:
    """Where two texts differ: of each group the lines where it starts and ends in the old one and in the new one.

    They count from 0, and ends are without the last. Raises ValueError for an algorithm or a kind that there is not.
    """
    gone, come = marked(old, new, algorithm, white_space, indent_heuristic, cuts_tail)
    found = array("q")
    at = other = 0
    while at < len(gone) or other < len(come):
        if at == len(gone) or other == len(come) or gone[at] or come[other]:
            end, other_end = group_end(gone, at), group_end(come, other)
            found.extend((at, end, other, other_end))
            at, other = end, other_end
        else:
            at, other = at + 1, other + 1
    return found


def line_totals(
    old: bytes, new: bytes, algorithm: int, white_space: int, indent_heuristic: bool, cuts_tail: bool
) -> tuple[int, int]:
    """How many lines the new text has that the old one lacks, and the other way round. Raises as `line_groups`."""
    gone, come = marked(old, new, algorithm, white_space, indent_heuristic, cuts_tail)
    return sum(come), sum(gone)


def line_starts(text: bytes) -> array[int]:
    """Where each line of a text starts, and the last one ends. Raises ValueError for a text beyond all bounds."""
    if len(text) > MOST_BYTES:
        raise ValueError(TOO_LARGE)
    starts = array("q", accumulate(len(line) + 1 for line in text.split(b"\n")))
    # What is behind the last line's end is a line only if it is anything.
    starts.pop()
    starts.insert(0, 0)
    if starts[-1] < len(text):
        starts.append(len(text))
    return starts


def marked(
    old: bytes, new: bytes, algorithm: int, white_space: int, indent_heuristic: bool, cuts_tail: bool
) -> tuple[bytearray, bytearray]:
    """Which lines differ, of each text. Raises ValueError."""
    if not 0 <= algorithm <= HISTOGRAM or not 0 <= white_space < len(KEYS):
        raise ValueError("no such way to compare lines")
    if max(len(old), len(new)) > MOST_BYTES:
        raise ValueError(TOO_LARGE)
    if cuts_tail:
        old, new = without_common_tail(old, new)
    olds, news = lines_of(old), lines_of(new)
    key = KEYS[white_space]
    numbers: dict[bytes, int] = {}
    a = [numbers.setdefault(key(line), len(numbers)) for line in olds]
    b = [numbers.setdefault(key(line), len(numbers)) for line in news]
    gone, come = bytearray(len(a)), bytearray(len(b))
    if algorithm == PATIENCE:
        mark_by_anchors(a, b, gone, come)
    elif algorithm == HISTOGRAM:
        mark_by_histogram(a, b, gone, come)
    else:
        mark_by_ways(a, b, gone, come, algorithm == MINIMAL)
    again = algorithm == HISTOGRAM
    Settling(a, gone, b, come, olds if indent_heuristic else None, again).run()
    Settling(b, come, a, gone, news if indent_heuristic else None, again).run()
    return gone, come


def lines_of(text: bytes) -> list[bytes]:
    """The lines of a text with their ends; the last one may have none."""
    lines = [line + b"\n" for line in text.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def without_common_tail(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Two texts without the blocks that they both end with; what of these is left begins behind a line's end."""
    end, its_end = len(old), len(new)
    while min(end, its_end) >= BLOCK and old[end - BLOCK : end] == new[its_end - BLOCK : its_end]:
        end, its_end = end - BLOCK, its_end - BLOCK
    found = old.find(b"\n", end)
    kept = (len(old) if found < 0 else found + 1) - end
    return old[: end + kept], new[: its_end + kept]


def without_cr(line: bytes) -> bytes:
    """`line` without its end, and without a CR before it."""
    return line[:-1].removesuffix(b"\r") if line.endswith(b"\n") else line


# What of a line counts.
KEYS: tuple[Callable[[bytes], bytes], ...] = (
    lambda line: line,
    lambda line: line.translate(None, SPACE),
    lambda line: SPACES.sub(b" ", line.rstrip(SPACE)),
    lambda line: line.rstrip(SPACE),
    without_cr,
)
