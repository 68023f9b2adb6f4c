"""Copying entries from pack to pack: what git takes for a pack, and no step beyond columns that someone made up."""

from __future__ import annotations

import hashlib
import importlib
import random
import zlib
from array import array
from pathlib import Path
from struct import pack
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.kernels.columns import Columns, Copied
from tests.support.command import git
from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, distance, entry_header, object_id, ofs_delta, ref_delta, whole

WHOLE = -1
ROOM = 1 << 30
FIRST, SIZE = 12, 20
FAR = (1 << 63) - 1
BODIES = [random.Random(1).randbytes(3000) + b"%d" % number for number in range(6)]
IDS = [object_id("blob", body) for body in BODIES]
# Of which object each is a delta in the pack that is copied from, and how that tells it.
BASES = [WHOLE, 0, 1, 0, WHOLE, 3]
BY_ID = [False, False, True, True, False, False]


class Source(NamedTuple):
    """A pack that is copied from, in columns."""

    data: bytes
    starts: array[int]
    crcs: array[int]

    @property
    def end(self) -> int:
        """Where its last entry ends."""
        return len(self.data) - SIZE


def change_of(at: int, base: int) -> bytes:
    """The delta that makes one body of another."""
    return delta(
        len(BODIES[base]), len(BODIES[at]), insert(BODIES[at][:100]) + copy(100, 2900) + insert(BODIES[at][3000:])
    )


def source_pack() -> Source:
    """A pack of all bodies: whole ones, and deltas of both kinds on deltas and on whole ones."""
    entries: list[bytes] = []
    for at, base in enumerate(BASES):
        if base == WHOLE:
            entries.append(whole(3, BODIES[at]))
        elif BY_ID[at]:
            entries.append(ref_delta(IDS[base], change_of(at, base)))
        else:
            entries.append(ofs_delta(sum(map(len, entries[base:])), change_of(at, base)))
    data, offsets = build_pack(entries)
    return Source(data, array("q", offsets), array("I", map(zlib.crc32, entries)))


SOURCE = source_pack()


def new_transfer(kernels: ModuleType, source: Source = SOURCE, **other: Any) -> Any:
    """What copies, of one implementation."""
    words = {"data": source.data, "starts": source.starts, "crcs": source.crcs, "first": FIRST, "end": source.end}
    words.update(other, hash_size=other.get("hash_size", SIZE))
    return importlib.import_module(f"{kernels.__name__}.transfer").Transfer(*words.values())


def new_columns(written: int = 6, source: Source = SOURCE, **other: Any) -> Columns:
    """All objects of the pack, with these columns other than they are."""
    return Columns(
        b"".join(IDS), array("q", [0] * 6), array("q", source.starts), array("q", BASES), array("q", [-1] * 6), written
    )._replace(**other)  # fmt: skip


def copied(
    tool: Any, columns: Columns, order: list[int], *, by_id: bool = False, at: int = 0, room: int = ROOM
) -> Copied:
    """What `copy` gives for a new pack that has no entry yet."""
    answer: Copied = tool.copy(array("q", order), at, 0, columns, FIRST, room, by_id)
    return answer


def checked_by_git(directory: Path, found: Copied, *words: str) -> dict[str, int]:
    """The CRC32s by id that git tells of the pack of the copied entries; fails where git does not take it."""
    data = pack(">4sII", b"PACK", 2, found.done) + found.data
    (directory / "new.pack").write_bytes(data + hashlib.sha1(data).digest())
    git(directory, "index-pack", *words, "new.pack")
    shown = git(directory, "show-index", stdin=(directory / "new.idx").read_bytes()).decode()
    lines = [line.split() for line in shown.splitlines()]
    return {oid: int(crc.strip("()"), 16) for _, oid, crc in lines}


@pytest.mark.parametrize("by_id", [False, True])
def test_all_of_a_pack(kernels: ModuleType, tmp_path: Path, by_id: bool) -> None:
    columns = new_columns()
    order = [4, 0, 3, 1, 2, 5]
    found = copied(new_transfer(kernels), columns, order, by_id=by_id)
    assert found.done == 6
    assert found.ids == b"".join(IDS[at] for at in order)
    places = [columns.places[at] for at in order]
    assert places == sorted(places)
    assert places[0] == FIRST
    ends = [*places[1:], FIRST + len(found.data)]
    for place, end, crc in zip(places, ends, found.crcs, strict=True):
        assert zlib.crc32(found.data[place - FIRST : end - FIRST]) == crc
    told = {IDS[at].hex(): crc for at, crc in zip(order, found.crcs, strict=True)}
    assert checked_by_git(tmp_path, found) == told
    listed = git(tmp_path, "verify-pack", "-v", "new.idx").decode()
    chains = {words[0]: words[6] for words in map(str.split, listed.splitlines()) if len(words) == 7}
    assert chains == {IDS[at].hex(): IDS[base].hex() for at, base in enumerate(BASES) if base != WHOLE}
    kinds = {found.data[place - FIRST] >> 4 & 7 for place in places}
    assert kinds == {3, 7 if by_id else 6}


@pytest.mark.parametrize("by_id", [False, True])
def test_both_kernels_copy_the_same(kernels: ModuleType, by_id: bool) -> None:
    from pygitobj.kernels import pure

    chance = random.Random(4)
    for _ in range(50):
        order = chance.sample(range(6), chance.randrange(1, 7))
        room, at, written = chance.choice([0, 3200, 10_000, ROOM]), chance.randrange(len(order)), chance.randrange(3, 7)
        columns = [new_columns(written), new_columns(written)]
        found = [
            copied(new_transfer(one), given_, order, by_id=by_id, at=at, room=room)
            for one, given_ in zip((kernels, pure), columns, strict=True)
        ]
        assert found[0] == found[1]
        assert columns[0] == columns[1]


def test_base_outside_of_the_pack(kernels: ModuleType, tmp_path: Path) -> None:
    """It is told by its id, as in thin packs, which git completes."""
    # The first two change places with the last two, so that the first, on which all rest, is not written.
    turn = [4, 5, 2, 3, 0, 1]
    bases = array("q", [WHOLE if BASES[at] == WHOLE else turn.index(BASES[at]) for at in turn])
    starts = array("q", [SOURCE.starts[at] for at in turn])
    columns = new_columns(4, ids=b"".join(IDS[at] for at in turn), offsets=starts, bases=bases)
    found = copied(new_transfer(kernels), columns, [0, 2, 3, 1])
    assert found.done == 4
    entry = found.data[columns.places[3] - FIRST :]
    assert entry.startswith(entry_header(7, len(change_of(3, 0))) + IDS[0])
    git(tmp_path, "init", "-q", ".")
    for body in BODIES[:2]:
        git(tmp_path, "hash-object", "-w", "--stdin", stdin=body)
    data = pack(">4sII", b"PACK", 2, 4) + found.data
    git(tmp_path, "index-pack", "--fix-thin", "--stdin", stdin=data + hashlib.sha1(data).digest())
    assert git(tmp_path, "cat-file", "blob", IDS[5].hex()) == BODIES[5]
    # What is not to be written is not copied either.
    assert copied(new_transfer(kernels), new_columns(4), [4]).done == 0


@pytest.mark.parametrize("by_id", [False, True])
def test_base_that_is_not_there_yet(kernels: ModuleType, by_id: bool) -> None:
    """A pack that is told bases by their ids must have them too."""
    columns = new_columns()
    assert copied(new_transfer(kernels), columns, [0, 2, 1], by_id=by_id).done == 1
    assert columns.places == array("q", [FIRST, -1, -1, -1, -1, -1])
    for wrong in (FIRST + 10_000, FAR, -2, -FAR - 1):
        columns = new_columns(places=array("q", [wrong, *[-1] * 5]))
        assert copied(new_transfer(kernels), columns, [1], by_id=by_id).done == 0


def test_only_from_its_own_pack(kernels: ModuleType) -> None:
    columns = new_columns(sources=array("q", [0, 0, 1, 0, 0, 0]))
    assert copied(new_transfer(kernels), columns, [0, 1, 2, 4]).done == 2
    assert copied(new_transfer(kernels), columns, [0, 1, 2, 4], at=3).done == 1
    assert copied(new_transfer(kernels), columns, [0, 1, 2, 4], at=4).done == 0


@pytest.mark.parametrize("at", range(6))
def test_damage_ends_it(kernels: ModuleType, at: int) -> None:
    place = SOURCE.starts[at] + 40
    data = SOURCE.data[:place] + bytes([SOURCE.data[place] ^ 4]) + SOURCE.data[place + 1 :]
    columns = new_columns()
    found = copied(new_transfer(kernels, data=data), columns, list(range(6)))
    assert found.done == at
    assert found.data == SOURCE.data[FIRST : SOURCE.starts[at]] or at > 2
    assert list(columns.places[at:]) == [-1] * (6 - at)
    assert len(found.ids) == SIZE * at
    assert len(found.crcs) == at


def test_room(kernels: ModuleType) -> None:
    everything = copied(new_transfer(kernels), new_columns(), list(range(6)))
    counts = set()
    for room in [-FAR - 1, -1, 0, 63, 64, *range(0, len(everything.data) + 7 * 64, 37), FAR]:
        found = copied(new_transfer(kernels), new_columns(), list(range(6)), room=room)
        assert len(found.data) <= max(room, 0)
        assert everything.data.startswith(found.data)
        counts.add(found.done)
    assert counts == set(range(7))


@pytest.mark.parametrize(("at", "kind"), [(0, WHOLE + 1), (1, WHOLE)])
def test_delta_or_whole_other_than_the_list_says(kernels: ModuleType, at: int, kind: int) -> None:
    columns = new_columns(places=array("q", [FIRST] * 6))
    columns.bases[at] = kind
    assert copied(new_transfer(kernels), columns, [at]).done == 0


def test_two_ids_for_one_entry(kernels: ModuleType) -> None:
    """A damaged index may say so: which object is there is not known."""
    starts, crcs = array("q", SOURCE.starts), array("I", SOURCE.crcs)
    starts.insert(1, starts[0])
    crcs.insert(1, crcs[0])
    tool = new_transfer(kernels, starts=starts, crcs=crcs)
    assert copied(tool, new_columns(), [0]).done == 0
    assert copied(tool, new_columns(), [4, 5]).done == 1
    assert copied(tool, new_columns(), [4]).done == 1


def test_header_that_goes_on_in_the_next_entry(kernels: ModuleType) -> None:
    """With the CRC32 that its index tells."""
    for entry in (b"\xb0", entry_header(6, 20), b"\xe0\x80", entry_header(7, 20) + IDS[0][:9]):
        data, _ = build_pack([whole(3, BODIES[0]), entry, distance(8) * 40])
        start = FIRST + len(whole(3, BODIES[0]))
        source = Source(data, array("q", [FIRST, start, start + len(entry)]), array("I", [0, zlib.crc32(entry), 0]))
        columns = new_columns(places=array("q", [FIRST, *[-1] * 5]), offsets=array("q", [0, start, 0, 0, 0, 0]))
        for base in (WHOLE, 0):
            columns.bases[1] = base
            answer = new_transfer(kernels, source).copy(array("q", [1]), 0, 0, columns, 1 << 20, ROOM, False)
            assert answer.done == 0


@pytest.mark.parametrize(
    "other",
    [
        {"ids": b"".join(IDS)[1:]}, {"ids": b""}, {"written": 7}, {"written": -1}, {"sources": array("q")},
        {"places": array("q", [0] * 5)}, {"offsets": array("q", [0] * 5)}, {"bases": array("q", [-1] * 5)},
        {"places": array("Q", [0] * 6)}, {"sources": array("b", [0] * 6)}, {"bases": array("d", [0] * 6)},
    ],
)  # fmt: skip
def test_columns_that_do_not_fit(kernels: ModuleType, other: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="columns"):
        copied(new_transfer(kernels), new_columns()._replace(**other), list(range(6)))


def test_calls_that_do_not_fit(kernels: ModuleType) -> None:
    tool, columns = new_transfer(kernels), new_columns()
    with pytest.raises(ValueError, match="columns"):
        tool.copy(array("i", [0]), 0, 0, columns, FIRST, ROOM, False)
    for at in (-1, 2, FAR, -FAR):
        with pytest.raises(ValueError, match="order"):
            tool.copy(array("q", [0]), at, 0, columns, FIRST, ROOM, False)
    for place in (-1, FAR):
        with pytest.raises(ValueError, match="place"):
            tool.copy(array("q", [0]), 0, 0, columns, place, ROOM, False)


@pytest.mark.parametrize(
    "other",
    [
        {"starts": array("q", [FIRST])}, {"crcs": array("I")}, {"starts": array("Q", SOURCE.starts)},
        {"crcs": array("q", SOURCE.crcs)}, {"end": len(SOURCE.data) + 1}, {"first": SOURCE.end + 1},
    ],
)  # fmt: skip
def test_packs_that_do_not_fit(kernels: ModuleType, other: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"columns|lie"):
        new_transfer(kernels, **other)


def test_nothing(kernels: ModuleType) -> None:
    empty = Columns(b"", array("q"), array("q"), array("q"), array("q"), 0)
    data = build_pack([])[0]
    tool = new_transfer(kernels, Source(data, array("q"), array("I")))
    assert tool.copy(array("q"), 0, 0, empty, FIRST, ROOM, False) == (0, b"", b"", array("I"))
    assert tool.copy(array("q", [0, 5, -1]), 0, 0, empty, FIRST, ROOM, False).done == 0
    assert tool.copy(array("q", [0]), 0, 0, new_columns(), FIRST, ROOM, False).done == 0


NUMBERS = st.integers(-3, 8) | st.sampled_from([-FAR - 1, -FAR, FAR, FAR - 70, 1 << 32, FIRST, *SOURCE.starts])
SIX = st.lists(NUMBERS, min_size=6, max_size=6)


def spoilt(draw: Any, values: Any) -> array[int]:
    """`values` with one of them other than it is, or all of them."""
    found = array("q", values)
    if draw(st.integers(0, 3)) == 0:
        return array("q", draw(SIX))
    found[draw(st.integers(0, 5))] = draw(NUMBERS)
    return found


@pytest.mark.property
@given(st.data())
def test_any_columns(kernels: ModuleType, data: st.DataObject) -> None:
    """Both kernels copy the same, and read nothing that is not theirs, whatever the columns say."""
    from pygitobj.kernels import pure

    draw = data.draw
    starts = spoilt(draw, SOURCE.starts) if draw(st.booleans()) else SOURCE.starts
    # Where entries do not follow one another, what is found in them depends on how it is looked for.
    starts = array("q", sorted(starts))
    columns = [
        new_columns(
            draw(st.integers(0, 6)), sources=spoilt(draw, [0] * 6), offsets=spoilt(draw, SOURCE.starts),
            bases=spoilt(draw, BASES), places=spoilt(draw, draw(st.sampled_from([[-1] * 6, [FIRST] * 6]))),
        )
    ]  # fmt: skip
    columns.append(columns[0]._replace(places=array("q", columns[0].places)))
    order = array("q", draw(st.lists(st.integers(0, 5) | NUMBERS, max_size=8)))
    words = draw(st.sampled_from([ROOM, FAR, 4000])), draw(st.booleans())
    found = [
        new_transfer(one, starts=starts).copy(order, 0, 0, given_, 1 << 40, *words)
        for one, given_ in zip((kernels, pure), columns, strict=True)
    ]
    assert found[0] == found[1]
    assert columns[0] == columns[1]


@given(starts=SIX, order=st.permutations(range(6)))
@pytest.mark.property
def test_starts_in_any_order(kernels: ModuleType, starts: list[int], order: list[int]) -> None:
    columns = new_columns(offsets=array("q", starts), bases=array("q", [WHOLE] * 6))
    tool = new_transfer(kernels, starts=array("q", starts), crcs=array("I", bytes(24)))
    assert copied(tool, columns, order, room=FAR).done <= 6
