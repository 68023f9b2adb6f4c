"""Whatever the trees, the compiled kernel lists what is below them as the one in Python does."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.errors import CorruptObject
from pygitobj.kernels.columns import Told
from pygitobj.kernels.pure.tree import parse_tree
from tests.properties.test_kernels_agree import outcome
from tests.properties.test_walk_kernels import raw, twins

pytestmark = pytest.mark.property
pytest.importorskip("pygitobj.kernels.native.tree_listing", reason="no compiled kernels")
SIZE = 20
COUNT = 12
# Trees have the first ids, blobs the ones after them.
MODES = [b"40000", b"40000", b"100644", b"100755", b"160000", b"040000"]
NAMES = [b"a", b"a-b", b"ab", b"b", b"c", b"dd", b"e" * 90, b"f"]


def trees_of(chance: random.Random, *, are_odd: bool) -> list[bytes]:
    """Trees, each much as the one before it, that name only later ones, so that there is no circle."""
    entries: dict[bytes, tuple[bytes, int]] = {}
    bodies = []
    for number in range(COUNT):
        for name in chance.sample(NAMES, chance.choice([0, 1, 1, 2, 4, 8])):
            mode = chance.choice(MODES)
            entries[name] = mode, chance.randrange(COUNT, 40)
            if mode.endswith(b"40000") and number + 1 < COUNT:
                entries[name] = mode, chance.randrange(number + 1, COUNT)
        kept = {
            name: (mode, oid)
            for name, (mode, oid) in entries.items()
            if not mode.endswith(b"40000") or number < oid < COUNT
        }
        names = list(kept) if are_odd else sorted(kept)
        if are_odd and names:
            names += chance.choices(names, k=2)
        bodies.append(b"".join(b"%b %b\0%b" % (kept[name][0], name, raw(kept[name][1])) for name in names))
        if are_odd and chance.random() < 0.1:
            bodies[-1] = bodies[-1][: chance.randrange(len(bodies[-1]) + 1)]
    return bodies


def well_formed(body: bytes) -> bytes | None:
    """A tree, None for a malformed one: what others in the same call lack is then told in another order."""
    try:
        parse_tree(body, SIZE)
    except CorruptObject:
        return None
    return body


def objects_in(told: Told) -> list[Any]:
    """What was told, one after another."""
    starts = [0, *told.ends]
    return [
        (told.ids[SIZE * at : SIZE * (at + 1)], kind, told.paths[starts[at] : starts[at + 1]])
        for at, kind in enumerate(told.kinds)
    ]


def listed(listing: Any, bodies: list[bytes], chance: random.Random) -> list[Any]:
    """All that a listing answers, where some trees are held before, in windows, and some come when they are wanted."""
    answers: list[Any] = []
    sizes = random.Random(1)
    for _ in range(3):
        tops = b"".join(raw(chance.randrange(COUNT)) for _ in range(chance.randrange(1, 9)))
        column = listing.lacking(tops)
        while column:
            ids = [column[at : at + SIZE] for at in range(0, len(column), SIZE)]
            ids = [oid for oid in ids if chance.random() < 0.9]
            cut = chance.randrange(len(ids) + 1)
            parts = [
                listing.hold(b"".join(some), [well_formed(bodies[oid[0]]) for oid in some])
                for some in (ids[:cut], ids[cut:])
            ]
            answers.append(parts)
            column = listing.lacking(b"".join(parts)) if chance.random() < 0.9 else b""
        listing.begin(tops)
        while not listing.is_done():
            # How many are told at once is not said exactly.
            told = outcome(listing.run, sizes.choice([1, 3, 100]))
            if not isinstance(told, Told):
                return [*answers, told]
            answers += objects_in(told)
            if listing.wanted is None:
                continue
            wanted = listing.wanted
            answers.append((wanted, listing.place))
            given = outcome(listing.give, bodies[wanted[0]])
            if given is not None:
                answers.append(given)
                listing.skip()
                listing.know(wanted)
        if chance.random() < 0.7:
            listing.release()
    return answers


@given(st.integers(0, 1 << 32), st.booleans())
def test_listings(seed: int, are_odd: bool) -> None:
    """Also of trees whose entries are in no order, or come twice, and of malformed ones."""
    bodies = trees_of(random.Random(seed), are_odd=are_odd)
    native, pure = (
        listed(kind(SIZE, 50), bodies, random.Random(seed)) for kind in twins("tree_listing", "TreeListing")
    )
    assert native == pure
