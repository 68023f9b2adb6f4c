"""Hunks as patches show them: groups of changed lines with the lines around them, and what heads each.

    @@ -<start>,<count> +<start>,<count> @@ <heading>

Groups that are no further apart than twice the context, and what is asked for besides, are one hunk. An ignored group
is shown only where it is nearer than the context to one that is not. Whole functions reach from the heading before a
hunk to the one after it. Follows git's Documentation/diff-generate-patch and diff-options (`-U`, `-W`,
`--inter-hunk-context`, `--ignore-blank-lines`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.changes.headings import Heading
from pygitobj.changes.lines import LineOptions, ways
from pygitobj.changes.text_lines import Lines
from pygitobj.formats.small_text import SPACE
from pygitobj.kernels import hunk_text
from pygitobj.kernels.headings import default_heading, shown_heading
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.changes.headings import Driver
    from pygitobj.changes.lines import Hunk

KEPT, GONE, COME = b" ", b"-", b"+"


class TextHunk(Record):
    """A hunk as it is shown: the numbers after its signs, what heads it, and its lines, each with its sign.

    Where a side has no lines, its start is the line before. A line without LF at its end is the last of its side. One
    that `tells_counts` has a number of lines after each sign even where that is 1.
    """

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    heading: bytes
    lines: list[tuple[bytes, bytes]]
    tells_counts: bool = False


class Span(Record):
    """Groups `first` to `last`, and the lines that are shown, without the last."""

    first: int
    last: int
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def text_hunks(
    old: bytes,
    new: bytes,
    changed: Sequence[Hunk],
    *,
    context: int = 3,
    between: int = 0,
    whole_functions: bool = False,
    driver: Driver | None = None,
) -> Iterator[TextHunk]:
    """The hunks of the groups `changed` between two texts; `driver` says what heads them."""
    heading = default_heading if driver is None else driver.heading
    olds, news = Lines(old), Lines(new)
    spans = Spans(olds, news, changed, context, between, heading if whole_functions else None)
    above = -1
    text = b""
    for span in spans.spans():
        for at in range(span.old_start - 1, above, -1):
            found = heading(olds[at])
            if found is not None:
                text = shown_heading(found)
                break
        above = span.old_start - 1
        yield TextHunk(
            *numbers(span.old_start, span.old_end),
            *numbers(span.new_start, span.new_end),
            text,
            list(signed_lines(olds, news, changed[span.first : span.last + 1], span)),
        )


def plain_hunks(
    old: bytes,
    new: bytes,
    options: LineOptions,
    *,
    context: int = 3,
    between: int = 0,
    driver: Driver | None = None,
    signs: bytes = KEPT + GONE + COME,
    prefix: bytes = b"",
) -> bytes:
    """The same hunks as they are printed, each line behind `prefix` and its sign, of all groups; whole functions aside.

    Raises ValueError for options that ignore groups, or cut the tail where there is context.
    """
    if options.ignores_groups:
        raise ValueError("no hunks are printed in one go of which groups are ignored")
    heading = None if driver is None or driver.heading is default_heading else driver.heading
    return hunk_text(old, new, ways(options), (context, between), signs, prefix, heading)


def numbers(start: int, end: int) -> tuple[int, int]:
    """Lines `start` to `end` as a hunk tells them: from 1, or the line before where there are none."""
    return start + (end > start), end - start


def signed_lines(olds: Lines, news: Lines, groups: Sequence[Hunk], span: Span) -> Iterator[tuple[bytes, bytes]]:
    """The lines of a hunk of these groups, with their signs; those that stay are the new text's."""
    at = span.new_start
    for group in groups:
        yield from ((KEPT, line) for line in news.part(at, group.new_start))
        yield from ((GONE, line) for line in olds.part(group.old_start, group.old_end))
        yield from ((COME, line) for line in news.part(group.new_start, group.new_end))
        at = group.new_end
    yield from ((KEPT, line) for line in news.part(at, span.new_end))


class Spans:
    """Which lines are shown of two texts that differ in the groups `changed`.

    `heading` tells where functions begin, where they are shown as a whole.
    """

    def __init__(
        self,
        olds: Lines,
        news: Lines,
        changed: Sequence[Hunk],
        context: int,
        between: int,
        heading: Heading | None,
    ) -> None:
        self.olds, self.news, self.changed = olds, news, changed
        self.context, self.between = context, between
        self.heading = heading

    def spans(self) -> Iterator[Span]:
        """The hunks, from the top."""
        at = 0
        while at < len(self.changed):
            first = self.first_shown(at)
            if first is None:
                return
            last = self.last_joined(first)
            first, old_start, new_start = self.start(at, first)
            last, old_end, new_end = self.end(last)
            yield Span(first, last, old_start, old_end, new_start, new_end)
            at = last + 1

    def first_shown(self, at: int) -> int | None:
        """The group from `at` on with which a hunk begins: ignored ones that are far from the next are passed over."""
        first: int | None = at
        while at < len(self.changed) and self.changed[at].is_ignored:
            following = at + 1
            if following == len(self.changed):
                return None
            if self.changed[following].old_start - self.changed[at].old_end >= self.context:
                first = following
            at = following
        return first

    def last_joined(self, first: int) -> int:
        """The last group of a hunk that begins with `first`."""
        most = 2 * self.context + self.between
        last = first
        passed = 0
        for at in range(first + 1, len(self.changed)):
            before, group = self.changed[at - 1], self.changed[at]
            distance = group.old_start - before.old_end
            if distance > most:
                break
            is_near = distance < self.context
            if is_near and (not group.is_ignored or last == at - 1):
                last, passed = at, 0
            elif is_near:
                passed += group.new_end - group.new_start
            elif last != at - 1 and group.old_start + passed - self.changed[last].old_end > most:
                break
            elif not group.is_ignored:
                last, passed = at, 0
            else:
                passed += group.new_end - group.new_start
        return last

    def start(self, earliest: int, first: int) -> tuple[int, int, int]:
        """The first group of a hunk, `first` or an ignored one that a whole function takes in, and where it starts."""
        while True:
            group = self.changed[first]
            start = max(group.old_start - self.context, 0)
            above = self.function_start(group)
            if above is not None:
                start = min(start, above)
            taken = next(at for at in range(earliest, first + 1) if at == first or self.changed[at].old_end > start)
            if taken == first:
                return first, start, group.new_start - (group.old_start - start)
            first = taken

    def function_start(self, group: Hunk) -> int | None:
        """Where the function with `group` begins, and the lines just above it; None where that does not count."""
        if self.heading is None:
            return None
        at = group.old_start
        if at >= len(self.olds):
            # A whole function that was added at the end needs nothing more.
            if any(self.heading(line) is not None for line in self.news.part(group.new_start, len(self.news))):
                return None
            at = len(self.olds) - 1
        start = self.function_line(range(at, -1, -1))
        if start is None:
            return 0
        while start > 0 and self.olds[start - 1].strip(SPACE) and self.heading(self.olds[start - 1]) is None:
            start -= 1
        return start

    def function_line(self, lines: range) -> int | None:
        """The first of these old lines that heads a function."""
        heading = self.heading
        assert heading is not None
        return next((at for at in lines if at < len(self.olds) and heading(self.olds[at]) is not None), None)

    def end(self, last: int) -> tuple[int, int, int]:
        """The last group of a hunk, `last` unless whole functions take in more, and where it ends on both sides."""
        while True:
            group = self.changed[last]
            below = min(self.context, len(self.olds) - group.old_end, len(self.news) - group.new_end)
            old_end, new_end = group.old_end + below, group.new_end + below
            if self.heading is None:
                return last, old_end, new_end
            ends = self.function_line(range(group.old_end, len(self.olds)))
            end = len(self.olds) if ends is None else ends
            if ends is not None:
                while end > 0 and not self.olds[end - 1].strip(SPACE):
                    end -= 1
            if end > old_end:
                new_end = min(new_end + (end - old_end), len(self.news))
                old_end = end
            if last + 1 == len(self.changed) or not self.reaches(last + 1, old_end):
                return last, old_end, new_end
            last += 1

    def reaches(self, following: int, old_end: int) -> bool:
        """Whether a hunk that ends there has no function's start between it and the group that follows."""
        at = min(self.changed[following].old_start, len(self.olds) - 1)
        if at - self.context <= old_end:
            return True
        return self.function_line(range(at, old_end, -1)) is None
