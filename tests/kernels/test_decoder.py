"""Entries of a whole pack: chains, families, circles, damage, and bases that were put in place of bad ones."""

from __future__ import annotations

import importlib
import random
from array import array
from types import ModuleType

import pytest

from pygitobj.errors import CorruptDelta, CorruptPack
from pygitobj.kernels import PackDecoder, pure
from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, object_id, ofs_delta, ref_delta, whole

BASE = b"the base of them all\n" * 20


def decoder(
    kernels: ModuleType, entries: list[bytes], ids: dict[bytes, int] | None = None, limit: int = 1 << 20
) -> tuple[PackDecoder, array[int]]:
    """A decoder over a pack of `entries`; `ids` gives the position of an entry by its id."""
    data, offsets = build_pack(entries)
    known = {oid: offsets[position] for oid, position in (ids or {}).items()}
    made = kernels.PackDecoder(data, 12, len(data) - 20, 20, known.get, kernels.BaseCache(limit), 0)
    return made, array("Q", offsets)


def bodies(pack: PackDecoder, offsets: array[int], most: int = 1 << 40) -> list[bytes | None]:
    """What a plan makes of `offsets`."""
    return pack.plan(offsets, 2).bodies(0, len(offsets), most)


def chain(length: int) -> tuple[list[bytes], list[bytes]]:
    """A base and deltas each of which appends a byte to the one before: the entries, and what they make."""
    entries, bodies = [whole(3, BASE)], [BASE]
    for step in range(length):
        body = bodies[-1]
        change = delta(len(body), len(body) + 1, copy(0, len(body)) + insert(bytes([step % 256])))
        entries.append(ofs_delta(len(entries[-1]), change))
        bodies.append(body + bytes([step % 256]))
    return entries, bodies


@pytest.mark.parametrize("limit", [0, 5000, 1 << 20])
def test_chain(kernels: ModuleType, limit: int) -> None:
    entries, made = chain(60)
    pack, offsets = decoder(kernels, entries, limit=limit)
    for offset, body in reversed(list(zip(offsets, made, strict=True))):
        assert pack.read(offset) == (3, body)
        assert pack.info(offset)[:2] == (3, len(body))
    assert bodies(pack, offsets) == made
    plan = pack.plan(offsets, 2)
    assert list(plan.sizes) == [len(body) for body in made]
    assert set(plan.codes) == {3}
    infos = zip(*pack.info_many(offsets, 2), strict=True)
    assert [(code, size, None if base < 0 else base) for code, size, base in infos] == list(map(pack.info, offsets))


def test_a_chain_of_6000(kernels: ModuleType) -> None:
    entries, made = chain(6000)
    pack, offsets = decoder(kernels, entries)
    assert pack.read(offsets[-1]) == (3, made[-1])
    assert pack.info(offsets[-1]) == (3, len(made[-1]), offsets[-2])
    assert bodies(pack, offsets) == made


def test_families_build_each_base_once(monkeypatch: pytest.MonkeyPatch) -> None:
    entries, made = chain(40)
    pack, offsets = decoder(pure, entries)
    built: list[int] = []
    inflate = pure.PackDecoder.inflate

    def counted(self: pure.PackDecoder, offset: int, start: int, size: int) -> bytes:
        built.append(offset)
        return inflate(self, offset, start, size)

    monkeypatch.setattr(pure.PackDecoder, "inflate", counted)
    assert bodies(pack, offsets) == made
    assert sorted(built) == list(offsets)


def test_a_plan_builds_what_is_asked_in_the_order_asked(kernels: ModuleType) -> None:
    entries, made = chain(5)
    pack, offsets = decoder(kernels, entries)
    asked = array("Q", [offsets[5], offsets[2], offsets[5], offsets[0]])
    plan = pack.plan(asked, 1)
    assert plan.bodies(0, 4, 1 << 40) == [made[5], made[2], made[5], made[0]]
    assert plan.bodies(1, 3, 1 << 40) == [made[2], made[5]]
    assert plan.bodies(0, 2, len(made[2])) == [None, made[2]]
    assert pack.plan(array("Q"), 1).bodies(0, 0, 1) == []


def test_a_plan_fills_places(kernels: ModuleType) -> None:
    entries, made = chain(5)
    pack, offsets = decoder(kernels, entries)
    asked = array("Q", [offsets[5], offsets[2], offsets[5], offsets[0]])
    buffer = bytearray(b"." * 2000)
    assert pack.plan(asked, 1).fill(memoryview(buffer), array("q", [10, 500, 1000, -1])) == []
    expected = bytearray(b"." * 2000)
    for place, body in ((10, made[5]), (500, made[2]), (1000, made[5])):
        expected[place : place + len(body)] = body
    assert buffer == expected
    assert pack.plan(asked, 1).fill(memoryview(buffer), array("q", [0]), 3) == []
    assert buffer.startswith(made[0])


def test_a_plan_of_many_trees_on_threads(kernels: ModuleType) -> None:
    entries: list[bytes] = []
    made: list[bytes] = []
    for _ in range(300):
        more, what = chain(3)
        entries += more
        made += what
    pack, offsets = decoder(kernels, entries, limit=1 << 10)
    order = random.Random(1).sample(range(len(made)), len(made))
    asked = array("Q", [offsets[at] for at in order])
    assert pack.plan(asked, 4).bodies(0, len(order), 1 << 40) == [made[at] for at in order]
    for start in range(0, len(order), 100):
        part = asked[start : start + 100]
        assert pack.plan(part, 4).bodies(0, len(part), 1 << 40) == [made[at] for at in order[start : start + 100]]


def test_ref_delta_before_its_base(kernels: ModuleType) -> None:
    change = delta(len(BASE), 3, copy(4, 3))
    pack, offsets = decoder(
        kernels, [ref_delta(object_id("blob", BASE), change), whole(3, BASE)], {object_id("blob", BASE): 1}
    )
    assert pack.read(offsets[0]) == (3, BASE[4:7])
    assert pack.info(offsets[0]) == (3, 3, offsets[1])
    assert bodies(pack, offsets) == [BASE[4:7], BASE]


def test_ref_delta_without_its_base(kernels: ModuleType) -> None:
    pack, offsets = decoder(kernels, [ref_delta(b"\1" * 20, delta(1, 1, copy(0, 1)))])
    for ask in (pack.read, pack.info):
        with pytest.raises(CorruptPack) as caught:
            ask(offsets[0])
        assert caught.value.offset == offsets[0]


def test_circles(kernels: ModuleType) -> None:
    change = delta(1, 1, copy(0, 1))
    ids = {bytes([n]) * 20: n for n in range(3)}
    entries = [ref_delta(bytes([(n + 1) % 3]) * 20, change) for n in range(3)]
    pack, offsets = decoder(kernels, entries, ids)
    for offset in offsets:
        for ask in (pack.read, pack.info):
            with pytest.raises(CorruptPack):
                ask(offset)
    assert list(pack.info_many(offsets, 1)[0]) == [0, 0, 0]
    assert list(pack.plan(offsets, 1).codes) == [0, 0, 0]
    assert bodies(pack, offsets) == [None, None, None]


def test_an_entry_that_is_its_own_base(kernels: ModuleType) -> None:
    pack, offsets = decoder(kernels, [ref_delta(b"\1" * 20, delta(1, 1, copy(0, 1)))], {b"\1" * 20: 0})
    with pytest.raises(CorruptPack):
        pack.read(offsets[0])


def test_damage_names_the_entry_that_has_it_and_a_substitute_heals_it(kernels: ModuleType) -> None:
    entries, made = chain(4)
    entries[2] = entries[2][:-1] + bytes([entries[2][-1] ^ 0xFF])
    pack, offsets = decoder(kernels, entries)
    for offset in offsets[2:]:
        with pytest.raises(CorruptPack) as caught:
            pack.read(offset)
        assert caught.value.offset == offsets[2]
    assert bodies(pack, offsets) == [*made[:2], None, None, None]
    buffer = memoryview(bytearray(10_000))
    assert sorted(pack.plan(offsets, 1).fill(buffer, array("q", range(0, 5000, 1000)))) in ([2, 3, 4], [3, 4])
    pack.substitute(offsets[2], 3, made[2])
    assert pack.read(offsets[4]) == (3, made[4])
    assert pack.info(offsets[2]) == (3, len(made[2]), None)


def test_a_delta_for_another_base_names_its_entry(kernels: ModuleType) -> None:
    pack, offsets = decoder(kernels, [whole(3, BASE), ofs_delta(len(whole(3, BASE)), delta(1, 1, copy(0, 1)))])
    with pytest.raises(CorruptDelta) as caught:
        pack.read(offsets[1])
    assert caught.value.offset == offsets[1]


def test_the_cache_stays_within_its_limit(kernels: ModuleType) -> None:
    cache = kernels.BaseCache(1000)
    for number in range(50):
        cache.put((0, number), (3, bytes(number * 10)))
    assert cache.size <= 1000
    assert cache.get((0, 49)) == (3, bytes(490))
    assert cache.get((0, 1)) is None
    cache.put((0, 100), (3, bytes(1001)))
    assert cache.get((0, 100)) is None
    cache.clear()
    assert cache.size == 0
    assert cache.get((0, 49)) is None


def test_digests_are_the_ids(kernels: ModuleType) -> None:
    entries, made = chain(60)
    pack, offsets = decoder(kernels, entries)
    twice = array("Q", [*offsets, offsets[3]])
    codes, sizes, column = pack.digests(twice, 2)
    assert set(codes) == {3}
    assert list(sizes) == [len(body) for body in [*made, made[3]]]
    assert column == b"".join(object_id("blob", body) for body in [*made, made[3]])


def test_digests_of_what_is_damaged_are_zero(kernels: ModuleType) -> None:
    entries, made = chain(3)
    entries[2] = entries[2][:-3] + b"\0\0\0"
    pack, offsets = decoder(kernels, entries)
    codes, _, column = pack.digests(offsets, 2)
    good = b"".join(object_id("blob", body) for body in made[:2])
    assert (list(codes), column) == ([3, 3, 0, 0], good + bytes(40))


def test_bodies_are_hashed(kernels: ModuleType) -> None:
    digest = importlib.import_module(f"{kernels.__name__}.digest")
    codes = array("B", [1, 2, 3, 4, 3])
    bodies = [b"a", b"", None, b"b" * 3_000_000, b"c"]
    names = ["commit", "tree", "blob", "tag", "blob"]
    expected = b"".join(
        bytes(20) if body is None else object_id(name, body) for name, body in zip(names, bodies, strict=True)
    )
    assert digest.digest_bodies(20, codes, bodies, 2) == expected
