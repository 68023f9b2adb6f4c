"""The instructions of a delta, told one by one, and what is none."""

from __future__ import annotations

from typing import Any

import pytest

from pygitobj import CorruptError
from pygitobj.formats.delta import Instruction, delta_instructions


@pytest.mark.parametrize(
    ("delta", "told"),
    [
        (b"\0\0", []),
        (b"\3\3\x90\3", [("copy", 2, 0, 3)]),
        (b"\3\3\x80", [("copy", 2, 0, 0x10000)]),
        (b"\3\3\xff\1\2\3\4\5\6\7", [("copy", 2, 0x04030201, 0x070605)]),
        (b"\3\3\2ab\x91\1\3", [("insert", 2, 3, 2), ("copy", 5, 1, 3)]),
    ],
)
def test_instructions(delta: bytes, told: list[tuple[Any, ...]]) -> None:
    assert list(delta_instructions(delta)) == [Instruction(*one) for one in told]


@pytest.mark.parametrize("delta", [b"\3\3\0", b"\3\3\2a", b"\3\3\x91\1", b"\3\3\x88"])
def test_instructions_that_are_none(delta: bytes) -> None:
    with pytest.raises(CorruptError):
        list(delta_instructions(delta))
