"""Columns of characters as git 2.55 counts them, whatever Unicode Python has, and text cut and put into lines by them.

The values come from git's `%<(4)%s` over all characters: none of them differed.
"""

from __future__ import annotations

import pytest

from pygitobj.formats.display_width import shown_width, width_of, width_of_character, without_columns
from pygitobj.formats.wrapping import wrapped


@pytest.mark.parametrize(
    ("codes", "width"),
    [
        # Of Unicode 14 and before.
        ((0x41, 0xE9, 0xAD, 0x10FFFD, 0x1FB93, 0xE0080), 1),
        ((0x300, 0x200B, 0x1160, 0x11FF, 0xE0001, 0xE0100, 0x20DD), 0),
        ((0x1100, 0x4E00, 0xAC00, 0x1F600, 0x20000, 0x2FA1E, 0x3FFFD), 2),
        # Later ones, and what is no character yet.
        ((0x897, 0x1ADD, 0x1E6F5, 0x113CE), 0),
        ((0x2630, 0x268F, 0x4DC0, 0x1D300, 0x1FAE9, 0x18D1E), 2),
        ((0x1171E, 0x1EE38, 0x1F1AE, 0x378, 0xE01F0, 0x2FFFE), 1),
        ((0x1, 0x7F, 0x9F), -1),
        ((0x0,), 0),
    ],
)
def test_widths(codes: tuple[int, ...], width: int) -> None:
    assert {hex(code): width_of_character(chr(code)) for code in codes} == dict.fromkeys(map(hex, codes), width)


def test_what_is_no_text_counts_by_its_bytes() -> None:
    assert width_of("\ufffe".encode()) == 3
    assert width_of(b"\xed\xa0\x80") == 3
    assert shown_width(b"\x1b[31ma\xff\x1b[m") == 10
    # A character in two parts is none.
    assert shown_width(b"\xc3\x1b[1m\xa9") == 6
    assert shown_width(b"\x1b[1;31m\xc3\xa9\x1b[m\x1b[") == 2


def test_cuts() -> None:
    assert without_columns(b"abcdef", 2, 3) == b"ab..f"
    assert without_columns(b"\x1b[1mabc\x1b[mdef", 1, 4) == b"\x1b[1ma..\x1b[mf"
    assert without_columns("a\u65e5\u672cb".encode(), 1, 2) == "a..\u672cb".encode()
    assert without_columns("a\u0301b".encode(), 0, 1) == "..\u0301b".encode()
    assert without_columns(b"ab\xff", 0, 2) == b"ab\xff"


def test_lines() -> None:
    assert wrapped(b"one two three", 0, 0, 7) == b"one two\nthree"
    assert wrapped(b"one two three", 2, 4, 9) == b"  one two\n    three"
    assert wrapped(b"one two three", -4, 1, 7) == b"one\n two\n three"
    assert wrapped(b"one\ntwo\n\nthree\n - four", 0, 2, 80) == b"one two\n\n  three\n  - four"
    assert wrapped(b"longerthanit a", 1, 1, 5) == b" longerthanit\n a"
    assert wrapped(b"a\nb\n", 1, 2, 0) == b" a\n  b\n"
    assert wrapped(b"a\0b", 0, 0, 3) == b"a"
    assert wrapped(b"", 3, 3, 9) == b""
