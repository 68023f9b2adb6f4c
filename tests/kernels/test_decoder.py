"""Entries of a whole pack: chains, families, circles, damage, and bases that were put in place of bad ones."""

from __future__ import annotations

import pytest

from pygitobj import kernels
from pygitobj.errors import CorruptDelta, CorruptPack, GitObjectError
from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, object_id, ofs_delta, ref_delta, whole

BASE = b"the base of them all\n" * 20


def decoder(
    entries: list[bytes], ids: dict[bytes, int] | None = None, limit: int = 1 << 20
) -> tuple[kernels.PackDecoder, list[int]]:
    """A decoder over a pack of `entries`; `ids` gives the position of an entry by its id."""
    data, offsets = build_pack(entries)
    known = {oid: offsets[position] for oid, position in (ids or {}).items()}
    return kernels.PackDecoder(data, 12, len(data) - 20, 20, known.get, kernels.BaseCache(limit), 0), offsets


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
def test_chain(limit: int) -> None:
    entries, bodies = chain(60)
    pack, offsets = decoder(entries, limit=limit)
    for offset, body in reversed(list(zip(offsets, bodies, strict=True))):
        assert pack.read(offset) == (3, body)
        assert pack.info(offset)[:2] == (3, len(body))
    assert dict(pack.read_many(offsets)) == {o: (3, b) for o, b in zip(offsets, bodies, strict=True)}
    assert [info for _, info in pack.info_many(offsets)] == [pack.info(offset) for offset in offsets]


def test_a_chain_of_6000() -> None:
    entries, bodies = chain(6000)
    pack, offsets = decoder(entries)
    assert pack.read(offsets[-1]) == (3, bodies[-1])
    assert pack.info(offsets[-1]) == (3, len(bodies[-1]), offsets[-2])
    assert sum(1 for _ in pack.read_many(offsets)) == 6001


def test_families_build_each_base_once(monkeypatch: pytest.MonkeyPatch) -> None:
    if kernels.IMPLEMENTATION != "pure Python":
        pytest.skip("counts the calls of a Python method")
    entries, bodies = chain(40)
    pack, offsets = decoder(entries)
    built: list[int] = []
    inflate = kernels.PackDecoder.inflate

    def counted(self: kernels.PackDecoder, offset: int, start: int, size: int) -> bytes:
        built.append(offset)
        return inflate(self, offset, start, size)

    monkeypatch.setattr(kernels.PackDecoder, "inflate", counted)
    assert len(dict(pack.read_many(offsets))) == len(bodies)
    assert sorted(built) == offsets


def test_read_many_gives_bases_first_and_only_what_is_asked() -> None:
    entries, bodies = chain(5)
    pack, offsets = decoder(entries)
    asked = [offsets[5], offsets[2]]
    assert list(pack.read_many(asked)) == [(offsets[2], (3, bodies[2])), (offsets[5], (3, bodies[5]))]
    assert list(pack.read_many([])) == []


def test_large_entries_come_as_headers() -> None:
    entries, _ = chain(1)
    pack, offsets = decoder(entries)
    assert list(pack.read_many([offsets[0]], len(BASE))) == [(offsets[0], (3, BASE))]
    assert list(pack.read_many([offsets[0]], len(BASE) - 1)) == [(offsets[0], (3, len(BASE)))]


def test_ref_delta_before_its_base() -> None:
    change = delta(len(BASE), 3, copy(4, 3))
    pack, offsets = decoder([ref_delta(object_id("blob", BASE), change), whole(3, BASE)], {object_id("blob", BASE): 1})
    assert pack.read(offsets[0]) == (3, BASE[4:7])
    assert pack.info(offsets[0]) == (3, 3, offsets[1])
    assert dict(pack.read_many(offsets)) == {offsets[0]: (3, BASE[4:7]), offsets[1]: (3, BASE)}


def test_ref_delta_without_its_base() -> None:
    pack, offsets = decoder([ref_delta(b"\1" * 20, delta(1, 1, copy(0, 1)))])
    for ask in (pack.read, pack.info):
        with pytest.raises(CorruptPack) as caught:
            ask(offsets[0])
        assert caught.value.offset == offsets[0]


def test_circles() -> None:
    change = delta(1, 1, copy(0, 1))
    ids = {bytes([n]) * 20: n for n in range(3)}
    entries = [ref_delta(bytes([(n + 1) % 3]) * 20, change) for n in range(3)]
    pack, offsets = decoder(entries, ids)
    for offset in offsets:
        for ask in (pack.read, pack.info):
            with pytest.raises(CorruptPack):
                ask(offset)
    for bulk in (pack.read_many, pack.info_many):
        answers = dict(bulk(offsets))
        assert sorted(answers) == offsets
        assert all(isinstance(answer, CorruptPack) for answer in answers.values())


def test_an_entry_that_is_its_own_base() -> None:
    pack, offsets = decoder([ref_delta(b"\1" * 20, delta(1, 1, copy(0, 1)))], {b"\1" * 20: 0})
    with pytest.raises(CorruptPack):
        pack.read(offsets[0])


def test_damage_names_the_entry_that_has_it_and_a_substitute_heals_it() -> None:
    entries, bodies = chain(4)
    entries[2] = entries[2][:-1] + bytes([entries[2][-1] ^ 0xFF])
    pack, offsets = decoder(entries)
    for offset in offsets[2:]:
        with pytest.raises(CorruptPack) as caught:
            pack.read(offset)
        assert caught.value.offset == offsets[2]
    answers = dict(pack.read_many(offsets))
    assert [isinstance(answers[offset], GitObjectError) for offset in offsets] == [False, False, True, True, True]
    pack.substitute(offsets[2], 3, bodies[2])
    assert pack.read(offsets[4]) == (3, bodies[4])
    assert pack.info(offsets[2]) == (3, len(bodies[2]), None)


def test_a_delta_for_another_base_names_its_entry() -> None:
    pack, offsets = decoder([whole(3, BASE), ofs_delta(len(whole(3, BASE)), delta(1, 1, copy(0, 1)))])
    with pytest.raises(CorruptDelta) as caught:
        pack.read(offsets[1])
    assert caught.value.offset == offsets[1]


def test_the_cache_stays_within_its_limit() -> None:
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
