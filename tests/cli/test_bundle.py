"""`bundle verify`, `list-heads` and `unbundle`, on what git made and on what is none: what git says, and its codes.

Tried besides, beside git 2.55: all of it in a repository that has nothing, and in one that lacks a commit.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run
from tests.support.git_version import needs_newest_git, newest


@pytest.fixture
def bundles(tmp_path: Path) -> Path:
    """A folder with bundles of a history of three commits: whole, of the last alone, and with blobs left out.

    Beside them stand a repository without objects, one that lacks the last commit, and one that has that commit's
    parent, but not what this reaches.
    """
    full = tmp_path / "full"
    git(tmp_path, "init", "--quiet", str(full))
    git(full, "symbolic-ref", "HEAD", "refs/heads/main")
    for number in range(3):
        (full / "file").write_text(str(number))
        git(full, "add", ".")
        git(full, "commit", "--quiet", "--message", f"number {number}")
    git(full, "tag", "--annotate", "--message", "one", "v1")
    git(full, "bundle", "create", "--quiet", "../whole", "main", "v1")
    git(full, "bundle", "create", "--quiet", "../last", "HEAD~1..main")
    git(full, "bundle", "create", "--quiet", "--version=3", "../three", "main")
    git(tmp_path, "init", "--quiet", "empty")
    git(tmp_path, "clone", "--quiet", "--no-tags", "full", "lacking")
    git(tmp_path / "lacking", "reset", "--quiet", "--hard", "HEAD~1")
    git(tmp_path, "init", "--quiet", "torn")
    parent = git(full, "cat-file", "commit", "HEAD~1")
    git(tmp_path / "torn", "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=parent)
    (tmp_path / "no").write_bytes(b"no bundle\n")
    (tmp_path / "odd").write_bytes(b"# v3 git bundle\n@odd=1\n\n")
    whole = (tmp_path / "whole").read_bytes()
    (tmp_path / "cut").write_bytes(whole[:-30])
    return tmp_path


def both(repo: Path, *words: str) -> Answer:
    """What `bundle` says in `repo` to `words`, as git does to a copy of it; with the packs that are there then."""
    copy = repo.with_name(f"{repo.name}-copy")
    shutil.copytree(repo, copy)
    ours = pygitobj(repo, "bundle", *words)
    theirs = run(["git", "bundle", *words], copy)
    assert ours == theirs
    packs = [sorted(path.name for path in place.glob(".git/objects/pack/*.pack")) for place in (repo, copy)]
    assert packs[0] == packs[1]
    shutil.rmtree(copy)
    return ours


@pytest.mark.parametrize("repo", ["empty", "lacking", newest("torn"), "full"])
@pytest.mark.parametrize("bundle", ["whole", "last", "three", "no", "odd", "absent"])
@pytest.mark.parametrize("command", ["verify", "list-heads", "unbundle"])
def test_each_of_each(bundles: Path, repo: str, bundle: str, command: str) -> None:
    both(bundles / repo, command, f"../{bundle}")


def test_what_is_wanted_alone_is_listed(bundles: Path) -> None:
    whole = both(bundles / "empty", "list-heads", "../whole", "refs/tags/v1", "HEAD")
    assert whole.out.endswith(b" refs/tags/v1\n")
    assert both(bundles / "empty", "unbundle", "../whole", "refs/heads/main").out.endswith(b" refs/heads/main\n")
    assert git(bundles / "empty", "cat-file", "-t", whole.out.split()[0].decode()) == b"tag\n"


@needs_newest_git
@pytest.mark.parametrize("words", [[], ["verify"], ["verify", "-q", "../last"], ["list-heads"], ["nothing"]])
def test_words(bundles: Path, words: list[str]) -> None:
    both(bundles / "lacking", *words)


def test_a_pack_that_is_cut_short_leaves_nothing(bundles: Path) -> None:
    answer = pygitobj(bundles / "empty", "bundle", "unbundle", "../cut")
    assert answer.code == 1
    assert answer.err.endswith(b"error: index-pack died\n")
    assert list((bundles / "empty/.git/objects/pack").iterdir()) == []


def test_outside_of_a_repository(bundles: Path) -> None:
    assert pygitobj(bundles, "bundle", "list-heads", "whole").code == 0
    assert pygitobj(bundles, "bundle", "verify", "whole").err == b"error: need a repository to verify a bundle\n"
    assert pygitobj(bundles, "bundle", "unbundle", "whole").code == 128


@pytest.mark.parametrize("command", ["verify", "unbundle"])
@pytest.mark.parametrize(("made_in", "used_in"), [("sha1", "sha256"), ("sha256", "sha1")])
def test_what_a_bundle_of_the_other_hash_builds_on_is_not_here(
    tmp_path: Path, command: str, made_in: str, used_in: str
) -> None:
    """One that builds on nothing is told as in git too: it was the ids that were asked for that had no place here."""
    for name in (made_in, used_in):
        git(tmp_path, "init", "--quiet", f"--object-format={name}", name)
    for message in ("one", "two"):
        git(tmp_path / made_in, "commit", "--quiet", "--allow-empty", "--message", message)
    git(tmp_path / made_in, "bundle", "create", "--quiet", "../last", "HEAD~1..HEAD")
    asked = git(tmp_path / made_in, "rev-parse", "HEAD~1").decode().strip()
    ours = pygitobj(tmp_path / used_in, "bundle", command, "../last")
    assert ours == (b"", f"fatal: missing mapping of {asked} to {used_in}\n".encode(), 128)
    assert not list((tmp_path / used_in / ".git" / "objects" / "pack").iterdir())
