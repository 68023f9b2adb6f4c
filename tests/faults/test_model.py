"""The model of a power cut: what each fsync makes sure of, and what may be lost without it."""

from __future__ import annotations

import os
import random

import pytest

from tests.support.trials.calls import Call
from tests.support.trials.cuts import Cuts, subsets
from tests.support.trials.disk import Disk
from tests.support.trials.plans import Recorded

BODY = b"twelve bytes"
OLD = {"d": None, "d/old": b"old", "e": None}
FILE, DIRECTORY = 5, 6


def call(kind: str, path: str, *, other: str = "", descriptor: int = -1, flags: int = 0, data: bytes = b"",
         at: int = -1, result: int = 0) -> Recorded:  # fmt: skip
    """A call that was made."""
    return Recorded(Call(kind, path, other, descriptor, flags, 0, at, data), result)


def created(path: str) -> list[Recorded]:
    """A file was made and written."""
    return [
        call("open", path, flags=os.O_CREAT | os.O_WRONLY, result=FILE),
        call("write", path, descriptor=FILE, data=BODY, at=0, result=len(BODY)),
    ]


def synced(path: str, descriptor: int) -> list[Recorded]:
    """A file that is open, or a directory, was flushed."""
    return [call("open", path, result=descriptor), call("fsync", path, descriptor=descriptor)]


def states(*recorded: list[Recorded]) -> list[dict[str, bytes | None]]:
    """The distinct states after all of what was recorded, or a part of it."""
    disk = Disk(OLD)
    disk.replay([one for some in recorded for one in some], 1)
    cuts = Cuts(disk)
    return [cuts.files(cut) for cut in cuts.distinct()]


def test_what_was_not_flushed_may_be_missing_empty_zeros_or_a_part() -> None:
    found = states(created("d/new"))
    assert {state.get("d/new") for state in found} == {None, b"", bytes(12), BODY[:6], BODY}
    assert all(state["d/old"] == b"old" for state in found)


def test_a_flushed_file_has_its_bytes_or_no_name() -> None:
    flushed = [call("fsync", "d/tmp_x", descriptor=FILE)]
    found = states(created("d/tmp_x"), flushed, [call("rename", "d/new", other="d/tmp_x")])
    assert {state.get("d/new") for state in found} == {None, BODY}


def test_names_are_lost_one_by_one_until_their_directory_is_flushed() -> None:
    renamed = [call("rename", "d/new", other="d/tmp_x")]
    gone = [call("unlink", "d/old")]
    kept = [call("fsync", "d/tmp_x", descriptor=FILE)]
    without = states(created("d/tmp_x"), kept, renamed, gone)
    assert any("d/new" not in state and "d/old" not in state for state in without)
    sure = states(created("d/tmp_x"), kept, renamed, synced("d", DIRECTORY), gone)
    assert not any("d/new" not in state and "d/old" not in state for state in sure)


def test_another_directory_is_another_matter() -> None:
    renamed = [call("rename", "d/new", other="d/tmp_x")]
    found = states(created("d/tmp_x"), renamed, synced("e", DIRECTORY), [call("unlink", "d/old")])
    assert any("d/new" not in state and "d/old" not in state for state in found)


def test_what_is_in_a_new_directory_needs_its_name_too() -> None:
    found = states([call("mkdir", "d/s")], created("d/s/new"), synced("d/s", DIRECTORY))
    assert any("d/s" not in state for state in found)
    assert all("d/s" in state for state in states([call("mkdir", "d/s")], synced("d", DIRECTORY))[1:])


def test_a_directory_is_not_gone_before_what_was_in_it() -> None:
    found = states([call("unlink", "d/old"), call("rmdir", "d")])
    assert {("d" in state, "d/old" in state) for state in found} == {(True, True), (True, False), (False, False)}


def test_a_rename_is_whole_or_not_at_all() -> None:
    found = states([call("rename", "e/old", other="d/old")])
    assert {("d/old" in state, "e/old" in state) for state in found} == {(True, False), (False, True)}


@pytest.mark.parametrize("count", [0, 1, 5, 6, 7, 30])
def test_subsets(count: int) -> None:
    items = list(range(count))
    found = set(subsets(items, random.Random(1)))
    assert {(), tuple(items)} <= found
    assert {(one,) for one in items} <= found
    assert {tuple(items[at:]) for at in items} <= found
    if count <= 6:
        assert len(found) == 2**count
