"""Following and completing names stands on any backend, and what is kept of an answer is never older than the references.

Tried besides: without looking at whether a file has just changed, with which the fast changes below fail.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from pygitobj import ObjectId, Repository, RevisionError
from pygitobj.files.looked import FINE_TICK, SECOND, Looked
from pygitobj.formats.reflog import ReflogEntry
from pygitobj.oid import SHA1
from pygitobj.refs.backend import Held, RefBackend
from pygitobj.refs.names import RefName
from pygitobj.refs.refs import DWIM_RULES, MAX_SYMREF_DEPTH, MOST_KNOWN, Refs
from pygitobj.refs.updates import Choose, Optimizing, RefPolicy
from pygitobj.refs.values import Broken, Ref, Resolved, Stored, Symbolic, Value
from tests.support.command import git, run

ONE, TWO, ZERO = (ObjectId(digit * 40) for digit in "120")


class Dictionary:
    """A backend that has its references in a dictionary; what they hang on is a file."""

    format = SHA1

    def __init__(self, values: dict[str, Value], path: Path | None = None) -> None:
        self.values = values
        self.path = path
        self.asked: list[str] = []

    def read(self, name: str, looked: Looked | None = None) -> Value | None:
        self.asked.append(name)
        if looked is not None and self.path is not None:
            looked.add(str(self.path), self.path.stat())
        return self.values.get(name)

    def stored(self, prefix: str, *, strict: bool) -> Iterator[Stored]:
        names = sorted(name for name in self.values if name.startswith(prefix or "refs/"))
        return (Stored(name, self.values[name]) for name in names)

    def own(self) -> Iterator[Stored]:
        return self.stored("refs/worktree/", strict=True)

    def root_names(self) -> list[str]:
        return sorted(name for name in self.values if "/" not in name)

    def logs(self) -> Iterator[tuple[str, Iterator[ReflogEntry]]]:
        return iter(())

    def log(self, name: str) -> list[ReflogEntry] | None:
        return [ReflogEntry(ONE, TWO, 1)] if name in self.values else None

    def is_taken(self, name: str) -> bool:
        return name in self.values

    def begin(self, policy: RefPolicy) -> Held:
        raise NotImplementedError

    def rewrite_log(self, name: RefName, choose: Choose, policy: RefPolicy, *, updates_ref: bool = False) -> None:
        raise NotImplementedError

    def delete_log(self, name: RefName, policy: RefPolicy) -> None:
        raise NotImplementedError

    def optimize(self, options: Optimizing, policy: RefPolicy) -> None:
        raise NotImplementedError

    def elsewhere(self, git_dir: str, common_dir: str) -> RefBackend:
        return Dictionary(dict.fromkeys(self.values, TWO))


VALUES: dict[str, Value] = {
    "HEAD": Symbolic("refs/heads/a"),
    "refs/heads/a": ONE,
    "refs/heads/broken": Broken(b"x"),
    "refs/heads/lost": Symbolic("refs/heads/nowhere"),
    "refs/heads/zero": ZERO,
    "refs/heads/to-zero": Symbolic("refs/heads/zero"),
    "refs/heads/to-broken": Symbolic("refs/heads/broken"),
    "refs/heads/to-no-name": Symbolic("a..b"),
    "refs/heads/no name": TWO,
    "refs/tags/a": TWO,
    "refs/worktree/own": ONE,
}


def test_following() -> None:
    refs = Refs(Dictionary(VALUES))
    assert refs.resolve("HEAD") == Resolved("refs/heads/a", ONE, symbolic=True, broken=False)
    assert refs.resolve("refs/heads/a") == Resolved("refs/heads/a", ONE, symbolic=False, broken=False)
    assert refs.resolve("refs/heads/lost") == Resolved("refs/heads/nowhere", None, symbolic=True, broken=False)
    assert refs.resolve("refs/heads/to-broken") == Resolved("refs/heads/broken", None, symbolic=True, broken=True)
    assert refs.resolve("refs/heads/to-no-name") == Resolved("a..b", None, symbolic=True, broken=True)
    assert refs.resolve("refs/heads/nowhere") == Resolved("refs/heads/nowhere", None, symbolic=False, broken=False)
    assert refs.resolve("a..b") == Resolved("a..b", None, symbolic=False, broken=True)
    assert refs.get("refs/heads/to-zero") is None


def test_the_branch_that_head_is_on() -> None:
    # Tried besides: one step, several, none, and ends that are no branch.
    assert Refs(Dictionary(VALUES)).head_branch() == "a"
    assert Refs(Dictionary({"HEAD": ONE})).head_branch() is None
    assert Refs(Dictionary({})).head_branch() is None
    steps: dict[str, Value] = {"HEAD": Symbolic("refs/heads/b"), "refs/heads/b": Symbolic("refs/heads/c/d")}
    assert Refs(Dictionary(steps)).head_branch() == "c/d"
    assert Refs(Dictionary({"HEAD": Symbolic("refs/remotes/o/a")})).head_branch() is None
    assert Refs(Dictionary({"HEAD": Symbolic("refs/heads/../a")})).head_branch() is None


@pytest.mark.parametrize("links", range(MAX_SYMREF_DEPTH + 2))
def test_how_far_it_follows(links: int) -> None:
    values: dict[str, Value] = {f"refs/heads/{number}": Symbolic(f"refs/heads/{number + 1}") for number in range(links)}
    values[f"refs/heads/{links}"] = ONE
    found = Refs(Dictionary(values)).resolve("refs/heads/0")
    assert (found.id, found.broken) == ((ONE, False) if links < MAX_SYMREF_DEPTH else (None, True))


def test_listing() -> None:
    refs = Refs(Dictionary(VALUES))
    lenient = dict(refs.values_starting_with("refs/"))
    assert lenient.keys() == {name for name in VALUES if name.startswith("refs/")}
    assert {name for name, oid in lenient.items() if oid is None} == {
        f"refs/heads/{name}" for name in ("broken", "lost", "zero", "to-zero", "to-broken", "to-no-name")
    }
    assert list(refs) == [Ref(name, oid) for name, oid in lenient.items() if oid is not None]
    assert list(refs.starting_with("refs/tags/")) == [Ref("refs/tags/a", TWO)]
    strict = dict(refs.every())
    # Symbolic ones that lead nowhere are no references; all else that leads nowhere is told.
    assert {name for name, oid in strict.items() if oid is None} == {
        f"refs/heads/{name}" for name in ("broken", "zero", "no name")
    }
    assert "refs/heads/lost" not in strict
    assert list(refs.every_own()) == [("refs/worktree/own", ONE)]
    assert list(refs.root_refs()) == [Ref("HEAD", ONE)]
    assert list(refs.elsewhere("a", "b").root_refs()) == [Ref("HEAD", TWO)]


def test_logs() -> None:
    refs = Refs(Dictionary(VALUES))
    assert refs.log("HEAD") == [ReflogEntry(ONE, TWO, 1)]
    assert refs.log("refs/heads/nowhere") is None
    assert refs.log("../HEAD") is None


def test_short_names() -> None:
    backend = Dictionary(VALUES)
    refs = Refs(backend)
    assert [(full, found.id) for full, found in refs.candidates("a")] == [("refs/tags/a", TWO), ("refs/heads/a", ONE)]
    assert backend.asked == [rule.format("a") for rule in DWIM_RULES]
    assert [full for full, _ in refs.candidates("a", first=True)] == ["refs/tags/a"]
    assert [full for full, _ in refs.candidates("lost")] == ["refs/heads/lost"]
    assert refs.candidates("nowhere") == []


def test_what_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "references"
    path.touch()
    backend = Dictionary(dict(VALUES), path)
    refs = Refs(backend)
    # What has just changed proves nothing: it is read again.
    for _ in range(2):
        refs.candidates("a")
    assert len(backend.asked) == 2 * len(DWIM_RULES)
    with mock.patch("time.time_ns", return_value=time.time_ns() + 10 * SECOND):
        kept = refs.candidates("a")
        backend.asked.clear()
        assert refs.candidates("a") == kept
        assert backend.asked == []
        assert len(refs.candidates("a", first=True)) == 1  # another question
        backend.values["refs/tags/a"] = ONE
        time.sleep(0.02)
        path.write_text("changed")
        assert refs.candidates("a")[0][1].id == ONE
        for number in range(2 * MOST_KNOWN):
            refs.candidates(f"name-{number}")
        assert len(refs.known) <= MOST_KNOWN


# In a repository, where git changes the references

NAMES = ("HEAD", "@", "main", "refs/heads/main", "heads/main", "v1", "other", "origin", "remotes/origin/x", "deep/er/x")
CHANGES: dict[str, Callable[[Path], object]] = {
    "another commit": lambda top: git(top, "commit", "-q", "--allow-empty", "-m", "again"),
    "another branch": lambda top: git(top, "checkout", "-q", "other"),
    "no branch": lambda top: git(top, "checkout", "-q", "--detach", "HEAD~1"),
    "packed": lambda top: git(top, "pack-refs", "--all"),
    "packed and moved": lambda top: [
        git(top, "pack-refs", "--all"),
        git(top, "update-ref", "refs/heads/main", "HEAD~1"),
    ],
    "deleted": lambda top: git(top, "tag", "-d", "v1"),
    "a tag of the name of a branch": lambda top: git(top, "tag", "main", "HEAD~1"),
    "a branch called HEAD": lambda top: git(top, "update-ref", "refs/heads/HEAD", "HEAD~1"),
    "a remote's HEAD": lambda top: git(top, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/other"),
    "a first reference in directories": lambda top: git(top, "update-ref", "refs/heads/deep/er/x", "HEAD~1"),
    "beside refs": lambda top: git(top, "update-ref", "other", "HEAD~1"),
    "not born": lambda top: git(top, "symbolic-ref", "HEAD", "refs/heads/new"),
    "renamed": lambda top: git(top, "branch", "-m", "main", "trunk"),
}


@pytest.fixture(params=["loose", "packed"])
def top(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    for text in ("one", "two"):
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", text)
    git(tmp_path, "tag", "v1")
    git(tmp_path, "branch", "other", "HEAD~1")
    if request.param == "packed":
        git(tmp_path, "pack-refs", "--all")
    return tmp_path


def meant(repository: Repository) -> dict[str, str]:
    """What each of NAMES means, as `repository` has it."""
    found = {}
    for name in NAMES:
        try:
            found[name] = str(repository.resolve(name))
        except RevisionError:
            found[name] = ""
    return found


def meant_by_git(top: Path) -> dict[str, str]:
    """The same, as git has it."""
    return {name: run(["git", "rev-parse", "-q", "--verify", name], top).out.decode().strip() for name in NAMES}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_at_the_next_call(top: Path, change: str) -> None:
    told: list[str] = []
    with Repository.open(top, warn=told.append, log=False) as repository:
        time.sleep(2 * FINE_TICK / SECOND)
        for _ in range(2):
            assert meant(repository) == meant_by_git(top)
        with mock.patch.object(repository.ref_store.backend, "read", side_effect=AssertionError):
            meant(repository)
        CHANGES[change](top)
        told.clear()
        assert meant(repository) == meant_by_git(top)
        warned: list[str] = []
        with Repository.open(top, warn=warned.append, log=False) as fresh:
            meant(fresh)
        assert told == warned


@pytest.fixture(params=[1, FINE_TICK // 2], ids=["fine", "coarse"])
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system whose times of change go on by so many nanoseconds at once."""

    def coarse(real: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
        def look(*words: Any, **options: Any) -> os.stat_result:
            found = real(*words, **options)
            times = {
                name: getattr(found, name) // request.param * request.param for name in ("st_mtime_ns", "st_ctime_ns")
            }
            return os.stat_result(tuple(found), times)

        return look

    for name in ("stat", "lstat"):
        monkeypatch.setattr(os, name, coarse(getattr(os, name)))


@pytest.mark.usefixtures("clock")
def test_many_changes_as_fast_as_they_come(top: Path) -> None:
    """Written in place, with the same size, many of them in one tick of the clock."""
    path = top / ".git/refs/heads/quick"
    ids = [git(top, "rev-parse", name).decode() for name in ("HEAD", "HEAD~1")]
    with Repository.open(top) as repository:
        for turn in range(400):
            path.write_text(ids[turn % 2])
            assert str(repository.resolve("quick")) == ids[turn % 2].strip()
            if turn % 50 == 0:
                time.sleep(2 * FINE_TICK / SECOND)
                for _ in range(2):
                    assert str(repository.resolve("quick")) == ids[turn % 2].strip()


@pytest.mark.usefixtures("clock")
def test_packed_changes_as_fast_as_they_come(top: Path) -> None:
    git(top, "pack-refs", "--all")
    path = top / ".git/packed-refs"
    ids = [git(top, "rev-parse", name).decode().strip() for name in ("v1", "v1~1")]
    with Repository.open(top) as repository:
        for turn in range(400):
            path.write_text(f"{ids[turn % 2]} refs/tags/v1\n")
            assert str(repository.resolve("v1")) == ids[turn % 2]
            if turn % 50 == 0:
                time.sleep(2 * FINE_TICK / SECOND)
                for _ in range(2):
                    assert str(repository.resolve("v1")) == ids[turn % 2]
