"""Whether a regular expression of POSIX's, basic or extended, matches somewhere, and where that is.

Python's own matching does it where that is quick whatever the text: without repeats inside repeats, and where lines are
short for the repeats that there are. Otherwise it could take longer than anyone waits, and an automaton does it; with
back references there is no other way. Follows POSIX, "Regular Expressions", 9.
"""

from __future__ import annotations

import re
from functools import cached_property

from pygitobj.formats.posix_automaton import Automaton, TooLargeError
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
        self.choices = 0 if backs else choices_of(self.node)
        self.has_choice = any(isinstance(node, Choice) for node in parts)
        self.has_edges = any(isinstance(node, Edge) for node in parts)
        self.has_end = any(isinstance(node, Edge) and node.sign in "$'" for node in parts)

    def search(self, text: str) -> bool:
        """Whether something in `text` matches: which is lines, without the end of the last one, if it goes by these."""
        if self.choices and len(text) ** (self.choices + 1) > MOST_STEPS and self.automaton is not None:
            longest = max(map(len, text.split("\n"))) if self.dialect.by_line else len(text)
            if longest ** (self.choices + 1) > MOST_STEPS:
                return self.automaton.search(text)
        return self.expression.search(text) is not None

    def span(self, text: str, start: int = 0) -> tuple[int, int] | None:
        """Where the first match in `text` is, the longest there, or its first group, if that matched; None without one.

        It is looked for from `start` on. Of parts of it that could have matched in several ways the first counts.
        """
        found = self.expression.search(text, start) if start or self.search(text) else None
        if found is None:
            return None
        found = self.longest(text, found)
        name = f"g{FIRST_GROUP}"
        return found.span() if found.groupdict().get(name) is None else found.span(name)

    def longest(self, text: str, found: re.Match[str]) -> re.Match[str]:
        """The longest match where `found` is: Python takes the first of several choices."""
        if self.alternatives:
            matches = (one.match(text, found.start()) for one in self.alternatives)
            return max((match for match in matches if match is not None), key=re.Match.end)
        if self.has_choice and len(text) <= LONGEST_TRIED:
            # What is cut off before its end would match where only an end does.
            ends = (len(text),) if self.has_end else range(len(text), found.end(), -1)
            for end in ends:
                longer = self.expression.fullmatch(text, found.start(), end)
                if longer is not None:
                    return longer
        return found

    @cached_property
    def alternatives(self) -> list[re.Pattern[str]]:
        """What the pattern chooses from, if it is nothing but a choice."""
        if not isinstance(self.node, Choice):
            return []
        return [re.compile(self.written(part), self.flags) for part in self.node.parts]

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
