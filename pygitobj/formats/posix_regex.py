r"""POSIX's extended regular expressions, as far as whether they match, by Python's.

    [[:alpha:]] [a-z]] [^]]     sets: names of classes, a bracket first, no backslash
    a|b  (a)  a{2,3}  * + ? ^ $ as in Python; a brace that starts no count is itself
    \1                          what a group matched
    \x                          x itself, but for GNU's \w \W \s \S \b \B \< \>

Follows POSIX, "Regular Expressions", 9.4.
"""

from __future__ import annotations

import re

CLASSES = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "space": r" \t\n\r\f\v",
    "blank": r" \t", "punct": r"!-/:-@\[-`{-~", "print": " -~", "graph": "!-~", "cntrl": r"\x00-\x1f\x7f",
    "xdigit": "0-9A-Fa-f",
}  # fmt: skip
SAME = frozenset("wWsSbB")
EDGES = {"<": r"\b(?=\w)", ">": r"\b(?<=\w)", "`": r"\A", "'": r"\Z"}
COUNT = re.compile(r"\{[0-9]+(,[0-9]*)?\}|\{,[0-9]+\}")
REPEATS = ("*", "+", "?")


def compile_posix(pattern: str) -> re.Pattern[str]:
    """`pattern` compiled. Raises ValueError for what is none."""
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        if letter == "[":
            part, at = set_at(pattern, at)
        elif letter == "\\":
            if at + 1 == len(pattern):
                raise ValueError("Trailing backslash")
            part, at = escaped(pattern[at + 1]), at + 2
        elif letter == "{" and not COUNT.match(pattern, at):
            part, at = r"\{", at + 1
        elif letter == "(" and pattern[at + 1 : at + 2] == "?":
            raise ValueError("Invalid preceding regular expression")
        elif letter in REPEATS and parts and parts[-1] in REPEATS:
            # One after another repeat what was repeated, where Python would take the second for something else.
            before = parts.pop()
            part, at = before if before == letter else "*", at + 1
        elif letter == "$":
            part, at = r"\Z", at + 1
        else:
            part, at = letter, at + 1
        parts.append(part)
    try:
        return re.compile("".join(parts), re.DOTALL)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from None


def escaped(letter: str) -> str:
    """What a backslash before `letter` means."""
    if letter in "123456789":
        return f"(?:\\{letter})"  # a digit that follows is none of its
    if letter in EDGES:
        return EDGES[letter]
    return f"\\{letter}" if letter in SAME else re.escape(letter)


def set_at(pattern: str, at: int) -> tuple[str, int]:
    """The set whose bracket is at `at`, and where it ends. Raises ValueError."""
    start = at + 1
    negated = pattern[start : start + 1] == "^"
    end = start + negated
    inside = ""
    while True:
        letter = pattern[end : end + 1]
        if not letter:
            raise ValueError("Unmatched [, [^, [:, [., or [=")
        if letter == "]" and end > start + negated:
            return f"[{'^' if negated else ''}{inside}]", end + 1
        if letter == "[" and pattern[end + 1 : end + 2] == ":":
            name, closed, _ = pattern[end + 2 :].partition(":]")
            if not closed or name not in CLASSES:
                raise ValueError("Invalid character class name")
            inside += CLASSES[name]
            end += len(name) + 4
        elif letter == "[" and pattern[end + 1 : end + 2] in (".", "="):
            mark = pattern[end + 1]
            name, closed, _ = pattern[end + 2 :].partition(f"{mark}]")
            if not closed or len(name) != 1:
                raise ValueError("Invalid collation character")
            inside += re.escape(name)
            end += len(name) + 4
        else:
            inside += letter if letter == "-" else re.escape(letter)
            end += 1
