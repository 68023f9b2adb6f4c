"""What of a line heads the hunks that follow it: by default all of one that begins with a letter, `_` or `$`.

A driver has patterns, one on a line; one that begins with `!` says of which lines no heading is made. The first that
matches decides, by its first group or, without one, by all that it matches. The end of a line is no part of it.
Follows git's Documentation/gitattributes, "Defining a custom hunk-header".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.formats.characters import as_patterns_have, coding_of
from pygitobj.formats.posix_regex import PosixPattern, compile_posix
from pygitobj.formats.posix_sets import Dialect
from pygitobj.kernels.headings import default_heading
from pygitobj.record import Record

# What of a line, with its end, heads what follows it; None where it is no such line.
Heading = Callable[[bytes], bytes | None]

NOT = "!"
BLANKS = " \t"


class Driver(Record):
    """How files of a kind are shown: what heads their hunks, and what a word is in them.

    `words` is an extended pattern of POSIX's; None where white space parts words.
    """

    heading: Heading = default_heading
    words: str | None = None


class Rule(Record):
    """A pattern of headings: whether its lines are none, and whether one is a whole line but for blanks before it."""

    pattern: PosixPattern
    negated: bool
    whole: bool = False


class RuleHeading:
    """Headings by rules. `coding` is that of the lines: bytes that are no characters are surrogates."""

    def __init__(self, rules: tuple[Rule, ...], wide: bool) -> None:
        self.rules = rules
        self.coding = coding_of(wide)

    def __call__(self, line: bytes) -> bytes | None:
        """What of `line` is a heading."""
        ended = line.removesuffix(b"\n")
        if len(line) > len(ended):
            # A lone CR before the end is the whole line.
            ended = ended.removesuffix(b"\r")
        text = ended.decode(self.coding, "surrogateescape")
        for rule in self.rules:
            if rule.negated or rule.whole:
                if rule.pattern.search(text):
                    return None if rule.negated else text.lstrip(BLANKS).encode(self.coding, "surrogateescape")
                continue
            span = rule.pattern.span(text)
            if span is not None:
                return text[slice(*span)].encode(self.coding, "surrogateescape")
        return None


def pattern_heading(text: str, *, extended: bool = True, wide: bool = True) -> Heading:
    """Headings by patterns as the configuration has them, one on a line. Raises ValueError in git's words."""
    lines = text.split("\n")
    if lines[-1].startswith(NOT):
        raise ValueError(f"Last expression must not be negated: {lines[-1]}")
    dialect = Dialect(extended=extended, wide=wide)
    return RuleHeading(tuple(rule_of(line, dialect) for line in lines), wide)


def rule_of(line: str, dialect: Dialect, *, whole: bool = False) -> Rule:
    """The rule that a line of patterns is. Raises ValueError in git's words."""
    negated = line.startswith(NOT)
    pattern = line[1:] if negated else line
    try:
        characters = as_patterns_have(pattern, dialect.wide)
        return Rule(compile_posix(characters, dialect, keeps_group=not negated), negated, whole)
    except ValueError:
        raise ValueError(f"Invalid regexp to look for hunk header: {pattern}") from None
