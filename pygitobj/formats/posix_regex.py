"""Whether a regular expression of POSIX's, basic or extended, matches somewhere, and where that is.

Python's own matching does it where that is quick whatever the text: without repeats inside repeats, and where lines are
short for the repeats that there are. Otherwise it could take longer than anyone waits, and an automaton does it; with
back references there is no other way. Follows POSIX, "Regular Expressions", 9.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import cached_property

from pygitobj.formats.posix_automaton import OTHER, Automaton, TooLargeError
from pygitobj.formats.posix_longest import Longest, Starts
from pygitobj.formats.posix_sets import Dialect, Set
from pygitobj.formats.posix_syntax import NOTHING, Back, Chain, Choice, Edge, Group, Node, Repeat, parse_posix

# A group whose place is asked for.
FIRST_GROUP = 1
EXTENDED = Dialect()
# How many steps Python's matching may take at worst.
MOST_STEPS = 1 << 24
# In a longer text no end is tried after the other.
LONGEST_TRIED = 1 << 10
# A part that is repeated at most so often, and is not of many lengths itself, adds no choice that matters.
FEW = 64
# Repeats inside repeats: more steps than can be counted.
ENDLESS = 64
WORD_BEFORE, WORD_AFTER, NO_WORD_BEFORE, NO_WORD_AFTER = r"(?<=\w)", r"(?=\w)", r"(?<!\w)", r"(?!\w)"
EDGES = {
    "<": NO_WORD_BEFORE + WORD_AFTER,
    ">": WORD_BEFORE + NO_WORD_AFTER,
    "b": f"(?:{NO_WORD_BEFORE}{WORD_AFTER}|{WORD_BEFORE}{NO_WORD_AFTER})",
    "B": f"(?:{WORD_BEFORE}{WORD_AFTER}|{NO_WORD_BEFORE}{NO_WORD_AFTER})",
}
WHOLE_EDGES = {"^": r"\A", "`": r"\A", "$": r"\Z", "'": r"\Z"}
LINE_EDGES = {"^": "^", "`": "^", "$": "$", "'": "$"}


class PosixPattern:
    """A pattern, to be searched for; `compile_posix` makes it. With `keeps_group`, `span` tells of its first group."""

    def __init__(self, pattern: str, dialect: Dialect, keeps_group: bool = False) -> None:
        whole = parse_posix(pattern, dialect)
        parts = parts_of(whole)
        self.dialect = dialect
        backs = {node.number for node in parts if isinstance(node, Back)}
        self.keeps_group = keeps_group and any(isinstance(node, Group) for node in parts)
        self.named = backs | {FIRST_GROUP} if self.keeps_group else backs
        self.node = self.simple(whole)
        self.has_backs = bool(backs)
        self.choices = 0 if backs else choices_of(self.node)
        self.has_choice = any(isinstance(node, Choice) for node in parts)
        self.has_edges = any(isinstance(node, Edge) for node in parts)
        # A text that was looked at last, and where in it something that matches begins.
        self.marked: tuple[str, bytearray] | None = None
        # Whether Python, which repeats as often as it can, finds the longest match.
        repeats = [node for node in parts if isinstance(node, Repeat)]
        self.is_greedy = not self.has_choice and len(repeats) <= 1 and all(isinstance(one.part, Set) for one in repeats)
        self.has_end = any(isinstance(node, Edge) and node.sign in "$'" for node in parts)

    def search(self, text: str) -> bool:
        """Whether something in `text` matches: which is lines, without the end of the last one, if it goes by these."""
        if self.may_take_long(text) and self.automaton is not None:
            return self.automaton.search(text)
        return self.expression.search(text) is not None

    def span(self, text: str, start: int = 0) -> tuple[int, int] | None:
        """Where the first match in `text` is, the longest there, or its first group, if that matched; None without one.

        It is looked for from `start` on. Of parts of it that could have matched in several ways the first counts.
        """
        found = self.expression.search(text, start) if start or self.search(text) else None
        if found is None:
            return None
        if self.longest is not None and not (self.keeps_group or self.is_greedy):
            return found.start(), max(found.end(), self.longest.end(text, found.start()))
        found = self.longest_match(text, found)
        name = f"g{FIRST_GROUP}"
        return found.span() if found.groupdict().get(name) is None else found.span(name)

    def longest_match(self, text: str, found: re.Match[str]) -> re.Match[str]:
        """The longest match where `found` is, with its groups: Python takes the first of several choices.

        Where `longest` cannot tell the end, each is tried.
        """
        ends: Iterable[int] = ()
        if self.is_greedy:
            return found
        if self.longest is not None:
            end = self.longest.end(text, found.start())
            ends = (end,) if end > found.end() else ()
        elif self.has_choice and len(text) <= LONGEST_TRIED:
            # What is cut off before its end would match where only an end does.
            ends = (len(text),) if self.has_end else range(len(text), found.end(), -1)
        for end in ends:
            longer = self.expression.fullmatch(text, found.start(), end)
            if longer is not None:
                return longer
        return found

    def may_take_long(self, text: str) -> bool:
        """Whether Python's own matching could take longer than anyone waits."""
        if not self.choices or len(text) ** (self.choices + 1) <= MOST_STEPS:
            return False
        longest = max(map(len, text.split("\n"))) if self.dialect.by_line else len(text)
        return bool(longest ** (self.choices + 1) > MOST_STEPS)

    @cached_property
    def longest_quick(self) -> int:
        """How long a line may be that Python's own matching is quick for."""
        return int(MOST_STEPS ** (1 / (self.choices + 1))) if self.choices else sys.maxsize

    def count(self, text: str) -> int:
        """How often something in `text` matches, the longest each time, as git counts: each search goes on behind.

        There what stands before no longer counts: no line begins, and no word has begun. With back references, or where
        the pattern is very large, it is what Python finds each time.
        """
        longest = self.longest
        if longest is None:
            return sum(found.start() < len(text) for found in self.expression.finditer(text))
        at = count = 0
        takes_long = self.may_take_long(text)
        while at < len(text):
            found = self.next_span(text, at, takes_long)
            if found is None:
                break
            count += 1
            at = max(found[1], found[0] + 1)
        return count

    def next_span(self, text: str, at: int, takes_long: bool) -> tuple[int, int] | None:
        """Where the first match from `at` on is, the longest there; behind the start as if nothing stood before it.

        `takes_long` is what `may_take_long` says of `text`.
        """
        longest = self.longest
        if longest is None:
            found = self.expression.search(text, at)
            return None if found is None else self.longest_match(text, found).span()
        if at:
            end = longest.end(text, at, OTHER)
            if end >= 0:
                return at, end
            at += 1
        start, end = self.next_match(text, at, longest, takes_long)
        return None if end < 0 else (start, end)

    def next_match(self, text: str, at: int, longest: Longest, takes_long: bool) -> tuple[int, int]:
        """Where the first match that does not begin before `at` begins, and the longest there ends; -1 for none."""
        if not takes_long:
            found = self.expression.search(text, at)
            if found is None:
                return -1, -1
            start, end = found.span()
            is_longest = self.is_greedy or end == len(text)
            return start, end if is_longest else longest.end(text, start)
        if self.marked is None or self.marked[0] is not text:
            self.marked = text, Starts(self.node, self.dialect).marks(text)
        start = self.marked[1].find(1, at)
        return (-1, -1) if start < 0 else (start, longest.end(text, start))

    @cached_property
    def longest(self) -> Longest | None:
        """What finds the ends of matches; None where that is as Python finds them, or cannot be told."""
        if self.has_backs or not any(isinstance(node, Choice | Repeat | Edge) for node in parts_of(self.node)):
            return None
        try:
            return Longest(self.node, self.dialect)
        except TooLargeError:
            return None

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The same for Python."""
        return re.compile(self.written(self.node), self.flags)

    @property
    def flags(self) -> re.RegexFlag:
        """How Python reads it."""
        flags = re.MULTILINE if self.dialect.by_line else re.DOTALL
        if self.dialect.ignore_case:
            flags |= re.IGNORECASE
        return flags if self.dialect.wide else flags | re.ASCII

    @cached_property
    def automaton(self) -> Automaton | None:
        """The same as an automaton, None where that would be too large."""
        try:
            return Automaton(self.node, self.dialect)
        except TooLargeError:
            return None

    def simple(self, node: Node) -> Node:
        """`node` without groups that nobody names, and repeats of repeats and choices of characters as one."""
        if isinstance(node, Group):
            part = self.simple(node.part)
            return Group(node.number, part) if node.number in self.named else part
        if isinstance(node, Chain):
            return Chain(tuple(map(self.simple, node.parts)))
        if isinstance(node, Choice):
            parts = tuple(map(self.simple, node.parts))
            sets = [part.ranges for part in parts if isinstance(part, Set) and not part.negated]
            return Set(sum(sets, ())) if len(sets) == len(parts) else Choice(parts)
        if isinstance(node, Repeat):
            part = self.simple(node.part)
            if part == NOTHING:
                return part
            if isinstance(part, Repeat) and max(node.least, part.least) < 2 and {node.most, part.most} <= {1, None}:
                most = 1 if node.most == part.most == 1 else None
                return Repeat(part.part, node.least * part.least, most)
            return Repeat(part, node.least, node.most)
        return node

    def written(self, node: Node) -> str:
        """`node` as Python writes it."""
        if isinstance(node, Set):
            return set_written(node)
        if isinstance(node, Edge):
            return EDGES.get(node.sign) or (LINE_EDGES if self.dialect.by_line else WHOLE_EDGES)[node.sign]
        if isinstance(node, Back):
            return f"(?P=g{node.number})"
        if isinstance(node, Group):
            return f"(?P<g{node.number}>{self.written(node.part)})"
        if isinstance(node, Chain):
            return "".join(map(self.written, node.parts))
        if isinstance(node, Choice):
            return f"(?:{'|'.join(map(self.written, node.parts))})"
        part = self.written(node.part) if isinstance(node.part, Set) else f"(?:{self.written(node.part)})"
        return f"{part}{{{node.least},{'' if node.most is None else node.most}}}"


def compile_posix(pattern: str, dialect: Dialect = EXTENDED, keeps_group: bool = False) -> PosixPattern:
    """`pattern` as `dialect` has it, extended if nothing else is said. Raises ValueError in glibc's words."""
    try:
        found = PosixPattern(pattern, dialect, keeps_group)
        _ = found.expression
    except (re.error, OverflowError, RecursionError, MemoryError):
        raise ValueError("Memory exhausted") from None
    return found


def parts_of(node: Node) -> list[Node]:
    """`node` and all that it is made of."""
    found: list[Node] = [node]
    for part in found:
        if isinstance(part, Group | Repeat):
            found.append(part.part)
        elif isinstance(part, Chain | Choice):
            found += part.parts
    return found


def choices_of(node: Node) -> int:
    """How many times what follows may be tried at each place, for each character: so much for each repeat."""
    if isinstance(node, Group):
        return choices_of(node.part)
    if isinstance(node, Chain | Choice):
        return min(ENDLESS, sum(map(choices_of, node.parts)))
    if not isinstance(node, Repeat):
        return 0
    is_fixed = all(isinstance(part, Set | Edge | Chain) for part in parts_of(node.part))
    if not is_fixed:
        return ENDLESS if node.most is None or node.most > 1 else choices_of(node.part)
    return 1 if node.most is None or node.most > FEW else 0


def set_written(members: Set) -> str:
    """The set `members` as Python writes it."""
    if not members.ranges:
        return "." if members.negated else "(?!)"
    if len(members.ranges) == 1 and not members.negated and members.ranges[0][0] == members.ranges[0][1]:
        return re.escape(chr(members.ranges[0][0]))
    inside = "".join(
        re.escape(chr(first)) if first == last else f"{re.escape(chr(first))}-{re.escape(chr(last))}"
        for first, last in members.ranges
    )
    return f"[{'^' if members.negated else ''}{inside}]"
