"""The hunks of a patch between two texts as bytes, where nothing of them is left out, coloured or put in beside it.

    <prefix>@@ -<start>[,<count>] +<start>[,<count>] @@[ <heading>]
    <prefix><sign><line>
    <prefix>\\ No newline at end of file

    count       left out where it is 1; where it is 0, start is the line before
    heading     what is shown of the nearest line above the hunk that heads what follows it, or what the hunk before had

Groups of changed lines that are no further apart than twice the context, and what is asked for besides, are one hunk.
changes/hunks.py has all that may be asked of hunks; what is asked for mostly is here in one go. Follows git's
Documentation/diff-generate-patch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pygitobj.kernels.headings import default_heading, shown_heading
from pygitobj.kernels.pure.line_diff import line_groups, lines_of

NO_END = b"\\ No newline at end of file\n"
# More lines than a text may have.
ALL = 0x7FFFFFFF


def hunk_text(
    old: bytes,
    new: bytes,
    ways: tuple[int, int, bool, bool],
    around: tuple[int, int],
    signs: bytes,
    prefix: bytes,
    heading: Callable[[bytes], bytes | None] | None,
) -> bytes:
    """All hunks; nothing where no line differs.

    `ways` is what `line_groups` takes, without cutting the tail where there is context; `around` how many lines are
    context, and between two hunks besides; `signs` of what stays, goes and comes; `heading` None where any line counts
    that begins as a name does. Raises ValueError for what there is not.
    """
    if len(signs) != 3 or min(around) < 0 or (ways[3] and around[0]):
        raise ValueError("no such way to show hunks")
    groups = line_groups(old, new, *ways)
    olds, news = lines_of(old), lines_of(new)
    starts = [prefix + signs[at : at + 1] for at in range(len(signs))]
    shown: list[bytes] = []
    above, text = 0, b""
    for first, last in joined(groups, 2 * min(around[0], ALL) + min(around[1], ALL)):
        before = min(around[0], groups[first])
        behind = min(around[0], len(olds) - groups[last + 1], len(news) - groups[last + 3])
        start, end = groups[first] - before, groups[last + 1] + behind
        new_start, new_end = groups[first + 2] - before, groups[last + 3] + behind
        for line in reversed(olds[above:start]):
            found = (heading or default_heading)(line)
            if found is not None:
                text = shown_heading(found)
                break
        above = start
        lines = numbers(start, end), numbers(new_start, new_end)
        shown.append(b"%s@@ -%s +%s @@%s%s\n" % (prefix, *lines, b" " if text else b"", text))
        at = new_start
        for group in range(first, last + 4, 4):
            gone, gone_end, come, come_end = groups[group : group + 4]
            parts = news[at:come], olds[gone:gone_end], news[come:come_end]
            shown += [sign + line for sign, part in zip(starts, parts, strict=True) for line in part]
            at = come_end
        shown += [starts[0] + line for line in news[at:new_end]]
    return ended(shown, prefix)


def joined(groups: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Where the first and the last group of each hunk stand in `groups`: no two are further apart than `most`."""
    first = 0
    for at in range(4, len(groups) + 4, 4):
        if at == len(groups) or groups[at] - groups[at - 3] > most:
            yield first, at - 4
            first = at


def numbers(start: int, end: int) -> bytes:
    """Lines `start` to `end` as a header tells them: from 1, or the line before where there are none."""
    first = start + (end > start)
    return b"%d" % first if end - start == 1 else b"%d,%d" % (first, end - start)


def ended(shown: list[bytes], prefix: bytes) -> bytes:
    """All of `shown`; behind a line that has no end it is said that there is none."""
    return b"".join(line if line.endswith(b"\n") else b"%s\n%s%s" % (line, prefix, NO_END) for line in shown)
