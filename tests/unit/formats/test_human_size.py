"""Sizes for people where the unit changes, and where the last place is rounded. Others: test_idx_writer.py."""

from __future__ import annotations

import pytest

from pygitobj.formats.human_size import human_size


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (2, "2 bytes"),
        (1536, "1.50 KiB"),
        (1 << 20, "1024.00 KiB"),
        ((1 << 20) - 1, "1024.00 KiB"),
        (1 << 30, "1024.00 MiB"),
        ((1 << 30) + 1, "1.00 GiB"),
        ((3 << 30) - 1, "2.99 GiB"),
        (1 << 40, "1024.00 GiB"),
    ],
)
def test_the_unit_is_the_largest_of_which_there_is_more_than_one(size: int, shown: str) -> None:
    assert human_size(size) == shown


def test_a_larger_size_never_looks_smaller() -> None:
    factors = {"byte": 1, "bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
    before = 0.0
    for step in range(41 * 8):
        number, unit = human_size(int(2 ** (step / 8))).split(" ")
        worth = float(number) * factors[unit]
        assert worth >= before
        before = worth
