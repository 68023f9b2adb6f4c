"""What holds for all calls about packs: progress, what cannot be written to, places, and no output."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pygitobj import (
    Progress,
    Repository,
    RepositoryError,
)
from tests.unit.face.conftest import ReadOnly, files_below


def test_progress(repo: Repository) -> None:
    told: list[Progress] = []
    file = io.BytesIO()
    repo.pack_objects(file, all=True, report=told.append)
    titles = ["Enumerating objects", "Counting objects", "Compressing objects", "Writing objects"]
    assert list(dict.fromkeys(progress.title for progress in told)) == titles
    told.clear()
    file.seek(0)
    repo.index_pack(file, report=told.append)
    assert list(dict.fromkeys(progress.title for progress in told)) == ["Receiving objects", "Resolving deltas"]
    assert told[-1].is_over


def test_a_repository_that_cannot_be_written_to(repo: Repository, place: Path, read_only: ReadOnly) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, all=True)
    before = files_below(place / ".git/objects")
    with read_only():
        again = io.BytesIO()
        repo.pack_objects(again, all=True)
        assert again.getvalue() == file.getvalue()
        file.seek(0)
        with pytest.raises(RepositoryError, match=r"unable to index a pack.*Read-only"):
            repo.index_pack(file)
        with pytest.raises(RepositoryError, match=r"unable to pack objects.*Read-only"):
            repo.pack_objects(place, all=True)
    assert files_below(place / ".git/objects") == before


def test_a_path_that_was_relative(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place.parent)
    repo = Repository.open("r")
    monkeypatch.chdir("/")
    with repo:
        file = io.BytesIO()
        repo.pack_objects(file, all=True)
        file.seek(0)
        assert Path(repo.index_pack(file).path).parent == place / ".git/objects/pack"
        monkeypatch.chdir(tmp_path)
        name = repo.pack_objects("x", all=True).packs[0]
        assert len(repo.verify_pack(name)) == len(repo.verify_pack(tmp_path / name))


def test_nothing_is_printed(repo: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, all=True)
    file.seek(0)
    repo.verify_pack(repo.index_pack(file, keep=True).path)
    assert capfd.readouterr() == ("", "")
