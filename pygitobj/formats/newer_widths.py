"""Widths of characters as Unicode 17 has them, where an older Unicode, which Python may have, has others or none.

Follows the Unicode Character Database, "EastAsianWidth" and "General_Category".
"""

from __future__ import annotations

from functools import cache

NO_WIDTH = """
    897 ece 1acf-1add 1ae0-1aeb 10d69-10d6d 10efa-10eff 11241 113bb-113c0 113ce 113d0 113d2 113e1-113e2 11b60
    11b62-11b64 11b66 11f00-11f01 11f36-11f3a 11f40 11f42 11f5a 13439-13440 13447-13455 1611e-16129 1612d-1612f
    1e08f 1e4ec-1e4ef 1e5ee-1e5ef 1e6e3 1e6e6 1e6ee-1e6ef 1e6f5
"""
ONE_COLUMN = "1171e"
TWO_COLUMNS = """
    2630-2637 268a-268f 2ffc-2fff 31e4-31e5 31ef 4dc0-4dff 16ff2-16ff6 187f8-187ff 18cff 18d09-18d1e 18d80-18df2
    1b132 1b155 1d300-1d356 1d360-1d376 1f6d8 1f6dc 1fa75-1fa77 1fa87-1fa8a 1fa8e-1fa8f 1faad-1faaf 1fabb-1fabf
    1fac6 1fac8 1facd-1facf 1fada-1fadc 1fadf 1fae8-1faea 1faef 1faf7-1faf8
"""


@cache
def newer_widths() -> dict[str, int]:
    """The width of each of these characters."""
    found: dict[str, int] = {}
    for width, text in enumerate((NO_WIDTH, ONE_COLUMN, TWO_COLUMNS)):
        for part in text.split():
            first, _, last = part.partition("-")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                found[chr(code)] = width
    return found
