r"""Lines of attributes: which paths have which.

    pattern attr -attr !attr attr=text      set, unset, unspecified, a text
    "a b\t" attr                            a pattern quoted as C does
    [attr]name attr -attr …                 a macro: where `name` is set, so is what follows
    # comment

Of two lines about a path the later counts. Where bytes are no line that counts, git says so and goes on; so is it
here. Follows git's Documentation/gitattributes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum

from pygitobj.formats.path_pattern import PathPattern, parse_path_pattern
from pygitobj.formats.quote import closing_quote, unquote_c
from pygitobj.formats.small_text import text_of
from pygitobj.record import Record

# A line of so many bytes is passed over, and so is a file.
LINE_END = 2048
FILE_END = 100 << 20
MACRO = b"[attr]"
RESERVED = b"builtin_"
BOM = b"\xef\xbb\xbf"
BLANK = b" \t\r\n"
# From the start of a line that says anything to its end; such a line has no NUL before that.
LINE = re.compile(rb"^[ \t\r]*[^ \t\r\n#\0][^\n]*", re.MULTILINE)
WORD = re.compile(rb"[^ \t\r\n]+")
NAME = re.compile(rb"[A-Za-z0-9_.][-A-Za-z0-9_.]*")

Warn = Callable[[str], None]


class AttributeState(Enum):
    """What an attribute can be besides a text."""

    SET = "set"
    UNSET = "unset"
    UNSPECIFIED = "unspecified"

    # Enum's own is Python's, and slow: a value is a part of many keys.
    __hash__ = object.__hash__

    def __str__(self) -> str:
        return str(self.value)


SET, UNSET, UNSPECIFIED = AttributeState.SET, AttributeState.UNSET, AttributeState.UNSPECIFIED
# A text is what stands after "=", as file names are decoded.
AttributeValue = AttributeState | str
States = tuple[tuple[str, AttributeValue], ...]


class Rule(Record):
    """A line: what it says of paths that match the pattern; or, without one, what the macro called so sets."""

    pattern: PathPattern | None
    macro: str
    states: States


class Text(Record):
    """What a file of attributes is called in messages, and whether macros may be there."""

    shown: str
    macros: bool
    warn: Warn


BUILTIN = (Rule(None, "binary", (("diff", UNSET), ("merge", UNSET), ("text", UNSET))),)


class RefusedLineError(Exception):
    """A line that is passed over: what is said of it, with its place after that where `is_placed`."""

    def __init__(self, said: str, *, is_placed: bool = True) -> None:
        super().__init__(said)
        self.is_placed = is_placed


def is_attribute_name(name: bytes) -> bool:
    """Whether an attribute may be called so when it is asked for."""
    return NAME.fullmatch(name) is not None


def rules_in_file(data: bytes, text: Text) -> list[Rule]:
    """The rules of a file that holds `data`; `text` is told of lines that are passed over."""
    return list(rules_of(data.removeprefix(BOM), text, stripped=True))


def rules_in_blob(data: bytes, text: Text) -> list[Rule]:
    """The rules of a blob, which ends at its first NUL, and has no mark of its encoding, for git."""
    return list(rules_of(text_of(data), text, stripped=False))


def rules_of(data: bytes, text: Text, *, stripped: bool) -> Iterator[Rule]:
    """The rules of `data`; `stripped` of the carriage return before the end of a line."""
    known: dict[bytes, States] = {}
    number, counted = 1, 0
    for found in LINE.finditer(data):
        number += data.count(b"\n", counted, found.start())
        counted = found.start()
        line = found[0]
        if stripped and found.end() < len(data):
            line = line.removesuffix(b"\r")
        line = text_of(line)
        if len(line) >= LINE_END:
            text.warn(f"warning: ignoring overly long attributes line {number}")
            continue
        try:
            yield parse_line(line, text.macros, known)
        except RefusedLineError as error:
            text.warn(f"{error}: {text.shown}:{number}" if error.is_placed else str(error))


def parse_line(line: bytes, macros: bool, known: dict[bytes, States]) -> Rule:
    """The rule that `line` is, with states that are `known` already or will be. Raises RefusedLineError."""
    name, rest, whole = split_name(line.lstrip(BLANK))
    is_macro = len(name) > len(MACRO) and name.startswith(MACRO)
    if is_macro:
        if not macros:
            raise RefusedLineError(f"{shown(text_of(whole))} not allowed")
        found = WORD.match(text_of(name[len(MACRO) :]).lstrip(BLANK))
        name = b"" if found is None else found[0]
        require_valid(name)
    states = known.get(rest)
    if states is None:
        states = known[rest] = tuple(parse_state(word) for word in WORD.findall(rest))
    if is_macro:
        return Rule(None, name.decode("ascii"), states)
    pattern = parse_path_pattern(text_of(name))
    if pattern.is_negative:
        raise RefusedLineError(
            "warning: Negative patterns are ignored in git attributes\nUse '\\!' for literal leading exclamation.",
            is_placed=False,
        )
    return Rule(pattern, "", states)


def split_name(line: bytes) -> tuple[bytes, bytes, bytes]:
    """The pattern that `line` starts with, what follows it, and what messages have for the pattern."""
    end = closing_quote(line) if line.startswith(b'"') else 0
    if end:
        try:
            name = unquote_c(line[:end])
        except ValueError:
            pass  # the quote is a part of the pattern
        else:
            return name, line[end:], name
    found = WORD.match(line)
    assert found is not None
    return found[0], line[found.end() :], line


def parse_state(word: bytes) -> tuple[str, AttributeValue]:
    """The attribute that `word` is about, and what it makes of it. Raises RefusedLineError."""
    before, equals, after = word.partition(b"=")
    sign = before[:1]
    name = before[1:] if sign in (b"-", b"!") else before
    require_valid(name)
    if sign == b"-":
        return name.decode("ascii"), UNSET
    if sign == b"!":
        return name.decode("ascii"), UNSPECIFIED
    return name.decode("ascii"), shown(after) if equals else SET


def require_valid(name: bytes) -> None:
    """Raises RefusedLineError unless a file may say something of an attribute called `name`."""
    if not is_attribute_name(name) or name.startswith(RESERVED):
        raise RefusedLineError(f"{shown(name)} is not a valid attribute name")


def shown(text: bytes) -> str:
    """`text` as messages have it."""
    return text.decode("utf-8", "surrogateescape")
