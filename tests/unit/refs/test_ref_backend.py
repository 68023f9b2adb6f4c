"""What every backend of references answers, whatever it keeps them in; git writes, and says what is right.

A backend is one more parameter of `storage`, and the rest is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from pygitobj.formats.reflog import ReflogEntry
from pygitobj.oid import FORMATS, ObjectFormat, ObjectId
from pygitobj.refs.backend import RefBackend
from pygitobj.refs.backends import FILES, REFTABLE, backend_of
from pygitobj.refs.refs import Refs
from pygitobj.refs.values import Stored, Symbolic
from tests.support.command import git, run
from tests.support.reftable import require_reftable


class Made:
    """A repository whose references `storage` has, and a worktree linked to it; each has references of its own."""

    def __init__(self, directory: Path, storage: str, object_format: str) -> None:
        self.storage = storage
        self.format: ObjectFormat = FORMATS[object_format]
        self.main, self.linked = directory / "main", directory / "linked"
        words = [f"--object-format={object_format}", *([f"--ref-format={storage}"] if storage != FILES else [])]
        git(directory, "init", "-q", "-b", "trunk", *words, "main")
        for text in ("one", "two"):
            git(self.main, "commit", "-q", "--allow-empty", "-m", text)
        git(self.main, "tag", "-a", "-m", "m", "v1", "HEAD~1")
        git(self.main, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
        git(self.main, "update-ref", "refs/bisect/bad", "HEAD")
        git(self.main, "worktree", "add", "-q", "-b", "side", "../linked")
        git(self.linked, "update-ref", "refs/worktree/mine", "HEAD~1")

    @property
    def git_dir(self) -> str:
        return str(self.main / ".git")

    @property
    def linked_dir(self) -> str:
        return f"{self.git_dir}/worktrees/linked"

    def here(self) -> RefBackend:
        return backend_of(self.storage, self.git_dir, self.git_dir, self.format)

    def there(self) -> RefBackend:
        return self.here().elsewhere(self.linked_dir, self.git_dir)

    def id_of(self, name: str, top: Path | None = None) -> ObjectId:
        return ObjectId(git(top or self.main, "rev-parse", "--verify", name).decode().strip())

    def listed(self, top: Path) -> list[tuple[str, str]]:
        """The names and ids that git lists."""
        lines = git(top, "for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
        return [(line.split()[0], line.split()[1]) for line in lines]


@pytest.fixture(params=[FILES, REFTABLE])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == REFTABLE:
        require_reftable(tmp_path)
    return str(request.param)


@pytest.fixture(params=["sha1", "sha256"])
def made(request: pytest.FixtureRequest, tmp_path: Path, storage: str) -> Made:
    return Made(tmp_path, storage, request.param)


def pairs(backend: RefBackend, prefix: str, *, strict: bool = False) -> list[tuple[str, str]]:
    """The names and ids of what `backend` lists, but for symbolic references."""
    found = backend.stored(prefix, strict=strict)
    return [(ref.name, str(ref.value)) for ref in found if isinstance(ref.value, ObjectId)]


PACKINGS: dict[str, Callable[[Made], object]] = {
    "loose": lambda made: None,
    "packed": lambda made: git(made.main, "pack-refs", "--all"),
    "half packed": lambda made: [git(made.main, "pack-refs", "--all"), git(made.main, "branch", "later")],
    "over packed": lambda made: [
        git(made.main, "pack-refs", "--all"),
        git(made.main, "update-ref", "refs/heads/side", "HEAD~1"),
    ],
    "deleted": lambda made: [git(made.main, "pack-refs", "--all"), git(made.main, "tag", "-d", "v1")],
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_there_and_absent(made: Made, packing: str) -> None:
    PACKINGS[packing](made)
    backend = made.here()
    assert backend.read("HEAD") == Symbolic("refs/heads/trunk")
    assert backend.read("refs/remotes/origin/HEAD") == Symbolic("refs/remotes/origin/trunk")
    for name, oid in made.listed(made.main):
        assert backend.read(name) == ObjectId(oid)
        assert backend.is_taken(name) or (packing != "loose" and made.storage == FILES)
    for absent in ("refs/heads/nowhere", "refs/heads", "refs/heads/trunk/x", "refs/remotes/origin/trunk", "OTHER_HEAD"):
        assert backend.read(absent) is None
        assert backend.is_taken(absent) == (absent == "refs/heads" and made.storage == FILES)


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("strict", [False, True])
def test_listing(made: Made, packing: str, strict: bool) -> None:
    PACKINGS[packing](made)
    for top, backend in ((made.main, made.here()), (made.linked, made.there())):
        listed = made.listed(top)
        assert pairs(backend, "refs/", strict=strict) == listed
        prefixes = (
            "refs/heads/",
            "refs/heads/si",
            "refs/tags/",
            "refs/bisect/",
            "refs/worktree/m",
            "refs/no/",
            "refs/b",
        )
        for prefix in prefixes:
            assert pairs(backend, prefix, strict=strict) == [ref for ref in listed if ref[0].startswith(prefix)]
    symbolic = Stored("refs/remotes/origin/HEAD", Symbolic("refs/remotes/origin/trunk"))
    assert symbolic in list(made.here().stored("refs/remotes/", strict=strict))


def test_peeled_ids_stand_beside_what_is_packed(made: Made) -> None:
    git(made.main, "pack-refs", "--all")
    found = {ref.name: ref.peeled for ref in made.here().stored("refs/", strict=False)}
    assert found["refs/tags/v1"] == made.id_of("v1^{}")
    assert found["refs/heads/trunk"] is None


def test_each_worktree_has_its_own(made: Made) -> None:
    here, there = made.here(), made.there()
    assert there.read("HEAD") == Symbolic("refs/heads/side")
    assert there.read("main-worktree/HEAD") == here.read("HEAD")
    assert here.read("worktrees/linked/HEAD") == there.read("HEAD")
    assert here.read("worktrees/linked/refs/worktree/mine") == there.read("refs/worktree/mine")
    assert there.read("main-worktree/refs/bisect/bad") == made.id_of("HEAD")
    assert here.read("refs/worktree/mine") is None
    assert there.read("refs/bisect/bad") is None
    assert [ref.name for ref in here.own()] == ["refs/bisect/bad"]
    assert [ref.name for ref in there.own()] == ["refs/worktree/mine"]


def test_root_references(made: Made) -> None:
    git(made.main, "update-ref", "ORIG_HEAD", "HEAD~1")
    git(made.main, "update-ref", "OTHER", "HEAD")
    for name in ("FETCH_HEAD", "MERGE_HEAD", "COMMIT_EDITMSG", "lower_HEAD"):
        (Path(made.git_dir) / name).write_text("x\n")
    assert made.here().root_names() == ["HEAD", "ORIG_HEAD"]
    assert made.there().root_names() == [name for name in ("HEAD", "ORIG_HEAD") if is_root(made, name)]


def is_root(made: Made, name: str) -> bool:
    """Whether git has the reference `name` in the linked worktree."""
    return run(["git", "rev-parse", "-q", "--verify", name], made.linked).code == 0


def test_logs(made: Made) -> None:
    one, two = made.id_of("trunk~1"), made.id_of("trunk")
    backend = made.here()
    log = backend.log("refs/heads/trunk")
    assert log is not None
    assert [entry[:2] for entry in log] == [(made.format.null_id, one), (one, two)]
    assert backend.log("HEAD") == log
    assert backend.log("refs/tags/v1") is None
    assert backend.log("refs/heads") is None
    logs: dict[str, list[ReflogEntry]] = {name: list(entries) for name, entries in backend.logs()}
    assert logs["refs/heads/trunk"] == log
    assert {"HEAD", "refs/heads/side", "refs/heads/trunk"} <= logs.keys()
    assert [name for name, _ in made.there().logs()] == ["HEAD"]
    assert made.there().log("refs/heads/trunk") == log


def test_what_git_changes_is_seen_at_the_next_question(made: Made) -> None:
    """Each change with the size of what it replaces, as soon as git can make it, of loose and packed references."""
    backend = made.here()
    ids = [made.id_of("HEAD"), made.id_of("HEAD~1")]
    for turn in range(12):
        oid = ids[turn % 2]
        git(made.main, "update-ref", "refs/heads/moved", str(oid))
        assert backend.read("refs/heads/moved") == oid
        if turn % 3:
            git(made.main, "pack-refs", "--all")
            assert backend.read("refs/heads/moved") == oid
        assert ("refs/heads/moved", str(oid)) in pairs(backend, "refs/heads/m")
    git(made.main, "update-ref", "-d", "refs/heads/moved")
    assert backend.read("refs/heads/moved") is None
    assert pairs(backend, "refs/heads/m") == []


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_what_a_newer_git_wrote(vectors: Path, object_format: str) -> None:
    """The references of the shared repositories, whatever git is here; `refs.txt` is how that git listed them."""
    git_dir, answers = str(vectors / f"reftable-{object_format}.git"), vectors / f"reftable-{object_format}.answers"
    backend = backend_of(REFTABLE, git_dir, git_dir, FORMATS[object_format])
    refs = Refs(backend)
    listed = [line.split(" ") for line in (answers / "refs.txt").read_text().splitlines()]
    assert [(name, str(oid)) for name, oid in refs] == [(name, oid) for oid, name, _ in listed]
    for oid, name, target in listed:
        assert backend.read(name) == (Symbolic(target) if target else ObjectId(oid))
        assert str(refs.get(name)) == oid
    assert str(refs.get("HEAD")) == (answers / "head.txt").read_text().split()[0]
    assert backend.root_names() == ["HEAD"]
    tip = refs.get("refs/heads/main")
    for name in ("HEAD", "refs/heads/main"):
        log = backend.log(name)
        assert log
        assert log[-1].new == tip
        assert all(before.new == after.old for before, after in pairwise(log))
    assert {name for name, _ in backend.logs()} >= {"HEAD", "refs/heads/main"}
