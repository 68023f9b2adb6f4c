"""What files have that changed: as little read as is needed, and held within a bound."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pygitobj.changes import contents as module
from pygitobj.changes.contents import Contents, pieces_of
from pygitobj.changes.held import OVERHEAD, Held
from pygitobj.changes.pairs import Side
from pygitobj.errors import NotFoundError
from pygitobj.kernels import chunk_counts
from pygitobj.store.object_store import ObjectStore
from tests.support.file_pairs import SUBMODULE, Trees

TEXT, BINARY = b"one\r\ntwo\r\n" * 50, b"one\r\n\0two\r\n" * 50


@pytest.fixture
def trees(tmp_path: Path) -> Trees:
    """A place for the files of trees."""
    return Trees(tmp_path / "r.git")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How stores were asked."""
    names: list[str] = []

    def noting(name: str) -> Callable[..., Any]:
        method = getattr(ObjectStore, name)

        def noted(*words: Any, **named: Any) -> Any:
            names.append(name)
            return method(*words, **named)

        return noted

    for name in ("read", "header", "open", "read_many", "header_many"):
        monkeypatch.setattr(ObjectStore, name, noting(name))
    return names


def test_what_files_have(trees: Trees) -> None:
    contents = Contents(trees.store)
    link, module_side = trees.side("l", (0o120000, b"to")), trees.side("m", (SUBMODULE, b"\1" * 20))
    assert contents.data(trees.side("f", TEXT)) == TEXT
    assert contents.data(link) == b"to"
    assert contents.data(module_side) == b"Subproject commit " + b"01" * 20 + b"\n"
    assert contents.data(Side(b"d", 0o40000, b"\2" * 20)) == contents.data(None) == b""
    assert contents.sizes([link, module_side, None, Side(b"d", 0o40000, b"\2" * 20)]) == [2, 59, 0, 0]
    assert not contents.is_binary(module_side)
    with pytest.raises(NotFoundError):
        contents.data(Side(b"x", 0o100644, b"\3" * 20))
    with pytest.raises(NotFoundError):
        contents.sizes([Side(b"x", 0o100644, b"\3" * 20), link])


def test_replaced_blobs_are_read_for_others(trees: Trees) -> None:
    one, other = trees.side("a", TEXT), trees.side("b", b"other")
    contents = Contents(trees.store, target=lambda oid: {one.id: other.id}.get(oid, oid))
    assert contents.data(one) == b"other"
    assert contents.size(one) == 5


def test_what_is_binary(trees: Trees) -> None:
    text, binary = trees.side("t", TEXT), trees.side("b", BINARY)
    late = trees.side("l", b"x" * 8000 + b"\0")
    contents = Contents(trees.store)
    assert [contents.is_binary(side) for side in (text, binary, late, None)] == [False, True, False, False]
    said: list[tuple[bytes, int]] = []

    def says(path: bytes, mode: int) -> bool | None:
        said.append((path, mode))
        return {b"t": True, b"b": False}.get(path)

    contents = Contents(trees.store, is_binary=says)
    assert [contents.is_binary(side) for side in (text, binary, late)] == [True, False, False]
    assert said[0] == (b"t", 0o100644)
    assert contents.counts(text) == chunk_counts(TEXT, False)
    assert contents.counts(binary) == chunk_counts(BINARY, True)


def test_large_files_are_binary_and_not_read_for_that(trees: Trees, asked: list[str]) -> None:
    contents = Contents(trees.store, big_file=100)
    assert contents.is_binary(trees.side("t", TEXT))
    assert not contents.is_binary(trees.side("s", b"short"))
    assert asked == ["header", "header", "read"]


def test_sizes_are_asked_for_together_and_once(trees: Trees, asked: list[str]) -> None:
    contents = Contents(trees.store)
    sides = [trees.side(f"f{at}", b"x" * at) for at in range(5)]
    assert contents.sizes(sides) == contents.sizes(sides) == [*range(5)]
    assert asked == ["header_many"]


def test_what_will_be_asked_for_is_read_together(trees: Trees, asked: list[str]) -> None:
    contents = Contents(trees.store)
    sides = [trees.side(f"f{at}", b"%d" % at) for at in range(5)]
    contents.fetch([*sides, None, Side(b"gone", 0o100644, b"\4" * 20)])
    assert [contents.data(side) for side in sides] == [b"%d" % at for at in range(5)]
    assert asked == ["read_many"]


def test_no_more_is_held_than_fits(trees: Trees) -> None:
    contents = Contents(trees.store, most_held=8 * OVERHEAD)
    sides = [trees.side(f"f{at}", bytes([at]) * 300) for at in range(12)]
    contents.fetch(sides)
    for _ in range(2):
        assert [contents.data(side) for side in sides] == [bytes([at]) * 300 for at in range(12)]
        assert contents.held.size <= contents.held.limit
    held = Held(3 * OVERHEAD + 9)
    for name in (b"a", b"b", b"c"):
        held.put((name, 0), b"")
    assert held.get((b"a", 0)) == b""
    held.put((b"d", 0), b"x")
    held.put((b"e", 0), b"x" * 3 * OVERHEAD)
    assert [(name, 0) in held for name in (b"a", b"b", b"c", b"d", b"e")] == [True, False, True, True, False]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are read by few bytes, and soon count as large."""
    monkeypatch.setattr(module, "LARGE", 200)
    monkeypatch.setattr(module, "PIECE", 61)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("seed", range(20))
def test_large_files_are_counted_piece_by_piece(trees: Trees, seed: int) -> None:
    chance = random.Random(seed)
    parts = [b"\r", b"\n", b"\r\n", b"x" * 64, b"x" * 63 + b"\r", b"long" * 50, b"a", b"\0" * (seed % 2)]
    text = b"".join(chance.choices(parts, k=60)) + b"y" * 300
    side = trees.side("f", text)
    contents = Contents(trees.store)
    assert contents.counts(side) == chunk_counts(text, b"\0" not in text)
    assert (side.id, 0) not in contents.held
    assert contents.is_binary(side) == (b"\0" in text)
    assert contents.data(side) == text


def test_pieces_are_all_there() -> None:
    text = b"".join(b"line %d\r\n" % number for number in range(3000)) + b"x" * 5000
    assert b"".join(pieces_of(io.BytesIO(text), True)) == text


def test_what_is_known_of_many_is_forgotten_but_not_what_is_held(
    trees: Trees, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    """Blobs that are held still have a size once those of too many were known."""
    monkeypatch.setattr(module, "MOST_HELD", 4 << 8)
    contents = Contents(trees.store)
    sides = [trees.side("f", b"%d\n" % number * (number + 1)) for number in range(20)]
    contents.fetch(sides)
    asked.clear()
    assert contents.sizes(sides) == [len(b"%d\n" % number) * (number + 1) for number in range(20)]
    assert not any(map(contents.is_binary, sides))
    assert asked == []
