"""What a store tells of its packs: what stands beside each, and the times of what nothing reaches."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pygitobj import ObjectId, ObjectStore
from pygitobj.errors import CorruptError, RepositoryError
from tests.support.command import git
from tests.support.packs import object_id, whole
from tests.support.stores import write_pack


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with a pack of git's, and a cruft pack of one object that was loose in 2001."""
    git(tmp_path, "init", "-q", "r")
    here = tmp_path / "r"
    git(here, "-c", "user.name=a", "-c", "user.email=b", "commit", "-q", "--allow-empty", "-m", "one")
    oid = git(here, "hash-object", "-w", "--stdin", stdin=b"left\n").decode().strip()
    os.utime(here / ".git/objects" / oid[:2] / oid[2:], (10**9, 10**9))
    git(here, "repack", "--cruft", "-d", "-q")
    return here


def test_a_cruft_pack(place: Path) -> None:
    left = ObjectId(object_id("blob", b"left\n"))
    with ObjectStore(place / ".git/objects") as store:
        assert sorted((pack.is_cruft, pack.objects) for pack in store.packs()) == [(False, 2), (True, 1)]
        (cruft,) = (pack for pack in store.packs() if pack.is_cruft)
        assert os.path.getsize(cruft.path) == cruft.size
        assert [tuple(row) for row in store.cruft()] == [(left, 10**9, cruft.path)]
        assert list(store.cruft(newer_than=datetime(2002, 1, 1, tzinfo=UTC))) == []
        assert [row.id for row in store.cruft(newer_than=datetime(2001, 1, 1, tzinfo=UTC))] == [left]
        with pytest.raises(TypeError, match="offset"):
            store.cruft(newer_than=datetime(2001, 1, 1))
        times = Path(cruft.path).with_suffix(".mtimes")
        times.chmod(0o644)
        times.write_bytes(times.read_bytes()[:-1])
        with pytest.raises(CorruptError, match="wrong size") as caught:
            list(store.cruft())
        assert caught.value.path == str(times)


def test_what_stands_beside_packs(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for objects, names in ((ours, "abc"), (theirs, "d")):
        for name in names:
            body = name.encode()
            write_pack(objects, name, [whole(3, body)], [object_id("blob", body)])
    (ours / "info").mkdir()
    (ours / "info/alternates").write_text(f"{theirs}\n")
    (ours / "pack/pack-a.keep").write_bytes(b"because\n")
    (ours / "pack/pack-b.promisor").write_bytes(b"")
    with ObjectStore(ours) as store:
        facts = [(Path(pack.path).stem[-1], pack.is_borrowed, pack.keep, pack.promisor) for pack in store.packs()]
        assert facts == [
            ("a", False, b"because\n", None),
            ("b", False, None, b""),
            ("c", False, None, None),
            ("d", True, None, None),
        ]
        assert not any(pack.is_covered or pack.is_cruft for pack in store.packs())
        (ours / "pack/pack-a.keep").unlink()
        (ours / "pack/pack-a.keep").mkdir()
        with pytest.raises(RepositoryError, match=r"pack-a\.keep"):
            store.packs()


def test_packs_that_a_multi_pack_index_covers(place: Path) -> None:
    git(place, "multi-pack-index", "write")
    write_pack(place / ".git/objects", "z", [whole(3, b"z")], [object_id("blob", b"z")])
    with ObjectStore(place / ".git/objects") as store:
        assert sorted(pack.is_covered for pack in store.packs()) == [False, True, True]
