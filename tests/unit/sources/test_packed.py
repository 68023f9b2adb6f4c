"""The packs of a directory as they come, go, fail and are useful: which is asked first, and what is told.

What every source answers is in tests/store/test_source.py. Tried besides: directories that changed just now and long
ago, packs without an index, packs that a repack is still at, and errors of each kind.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import CorruptIndex, RepositoryError
from pygitobj.id_list import IdList
from pygitobj.sources.copies import BadCopy, PackedCopy
from pygitobj.sources.packed import RACY_NS
from tests.unit.sources.files import Watched, body, oid, write_pack

LONG_AGO = 10**18


def settle(folder: Path, time: int = LONG_AGO) -> None:
    """Let the directory have changed at that time."""
    os.utime(folder, ns=(time, time))


def names(watched: Watched) -> list[str]:
    return [os.path.basename(pack.path) for pack in watched.source.packs]


def remove(folder: Path, name: str) -> None:
    for suffix in (".idx", ".pack"):
        (folder / f"{name}{suffix}").unlink()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, name in enumerate(("pack-a", "pack-b", "pack-c")):
        write_pack(tmp_path, name, [number, 10 + number, 100])
    settle(tmp_path)
    return tmp_path


def test_the_pack_that_was_useful_is_asked_first(folder: Path) -> None:
    watched = Watched(folder)
    assert watched.source.has(oid(2))
    assert names(watched) == ["pack-c", "pack-a", "pack-b"]
    assert watched.source.has(oid(11))
    assert names(watched) == ["pack-b", "pack-c", "pack-a"]
    found = watched.source.entry(oid(100))  # that all of them have
    assert found is not None
    assert found[0].path == f"{folder}/pack-b"
    assert not watched.source.has(oid(999))
    assert names(watched) == ["pack-b", "pack-c", "pack-a"]
    assert [copy.place for copy in watched.source.locate(oid(100))] == [
        f"{folder}/{name}.pack" for name in ("pack-b", "pack-c", "pack-a")
    ]


def test_a_pack_that_a_repack_is_at_is_asked_last(folder: Path) -> None:
    write_pack(folder, ".tmp-1-pack-0", [7, 100])
    watched = Watched(folder)
    assert watched.source.has(oid(7))
    assert names(watched) == ["pack-a", "pack-b", "pack-c", ".tmp-1-pack-0"]
    found = watched.source.entry(oid(100))
    assert found is not None
    assert found[0].path == f"{folder}/pack-a"


def test_where_an_entry_is(folder: Path) -> None:
    watched = Watched(folder)
    found = watched.source.entry(oid(12))
    assert found is not None
    assert found[0].read(found[1])[1] == body(12)
    assert watched.source.entry(oid(999)) is None


@pytest.mark.parametrize("time", [LONG_AGO, None])
def test_a_look_only_where_something_may_have_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, time: int | None
) -> None:
    """A directory that changed just now may change again within what a file system can tell apart."""
    if time is None:
        write_pack(folder, "pack-new", [50])
    watched = Watched(folder)
    watched.source.refresh()
    lists: list[str] = []
    real = os.listdir

    def listdir(path: str) -> list[str]:
        lists.append(path)
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    watched.source.refresh()
    watched.source.refresh()
    assert len(lists) == (2 if time is None else 0)
    settle(folder, LONG_AGO + RACY_NS)
    watched.source.refresh()
    watched.source.refresh()
    assert len(lists) == (3 if time is None else 1)


def test_packs_come_and_go(folder: Path) -> None:
    watched = Watched(folder)
    watched.source.refresh()
    assert watched.moves == 1
    write_pack(folder, "pack-d", [40])
    watched.source.refresh()
    assert (watched.moves, names(watched)) == (2, ["pack-d", "pack-a", "pack-b", "pack-c"])
    assert watched.source.has(oid(40))
    remove(folder, "pack-a")
    remove(folder, "pack-b")
    watched.source.refresh()
    assert (watched.moves, names(watched)) == (3, ["pack-d", "pack-c"])
    assert watched.told == []


def test_a_pack_that_is_gone_answers_while_it_is_open(folder: Path) -> None:
    watched = Watched(folder)
    assert [copy.read().data for copy in watched.source.locate(oid(0))] == [body(0)]
    remove(folder, "pack-a")
    remove(folder, "pack-b")  # nobody had opened that
    watched.source.refresh()
    assert names(watched) == ["pack-c", "pack-a"]
    assert [copy.read().data for copy in watched.source.locate(oid(0))] == [body(0)]
    assert sorted(watched.source.by_path) == [f"{folder}/pack-c"]


def test_a_pack_that_is_gone_unseen(folder: Path) -> None:
    watched = Watched(folder)
    watched.source.refresh()
    remove(folder, "pack-a")
    settle(folder)  # as where the time tells nothing
    moves = watched.moves
    assert not watched.source.has(oid(0))
    assert watched.moves == moves + 1
    assert watched.source.seen_time == 0  # the directory is read again at the next look
    assert (watched.told, watched.trouble.count) == ([], 0)
    assert watched.source.has(oid(1))


def test_a_damaged_index_is_left_out_for_good(folder: Path) -> None:
    (folder / "pack-a.idx").write_bytes(b"damaged")
    watched = Watched(folder)
    for _ in range(2):
        assert not watched.source.has(oid(0))
        assert list(watched.source.ids()) == sorted(map(oid, [1, 2, 11, 12, 100]))
    (line,) = watched.told
    assert line.startswith(f"error: index file {folder}/pack-a.idx is too small")
    # Nothing says that what is not found may be there: but who removes things asks what was passed over.
    assert watched.trouble.count == 0
    assert [type(problem) for problem in watched.trouble.passed_over] == [CorruptIndex]
    remove(folder, "pack-a")
    watched.source.refresh()
    assert watched.trouble.passed_over == ()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_what_the_system_does_not_let_us_open_is_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    watched = Watched(folder)
    real = os.open

    def refuse(path: str, *rest: int) -> int:
        if os.fspath(path).endswith("pack-a.idx"):
            raise OSError(number, os.strerror(number), path)
        return real(path, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        assert not watched.source.has(oid(0))
        assert watched.source.has(oid(1))
        assert watched.trouble.count >= 1
        with pytest.raises(RepositoryError, match=f"pack-a.idx: {os.strerror(number)}"):
            list(watched.source.ids())
        with pytest.raises(RepositoryError, match=f"pack-a.idx: {os.strerror(number)}"):
            watched.source.find_prefix(oid(1).hex()[:4])
    assert watched.source.has(oid(0))
    assert len(list(watched.source.ids())) == 7


@pytest.mark.parametrize("number", [errno.EACCES, errno.EMFILE])
def test_a_directory_that_cannot_be_listed(folder: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    watched = Watched(folder)

    def refuse(path: object) -> None:
        raise OSError(number, os.strerror(number), path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "listdir", refuse)
        assert not watched.source.has(oid(0))
        assert watched.trouble.count >= 1
        calls: list[Callable[[], object]] = [
            lambda: list(watched.source.ids()),
            lambda: watched.source.find_prefix("0000"),
        ]
        for call in calls:
            with pytest.raises(RepositoryError, match=f"^unable to open object pack directory: {folder}"):
                call()
    assert len(list(watched.source.ids())) == 7
    assert watched.told == [f"error: unable to open object pack directory: {folder}: {os.strerror(number)}"]


def test_no_directory(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "pack")
    assert not watched.source.has(oid(0))
    assert list(watched.source.ids()) == []
    write_pack(tmp_path / "pack", "pack-a", [0])
    watched.source.refresh()
    assert watched.source.has(oid(0))
    assert watched.told == []


def test_whether_packs_are_on_their_way(folder: Path) -> None:
    watched = Watched(folder)
    watched.source.refresh()
    assert watched.source.is_settled()
    (folder / "pack-b.idx").unlink()  # as a pack that goes
    watched.source.refresh()
    assert not watched.source.is_settled()
    moves = watched.moves
    (folder / "pack-b.pack").unlink()
    watched.source.refresh()
    assert watched.source.is_settled()
    assert watched.moves == moves + 1
    (folder / "pack-c.idx").unlink()
    settle(folder)
    watched.source.refresh()
    assert watched.source.is_settled()  # it was left so long ago


def test_an_index_that_does_not_tell_where(folder: Path) -> None:
    data = bytearray((folder / "pack-a.idx").read_bytes())
    row = sorted(map(oid, [0, 10, 100])).index(oid(100))
    at = 8 + 1024 + 24 * 3 + 4 * row
    data[at : at + 4] = b"\xff" * 4  # a row of a table that is not there
    (folder / "pack-a.idx").write_bytes(data)
    watched = Watched(folder)
    assert watched.source.has(oid(100))
    assert watched.source.entry(oid(100)) is None
    assert [type(copy) for copy in watched.source.locate(oid(100))] == [BadCopy, PackedCopy, PackedCopy]
    assert watched.source.has(oid(0))
    assert watched.told == []


def test_many_by_pack(folder: Path) -> None:
    watched = Watched(folder)
    numbers = [2, 999, 100, 0, 11]
    found = watched.source.locate_many(IdList.of(b"".join(map(oid, numbers)), 20))
    assert {os.path.basename(part.pack.path): list(part.places) for part in found} == {
        "pack-a": [2, 3],
        "pack-b": [4],
        "pack-c": [0],
    }
    (part,) = watched.source.locate_many(IdList.of(b"".join(map(oid, [0, 10])), 20))
    assert part.positions is None  # the first pack has all of them


def test_a_pack_whose_entries_are_gone_is_no_part(folder: Path) -> None:
    watched = Watched(folder)
    watched.source.refresh()
    (folder / "pack-a.pack").unlink()
    found = watched.source.locate_many(IdList.of(oid(0) + oid(100), 20))
    assert [(os.path.basename(part.pack.path), list(part.places)) for part in found] == [("pack-b", [1])]


def test_let_go_and_opened_again(folder: Path) -> None:
    watched = Watched(folder)
    assert watched.source.has(oid(0))
    watched.source.close()
    assert all(pack.opened_index is None for pack in watched.source.packs)
    watched.source.renew_locks()
    assert watched.source.has(oid(2))
