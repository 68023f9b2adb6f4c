"""A pack on its way out is put back whole, also where the system keeps us from looking at what is left of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pygitobj.files import leaving
from pygitobj.files.atomic import WritePolicy
from pygitobj.files.directory import seen
from pygitobj.files.leaving import Leaving


def denied(path: str, **how: object) -> bool:
    raise PermissionError(13, os.strerror(13), path)


@pytest.fixture
def out(tmp_path: Path) -> Leaving:
    stem = str(tmp_path / "pack-1")
    for suffix in (".pack", ".idx", ".rev"):
        Path(stem + suffix).write_text(suffix)
    known = seen(stem + ".pack")
    assert known is not None
    one = Leaving(stem, known, None, WritePolicy())
    one.take_out()
    assert not os.path.exists(stem + ".idx")
    return one


def left(one: Leaving) -> dict[str, str]:
    directory = Path(one.stem).parent
    return {path.name: path.read_text() for path in directory.iterdir()}


WHOLE = {"pack-1.pack": ".pack", "pack-1.idx": ".idx", "pack-1.rev": ".rev"}


def test_put_back(out: Leaving) -> None:
    out.put_back()
    assert left(out) == WHOLE
    out.put_back()
    assert left(out) == WHOLE


def test_put_back_where_nothing_can_be_looked_at(out: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "is_there", denied)
    out.put_back()
    assert left(out) == WHOLE


def test_not_put_back_without_its_pack(out: Leaving) -> None:
    os.unlink(out.stem + ".pack")
    out.put_back()
    assert left(out) == {"pack-1.rev": ".rev"}


def test_put_back_beside_another_index(out: Leaving) -> None:
    Path(out.stem + ".idx").write_text("of another job")
    out.put_back()
    assert left(out) == WHOLE | {"pack-1.idx": "of another job"}


def test_gone(out: Leaving) -> None:
    assert not out.stays()
    assert out.go()
    assert left(out) == {}
    out.put_back()
    assert left(out) == {}
