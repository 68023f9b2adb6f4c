"""`reflog expire --stale-fix` beside git: entries go that lead to no whole commit.

Different from git on purpose: commits of submodules need not be there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corpus.recipes import commit_files, git, hash_object, start
from tests.support.command import pygitobj, run
from tests.support.git_version import newest

SOME = "1" * 40
OPTIONS = ["--expire=never", "--expire-unreachable=never", "--stale-fix"]


def removed(path: Path, oid: str) -> None:
    (path / ".git/objects" / oid[:2] / oid[2:]).unlink()


def damaged(path: Path, oid: str) -> None:
    file = path / ".git/objects" / oid[:2] / oid[2:]
    file.chmod(0o644)
    file.write_bytes(b"x" * 20)


def commit_of(path: Path, tree: str, *parents: str) -> str:
    words = [word for parent in parents for word in ("-p", parent)]
    return git(path, "commit-tree", *words, "-m", "x", tree).decode().strip()


def tree_of(path: Path, *lines: str) -> str:
    return git(path, "mktree", "--missing", stdin="".join(f"{line}\n" for line in lines).encode()).decode().strip()


@pytest.fixture
def repository(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A repository, and commits that are whole or not, all in the log of `main`."""
    path = start(tmp_path / "theirs")
    for text in ("one", "two"):
        commit_files(path, text, file=f"{text}\n")
    blob, other = hash_object(path, "blob", b"x"), hash_object(path, "blob", b"y")
    below = tree_of(path, f"100644 blob {other}\tb")
    head = git(path, "rev-parse", "HEAD").decode().strip()
    ids = {
        "whole": commit_of(path, tree_of(path, f"100644 blob {blob}\ta"), head),
        "no blob": commit_of(path, tree_of(path, f"100644 blob {SOME}\ta"), head),
        "deep": commit_of(path, tree_of(path, f"040000 tree {below}\td"), head),
        "no tree": commit_of(path, tree_of(path, f"040000 tree {SOME}\td")),
        "blob": blob,
        "tree": below,
        "gone": SOME,
        "lost parent": commit_of(path, below),
        "tag": hash_object(path, "tag", f"object {head}\ntype commit\ntag t\ntagger A <a@b> 1 +0000\n\n".encode()),
    }
    ids["child"] = commit_of(path, tree_of(path), ids["lost parent"])
    ids["merge"] = commit_of(path, tree_of(path), head, ids["no blob"])
    removed(path, other)
    removed(path, ids["lost parent"])
    log = path / ".git/logs/refs/heads/main"
    lines = [f"{head} {oid} A <a@b> {number} +0000\t{name}\n" for number, (name, oid) in enumerate(ids.items(), 1)]
    lines.append(f"{ids['no blob']} {head} A <a@b> 99 +0000\told\n")
    log.write_text(log.read_text() + "".join(lines))
    shutil.copytree(path, tmp_path / "ours")
    return tmp_path, ids


def expired(place: Path, *words: str) -> None:
    """Both do the same, and the log has the same lines then."""
    theirs = run(["git", "reflog", "expire", *words], place / "theirs")
    ours = pygitobj(place / "ours", "reflog", "expire", *words)
    assert (ours.out, ours.code) == (theirs.out, theirs.code)
    assert log_of(place / "ours") == log_of(place / "theirs")


def log_of(path: Path) -> str:
    return (path / ".git/logs/refs/heads/main").read_text()


@pytest.mark.parametrize(
    "options",
    [[], ["--verbose"], newest(["-n", "--verbose"]), newest(["-n", "--all", "--verbose"]), ["--rewrite", "--all"]],
)
def test_as_git(repository: tuple[Path, dict[str, str]], options: list[str]) -> None:
    place, _ = repository
    expired(place, *OPTIONS, *options, "main")
    if "-n" not in options:
        told = {line.partition("\t")[2] for line in log_of(place / "ours").splitlines()}
        assert told - {"old"} == {"commit (initial): one", "commit: two", "whole", "tag"}


def test_what_references_reach_is_whole(repository: tuple[Path, dict[str, str]]) -> None:
    """Entries of a branch that lacks something stay."""
    place, ids = repository
    for path in (place / "theirs", place / "ours"):
        (path / ".git/refs/heads/other").write_text(f"{ids['deep']}\n")
        (path / ".git/refs/heads/child").write_text(f"{ids['child']}\n")
    expired(place, *OPTIONS, "main")
    assert "\tdeep\n" in log_of(place / "ours")


def test_a_submodule_is_elsewhere(repository: tuple[Path, dict[str, str]]) -> None:
    place, ids = repository
    path = place / "ours"
    oid = commit_of(path, tree_of(path, f"160000 commit {SOME}\tsub"))
    log = path / ".git/logs/refs/heads/main"
    log.write_text(f"{ids['whole']} {oid} A <a@b> 1 +0000\tsub\n")
    assert pygitobj(path, "reflog", "expire", *OPTIONS, "main").code == 0
    assert log_of(path).endswith("\tsub\n")


def test_a_reference_without_its_object(repository: tuple[Path, dict[str, str]]) -> None:
    """Nothing goes then."""
    place, _ = repository
    path = place / "ours"
    (path / ".git/refs/heads/gone").write_text(f"{SOME}\n")
    before = log_of(path)
    assert pygitobj(path, "reflog", "expire", *OPTIONS, "main").code == 128
    assert log_of(path) == before


@pytest.mark.parametrize("name", ["{}", "{}^{{tree}}"])
def test_what_is_damaged(repository: tuple[Path, dict[str, str]], name: str) -> None:
    """It may be mended: nothing goes. git ends so too where it is a tree, and lets go what leads to such a commit."""
    place, ids = repository
    path = place / "ours"
    damaged(path, git(path, "rev-parse", name.format(ids["whole"])).decode().strip())
    before = log_of(path)
    assert pygitobj(path, "reflog", "expire", *OPTIONS, "main").code == 128
    assert log_of(path) == before


def test_what_is_promised_is_there(repository: tuple[Path, dict[str, str]]) -> None:
    place, ids = repository
    path = place / "ours"
    git(path, "config", "extensions.partialClone", "origin")
    git(path, "config", "core.repositoryFormatVersion", "1")
    blob = SOME
    tree = tree_of(path, f"100644 blob {blob}\tp")
    pack = git(path, "pack-objects", "-q", str(path / ".git/objects/pack/pack"), stdin=tree.encode() + b"\n")
    (path / f".git/objects/pack/pack-{pack.decode().strip()}.promisor").touch()
    oid = commit_of(path, tree)
    log = path / ".git/logs/refs/heads/main"
    log.write_text(f"{ids['whole']} {oid} A <a@b> 1 +0000\tpromised\n{oid} {ids['gone'][:-1]}2 A <a@b> 1 +0000\tgone\n")
    assert pygitobj(path, "reflog", "expire", *OPTIONS, "main").code == 0
    assert log_of(path).endswith("\tpromised\n")
