r"""POSIX's regular expressions, basic and extended, taken apart as glibc takes them.

    extended    basic           what it is
    . [a-z]     . [a-z]         any character, a set: classes [:alpha:], a bracket first, no backslash
    (a) a|b     \(a\) a\|b      a group, one or the other
    * + ?       * \+ \?         repeated; {2,3} or \{2,3\} so often
    ^ $         ^ $             edges; in a basic one only at the start and end of what stands between other signs
    \1          \1              what a group matched
    \w \s \< \> \b \B \` \'     GNU's: sets, and edges of words and of all
    \x          \x              x itself

What glibc refuses is refused, in its words. Follows POSIX, "Regular Expressions", 9.3 to 9.5.
"""

from __future__ import annotations

from pygitobj.formats.numbers import DIGITS
from pygitobj.formats.posix_sets import Dialect, Set, class_ranges, parse_set, without
from pygitobj.record import Record

MOST_REPEATS = 0x7FFF
# Bytes that are no characters, as text has them that was decoded.
SURROGATES = (0xDC80, 0xDCFF)
UNMATCHED_GROUP = "Unmatched ( or \\("
BAD_REPEAT = "Invalid preceding regular expression"
BAD_BRACE = "Invalid content of \\{\\}"


class Edge(Record):
    """A place between characters: ^ and $, or the letter after the backslash."""

    sign: str


class Group(Record):
    """A part whose match a back reference may name."""

    number: int
    part: Node


class Back(Record):
    """What the group of this number matched."""

    number: int


class Repeat(Record):
    """A part so often, `most` None for any number."""

    part: Node
    least: int
    most: int | None


class Chain(Record):
    """One part after another."""

    parts: tuple[Node, ...]


class Choice(Record):
    """One of several parts."""

    parts: tuple[Node, ...]


Node = Set | Edge | Group | Back | Repeat | Chain | Choice


class Token(Record):
    """What stands at one place of a pattern: its kind, the character or sign, and where it ends."""

    kind: str
    sign: str
    end: int


NOTHING = Chain(())
END = ""
# Any character but NUL, as POSIX's syntax has it in glibc.
ANY = Set(((0, 0),), negated=True)
OF_WORDS = {"w": False, "W": True}
OF_SPACE = {"s": False, "S": True}
EDGES = frozenset("<>bB`'")
OPERATORS = {"(": "open", ")": "close", "|": "or", "{": "brace", "}": "closed brace", "+": "repeat", "?": "repeat"}
REPEATS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def parse_posix(pattern: str, dialect: Dialect) -> Node:
    """What `pattern` is made of. Raises ValueError in glibc's words, RecursionError."""
    return Parser(pattern, dialect).whole()


class Parser:
    """Goes over a pattern from left to right, one token ahead."""

    def __init__(self, pattern: str, dialect: Dialect) -> None:
        self.pattern = pattern
        self.dialect = dialect
        self.groups = 0
        self.closed: set[int] = set()
        self.token = self.token_at(0, False)

    def next(self, after_sign: bool = False) -> None:
        """Go on to the next token; `after_sign` is where a basic pattern may have an edge."""
        self.token = self.token_at(self.token.end, after_sign)

    def token_at(self, at: int, after_sign: bool) -> Token:
        """The token at `at`."""
        letter = self.pattern[at : at + 1]
        following = self.pattern[at + 1 : at + 2]
        extended = self.dialect.extended
        if not letter:
            return Token("end", END, at)
        if letter == "\\":
            return self.escaped(following, at + 2)
        if letter in ".[":
            return Token("any" if letter == "." else "set", letter, at + 1)
        if letter == "*":
            return Token("repeat", letter, at + 1)
        if extended and letter in OPERATORS:
            return Token(OPERATORS[letter], letter, at + 1)
        if letter == "^" and (extended or at == 0 or after_sign):
            return Token("edge", letter, at + 1)
        if letter == "$" and (extended or not following or self.token_at(at + 1, False).kind in ("or", "close")):
            return Token("edge", letter, at + 1)
        return Token("letter", letter, at + 1)

    def escaped(self, letter: str, end: int) -> Token:
        """The token that a backslash before `letter` makes."""
        if not letter:
            return Token("backslash", "\\", end - 1)
        if letter in DIGITS and letter != "0":
            return Token("back", letter, end)
        if letter in EDGES:
            return Token("edge", letter, end)
        if letter in OF_WORDS or letter in OF_SPACE:
            return Token("class", letter, end)
        if not self.dialect.extended and letter in OPERATORS:
            return Token(OPERATORS[letter], letter, end)
        return Token("letter", letter, end)

    def whole(self) -> Node:
        """All of the pattern."""
        found = self.choice(0)
        if self.token.kind != "end":
            raise ValueError(UNMATCHED_GROUP)
        return found

    def choice(self, depth: int) -> Node:
        """One or more parts with bars between them."""
        parts = [self.branch(depth)]
        while self.token.kind == "or":
            self.next(after_sign=True)
            parts.append(self.branch(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def branch(self, depth: int) -> Node:
        """What stands up to a bar, the end, or the end of a group."""
        parts: list[Node] = []
        while self.token.kind not in ("or", "end") and not (depth and self.token.kind == "close"):
            parts.append(self.repeated(depth))
        return parts[0] if len(parts) == 1 else Chain(tuple(parts))

    def repeated(self, depth: int) -> Node:
        """One thing, with how often it is repeated; an edge is not."""
        if self.token.kind == "edge":
            found: Node = Edge(self.token.sign)
            self.next()
            return found
        found = self.thing(depth)
        while self.token.kind in ("repeat", "brace"):
            least, most = REPEATS[self.token.sign] if self.token.kind == "repeat" else self.counts()
            self.next()
            found = NOTHING if most == 0 else Repeat(found, least, most)
            if not self.dialect.extended and (self.token.kind == "brace" or self.token[:2] == ("repeat", "*")):
                raise ValueError(BAD_REPEAT)
        return found

    def thing(self, depth: int) -> Node:
        """What can be repeated; the token after it is the next one."""
        kind, sign, _ = self.token
        extended = self.dialect.extended
        if kind == "backslash":
            raise ValueError("Trailing backslash")
        if (kind in ("repeat", "brace") and extended) or kind == "brace":
            raise ValueError(BAD_REPEAT)
        if kind == "close" and not extended:
            raise ValueError(UNMATCHED_GROUP)
        if kind == "open":
            return self.group(depth)
        if kind == "set":
            return self.bracket()
        if kind == "back" and int(sign) not in self.closed:
            raise ValueError("Invalid back reference")
        self.next()
        if kind == "any":
            return self.but_line_ends(ANY)
        if kind == "back":
            return Back(int(sign))
        if kind == "class":
            return self.of_class(sign)
        return Set(((ord(sign), ord(sign)),))

    def group(self, depth: int) -> Node:
        """What stands in round brackets."""
        self.groups += 1
        number = self.groups
        self.next(after_sign=True)
        inside = NOTHING if self.token.kind == "close" else self.choice(depth + 1)
        if self.token.kind != "close":
            raise ValueError(UNMATCHED_GROUP)
        self.closed.add(number)
        self.next()
        return Group(number, inside)

    def counts(self) -> tuple[int, int | None]:
        """The numbers in braces; the closing one is the token."""
        least = self.count()
        if least is None:
            if self.token.sign != ",":
                raise ValueError(BAD_BRACE)
            least = 0
        most: int | None = least
        if least >= 0 and self.token.sign == ",":
            most = self.count()
        if least < 0 or (most is not None and most < 0):
            raise ValueError("Unmatched \\{" if self.token.kind == "end" else BAD_BRACE)
        if (most is not None and least > most) or self.token.kind != "closed brace":
            raise ValueError(BAD_BRACE)
        if max(least, most or 0) > MOST_REPEATS:
            raise ValueError("Regular expression too big")
        return least, most

    def count(self) -> int | None:
        """The number up to a comma or the closing brace: None where there is none, -2 for what is no number."""
        number: int | None = None
        while True:
            self.next()
            kind, sign, _ = self.token
            if kind == "end":
                return -2
            if kind == "closed brace" or sign == ",":
                return number
            if kind != "letter" or sign not in DIGITS or number == -2:
                number = -2
            else:
                number = min(MOST_REPEATS + 1, (number or 0) * 10 + int(sign))

    def bracket(self) -> Node:
        """The set whose bracket is the token."""
        found, end = parse_set(self.pattern, self.token.end, self.dialect)
        self.token = self.token_at(end, False)
        return self.but_line_ends(found)

    def of_class(self, sign: str) -> Node:
        """The set that `\\w` and its like are."""
        if sign in OF_SPACE:
            return self.but_line_ends(Set(class_ranges("space", self.dialect.wide), OF_SPACE[sign]))
        ranges = (*class_ranges("alnum", self.dialect.wide), (ord("_"), ord("_")))
        return self.but_line_ends(Set(ranges, OF_WORDS[sign]))

    def but_line_ends(self, found: Set) -> Set:
        """`found` without what it may not have: line ends, where lines are looked at, and bytes that are none."""
        if not found.negated:
            return Set(without(found.ranges, ord("\n"))) if self.dialect.by_line else found
        left_out = ((ord("\n"), ord("\n")),) if self.dialect.by_line else ()
        return Set((*found.ranges, *left_out, *((SURROGATES,) if self.dialect.wide else ())), negated=True)
