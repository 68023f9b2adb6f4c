"""Blocks of lines that were moved."""

from __future__ import annotations

import pytest

from pygitobj.changes.moved_lines import ALTERNATIVE, BLOCKS, DIM, DIMMED, MOVED, PLAIN, ZEBRA, NotedLines

LONG = "a line with more than twenty letters"
OTHER = "another line, which has letters enough"
OTHERS = ALTERNATIVE | MOVED


def moved_marks(texts: list[str], mode: str, spaces: frozenset[str] = frozenset()) -> list[int]:
    """What lines of a patch are, each behind its sign; other signs are of what is no line."""
    noted = NotedLines(spaces)
    for text in texts:
        if text[0] in "+-":
            noted.add(text[:1].encode(), text[1:].encode() + b"\n")
        else:
            noted.part()
    return list(noted.marks(mode))


@pytest.mark.parametrize(
    ("texts", "mode", "marks"),
    [
        (["-x", " ", "+x"], PLAIN, [MOVED, 0, MOVED]),
        (["-x", " ", "+x"], BLOCKS, [0, 0, 0]),
        (["-x", " ", "-x"], PLAIN, [0, 0, 0]),
        (["-" + LONG, " ", "+" + LONG], BLOCKS, [MOVED, 0, MOVED]),
        (["-x", "-" + LONG, " ", "+x", "+" + LONG], ZEBRA, [MOVED, MOVED, 0, MOVED, MOVED]),
        # Elsewhere the first line is too little, and the block begins with the second.
        (["-x", "-" + LONG, " ", "+x", "+y", "+" + LONG], ZEBRA, [0, MOVED, 0, 0, 0, MOVED]),
        (
            ["-" + LONG, "-" + OTHER, " ", "+" + OTHER, "+" + LONG],
            ZEBRA,
            [MOVED, OTHERS, 0, MOVED, OTHERS],
        ),
        (
            ["-" + LONG, "-" + OTHER, " ", "+" + OTHER, "+" + LONG],
            BLOCKS,
            [MOVED, MOVED, 0, MOVED, MOVED],
        ),
        (
            ["-" + LONG, "-" + LONG, "-" + LONG, "-" + OTHER, " ", "+" + OTHER, " ", *["+" + LONG] * 3],
            DIMMED,
            [*[MOVED | DIM] * 2, MOVED, OTHERS, 0, MOVED | DIM, 0, *[MOVED | DIM] * 3],
        ),
    ],
)
def test_blocks(texts: list[str], mode: str, marks: list[int]) -> None:
    assert moved_marks(texts, mode) == marks


@pytest.mark.parametrize(
    ("spaces", "old", "new", "is_moved"),
    [
        ("ignore-all-space", "a line with letters of all kinds", "alinewithletters of all kinds ", True),
        ("ignore-space-change", "  " + LONG, "\t" + LONG + " ", True),
        ("ignore-space-change", LONG, " " + LONG, False),
        ("ignore-space-at-eol", LONG, LONG + " \t", True),
        ("ignore-space-at-eol", "  " + LONG, " " + LONG, False),
        ("no", LONG, LONG + " ", False),
    ],
)
def test_white_space(spaces: str, old: str, new: str, is_moved: bool) -> None:
    found = moved_marks(["-" + old, " ", "+" + new], ZEBRA, frozenset((spaces,)))
    assert found == [MOVED * is_moved, 0, MOVED * is_moved]


def test_blocks_are_moved_in_by_one_width() -> None:
    moved = ["-" + LONG, "-", "-\t" + OTHER, " ", "+    " + LONG, "+", "+\t    " + OTHER, " ", "+  " + LONG]
    kind = frozenset(("allow-indentation-change",))
    assert moved_marks(moved, ZEBRA, kind) == [MOVED, MOVED, MOVED, 0, MOVED, MOVED, MOVED, 0, MOVED]
    apart = ["-" + LONG, "-" + OTHER, " ", "+  " + LONG, "+   " + OTHER]
    assert moved_marks(apart, ZEBRA, kind) == [MOVED, OTHERS, 0, MOVED, OTHERS]
