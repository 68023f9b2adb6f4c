"""The loose objects with their times: each once, young ones alone where a moment is given.

Tried besides: times before 1970 and past 2262, and files that are written and taken away by others meanwhile.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from pygitobj import LooseObject, ObjectStore, RepositoryError
from tests.support.packs import whole
from tests.support.stores import write_loose, write_pack
from tests.support.unchecked import unchecked

START = datetime(2020, 1, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))


def write_at(objects: Path, body: bytes, time: float) -> LooseObject:
    """A loose object that was written at `time`."""
    oid = write_loose(objects, "blob", body)
    path = objects / oid.hex()[:2] / oid.hex()[2:]
    os.utime(path, (0, time))
    return LooseObject(unchecked(oid), time, path.stat().st_size)


@pytest.fixture
def made(tmp_path: Path) -> list[LooseObject]:
    """One each hour from START on, and another that is packed."""
    objects = tmp_path / "objects"
    found = [write_at(objects, b"%d" % hour, START.timestamp() + 3600 * hour) for hour in range(-3, 5)]
    write_pack(objects, "a", [whole(3, b"packed")], [bytes(range(20))])
    (objects / "12" / "garbage").parent.mkdir(exist_ok=True)
    (objects / "12" / "garbage").touch()
    return found


def test_all_and_young_ones(made: list[LooseObject], tmp_path: Path) -> None:
    with ObjectStore(tmp_path / "objects") as store:
        assert list(store.loose()) == sorted(made)
        for hour in range(-4, 6):
            young = sorted(one for one in made if one.mtime > START.timestamp() + 3600 * hour)
            assert list(store.loose(newer_than=START + timedelta(hours=hour))) == young
        utc = START.astimezone(UTC)
        assert list(store.loose(newer_than=utc)) == list(store.loose(newer_than=START))


def test_alternates(made: list[LooseObject], tmp_path: Path) -> None:
    """What both have comes once, with the time of our own;."""
    lent = tmp_path / "lent"
    ours = {one.id: one for one in made}
    both = write_at(lent, b"0", START.timestamp() + 1)
    other = write_at(lent, b"other", START.timestamp())
    (tmp_path / "objects" / "info").mkdir()
    (tmp_path / "objects" / "info" / "alternates").write_text(f"{lent}\n")
    with ObjectStore(tmp_path / "objects") as store:
        assert list(store.loose()) == [*sorted(made), other]
        assert both.id in ours


@pytest.mark.parametrize("wrong", [datetime(2020, 1, 1), date(2020, 1, 1), 1.0, "2020-01-01"])
def test_what_is_no_moment(tmp_path: Path, wrong: Any) -> None:
    """It is refused by the call, not by the first answer."""
    with ObjectStore(tmp_path) as store, pytest.raises(TypeError, match="datetime"):
        store.loose(newer_than=wrong)


def test_what_cannot_be_listed_is_an_error(made: list[LooseObject], tmp_path: Path) -> None:
    path = tmp_path / "objects" / made[0].id.hex()[:2] / made[0].id.hex()[2:]
    path.unlink()
    path.symlink_to(path)
    with ObjectStore(tmp_path / "objects") as store, pytest.raises(RepositoryError, match=made[0].id.hex()[2:]):
        list(store.loose())
