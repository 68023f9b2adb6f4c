"""`repo.refs`: a mapping in which only what is absent is missing.

Tried besides: every name that git lists in this project's own repository and in large ones, packed and loose; each kind
of broken reference below refs/heads, refs/tags and as HEAD.
"""

from __future__ import annotations

import errno
import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pygitobj import CorruptError, ObjectId, Reference, ReflogEntry, Refs, Repository, RepositoryError, RevisionError
from tests.support.command import git

BROKEN = {
    "text": b"no id\n",
    "short": b"12345\n",
    "zeros": b"0" * 64 + b"\n",
    "glued": b"ab" * 32 + b"x\n",
    "nothing": b"",
    "itself": b"ref: refs/heads/odd\n",
    "outside": b"ref: ../../config\n",
}


def listed(place: Path, *patterns: str) -> list[tuple[str, str]]:
    """What git lists: names and ids."""
    out = git(place, "for-each-ref", "--format=%(refname) %(objectname)", *patterns)
    return [(name, oid) for name, oid in (os.fsdecode(line).split(" ") for line in out.splitlines())]


def ours(refs: Mapping[str, Reference]) -> list[tuple[str, str]]:
    return [(reference.name, str(reference.id)) for reference in refs.values()]


@pytest.mark.parametrize("packed", [False, True])
def test_the_mapping_is_what_git_lists(repo: Repository, place: Path, packed: bool) -> None:
    git(place, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/side")
    if packed:
        git(place, "pack-refs", "--all")
        git(place, "update-ref", "refs/heads/over", "HEAD~2")
    wanted = listed(place)
    assert ours(repo.refs) == wanted
    assert list(repo.refs) == list(repo.refs.keys()) == [name for name, _ in wanted]
    assert len(repo.refs) == len(wanted) == len(repo.refs.items())
    assert [(name, str(reference.id)) for name, reference in repo.refs.items()] == wanted
    for name, oid in wanted:
        assert name in repo.refs
        assert repo.refs[name] == repo.refs.get(name)
        assert repo.refs[name].id == ObjectId(oid)
    assert repo.refs["refs/remotes/origin/HEAD"].target == "refs/heads/side"
    assert repo.refs["refs/heads/side"].target is None
    assert isinstance(repo.refs, Mapping)
    assert dict(repo.refs) == dict(repo.refs.items())


def test_head_and_its_like(repo: Repository, place: Path) -> None:
    git(place, "update-ref", "ORIG_HEAD", "HEAD~1")
    head = repo.refs.head
    assert head == repo.refs["HEAD"] == Reference("HEAD", "refs/heads/main", repo.resolve("HEAD"))
    assert repo.refs["ORIG_HEAD"].id == repo.resolve("HEAD~1")
    assert "HEAD" in repo.refs
    assert "HEAD" not in list(repo.refs)
    git(place, "checkout", "-q", "--detach")
    assert repo.refs.head == Reference("HEAD", None, head.id)


def test_unborn(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "later")
    with Repository.open(tmp_path) as repo:
        assert repo.refs.head == Reference("HEAD", "refs/heads/later", None)
        assert "refs/heads/later" not in repo.refs
        assert list(repo.refs) == []
        assert len(repo.refs) == 0
        with pytest.raises(RevisionError, match="HEAD leads to refs/heads/later, which is not there yet"):
            repo.refs.peel("HEAD")
        assert repo.refs.reflog("HEAD") == ()


def test_parts_by_short_names(repo: Repository, place: Path) -> None:
    git(place, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    git(place, "update-ref", "refs/notes/commits", "HEAD")
    assert list(repo.refs.branches) == ["main", "side"]
    assert list(repo.refs.tags) == ["v1"]
    assert list(repo.refs.remotes) == ["origin/main"]
    for part in (repo.refs.branches, repo.refs.tags, repo.refs.remotes):
        assert len(part) == len(list(part)) == len(part.values())
        for name, reference in part.items():
            assert part[name] == reference == repo.refs[reference.name]
            assert reference.short == name
    assert "refs/heads/main" not in repo.refs.branches
    assert repo.refs["refs/notes/commits"].short == "notes/commits"
    assert repo.refs.head.short == "HEAD"


@pytest.mark.parametrize(
    "patterns",
    [
        ["refs/heads"], ["refs/heads/"], ["refs/heads/ma"], ["refs/heads/ma*"], ["refs/*"], ["refs/*/main"],
        ["refs/**/main"], ["refs/**"], ["refs/tags/v1"], ["refs/heads/[ms]*", "refs/tags"],
        ["refs/heads", "refs/heads/main"],
        ["**/x/**"], ["nothing"], ["refs/tags", "refs/heads"], ["refs/heads/m?in"], ["heads/main"],
    ],
)  # fmt: skip
def test_matching_as_git_lists(repo: Repository, place: Path, patterns: list[str]) -> None:
    for name in ("refs/heads/x/y", "refs/heads/x/main", "refs/remotes/o/main", "refs/heads/main2"):
        git(place, "update-ref", name, "HEAD~2")
    assert [(found.name, str(found.id)) for found in repo.refs.matching(*patterns)] == listed(place, *patterns)


def test_no_pattern_matches_nothing(repo: Repository) -> None:
    assert list(repo.refs.matching()) == []
    assert list(repo.refs.matching("", "\ud800*")) == []


@pytest.mark.parametrize(
    "name", ["main", "config", "refs", "refs/", "refs/heads/../heads/main", "/refs/heads/main", "refs/heads/main.lock",
             "", ".", "objects/info", "refs/heads/ma\0in", "refs/heads/\ud800", "worktrees/x/config", "x" * 5000]
)  # fmt: skip
def test_what_no_reference_can_be_called_is_absent(repo: Repository, name: str) -> None:
    assert name not in repo.refs
    assert repo.refs.get(name) is None
    with pytest.raises(KeyError):
        _ = repo.refs[name]
    with pytest.raises(KeyError):
        repo.refs.reflog(name)
    with pytest.raises(KeyError):
        repo.refs.peel(name)


def test_what_is_no_name_is_a_type_error(repo: Repository) -> None:
    wrong: Any = b"refs/heads/main"
    for ask in (
        lambda: wrong in repo.refs,
        lambda: repo.refs[wrong],
        lambda: repo.refs.get(wrong),
        lambda: repo.refs.branches[wrong],
        lambda: repo.refs.reflog(wrong),
        lambda: repo.refs.peel(wrong),
        lambda: repo.refs.matching(wrong),
    ):
        with pytest.raises(TypeError, match='such as "refs/heads/main"'):
            ask()


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_is_not_absent(repo: Repository, place: Path, kind: str) -> None:
    (place / ".git/refs/heads/odd").write_bytes(BROKEN[kind])
    name = "refs/heads/odd"
    for ask in (
        lambda: repo.refs[name],
        lambda: name in repo.refs,
        lambda: repo.refs.get(name),
        lambda: list(repo.refs.values()),
        lambda: dict(repo.refs.items()),
        lambda: list(repo.refs.branches.values()),
        lambda: list(repo.refs.matching("refs/heads")),
        lambda: repo.refs.peel(name),
    ):
        with pytest.raises(CorruptError, match=r"refs/heads/odd.* is broken"):
            ask()
    # The names can be told, and so can all others.
    assert name in list(repo.refs)
    assert len(repo.refs) == len(list(repo.refs))
    assert [reference.short for reference in repo.refs.tags.values()] == ["v1"]


def test_a_name_that_leads_nowhere_is_there(repo: Repository, place: Path) -> None:
    git(place, "symbolic-ref", "refs/heads/away", "refs/heads/gone")
    assert repo.refs["refs/heads/away"] == Reference("refs/heads/away", "refs/heads/gone", None)
    assert "refs/heads/away" in repo.refs.keys() & set(repo.refs)
    assert "refs/heads/gone" not in repo.refs


def test_what_cannot_be_read_is_not_absent(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: object, *_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), path)

    for name in ("scandir", "lstat", "listdir"):
        monkeypatch.setattr(os, name, refused)
    for ask in (
        lambda: repo.refs["refs/heads/main"],
        lambda: "refs/heads/none" in repo.refs,
        lambda: repo.refs.get("refs/heads/none"),
        lambda: list(repo.refs),
        lambda: len(repo.refs),
        lambda: list(repo.refs.branches.values()),
    ):
        with pytest.raises(RepositoryError, match="Input/output error"):
            ask()


def test_damaged_packed_refs(repo: Repository, place: Path) -> None:
    git(place, "pack-refs", "--all")
    packed = place / ".git/packed-refs"
    packed.write_bytes(packed.read_bytes().replace(b" refs/heads/side", b"?refs/heads/side"))
    for ask in (lambda: list(repo.refs), lambda: len(repo.refs), lambda: list(repo.refs.values())):
        with pytest.raises(CorruptError, match="packed-refs"):
            ask()


def test_names_that_are_no_utf8(repo: Repository, place: Path) -> None:
    name = os.fsdecode(b"refs/heads/caf\xe9")
    git(place, "update-ref", name, "HEAD")
    assert name in repo.refs
    assert name in list(repo.refs)
    assert os.fsencode(repo.refs[name].short) == b"caf\xe9"
    assert [found.name for found in repo.refs.matching("refs/heads/caf?")] == [name]


def test_listing_reads_no_object(repo: Repository, place: Path) -> None:
    git(place, "pack-refs", "--all")
    for path in (place / ".git/objects").rglob("*"):
        if path.is_file():
            path.unlink()
    assert len(list(repo.refs.values())) == 3
    assert next(repo.refs.matching("refs/tags")).short == "v1"


def test_peel(repo: Repository, place: Path) -> None:
    git(place, "tag", "-am", "a tag of a tag", "twice", "v1")
    git(place, "update-ref", "refs/odd/tree", "HEAD^{tree}")
    for name in ("refs/tags/v1", "refs/tags/twice", "refs/heads/main", "HEAD", "refs/odd/tree"):
        assert str(repo.refs.peel(name)) == git(place, "rev-parse", f"{name}^{{}}").decode().strip()
    with pytest.raises(KeyError):
        repo.refs.peel("refs/tags/none")


def who(entry: ReflogEntry) -> str:
    return f"{os.fsdecode(entry.who.name)} <{os.fsdecode(entry.who.email)}>"


def test_reflog(repo: Repository, place: Path) -> None:
    git(place, "update-ref", "-m", "by  hand\tagain", "refs/heads/side", "HEAD~1")
    for name in ("HEAD", "refs/heads/main", "refs/heads/side"):
        out = git(place, "log", "-g", "--format=%H%x00%gn <%ge>%x00%gs", name).decode().splitlines()
        log = repo.refs.reflog(name)
        assert [
            f"{e.new}\0{os.fsdecode(e.who.name)} <{os.fsdecode(e.who.email)}>\0{os.fsdecode(e.message)}" for e in log
        ] == out
    first = repo.refs.reflog("HEAD")[-1]
    assert first.old is None
    assert first.new == repo.resolve("HEAD~11")
    assert first.message.startswith(b"commit (initial)")
    assert repo.refs.reflog("HEAD")[0].who.when.utcoffset() is not None
    assert repo.refs.reflog("refs/tags/v1") == ()
    with pytest.raises(KeyError):
        repo.refs.reflog("refs/heads/none")


def test_names_of_other_worktrees(repo: Repository, place: Path) -> None:
    git(place, "worktree", "add", "-q", "--detach", str(place.parent / "linked"), "HEAD~3")
    assert repo.refs["worktrees/linked/HEAD"].id == repo.resolve("HEAD~3")
    with Repository.open(place.parent / "linked") as linked:
        assert linked.refs.head.id == repo.resolve("HEAD~3")
        assert linked.refs["main-worktree/HEAD"].target == "refs/heads/main"


def test_it_is_read_only_and_pickles_as_its_repository(repo: Repository) -> None:
    assert not hasattr(repo.refs, "__setitem__")
    assert not hasattr(repo.refs, "__delitem__")
    for mapping in (repo.refs, repo.refs.branches):
        again = pickle.loads(pickle.dumps(mapping))
        assert type(again) is type(mapping)
        assert again == mapping
    assert isinstance(repo.refs, Refs)
    assert str(repo.location.git_dir) in repr(repo.refs)
