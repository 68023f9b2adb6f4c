"""A pack that goes loses its index first; then objects are made loose that only it has: they are never missing.

Who removes packs looks for such objects when nobody sees the pack any more (docs/decisions/0009): a prune-packed may
have taken the loose copies away just before. A reader who comes then finds neither, and must look again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from pygitobj import NotFoundError, ObjectId, ObjectStore
from pygitobj.files.mapped import map_file
from tests.support.stores import unless_bad

BODY = b"only here\n"
OTHERS = [b"%d\n" % number for number in range(20)]


def ask_in(store: ObjectStore, oid: ObjectId) -> bool:
    return oid in store


def ask_read(store: ObjectStore, oid: ObjectId) -> bool:
    return store.read(oid).data == BODY


def ask_header(store: ObjectStore, oid: ObjectId) -> bool:
    return store.header(oid).size == len(BODY)


def ask_many(store: ObjectStore, oid: ObjectId) -> bool:
    return [raw is not None and raw.data == BODY for raw in unless_bad(store.read_many([oid]))] == [True]


def ask_headers(store: ObjectStore, oid: ObjectId) -> bool:
    return None not in unless_bad(store.header_many([oid]))


QUESTIONS = [ask_in, ask_read, ask_header, ask_many, ask_headers]


class Going:
    """An object directory with a pack that alone has `oid`, and what a repack does with it."""

    def __init__(self, path: Path) -> None:
        (path / "pack").mkdir(parents=True)
        self.path = path
        store = ObjectStore(path)
        with store.pack_writer() as writer:
            self.oid = writer.add("blob", BODY)
            for body in OTHERS:
                writer.add("blob", body)
        (pack,) = (path / "pack").glob("*.pack")
        self.pack, self.index = pack, pack.with_suffix(".idx")

    def take_out(self) -> None:
        os.rename(self.index, self.path / "pack" / "tmp_idx_0123456789abcdef")

    def put_back(self) -> None:
        os.rename(self.path / "pack" / "tmp_idx_0123456789abcdef", self.index)

    def make_loose(self) -> None:
        ObjectStore(self.path).write("blob", BODY)

    def make_loose_and_go(self) -> None:
        self.make_loose()
        os.unlink(self.pack)


@pytest.fixture
def going(tmp_path: Path) -> Going:
    return Going(tmp_path / "objects")


@pytest.mark.parametrize("ending", [Going.put_back, Going.make_loose, Going.make_loose_and_go])
@pytest.mark.parametrize("ask", QUESTIONS)
@pytest.mark.parametrize("known", [False, True])
def test_found_all_the_same(
    going: Going, ask: Callable[[ObjectStore, ObjectId], bool], ending: Callable[[Going], None], known: bool
) -> None:
    store = ObjectStore(going.path)
    if known:
        assert len(store) == 1 + len(OTHERS)
        store.open_files.release_all()
        store.sources[0].packed.close()
    going.take_out()

    def end() -> None:
        time.sleep(0.03)
        ending(going)

    later = Thread(target=end)
    later.start()
    try:
        assert ask(store, going.oid)
    finally:
        later.join()


@pytest.mark.parametrize("ask", [ask_read, ask_many])
def test_a_loose_file_that_went_and_came_back(
    going: Going, ask: Callable[[ObjectStore, ObjectId], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    going.take_out()
    going.make_loose()
    store = ObjectStore(going.path)
    path = Path(store.sources[0].loose.path(going.oid))
    aside = path.with_name("aside")

    def vanishes(name: str, *arguments: Any) -> Any:
        if name == str(path) and not gone:
            gone.append(name)
            os.rename(path, aside)
            later.start()
        return map_file(name, *arguments)

    def come_back() -> None:
        time.sleep(0.02)
        os.rename(aside, path)

    gone: list[str] = []
    later = Thread(target=come_back)
    monkeypatch.setattr("pygitobj.files.loose.map_file", vanishes)
    assert ask(store, going.oid)
    later.join()


@pytest.mark.parametrize("ask", [ask_in, ask_many, ask_read])
def test_what_was_left_long_ago_costs_nothing(
    going: Going, ask: Callable[[ObjectStore, ObjectId], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    going.take_out()
    os.utime(going.path / "pack", (time.time() - 60,) * 2)

    def pause(seconds: float) -> None:
        raise AssertionError("it waits for what nobody brings back")

    monkeypatch.setattr("pygitobj.store.database.time.sleep", pause)
    store = ObjectStore(going.path)
    try:
        assert not ask(store, going.oid)
    except NotFoundError:
        pass


def test_what_does_not_come_back_is_missing(going: Going) -> None:
    going.take_out()
    store = ObjectStore(going.path)
    assert going.oid not in store
    with pytest.raises(NotFoundError):
        store.read(going.oid)
