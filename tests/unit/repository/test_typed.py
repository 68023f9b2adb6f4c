"""`repo.commit`, `.tree`, `.blob` and `.tag` come to what `git rev-parse <name>^{<type>}` comes to, or say what it is.

Tried besides: tags of tags of each type, names of each kind in linked worktrees, and SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pygitobj
from pygitobj import NotFoundError, ObjectId, Repository, RevisionError
from tests.support.command import git, run


@pytest.fixture(params=["sha1", "sha256"])
def repo(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Repository]:
    git(tmp_path, "init", "-q", f"--object-format={request.param}", ".")
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"y")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "x")
    for name in ("HEAD", "HEAD^{tree}", "HEAD:file"):
        kind = git(tmp_path, "cat-file", "-t", name).decode().strip()
        git(tmp_path, "tag", "-a", "-m", "m", f"on-{kind}", name)
        git(tmp_path, "tag", "-a", "-m", "m", f"twice-{kind}", f"on-{kind}")
    git(tmp_path, "tag", "light")
    with Repository.open(tmp_path) as opened:
        yield opened


NAMES = ["HEAD", "light", "HEAD^{tree}", "HEAD:file", "HEAD:folder", "HEAD:"]
NAMES += [f"{start}-{kind}" for start in ("on", "twice") for kind in ("commit", "tree", "blob")]


def test_as_git_peels(repo: Repository) -> None:
    top = Path(repo.location.work_tree or "")
    for kind, call in (("commit", repo.commit), ("tree", repo.tree), ("blob", repo.blob), ("tag", repo.tag)):
        for name in NAMES:
            oid = repo.resolve(name)
            theirs = run(["git", "rev-parse", "-q", "--verify", f"{oid}^{{{kind}}}"], top)
            shapes: list[Any] = [name, oid, repo[oid]]
            for shape in shapes:
                if theirs.code == 0:
                    found = call(shape)
                    assert (found.type, f"{found.id}\n") == (kind, theirs.out.decode())
                else:
                    with pytest.raises(
                        RevisionError, match=rf"expected {kind} type, but the object dereferences to \w+ type"
                    ):
                        call(shape)


def test_the_defaults_and_what_is_not_there(repo: Repository) -> None:
    assert repo.commit() == repo["HEAD"]
    assert repo.tree() == repo["HEAD^{tree}"]
    absent = ObjectId("1" * repo.format.hex_size)
    calls: list[Any] = [repo.commit, repo.tree, repo.blob, repo.tag]
    for call in calls:
        with pytest.raises(RevisionError, match="Not a valid object name"):
            call("no-such-name")
        with pytest.raises(NotFoundError):
            call(absent)
        for wrong in (None, 5, b"HEAD", bytes(absent), ["HEAD"]):
            with pytest.raises(TypeError, match="a revision is expected"):
                call(wrong)


def test_a_tag_that_leads_nowhere(repo: Repository) -> None:
    body = b"object %s\ntype commit\ntag t\n\nm\n" % (b"1" * repo.format.hex_size)
    oid = repo.objects.write("tag", body)
    assert repo.tag(oid).name == b"t"
    with pytest.raises(NotFoundError):
        repo.commit(oid)


def test_the_kernels_are_an_attribute() -> None:
    assert pygitobj.kernels.IMPLEMENTATION in ("compiled", "pure Python")
