"""How placeholders for lines and columns are written: `%w(76,6,9)`, `%<(20,trunc)`, `%>|(-10)`.

Follows git's Documentation/pretty-formats.
"""

from __future__ import annotations

import re

from pygitobj.cli.pretty.commit_page import BOTH, LEFT, RIGHT, STEALING, Columns, Lines
from pygitobj.formats.numbers import integer_at, strtoul
from pygitobj.record import Record

# Wider or deeper is nothing that git does.
MOST_COLUMNS = 16 * 1024
SIDES = (("><", BOTH), (">>", STEALING), (">", RIGHT), ("<", LEFT))
CUTS = ("trunc", "ltrunc", "mtrunc")
AFTER_NUMBER = re.compile(r"[,)]")
USUAL_WIDTH = 80
INT_BITS = 32


class Layout(Record):
    """What a placeholder for columns says: its length, 0 where it is none after all.

    Then too there may be columns, and a way to cut, which git has noted before it saw that.
    """

    length: int
    columns: Columns | None = None
    cut: str | None = None


def lines_at(text: str, at: int) -> tuple[Lines, int] | None:
    """The lines that the placeholder `w(…)` at `at` in `text` asks for, and its length; None where it is none."""
    end = text.find(")", at)
    if not text.startswith("w(", at) or end < 0:
        return None
    found = [0, 0, 0]
    place = at + 2
    if end > place:
        for number in range(len(found)):
            parsed = strtoul(text[place:])
            found[number] = parsed.value
            place += parsed.end
            if number == len(found) - 1 or not text.startswith(",", place):
                break
            place += 1
        if place != end:
            return None
    if max(found) > MOST_COLUMNS:
        return None
    return Lines(*found), end + 1 - at


def columns_at(text: str, at: int) -> Layout:
    """The columns that the placeholder at `at` in `text` asks for, which starts with `<` or `>`."""
    start, side = next(pair for pair in SIDES if text.startswith(pair[0], at))
    place = at + len(start)
    to_column = text.startswith("|", place)
    place += to_column
    found = AFTER_NUMBER.search(text, place + 1)
    if not text.startswith("(", place) or found is None or found.start() == place + 1:
        return Layout(0)
    value, end = integer_at(text, place + 1)
    count = as_int(value)
    if end == place + 1 or not count or abs(count) > MOST_COLUMNS:
        return Layout(0)
    if count < 0:
        count += terminal_width() if to_column else 0
        if count < 0:
            return Layout(0)
    # Up to the column 0 is no more than no columns.
    columns = Columns(count, to_column and count > 0, side)
    end = found.start()
    if found[0] == ")":
        return Layout(end + 1 - at, columns, "")
    close = text.find(")", end + 1)
    cut = text[end + 1 : close] if close >= 0 else ""
    if cut not in CUTS:
        return Layout(0, columns)
    return Layout(close + 1 - at, columns, cut)


def as_int(value: int) -> int:
    """What is left of `value` in a C int."""
    return (value + (1 << (INT_BITS - 1))) % (1 << INT_BITS) - (1 << (INT_BITS - 1))


def terminal_width() -> int:
    """How many columns the terminal has."""
    from shutil import get_terminal_size  # few formats ask

    return get_terminal_size((USUAL_WIDTH, 1)).columns
