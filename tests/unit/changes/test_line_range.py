"""Ranges of lines as `-L` says them."""

from __future__ import annotations

import pytest

from pygitobj.changes.line_range import BadRangeError, LinesOfFile, line_ranges
from pygitobj.errors import GitObjectError

LINES = [b"int one(void)\n", b"{\n", b"\ta;\n", b"}\n", b"\n", b"int two(void)\n", b"{\n", b"}\n", b"end"]


def ranges(*words: str) -> list[tuple[int, int]]:
    """What `words` ask for."""
    return line_ranges(words, LinesOfFile("f", LINES))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["3"], [(2, 9)]),
        (["3,4"], [(2, 4)]),
        (["4,3"], [(2, 4)]),
        (["3,+2"], [(2, 4)]),
        (["3,-2"], [(1, 3)]),
        (["3,-9"], [(0, 3)]),
        ([",2"], [(0, 2)]),
        (["/two/"], [(5, 9)]),
        (["/two/,/}/"], [(5, 8)]),
        (["/int/,+1", "/int/,+1"], [(0, 1), (5, 6)]),
        (["6,7", "^/int/,+1"], [(0, 1), (5, 7)]),
        ([":two"], [(5, 8)]),
        (["7,7", ":end"], [(6, 7), (8, 9)]),
        (["^:one"], [(0, 5)]),
        (["1,3", "3,5", "8,9"], [(0, 5), (7, 9)]),
        (["5,20"], [(4, 9)]),
    ],
)
def test_ranges(words: list[str], expected: list[tuple[int, int]]) -> None:
    assert ranges(*words) == expected


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("10", "file f has only 9 lines"),
        ("0", "-L invalid line number: 0"),
        ("-1", "-L invalid line number: -1"),
        ("3,+0", "-L invalid empty range"),
        ("/none/", "-L parameter 'none' starting at line 1: No match"),
        ("3,/none/", "-L parameter 'none' starting at line 4: No match"),
        (":none", "-L parameter 'none' starting at line 1: no match"),
        (":a;", "-L parameter 'a;' starting at line 1: no match"),
    ],
)
def test_what_is_not_there(word: str, message: str) -> None:
    with pytest.raises(GitObjectError) as caught:
        ranges(word)
    assert str(caught.value) == message


@pytest.mark.parametrize("word", ["3,x", "x", "3,4,5", ":", "/two", ":one:two"])
def test_words_that_say_no_range(word: str) -> None:
    with pytest.raises(BadRangeError):
        ranges(word)


def test_an_empty_file_has_no_line() -> None:
    assert line_ranges([], LinesOfFile("f", [])) == []
    with pytest.raises(GitObjectError, match="file f has only 0 lines"):
        line_ranges(["1"], LinesOfFile("f", []))


def test_lines_behind_a_nul_are_not_seen() -> None:
    with pytest.raises(GitObjectError, match="No match"):
        line_ranges(["/b/"], LinesOfFile("f", [b"a\0\n", b"b\n"]))
