"""A caller's file, piece by piece: as many bytes as were said, however it gives them."""

from __future__ import annotations

import errno
import io
from typing import Any, BinaryIO, cast

import pytest

from pygitobj.errors import GitObjectError
from pygitobj.files.pieces import PIECE, pieces_of


class Dripping:
    """Gives its parts one by one, whatever is asked for."""

    def __init__(self, *parts: Any) -> None:
        self.parts = list(parts)
        self.asked: list[int] = []

    def read(self, most: int) -> Any:
        self.asked.append(most)
        part = self.parts.pop(0) if self.parts else b""
        if isinstance(part, Exception):
            raise part
        return part


def file(*parts: Any) -> BinaryIO:
    return cast("BinaryIO", Dripping(*parts))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_no_piece_is_larger_than_it_need_be(size: int) -> None:
    pieces = [*pieces_of(io.BytesIO(bytes(size)), size)]
    assert sum(map(len, pieces)) == size
    assert all(0 < len(piece) <= PIECE for piece in pieces)


def test_a_file_may_give_less_at_a_time() -> None:
    assert [*pieces_of(file(b"a", b"bc", b"d"), 4)] == [b"a", b"bc", b"d"]


def test_what_can_be_changed_is_copied() -> None:
    part = bytearray(b"abc")
    pieces = pieces_of(file(part), 3)
    piece = next(pieces)
    part[:] = b"xyz"
    assert piece == b"abc"
    assert type(piece) is bytes


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((), "a stream of another size: expected 3 bytes, found 0"),
        ((b"ab",), "a stream of another size: expected 3 bytes, found 2"),
        ((b"abcd",), "a stream of another size: expected 3 bytes, found more"),
        ((b"abc", b"d"), "a stream of another size: expected 3 bytes, found more"),
        ((b"a", None), "a stream of 3 bytes that does not wait for them: it has nothing to read now"),
        (
            (b"abc", OSError(errno.EIO, "Input/output error")),
            "a stream of 3 bytes that cannot be read: Input/output error",
        ),
        ((OSError("closed"),), "a stream of 3 bytes that cannot be read: closed"),
    ],
)
def test_another_size_is_told(parts: tuple[Any, ...], message: str) -> None:
    with pytest.raises(GitObjectError) as caught:
        list(pieces_of(file(*parts), 3))
    assert str(caught.value) == message


def test_text_is_no_bytes() -> None:
    with pytest.raises(TypeError):
        list(pieces_of(file("abc"), 3))
