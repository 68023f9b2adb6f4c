"""Which deltas stay of what several packs have: those that some pack has, but none of a delta cycle."""

from __future__ import annotations

from pathlib import Path

from pygitobj import ObjectStore
from pygitobj.jobs.packing.choose_deltas import DeltaOptions
from pygitobj.jobs.packing.pack_objects import PackOptions
from tests.support.deltas import copy, delta, insert
from tests.support.packing import Body, checked_pack, column_of, pack_into
from tests.support.packs import object_id, ref_delta, whole
from tests.support.stores import write_loose, write_pack

SHARED = b"".join(b"line %d of what all versions share\n" % number for number in range(60))
VERSIONS = [SHARED + b"version %d\n" % number for number in range(10)]
IDS = [object_id("blob", body) for body in VERSIONS]
WANTED = [Body("blob", body) for body in VERSIONS]
# Nothing is searched for: what is a delta in the new pack was one before.
NO_SEARCH = PackOptions(deltas=DeltaOptions(window=0))


def change(base: int, to: int) -> bytes:
    """The delta entry that makes version `to` of version `base`."""
    target = VERSIONS[to]
    steps = copy(0, len(SHARED)) + insert(target[len(SHARED) :])
    return ref_delta(IDS[base], delta(len(VERSIONS[base]), len(target), steps))


def packed_again(objects: Path, options: PackOptions = NO_SEARCH, wanted: list[Body] = WANTED) -> int:
    """How long the longest chain is after all is packed anew, and checked."""
    with ObjectStore(objects) as store:
        result = pack_into(objects.parent / "out", store, column_of(wanted), options)
        ids, depth = checked_pack(result.packs[0])
        assert sorted(ids) == sorted({object_id(body.kind, body.data) for body in wanted})
    return depth


def test_a_delta_of_any_pack_is_taken(tmp_path: Path) -> None:
    # As pushes leave them: each pack has the newer version as a delta of the older one, which it has whole.
    for newer in range(1, 10):
        entries = [whole(3, VERSIONS[newer - 1]), change(newer - 1, newer)]
        write_pack(tmp_path / "objects", f"{newer}", entries, [IDS[newer - 1], IDS[newer]])
    assert packed_again(tmp_path / "objects") == 9
    assert packed_again(tmp_path / "objects", NO_SEARCH._replace(deltas=DeltaOptions(window=0, depth=4))) == 4


def test_no_delta_that_would_close_a_cycle(tmp_path: Path) -> None:
    # One pack goes up from version 0, the other one down from version 9.
    write_pack(tmp_path / "objects", "up", [whole(3, VERSIONS[0]), *(change(at - 1, at) for at in range(1, 10))], IDS)
    down = [whole(3, VERSIONS[9]), *(change(at + 1, at) for at in range(8, -1, -1))]
    write_pack(tmp_path / "objects", "down", down, IDS[::-1])
    assert packed_again(tmp_path / "objects") == 9


def test_no_delta_whose_base_is_not_packed(tmp_path: Path) -> None:
    write_pack(tmp_path / "objects", "a", [whole(3, VERSIONS[1])], [IDS[1]])
    write_pack(tmp_path / "objects", "b", [whole(3, VERSIONS[0]), change(0, 1)], IDS[:2])
    assert packed_again(tmp_path / "objects", wanted=[WANTED[1]]) == 0
    assert packed_again(tmp_path / "objects", wanted=WANTED[:2]) == 1


def test_a_delta_of_a_damaged_pack_is_not_taken(tmp_path: Path) -> None:
    write_loose(tmp_path / "objects", "blob", VERSIONS[1])
    offsets = write_pack(tmp_path / "objects", "b", [whole(3, VERSIONS[0]), change(0, 1)], IDS[:2])
    write_pack(tmp_path / "objects", "a", [whole(3, VERSIONS[0]), whole(3, VERSIONS[1])], IDS[:2])
    damaged = tmp_path / "objects/pack/pack-b.pack"
    data = bytearray(damaged.read_bytes())
    data[offsets[1] + 25] ^= 0xFF
    damaged.write_bytes(data)
    assert packed_again(tmp_path / "objects", wanted=WANTED[:2]) == 0
