"""Parts of hunks that are in ranges of lines."""

from __future__ import annotations

import pytest

from pygitobj.changes.hunks import TextHunk, text_hunks
from pygitobj.changes.line_history.mapping import Ranges
from pygitobj.changes.line_history.parts import parts_within, turned
from pygitobj.changes.lines import changed_lines

OLD = b"".join(b"%d\n" % number for number in range(1, 21))
NEW = OLD.replace(b"\n3\n", b"\nthree\n").replace(b"7\n8\n", b"").replace(b"\n15\n", b"\n15\nnew\nnewer\n")


def hunks(context: int) -> list[TextHunk]:
    """The whole hunks."""
    return list(text_hunks(OLD, NEW, changed_lines(OLD, NEW), context=context))


def shown(found: list[TextHunk]) -> list[str]:
    """Hunks, each as a line."""
    return [
        f"-{one.old_start},{one.old_count} +{one.new_start},{one.new_count} "
        + "|".join((sign + line).decode().rstrip() for sign, line in one.lines)
        for one in found
    ]


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        (((1, 4),), ["-2,3 +2,3  2|-3|+three| 4"]),
        (((2, 3),), ["-3,1 +3,1 -3|+three"]),
        (((3, 6),), ["-4,5 +4,3  4| 5| 6|-7|-8"]),
        (((13, 14),), ["-16,0 +14,1 +new"]),
        (((13, 15),), ["-16,0 +14,2 +new|+newer"]),
        (((0, 1), (2, 3), (14, 16)), ["-3,1 +3,1 -3|+three", "-16,1 +15,2 +newer| 16"]),
        (((17, 18),), []),
        ((), []),
    ],
)
def test_parts(ranges: Ranges, expected: list[str]) -> None:
    assert shown(list(parts_within(hunks(10), ranges))) == expected


def test_lines_that_went_belong_to_what_follows() -> None:
    assert shown(list(parts_within(hunks(10), ((6, 7),)))) == ["-7,3 +7,1 -7|-8| 9"]


def test_turning_is_taken_back() -> None:
    for hunk in hunks(3):
        assert turned(turned(hunk)) == hunk
    assert shown([turned(hunks(0)[0])]) == ["-3,1 +3,1 -three|+3"]
