"""The lines of a file that are looked for.

Most lines have nothing of what is looked for: the whole file is searched for the next line that may have it, and only
such a line is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.changes.search.expression import Atom, Node, Or, accepts, patterns_of
from pygitobj.changes.search.pattern import LINE_END, Find, first_of

# A line: its number from 1 on, where it starts and where it ends, without its end.
Line = tuple[int, int, int]


class LineSearch:
    """Finds the lines that are as `node` says, or with `invert` the others.

    With `all_match` only files count where each of the patterns, or what else `node` chooses from, has a line.
    """

    def __init__(self, node: Node, *, invert: bool = False, all_match: bool = False) -> None:
        self.node, self.invert = node, invert
        self.patterns = patterns_of(node)
        self.needed: list[LineSearch] = []
        if all_match:
            self.needed = [LineSearch(part) for part in (node.parts if isinstance(node, Or) else (node,))]

    def counts(self, data: bytes) -> bool:
        """Whether a file counts that has `data`."""
        return all(needed.has_hits(data) for needed in self.needed)

    def has_hits(self, data: bytes) -> bool:
        """Whether `data` has a line that is looked for."""
        return next(self.hits(data), None) is not None

    def hits(self, data: bytes) -> Iterator[Line]:
        """The lines of `data` that are looked for."""
        return others(data, self.matching(data)) if self.invert else self.matching(data)

    def matching(self, data: bytes) -> Iterator[Line]:
        """The lines of `data` that are as the expression says."""
        node = self.node
        finders = None if self.patterns is None else [pattern.finder(data) for pattern in self.patterns]
        if finders is None or any(find is None for find, _ in finders):
            return (line for line in lines_from(data) if accepts(node, data[line[1] : line[2]]))
        finds = [find for find, _ in finders if find is not None]
        may_match = candidates(data, first_of(finds))
        simple = isinstance(node, Atom) or (isinstance(node, Or) and all(isinstance(part, Atom) for part in node.parts))
        if simple and all(exact for _, exact in finders):
            return may_match
        return (line for line in may_match if accepts(node, data[line[1] : line[2]]))


def candidates(data: bytes, find: Find) -> Iterator[Line]:
    """The lines of `data` that `find` finds something in."""
    number, at, size = 1, 0, len(data)
    found = find(0)
    while found >= 0:
        start = data.rfind(LINE_END, at, found) + 1 or at
        if start == size:
            return  # behind the end of the last line
        number += data.count(LINE_END, at, start)
        end = data.find(LINE_END, found)
        if end < 0:
            yield number, start, size
            return
        yield number, start, end
        at = end + 1
        number += 1
        found = find(at) if at < size else -1


def lines_from(data: bytes, number: int = 1, at: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of `data` up to `end`, or all, from the one of this `number` on, which starts at `at`."""
    size = len(data) if end is None else end
    while at < size:
        found = data.find(LINE_END, at)
        if found < 0:
            found = size
        yield number, at, found
        number += 1
        at = found + 1


def others(data: bytes, lines: Iterator[Line]) -> Iterator[Line]:
    """The lines of `data` that are not among `lines`."""
    number, at = 1, 0
    for next_number, start, end in lines:
        yield from lines_from(data, number, at, start)
        number, at = next_number + 1, end + 1
    yield from lines_from(data, number, at)
