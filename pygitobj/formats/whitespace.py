"""What errors of white space lines have, as core.whitespace and the attribute `whitespace` say.

    blank-at-eol        white space at the end of a line
    blank-at-eof        blank lines at the end of a file
    trailing-space      both
    space-before-tab    a space before a tab in the indent
    indent-with-non-tab as many spaces in the indent as a tab is wide, or more
    tab-in-indent       a tab in the indent
    incomplete-line     a last line without its end
    cr-at-eol           a CR at the end of a line is part of its end, and no error
    tabwidth=<n>        how wide a tab is
    -<name>             not so; a name may be cut short

Follows git's Documentation/config/core, "core.whitespace", and Documentation/gitattributes, "whitespace".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pygitobj.errors import GitObjectError
from pygitobj.formats.numbers import integer_at
from pygitobj.formats.small_text import SPACE
from pygitobj.record import Record

AT_EOL, AT_EOF, BEFORE_TAB = "blank-at-eol", "blank-at-eof", "space-before-tab"
NON_TAB, TAB, INCOMPLETE, CR = "indent-with-non-tab", "tab-in-indent", "incomplete-line", "cr-at-eol"
NAMES = {
    "trailing-space": (AT_EOL, AT_EOF), BEFORE_TAB: (BEFORE_TAB,), NON_TAB: (NON_TAB,), CR: (CR,), AT_EOL: (AT_EOL,),
    AT_EOF: (AT_EOF,), TAB: (TAB,), INCOMPLETE: (INCOMPLETE,),
}  # fmt: skip
USUAL = frozenset((AT_EOL, AT_EOF, BEFORE_TAB))
# All that is an error, where nothing else is said; a tab in the indent would contradict spaces in it.
EVERY = frozenset((AT_EOL, AT_EOF, BEFORE_TAB, NON_TAB, INCOMPLETE))
TAB_WIDTH, MOST_WIDTH = 8, 63
SEPARATORS = ", \t\n\r"
WIDTH = "tabwidth="
# What is said of an error.
MESSAGES = {
    BEFORE_TAB: "space before tab in indent",
    NON_TAB: "indent with spaces",
    TAB: "tab in indent",
    INCOMPLETE: "no newline at the end of file",
}


class WhitespaceRule(Record):
    """What counts as an error, and how wide a tab is."""

    errors: frozenset[str] = USUAL
    tab_width: int = TAB_WIDTH


def parse_whitespace(text: str, warn: Callable[[str], None]) -> WhitespaceRule:
    """What `text` says, beside what is usual. Raises GitObjectError where it contradicts itself."""
    errors = set(USUAL)
    width = TAB_WIDTH
    while True:
        text = text.lstrip(SEPARATORS)
        word, _, text = text.partition(",")
        name = word.removeprefix("-")
        if not name:
            break
        found = next((NAMES[full] for full in NAMES if full.startswith(name)), ())
        errors = errors.difference(found) if name != word else errors.union(found)
        if name.startswith(WIDTH):
            value = name.removeprefix(WIDTH)
            number = integer_at(value, 0)[0]
            if 0 < number <= MOST_WIDTH:
                width = number
            else:
                warn(f"warning: tabwidth {value} out of range")
    if TAB in errors and NON_TAB in errors:
        raise GitObjectError("cannot enforce both tab-in-indent and indent-with-non-tab")
    return WhitespaceRule(frozenset(errors), width)


class Piece(Record):
    """A part of a line: in the indent, in the text, in an error, or the end."""

    kind: str
    text: bytes


INDENT, TEXT, ERROR, END = "indent", "text", "error", "end"


def errors_in(line: bytes, rule: WhitespaceRule) -> set[str]:
    """The errors of `line`."""
    errors: set[str] = set()
    for _ in pieces(line, rule, errors):
        pass
    return errors


def pieces(line: bytes, rule: WhitespaceRule, errors: set[str]) -> Iterator[Piece]:
    """The parts of `line`, those apart that are errors, which go into `errors`."""
    text = line.removesuffix(b"\n")
    end = line[len(text) :]
    if CR in rule.errors and text.endswith(b"\r"):
        text, end = text[:-1], b"\r" + end
    stop = len(text.rstrip(SPACE)) if AT_EOL in rule.errors else len(text)
    if stop < len(text):
        errors.add(AT_EOL)
    if not line.endswith(b"\n") and INCOMPLETE in rule.errors:
        errors.add(INCOMPLETE)
    written = 0
    for piece in indent(text, stop, rule, errors):
        written += len(piece.text)
        yield piece
    if written < stop:
        yield Piece(TEXT, text[written:stop])
    if stop < len(text):
        yield Piece(ERROR, text[stop:])
    if end:
        yield Piece(END, end)


def indent(text: bytes, stop: int, rule: WhitespaceRule, errors: set[str]) -> Iterator[Piece]:
    """The parts of the indent of `text`, which is looked at up to `stop`, one after another from its start."""
    written = at = 0
    while at < stop and text[at] in b" \t":
        if text[at] == ord("\t"):
            if BEFORE_TAB in rule.errors and written < at:
                errors.add(BEFORE_TAB)
                yield Piece(ERROR, text[written:at])
                yield Piece(INDENT, text[at : at + 1])
            elif TAB in rule.errors:
                errors.add(TAB)
                if written < at:
                    yield Piece(INDENT, text[written:at])
                yield Piece(ERROR, text[at : at + 1])
            else:
                yield Piece(INDENT, text[written : at + 1])
            written = at + 1
        at += 1
    if NON_TAB in rule.errors and at - written >= rule.tab_width:
        errors.add(NON_TAB)
        yield Piece(ERROR, text[written:at])


def told(errors: set[str]) -> str:
    """What is said of these errors of a line, or of a whole file."""
    found = ["trailing whitespace"] if AT_EOL in errors else []
    if AT_EOF in errors:
        found.append("new blank line at EOF")
    found += [MESSAGES[name] for name in MESSAGES if name in errors]
    return ", ".join(found)


def blank_at_end(data: bytes) -> int:
    """How many blank lines `data` ends with."""
    count = 0
    end = len(data) - (2 if data.endswith(b"\n") else 1)
    while end > 0:
        start = data.rfind(b"\n", 0, end + 1)
        if data[start + 1 : end + 1].strip(SPACE):
            break
        count += 1
        end = start - 1
    return count
