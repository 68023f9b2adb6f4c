"""An IdList against a plain list of the same ids: sequence, slices, search, set operators, and what it refuses.

Tried besides: lists of 300,000 ids, ids that all begin with the same bytes, and an id across the border of two others,
which is in no list.
"""

from __future__ import annotations

import copy
import pickle
import random
from array import array
from itertools import pairwise
from operator import and_, or_, sub
from typing import Any

import pytest

from pygitobj import SHA1, SHA256, IdList, ObjectId
from tests.support.unchecked import unchecked


def some_ids(count: int, size: int = 20, seed: int = 1) -> list[ObjectId]:
    made = random.Random(seed)
    return [ObjectId(made.randbytes(size)) for _ in range(count)]


CASES = [(count, size) for count in (0, 1, 2, 7, 100) for size in (20, 32)]


@pytest.mark.parametrize(("count", "size"), CASES)
def test_a_sequence(count: int, size: int) -> None:
    ids = some_ids(count, size)
    made = IdList(ids)
    assert list(made) == ids
    assert list(made.raws()) == ids
    assert len(made) == count
    assert all(type(oid) is ObjectId for oid in made)
    assert [made[at] for at in range(-count, count)] == ids + ids
    assert bytes(made) == b"".join(ids)
    assert list(reversed(made)) == ids[::-1]
    for cut in (slice(None), slice(1, 5), slice(5, 1), slice(-3, None), slice(None, None, 2), slice(None, None, -1)):
        part = made[cut]
        assert isinstance(part, IdList)
        assert list(part) == ids[cut]
    for wrong in (count, -count - 1):
        with pytest.raises(IndexError):
            made[wrong]
    if count:
        assert made.index(ids[-1]) == count - 1
        assert made.count(ids[0]) == 1
        assert bool(made)
        assert made == IdList.frombytes(b"".join(ids), size)


@pytest.mark.parametrize("ascending", [False, True])
def test_in(ascending: bool) -> None:
    ids = sorted(some_ids(100)) if ascending else some_ids(100)
    made = IdList(ids)
    assert made.ascends() is ascending
    assert all(oid in made for oid in ids)
    assert not any(oid in made for oid in some_ids(100, seed=2))
    assert not any(low[10:] + high[:10] in made for low, high in pairwise(ids))
    assert bytes(20) not in made
    assert b"\xff" * 20 not in made
    digits: object = ids[0].hex()
    assert digits not in made
    assert SHA256.empty_tree not in made
    assert None not in made


def test_select() -> None:
    ids = some_ids(9)
    made = IdList(ids)
    assert list(made.select(at % 2 for at in range(9))) == ids[1::2]
    assert list(made.select(bytes([1, 0, 3]))) == [ids[0], ids[2]]
    assert list(made.at([8, 0, 0])) == [ids[8], ids[0], ids[0]]


def test_set_operators_keep_the_order_of_the_left() -> None:
    ids = some_ids(9)
    ours, theirs = IdList([*ids[:6], ids[0]]), IdList(ids[8:2:-1])
    assert list(ours & theirs) == ids[3:6]
    assert list(ours - theirs) == ids[:3]
    assert list(ours | theirs) == [*ids[:6], *ids[8:5:-1]]
    empty = IdList()
    assert ours & empty == empty
    assert empty - ours == empty
    assert list(empty | theirs) == list(theirs)
    assert (empty | IdList([SHA256.null_id]))[0] == SHA256.null_id
    for mixed in (and_, or_, sub):
        with pytest.raises(ValueError, match="do not go together"):
            mixed(ours, IdList([SHA256.null_id]))
    with pytest.raises(TypeError):
        ours & unchecked(ids)


def test_a_value() -> None:
    made = IdList(some_ids(5))
    same = IdList(list(made))
    assert made == same
    assert hash(made) == hash(same)
    assert {made: 1}[same] == 1
    assert made != made[1:]
    assert made != list(made)
    assert IdList(made) is made
    for other in (pickle.loads(pickle.dumps(made)), copy.copy(made), copy.deepcopy(made)):
        assert other == made
    with pytest.raises(AttributeError):
        made.raw = b""
    with pytest.raises(AttributeError):
        del made.raw
    assert len(repr(IdList(some_ids(100_000)))) < 80
    assert repr(IdList()) == "<IdList of 0>"
    assert repr(made[:1]) == f"<IdList of 1: {made[0].hex()[:12]}>"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ([b"short"], ValueError),
        ([SHA1.null_id, SHA256.null_id], ValueError),
        ([SHA1.null_id.hex()], TypeError),
        ([None], TypeError),
        (SHA1.null_id, TypeError),
        (None, TypeError),
    ],
)
def test_what_is_no_list_of_ids(wrong: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        IdList(unchecked(wrong))


@pytest.mark.parametrize(
    ("raw", "size", "error", "words"),
    [
        (bytes(21), 20, ValueError, "of 20 bytes each do not fit into 21 bytes"),
        (bytes(20), 32, ValueError, "of 32 bytes each do not fit into 20 bytes"),
        (bytes(20), 10, ValueError, "have 20 or 32 bytes, not 10"),
        (bytes(20), 0, ValueError, "not 0"),
        (bytes(20), -20, ValueError, "not -20"),
        (bytes(20), 20.0, TypeError, "20 or 32, not a value of the type float"),
        (b"", 32.0, TypeError, "float"),
        (bytes(20), True, TypeError, "bool"),
        (bytes(20), "20", TypeError, "not '20'"),
        (bytes(20), None, TypeError, "None"),
        (bytes(20).hex(), 20, TypeError, "as bytes"),
        ([1] * 20, 20, TypeError, "as bytes"),
    ],
)
def test_bytes_that_do_not_fit(raw: Any, size: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        IdList.frombytes(raw, size)


def test_buffers_are_taken_by_their_bytes() -> None:
    """However many items these make: what counts is the bytes, in their order."""
    ids = IdList(some_ids(4))
    raw = bytes(ids)
    assert IdList.frombytes(bytearray(raw)) == ids
    assert IdList.frombytes(memoryview(array("I", raw))) == ids
    assert IdList.frombytes(memoryview(array("I", raw[:20]))) == ids[:1]
    assert IdList.frombytes(memoryview(raw).cast("B", (4, 20))) == ids
    spread = bytearray(2 * len(raw))
    spread[::2] = raw
    assert IdList.frombytes(memoryview(spread)[::2]) == ids
    with pytest.raises(ValueError, match="into 84 bytes"):
        IdList.frombytes(memoryview(array("I", [0] * 21)))
