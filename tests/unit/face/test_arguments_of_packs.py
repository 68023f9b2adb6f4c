"""Arguments of calls about packs that cannot be: each is refused before anything is looked at."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from pygitobj import (
    SHA1,
    SHA256,
    Repository,
    RepositoryError,
    RevisionError,
)
from tests.unit.face.conftest import all_ids, files_below


class Equal:
    """What says that it is equal to anything, as some numbers of other kinds do."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(1)


PACKING: list[tuple[dict[str, Any], Any, str]] = [
    ({}, ValueError, "nothing to pack was named"),
    ({"hide": ["side"]}, ValueError, "nothing to pack was named"),
    ({"revs": "main"}, TypeError, "several"),
    ({"revs": b"main"}, TypeError, "several"),
    ({"revs": SHA1.empty_tree}, TypeError, "several"),
    ({"revs": [b"main"]}, TypeError, "revisions"),
    ({"revs": [1]}, TypeError, "revisions"),
    ({"revs": [None]}, TypeError, "revisions"),
    ({"revs": ["--all"]}, RevisionError, "not a rev '--all'"),
    ({"revs": ["--not"]}, RevisionError, "not a rev '--not'"),
    ({"revs": ["-"]}, RevisionError, "not a rev"),
    ({"revs": [""]}, RevisionError, "bad revision ''"),
    ({"revs": ["nothing"]}, RevisionError, "bad revision 'nothing'"),
    ({"revs": ["main\nside"]}, RevisionError, "bad revision"),
    ({"revs": ["main\0"]}, RevisionError, "bad revision"),
    ({"revs": ["main..nothing"]}, RevisionError, "bad revision"),
    ({"revs": ["main"], "hide": "side"}, TypeError, "several"),
    ({"revs": ["main"], "hide": ["--all"]}, RevisionError, "not a rev"),
    ({"objects": "main"}, TypeError, "many ids"),
    ({"objects": ["main"]}, TypeError, "object id"),
    ({"objects": [b"main"]}, ValueError, "bytes"),
    ({"objects": [], "revs": []}, ValueError, "as they are named"),
    ({"objects": [], "all": True}, ValueError, "as they are named"),
    ({"objects": [], "filter": "blob:none"}, ValueError, "as they are named"),
    ({"all": True, "filter": b"blob:none"}, TypeError, "a filter is a str"),
    ({"all": True, "filter": "nonsense"}, RepositoryError, "invalid filter-spec 'nonsense'"),
    ({"objects": [], "hide": ["main"]}, ValueError, "as they are named"),
    ({"objects": [], "unpacked": True}, ValueError, "as they are named"),
    ({"all": "yes"}, TypeError, "all is True or False"),
    ({"all": True, "reflog": 1}, TypeError, "reflog"),
    ({"all": True, "thin": None}, TypeError, "thin"),
    ({"all": True, "sparse": "no"}, TypeError, "sparse"),
    ({"all": True, "shallow": True}, ValueError, "thin"),
    ({"all": True, "missing": "print"}, ValueError, "missing"),
    ({"all": True, "missing": None}, ValueError, "missing"),
    ({"all": True, "missing": Equal()}, ValueError, "missing"),
    ({"all": True, "window": -1}, ValueError, "window"),
    ({"all": True, "window": True}, TypeError, "window"),
    ({"all": True, "depth": "5"}, TypeError, "depth"),
    ({"all": True, "compression": 10}, ValueError, "compression"),
    ({"all": True, "compression": "9"}, ValueError, "compression"),
    ({"all": True, "compression": True}, ValueError, "compression"),
    ({"all": True, "index_version": 3}, ValueError, "index_version"),
    ({"all": True, "index_version": 2.0}, ValueError, "index_version"),
    ({"all": True, "index_version": True}, ValueError, "index_version"),
    ({"all": True, "index_version": Equal()}, ValueError, "index_version"),
    ({"all": True, "name_hash_version": 0}, ValueError, "name_hash_version"),
    ({"all": True, "max_pack_size": 1 << 20}, ValueError, "max_pack_size"),
    ({"all": True, "keep_packs": "x"}, TypeError, "several"),
    ({"all": True, "keep_packs": ["a/b"]}, ValueError, "directory"),
    ({"all": True, "report": "x"}, TypeError, "report"),
    ({"all": True, "stdout": True}, TypeError, "unexpected keyword"),
]


@pytest.mark.parametrize(("arguments", "error", "words"), PACKING)
def test_arguments_of_packing_that_cannot_be(repo: Repository, arguments: Any, error: Any, words: str) -> None:
    file = io.BytesIO()
    with pytest.raises(error, match=words):
        repo.pack_objects(file, **arguments)
    assert file.getvalue() == b""


def test_targets_that_cannot_be(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    loose: Any = repo
    other = (SHA256 if repo.format is SHA1 else SHA1).empty_tree
    with pytest.raises(TypeError):
        loose.pack_objects(all=True)
    for target in (None, 1, ["x"], object()):
        with pytest.raises(TypeError, match="a path or a binary file"):
            loose.pack_objects(target, all=True)
    with pytest.raises(TypeError, match="text"):
        loose.pack_objects(io.StringIO(), all=True)
    with pytest.raises(TypeError, match="a path is expected, not ObjectId"):
        loose.pack_objects(repo.resolve("HEAD"), all=True)
    for target in ("", "a\0b"):
        with pytest.raises(RepositoryError):
            loose.pack_objects(target, all=True)
    with pytest.raises(ValueError, match="thin"):
        loose.pack_objects(tmp_path / "x", all=True, thin=True)
    for arguments in ({"objects": [other]}, {"revs": [other]}):
        with pytest.raises(ValueError, match="not an id of a"):
            loose.pack_objects(io.BytesIO(), **arguments)
    assert files_below(tmp_path) == [name for name in files_below(tmp_path) if name.startswith("r/")]


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"fix_thin": 1}, TypeError, "fix_thin"),
        ({"strict": "yes"}, TypeError, "strict"),
        ({"fsck_objects": None}, TypeError, "fsck_objects"),
        ({"keep": None}, TypeError, "keep"),
        ({"keep": b"why"}, TypeError, "keep"),
        ({"promisor": 1}, TypeError, "promisor"),
        ({"max_input_size": "1m"}, TypeError, "max_input_size"),
        ({"max_input_size": -1}, ValueError, "max_input_size"),
        ({"index_version": 3}, ValueError, "index_version"),
        ({"rev_index": 1}, TypeError, "rev_index"),
        ({"threads": "2"}, TypeError, "threads"),
        ({"threads": ""}, TypeError, "threads"),
        ({"threads": False}, TypeError, "threads"),
        ({"threads": []}, TypeError, "threads"),
        ({"index_version": Equal()}, ValueError, "index_version"),
        ({"report": 7}, TypeError, "report"),
        ({"index": "x.idx"}, ValueError, "index"),
        ({"stdin": True}, TypeError, "unexpected keyword"),
    ],
)
def test_arguments_of_indexing_that_cannot_be(repo: Repository, arguments: Any, error: Any, words: str) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, revs=["side"])
    file.seek(0)
    before = repo.count_objects()
    with pytest.raises(error, match=words):
        repo.index_pack(file, **arguments)
    assert file.tell() == 0
    assert repo.count_objects() == before


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"strict": 1}, TypeError, "strict"),
        ({"recover": "yes"}, TypeError, "recover"),
        ({"dry_run": None}, TypeError, "dry_run"),
        ({"max_input_size": ""}, TypeError, "max_input_size"),
        ({"max_input_size": -1}, ValueError, "max_input_size"),
        ({"threads": ""}, TypeError, "threads"),
        ({"threads": False}, TypeError, "threads"),
        ({"report": 7}, TypeError, "report"),
    ],
)
def test_arguments_of_unpacking_that_cannot_be(repo: Repository, arguments: Any, error: Any, words: str) -> None:
    file = io.BytesIO()
    repo.pack_objects(file, revs=["side"])
    file.seek(0)
    before = repo.count_objects()
    with pytest.raises(error, match=words):
        repo.unpack_objects(file, **arguments)
    assert file.tell() == 0
    assert repo.count_objects() == before


def test_packs_that_cannot_be(repo: Repository, place: Path) -> None:
    loose: Any = repo
    with pytest.raises(TypeError):
        loose.index_pack()
    with pytest.raises(TypeError):
        loose.verify_pack()
    for pack in (None, 1, ["x"], object()):
        with pytest.raises(TypeError, match="binary file"):
            loose.index_pack(pack)
        with pytest.raises(TypeError, match="a path is expected"):
            loose.verify_pack(pack)
    with pytest.raises(TypeError, match="text"):
        loose.index_pack(io.StringIO("PACK"))
    for arguments in ({"fix_thin": True}, {"promisor": True}):
        with pytest.raises(ValueError, match="comes in"):
            loose.index_pack("x.pack", **arguments)
    with pytest.raises(TypeError, match="threads"):
        loose.verify_pack("x.pack", threads="1")
    with pytest.raises(TypeError, match="report"):
        loose.verify_pack("x.pack", report=1)
    assert sorted(map(str, repo.objects)) == all_ids(place)
