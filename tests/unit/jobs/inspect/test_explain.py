"""What is told of an object is told of the copy that a read is served from.

Tried besides: each state with the packs' names swapped, which changes which of them is asked first.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pygitobj.files import loose
from pygitobj.files.pack import PackFile
from pygitobj.jobs.inspect.explain import Story, explain
from pygitobj.store.object_store import ObjectStore
from tests.support.deltas import copy, delta, insert
from tests.support.packs import object_id, ofs_delta, ref_delta, whole
from tests.support.stores import write_loose, write_pack

BASE = b"a line of a text that is long enough\n" * 40
BODY = BASE + b"!"
OTHER = b"another line, of a text that is as long\n" * 40
CHANGE = delta(len(BASE), len(BODY), copy(0, len(BASE)) + insert(b"!"))
BASE_ID, OID, OTHER_ID = (object_id("blob", body) for body in (BASE, BODY, OTHER))
GOOD = whole(3, BODY)
BAD = GOOD[:10] + bytes([GOOD[10] ^ 0xFF]) + GOOD[11:]
STATES: dict[str, Callable[[Path, Path], object]] = {}


def state(build: Callable[[Path, Path], object]) -> Callable[[Path, Path], object]:
    """One more state of an object directory and its alternate."""
    STATES[build.__name__] = build
    return build


@state
def two_packs(here: Path, _: Path) -> None:
    for name in "ab":
        write_pack(here, name, [GOOD], [OID])


@state
def the_first_pack_is_damaged(here: Path, _: Path) -> None:
    write_pack(here, "a", [BAD], [OID])
    write_pack(here, "b", [GOOD], [OID])


@state
def the_second_pack_is_damaged(here: Path, _: Path) -> None:
    write_pack(here, "a", [GOOD], [OID])
    write_pack(here, "b", [BAD], [OID])


@state
def a_damaged_pack_and_a_loose_file(here: Path, _: Path) -> None:
    write_pack(here, "a", [BAD], [OID])
    write_loose(here, "blob", BODY)


@state
def the_bytes_of_another_object(here: Path, _: Path) -> None:
    write_pack(here, "a", [whole(3, OTHER)], [OID])
    write_loose(here, "blob", BODY)


@state
def loose_here_and_packed_there(here: Path, there: Path) -> None:
    write_loose(here, "blob", BODY)
    write_pack(there, "a", [GOOD], [OID])


@state
def loose_here_and_damaged_there(here: Path, there: Path) -> None:
    write_loose(here, "blob", BODY)
    write_pack(there, "a", [BAD], [OID])


@state
def a_damaged_base_and_a_good_one_elsewhere(here: Path, _: Path) -> None:
    base = whole(3, BASE)
    write_pack(
        here, "a", [base[:10] + bytes([base[10] ^ 0xFF]) + base[11:], ofs_delta(len(base), CHANGE)], [BASE_ID, OID]
    )
    write_loose(here, "blob", BASE)
    write_loose(here, "blob", BODY)


@state
def twice_in_a_pack_first_damaged(here: Path, _: Path) -> None:
    write_pack(here, "a", [BAD, GOOD], [OID, OID])


@state
def twice_in_a_pack_last_damaged(here: Path, _: Path) -> None:
    write_pack(here, "a", [GOOD, BAD], [OID, OID])


@state
def a_cycle_and_a_loose_file(here: Path, _: Path) -> None:
    write_pack(here, "a", [ref_delta(OID, CHANGE)], [OID])
    write_loose(here, "blob", BODY)


@state
def another_pack_was_useful_last(here: Path, _: Path) -> None:
    write_pack(here, "a", [GOOD], [OID])
    write_pack(here, "b", [GOOD, whole(3, OTHER)], [OID, OTHER_ID])
    write_pack(here, "c", [GOOD], [OID])


def open_state(folder: Path, name: str, verify: bool) -> ObjectStore:
    here, there = folder / "here", folder / "there"
    for objects in (here, there):
        (objects / "pack").mkdir(parents=True)
        os.utime(objects / "pack")
    (here / "info").mkdir()
    (here / "info/alternates").write_text(f"{there}\n")
    STATES[name](here, there)
    store = ObjectStore(here, verify=verify)
    if name == "another_pack_was_useful_last":
        assert store.read(OTHER_ID).data == OTHER
    return store


def served_from(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """The file, and the place in it, that a read of the object was served from: what was read last."""
    seen: list[tuple[str, int]] = []
    read, read_loose = PackFile.read, loose.read_loose

    def watched(pack: PackFile, offset: int) -> Any:
        found = read(pack, offset)
        seen.append((pack.pack_path, offset))
        return found

    def watched_loose(path: str) -> Any:
        found = read_loose(path)
        seen.append((path, 0))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(PackFile, "read", watched)
        patch.setattr("pygitobj.sources.loose_copy.read_loose", watched_loose)
        assert store.read(OID).data in (BODY, OTHER)
    return seen[-1]


def place_of(story: Story) -> tuple[str, int]:
    """The file, and the place in it, that a story is told of."""
    return story.served_from, story.lookup.offset if story.lookup else 0


@pytest.mark.parametrize("verify", [True, False])
@pytest.mark.parametrize("name", STATES)
def test_it_is_told_of_the_copy_that_is_read(
    tmp_path: Path, name: str, verify: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_state(tmp_path / "one", name, verify) as store:
        story = explain(store, OID)
        assert place_of(story) == served_from(store, monkeypatch)
        # Having told or read changes nothing.
        assert place_of(explain(store, OID)) == place_of(story)
        assert story.asked[-1].place == story.served_from
        assert story.asked[-1].verdict == "has it"
        assert story.size == len(store.read(OID).data)


def test_the_base_that_another_stands_in_for_is_named(tmp_path: Path) -> None:
    with open_state(tmp_path, "a_damaged_base_and_a_good_one_elsewhere", True) as store:
        story = explain(store, OID)
        assert [entry.stored_as for entry in story.chain] == ["ofs-delta"]
        assert story.replaced_base == 12
        assert story.chain[0].base_offset == 12


def test_where_all_copies_are_damaged_the_first_is_told_of(tmp_path: Path) -> None:
    here = tmp_path / "objects"
    write_pack(here, "a", [BAD], [OID])
    with ObjectStore(here) as store:
        story = explain(store, OID)
        assert story.served_from == str(here / "pack/pack-a.pack")
        assert (story.type, story.size) == ("blob", len(BODY))
