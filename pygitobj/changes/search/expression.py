"""Patterns put together: --and, --or, --not and brackets, as git reads them, and whether a line is what they say.

    pattern pattern     one or the other, as with --or
    a --and b           both; it goes before --or
    --not a             not that one
    ( a b )             as one

Follows git's Documentation/git-grep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pygitobj.changes.search.pattern import LinePattern
from pygitobj.changes.search.text import Text
from pygitobj.record import Record

PATTERN, AND, NOT, OPEN, CLOSE = "pattern", "--and", "--not", "(", ")"


class Token(Record):
    """A word of an expression, as messages show it, with its pattern if it is one."""

    kind: str
    shown: str
    pattern: LinePattern | None = None


class Atom(Record):
    """A line that a pattern matches."""

    pattern: LinePattern


class Not(Record):
    """A line that is not as `part` says."""

    part: Node


class And(Record):
    """A line that is as both say."""

    left: Node
    right: Node


class Or(Record):
    """A line that is as one of these says."""

    parts: tuple[Node, ...]


Node = Atom | Not | And | Or


def parse(tokens: Sequence[Token]) -> Node:
    """The expression that `tokens` are. Raises ValueError in git's words, RecursionError."""
    reading = Reading(tokens)
    found = reading.any_of()
    if found is None or reading.token is not None:
        raise ValueError(f"incomplete pattern expression group: {'' if reading.token is None else reading.token.shown}")
    return found


class Reading:
    """Reads `tokens` from left to right."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def token(self) -> Token | None:
        """What comes next, None at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def is_next(self, kind: str) -> bool:
        """Whether a token of this kind comes next."""
        return self.token is not None and self.token.kind == kind

    def take(self, missing: str) -> None:
        """Go past a sign. Raises ValueError, which says what is `missing`, where nothing follows."""
        self.at += 1
        if self.token is None:
            raise ValueError(missing)

    def any_of(self) -> Node | None:
        """What stands up to the end, or to a closing bracket; None for no pattern."""
        first = self.all_of()
        if first is None:
            return None
        parts = [first]
        while self.token is not None and not self.is_next(CLOSE):
            shown = self.token.shown
            part = self.all_of()
            if part is None:
                raise ValueError(f"not a pattern expression {shown}")
            parts.append(part)
        last = parts.pop()
        # Brackets at the end are none: of git's two sides the right one goes on as it is.
        parts.extend(last.parts if isinstance(last, Or) and parts else (last,))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self) -> Node | None:
        """One or more with --and between them."""
        left = self.negated()
        if not self.is_next(AND):
            return left
        if left is None:
            raise ValueError("--and not preceded by pattern expression")
        missing = "--and not followed by pattern expression"
        self.take(missing)
        right = self.all_of()
        if right is None:
            raise ValueError(missing)
        return And(left, right)

    def negated(self) -> Node | None:
        """One, with --not before it or without."""
        if not self.is_next(NOT):
            return self.single()
        self.take("--not not followed by pattern expression")
        part = self.negated()
        if part is None:
            raise ValueError("--not followed by non pattern expression")
        return Not(part)

    def single(self) -> Node | None:
        """A pattern, or what stands in brackets; None for something else."""
        token = self.token
        if token is not None and token.pattern is not None:
            self.at += 1
            return Atom(token.pattern)
        if not self.is_next(OPEN):
            return None
        self.at += 1
        found = self.any_of()
        if not self.is_next(CLOSE):
            raise ValueError("unmatched ( for expression group")
        self.at += 1
        return found


def accepts(node: Node, line: bytes) -> bool:
    """Whether `line` is as `node` says."""
    if isinstance(node, Atom):
        return node.pattern.matches(line)
    if isinstance(node, Not):
        return not accepts(node.part, line)
    if isinstance(node, And):
        return accepts(node.left, line) and accepts(node.right, line)
    return any(accepts(part, line) for part in node.parts)


class Column(Record):
    """Whether a line is as an expression says, and the first byte that it goes by: of matches, and of those not wanted.

    -1 stands for none.
    """

    hit: bool
    first: int = -1
    unwanted: int = -1


def column(node: Node, text: Text) -> Column:
    """What all patterns of `node` say of a line."""
    if isinstance(node, Atom):
        found = node.pattern.next_span(text, 0)
        return Column(False) if found is None else Column(True, found[0])
    if isinstance(node, Not):
        part = column(node.part, text)
        return Column(not part.hit, part.unwanted, part.first)
    parts = [column(part, text) for part in ((node.left, node.right) if isinstance(node, And) else node.parts)]
    hits = [part.hit for part in parts]
    return Column(
        all(hits) if isinstance(node, And) else any(hits),
        earliest(part.first for part in parts),
        earliest(part.unwanted for part in parts),
    )


def earliest(places: Iterable[int]) -> int:
    """The first of `places`, -1 where all are."""
    return min((place for place in places if place >= 0), default=-1)


def patterns_of(node: Node) -> list[LinePattern] | None:
    """Patterns of which one matches each line that is as `node` says; None where there are no such."""
    if isinstance(node, Atom):
        return [node.pattern]
    if isinstance(node, Not):
        return None
    if isinstance(node, And):
        return patterns_of(node.left) or patterns_of(node.right)
    found = [patterns_of(part) for part in node.parts]
    return None if None in found else [pattern for some in found for pattern in some or ()]
