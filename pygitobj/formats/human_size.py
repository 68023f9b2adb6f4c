"""Sizes for people: as git's progress shows them."""

from __future__ import annotations

STEPS = ((30, 10737419, "GiB"), (20, 5243, "MiB"), (10, 5, "KiB"))


def human_size(size: int) -> str:
    """`size` bytes in the largest unit of which it has more than one, with two places."""
    for shift, rounding, unit in STEPS:
        if size <= 1 << shift:
            continue
        if unit == "GiB":
            return f"{size >> shift}.{(size & (1 << shift) - 1) // rounding:02} {unit}"
        rounded = size + rounding
        return f"{rounded >> shift}.{(rounded & (1 << shift) - 1) * 100 >> shift:02} {unit}"
    return f"{size} byte{'' if size == 1 else 's'}"
