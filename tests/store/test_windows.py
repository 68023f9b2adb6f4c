"""Windows of a store: every object once and in its order, however little may be held, filled where it is wanted.

Tried besides: a damaged entry in each place of families that take hundreds of windows; rooms of every size from 0 to
3,000 bytes, lines of up to 200 bytes, and packs with deltas that git made.
"""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

import pytest

from pygitobj import IdList, ObjectHeader, ObjectId, ObjectStore, ObjectType, RawObject, Window
from pygitobj.files.pack import PackFile
from pygitobj.kernels import IMPLEMENTATION
from tests.support.forests import forest
from tests.support.packs import build_idx, build_pack, object_id
from tests.support.stores import unless_bad
from tests.support.unchecked import unchecked

BODIES = [b"%d " % number * (number % 50) for number in range(300)] + [b"large" * 2000, b""]
ABSENT = ObjectId("12" * 20)


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    """Objects in two packs, and some that are loose."""
    (tmp_path / "objects").mkdir()
    made = ObjectStore(tmp_path / "objects")
    for share in (slice(0, 200), slice(150, None)):
        with made.pack_writer() as writer:
            for body in BODIES[share]:
                writer.add("blob", body)
    for body in (b"loose one", b"loose two"):
        made.write("blob", body)
    return made


def filled(window: Window, line: int) -> dict[int, bytes]:
    """The bodies of what is taken of `window`, by their positions."""
    known = [position for position in range(window.taken) if window.codes[position]]
    sizes = [window.sizes[position] if position in known else 0 for position in range(window.taken)]
    starts = list(accumulate((size + line for size in sizes), initial=0))
    places = array("q", [starts[at] if window.codes[at] else -1 for at in range(window.taken)])
    buffer = bytearray(starts[-1])
    assert window.fill(memoryview(buffer), places) == []
    return {at: bytes(buffer[starts[at] : starts[at] + sizes[at]]) for at in known}


def contents(
    windows: Iterable[Window], large: int | None, line: int, steps: int | None
) -> list[tuple[ObjectId, object]]:
    """What windows give, each object with its id; with `steps` no more than that many are dealt with at a time."""
    found: list[tuple[ObjectId, object]] = []
    for window in windows:
        if steps is not None:
            window.taken = min(window.taken, steps)
        if window.fits:
            assert window.held() <= window.room
            bodies = filled(window, line)
        else:
            assert window.taken == 1
            bodies = {}
        for position, oid in enumerate(window.ids[: window.taken]):
            one = (
                RawObject(ObjectType.BLOB, bodies[position]) if position in bodies else window.read_one(position, large)
            )
            found.append((oid, one))
        assert list(window.unknown(window.taken)) == [
            position for position in range(window.taken) if not window.codes[position]
        ]
    return found


@pytest.mark.parametrize("room", [0, 100, 3000, 1 << 20])
@pytest.mark.parametrize("line", [0, 90])
@pytest.mark.parametrize("steps", [None, 1, 7])
def test_in_the_order_asked(store: ObjectStore, room: int, line: int, steps: int | None) -> None:
    ids = [*store.ids()[::3], ABSENT, *store.ids()]
    expected = list(store.read_many(ids))
    for asked in (ids, IdList(ids), iter(ids)):
        assert contents(store.windows(asked, window=room, line=line), None, line, steps) == expected


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("room", [0, 5000, 1 << 20])
def test_every_object_once(store: ObjectStore, ordered: bool, room: int) -> None:
    found = contents(store.windows(ordered=ordered, window=room), None, 0, None)
    assert sorted(oid for oid, _ in found) == list(store.ids())
    assert found == list(store.scan(ordered=ordered))
    assert not ordered or [oid for oid, _ in found] == list(store.ids())


def store_of_deltas(path: Path, bad: int | None = None) -> tuple[ObjectStore, list[tuple[ObjectId, RawObject]]]:
    """A store whose one pack has families of deltas, and its objects in their order.

    Of the object at `bad` the pack has a damaged entry, and a sound one is loose.
    """
    (path / "objects" / "pack").mkdir(parents=True)
    entries, made = forest(20, 1500, 1)
    ids = [object_id("blob", body) for body in made]
    if bad is not None:
        entries[bad] = entries[bad][:-1] + bytes([entries[bad][-1] ^ 1])
    data, offsets = build_pack(entries)
    stem = path / "objects" / "pack" / f"pack-{data[-20:].hex()}"
    stem.with_suffix(".pack").write_bytes(data)
    stem.with_suffix(".idx").write_bytes(build_idx(list(zip(ids, offsets, strict=True)), data))
    if bad is not None:
        (path / "other").mkdir()
        with ObjectStore(path / "other") as other:
            other.write("blob", made[bad])
            shutil.copytree(path / "other", path / "objects", dirs_exist_ok=True)
    found = [(ObjectId(oid), RawObject(ObjectType("blob"), body)) for oid, body in zip(ids, made, strict=True)]
    return ObjectStore(path / "objects"), found


@pytest.mark.parametrize("window", [1 << 10, 1 << 14, 1 << 18, 1 << 24])
@pytest.mark.parametrize("verify", [False, True])
def test_families_over_many_windows(tmp_path: Path, window: int, verify: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    made, expected = store_of_deltas(tmp_path)
    store = ObjectStore(made.path, verify=verify)
    planned: list[int] = []
    plan = PackFile.plan

    def noted(pack: PackFile, offsets: array[int], threads: int, hashed: bool, keep: int = 0) -> object:
        planned.append(len(offsets))
        return plan(pack, offsets, threads, hashed, keep)

    monkeypatch.setattr(PackFile, "plan", noted)
    for line, large, steps in [(0, None, None), (100, 500, 3), (0, 1, None)]:
        planned.clear()
        found = contents(store.windows(window=window, line=line, large=large), large, line, steps)
        assert [oid for oid, _ in found] == [oid for oid, _ in expected]
        for (_, one), (_, whole) in zip(found, expected, strict=True):
            # What is a large delta is not streamed, so that it comes whole.
            size = len(whole.data)
            assert one == whole or (large is not None and size > large and one == ObjectHeader(whole.type, size)), size
        # Compiled, each entry is planned once, in however many windows it is built.
        assert IMPLEMENTATION != "compiled" or sum(planned) == len(expected)
    assert list(store.scan(window=window)) == expected


@pytest.mark.parametrize("bad", [0, 1, 700, 1499])
@pytest.mark.parametrize("window", [1 << 14, 1 << 24])
def test_a_damaged_base_over_many_windows(tmp_path: Path, bad: int, window: int) -> None:
    """Once a sound copy stands in for it, what rests on it is planned anew and built with the others."""
    store, expected = store_of_deltas(tmp_path, bad)
    assert list(store.scan(window=window)) == expected
    found: list[tuple[ObjectId, object]] = []
    for current in store_of_deltas(tmp_path / "again", bad)[0].windows(window=window):
        found += zip(current.ids, current.results(current.taken, None), strict=False)
    assert found == expected


def test_what_is_too_large_is_alone(store: ObjectStore) -> None:
    alone = [window for window in store.windows(store.ids(), large=5000) if not window.fits]
    assert [window.sizes[0] for window in alone] == [10_000]
    assert [window.taken for window in alone] == [1]


def test_leave_out(store: ObjectStore) -> None:
    (window,) = store.windows(store.ids(), window=1 << 24)
    before = window.fits
    window.room = 2000
    small = window.fit()
    assert small < before
    window.leave_out(position for position, size in enumerate(window.sizes) if size > 10)
    assert small < window.fits
    assert all(position in set(window.unknown(window.fits)) or size <= 10 for position, size in enumerate(window.sizes))


def test_ids_by_type_and_descriptions(store: ObjectStore) -> None:
    tree = store.write("tree", b"100644 name\0" + store.ids()[0])
    assert list(store.ids("tree")) == [tree]
    assert list(store.ids("blob")) == [oid for oid in store.ids() if oid != tree]
    assert list(store.ids("tag")) == []
    assert [oid for ids in store.id_lists() for oid in ids] == list(store) == list(store.ids())
    with pytest.raises(ValueError, match="not an object type"):
        store.ids("nothing")
    asked = [ABSENT, *store.ids()]
    codes = [code for described in store.describe(asked) for code in described.codes]
    sizes = [size for described in store.describe(asked) for size in described.sizes]
    headers = unless_bad(store.header_many(asked))
    assert headers[0] is None
    assert codes[0] == 0
    told = [(header.type.code, header.size) for header in headers[1:] if header]
    assert told == list(zip(codes, sizes, strict=True))[1:]
    assert [position for described in store.describe(asked) for position in described.unknown()] == [0]


@pytest.mark.parametrize("wrong", [b"short", "12" * 20, None, bytes(32)])
def test_what_is_no_id(store: ObjectStore, wrong: object) -> None:
    for call in (store.windows, store.describe, store.read_many):
        with pytest.raises((TypeError, ValueError)):
            list(call([unchecked(wrong)]))
    with pytest.raises((TypeError, ValueError)):
        list(store.locate_many([unchecked(wrong)]))


def test_ids_of_the_other_format(store: ObjectStore) -> None:
    other = IdList([bytes(32)])
    for call in (store.windows, store.describe, store.read_many, store.header_many, store.info_many, store.locate_many):
        with pytest.raises(ValueError, match="not an id of a sha1 object"):
            list(call(other))
