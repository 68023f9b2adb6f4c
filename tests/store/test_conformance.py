"""One suite that every kind of store passes: loose, packed, many packs, borrowed, mixed, SHA-256."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from corpus.recipes import RECIPES
from pygitobj import NotFoundError, ObjectId, ObjectStore, Repository
from tests.support.command import git

KINDS = [
    "empty", "one-object", "unborn", "index-v1", "ref-deltas", "many-packs", "duplicates", "alternates-relative",
    "alternates-quoted", "alternates-nested", "junk", "multi-pack-index", "sha256-loose", "sha256-packed",
    "compression",
]  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
def place(request: pytest.FixtureRequest, build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    def build(target: Path) -> None:
        (target / "where").write_text(str(RECIPES[request.param](target / "repository")))

    return Path((build_once(f"store-{request.param}", build) / "where").read_text())


@pytest.fixture
def store(place: Path) -> Iterator[ObjectStore]:
    with Repository.open(place) as repository:
        yield repository.objects


@pytest.fixture(scope="module")
def expected(place: Path) -> dict[str, tuple[str, int]]:
    out = git(place, "cat-file", "--batch-all-objects", "--batch-check").decode()
    return {line.split()[0]: (line.split()[1], int(line.split()[2])) for line in out.splitlines()}


def absent(store: ObjectStore) -> ObjectId:
    return ObjectId("12" * store.format.hash_size)


def test_iteration_is_sorted_and_without_repeats(store: ObjectStore, expected: dict[str, tuple[str, int]]) -> None:
    assert [str(oid) for oid in store] == sorted(expected)
    assert len(store) == len(expected)


def test_read_header_info_and_open_agree(store: ObjectStore, expected: dict[str, tuple[str, int]]) -> None:
    for digits, (kind, size) in expected.items():
        oid = ObjectId(digits)
        raw = store.read(oid)
        assert (raw.type, len(raw.data)) == (kind, size)
        assert tuple(store.header(oid)) == tuple(store.info(oid))[:2] == (kind, size)
        assert store.format.hash_object(raw.type, raw.data) == oid
        with store.open(oid) as body:
            assert body.read() == raw.data


def test_ways_to_read_many_agree(store: ObjectStore) -> None:
    oids = list(store)
    singly = {oid: store.read(oid) for oid in oids}
    assert dict(store.read_many(oids)) == singly
    assert dict(store.scan()) == singly
    assert list(store.scan(ordered=True)) == list(singly.items())
    assert list(store.header_many(oids)) == [(oid, store.header(oid)) for oid in oids]
    assert list(store.info_many(oids)) == [(oid, store.info(oid)) for oid in oids]
    assert list(store.sizes(oids)) == [(oid, *store.header(oid)) for oid in oids]
    assert list(store.verify(oids)) == [(oid, None) for oid in oids] == sorted(store.verify())


def test_membership(store: ObjectStore) -> None:
    assert all(oid in store for oid in store)
    assert absent(store) not in store
    assert store.format.null_id not in store
    assert store.format.empty_tree in store


def test_what_is_absent(store: ObjectStore) -> None:
    for ask in (store.read, store.header, store.info, store.open):
        with pytest.raises(NotFoundError):
            ask(absent(store))
    for ask_many in (store.read_many, store.header_many, store.info_many, store.verify):
        pairs: Iterable[tuple[ObjectId, object]] = ask_many([absent(store)])
        assert list(pairs) == [(absent(store), NotFoundError(absent(store)))]
    assert list(store.sizes([absent(store)])) == [None]
    assert store.find_prefix(str(absent(store))[:12]) == []


def test_prefixes(store: ObjectStore) -> None:
    for oid in store:
        for length in (4, 7, 11, store.format.hex_size):
            found = store.find_prefix(str(oid)[:length])
            assert oid in found
            assert all(str(other).startswith(str(oid)[:length]) for other in found)


def test_an_id_of_the_other_format_is_none_of_this_store(store: ObjectStore) -> None:
    other = ObjectId("34" * (52 - store.format.hash_size))
    for ask in (store.__contains__, store.read, store.header, store.info, store.open):
        with pytest.raises(ValueError, match=f"expected {store.format.hash_size}"):
            ask(other)
