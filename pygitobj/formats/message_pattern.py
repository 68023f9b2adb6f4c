r"""Patterns that messages are searched for, of each kind that git has: whether one matches in some line of a text.

    basic, extended     regular expressions of POSIX's
    fixed               the text itself
    perl                Perl's, as far as Python's are the same; [[:alpha:]] and its like, \Q…\E, \h and \z besides

Follows git's Documentation/rev-list-options, "Commit Limiting".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pygitobj.formats.posix_regex import compile_posix, set_written
from pygitobj.formats.posix_sets import CLASSES, Dialect, Set, class_ranges

BASIC, EXTENDED, FIXED, PERL = KINDS = ("basic", "extended", "fixed", "perl")
SPECIAL = re.compile(r"[]\[.*^$\\]")
# What Python does not know, or takes for something else: quoted text, an escape, a class within a set.
OTHER_IN_PERL = re.compile(r"\\Q(.*?)(?:\\E|\Z)|\\(.)|\[:(\^?)([a-z]+):\]", re.DOTALL)
ESCAPES = {"h": r"[ \t]", "z": r"\Z", "Z": r"\Z"}

# Whether something in a text matches: lines, without the end of the last one.
Search = Callable[[str], bool]


def compile_pattern(pattern: str, kind: str, *, ignore_case: bool = False, wide: bool = True) -> Search:
    """What searches a text for `pattern`, one of `kind`; `wide` is where characters are not bytes.

    Raises ValueError for what is no pattern, in glibc's words where it is one of POSIX's.
    """
    if kind == PERL:
        return compile_perl(pattern, ignore_case, wide)
    text = SPECIAL.sub(r"\\\g<0>", pattern) if kind == FIXED else pattern
    return compile_posix(text, Dialect(kind == EXTENDED, ignore_case, wide, by_line=True)).search


def compile_perl(pattern: str, ignore_case: bool, wide: bool) -> Search:
    """What searches the lines of a text for Perl's `pattern`. Raises ValueError."""
    search = perl_expression(pattern, ignore_case=ignore_case, wide=wide).search
    return lambda text: any(search(line) is not None for line in text.split("\n"))


def perl_expression(pattern: str, *, ignore_case: bool, wide: bool) -> re.Pattern[str]:
    """Perl's `pattern` as Python has it. Raises ValueError."""

    def written(found: re.Match[str]) -> str:
        quoted, escaped, negated, name = found.groups()
        if quoted is not None:
            return re.escape(quoted)
        if escaped is not None:
            return ESCAPES.get(escaped, found[0])
        if name not in CLASSES or negated:
            return found[0]
        return set_written(Set(class_ranges(name, wide)))[1:-1]

    flags = (re.IGNORECASE if ignore_case else re.NOFLAG) | (re.NOFLAG if wide else re.ASCII)
    try:
        return re.compile(OTHER_IN_PERL.sub(written, pattern), flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from None
