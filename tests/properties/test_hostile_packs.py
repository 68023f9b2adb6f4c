"""Both kernels say the same of packs that someone built to do harm, from every question that can be asked of a pack.

What is asked, also of places where no entry begins: tests/support/both_kernels.py; what is wrong with the packs: hostile.py.
"""

from __future__ import annotations

import random
from array import array
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.kernels import pure
from tests.support.both_kernels import SIZE, decoded, finder, indexed
from tests.support.hostile import FIRST, hostile_pack

pytestmark = pytest.mark.property


@pytest.fixture(scope="session")
def native(request: pytest.FixtureRequest) -> ModuleType:
    """The compiled kernels."""
    if request.config.getoption("no_native"):
        pytest.skip("--no-native: the compiled kernels are not tested")
    from pygitobj.kernels import native

    return native


def check(native: ModuleType, seed: int) -> None:
    """Ask both kernels about the pack of this number."""
    pack = hostile_pack(random.Random(seed))
    asked = array("Q", [*pack.offsets, *random.Random(seed).choices(range(len(pack.data) + 3), k=2), pack.offsets[-1]])
    find = finder(pack.known, seed % 5)
    limit = (0, 600, 1 << 20)[seed % 3]
    said = []
    for kernels in (native, pure):
        cache = kernels.BaseCache(limit)
        decoder = kernels.PackDecoder(pack.data, FIRST, pack.end, SIZE, find, cache, 0)
        said.append([*decoded(decoder, asked, bytearray(1 << 16)), *indexed(kernels, pack, random.Random(seed))])
    assert said[0] == said[1]


@given(st.integers(0, 1 << 40))
def test_both_say_the_same(native: ModuleType, seed: int) -> None:
    check(native, seed)
