"""What a partial clone lacks is promised where an object of the remote's packs names it, and else missing."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from pygitobj import NotFoundError, ObjectId, Repository
from tests.support.command import git


def test_reasons(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "-q", ".")
    git(origin, "config", "uploadpack.allowFilter", "true")
    (origin / "file").write_bytes(b"left out")
    git(origin, "add", ".")
    git(origin, "commit", "-q", "-m", "x")
    git(tmp_path, "clone", "-q", "--bare", "--no-local", "--filter=blob:none", f"file://{origin}", "partial")
    left_out = ObjectId(git(origin, "rev-parse", "HEAD:file").strip())
    absent = ObjectId("1" * 40)
    with Repository.open(tmp_path / "partial") as partial:
        for oid, reason in ((left_out, "promised"), (absent, "missing"), (left_out, "promised")):
            with pytest.raises(NotFoundError, match=f"object {oid} is {reason}") as caught:
                partial.objects.read(oid)
            assert caught.value.reason == reason
            assert pickle.loads(pickle.dumps(caught.value)) == caught.value
            assert oid not in partial.objects
    with Repository.open(origin) as repo, pytest.raises(NotFoundError, match="is missing"):
        repo.objects.read(absent)
