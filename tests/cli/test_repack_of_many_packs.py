"""Geometric repacks with packs of alternates and of promisors, and what else a repack is told: as git 2.55 does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_repack import packs_of
from tests.support.command import git, pygitobj


def add_pack(repo: Path, count: int, *, promisor: bool = False) -> None:
    """A pack of so many blobs that nothing names."""
    number = len(list(repo.rglob("*.pack")))
    ids = [git(repo, "hash-object", "-w", "--stdin", stdin=f"{repo} {number} {one}\n".encode()) for one in range(count)]
    name = git(repo, "pack-objects", "-q", ".git/objects/pack/pack", stdin=b"".join(ids)).decode().strip()
    git(repo, "prune-packed")
    if promisor:
        (repo / f".git/objects/pack/pack-{name}.promisor").touch()


def sizes(repo: Path) -> list[int]:
    """How many objects each pack has."""
    return sorted(map(len, packs_of(repo)))


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", "r")
    return tmp_path / "r"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # Packs of 3, 1 and 17 in the alternate, of 1, 1 and 2 here. The 17 of the alternate end the progression.
        (["-d", "--geometric=2"], [8]),
        (["--geometric=2"], [1, 1, 2, 8]),
        (["-d", "-l", "--geometric=2"], [4]),
        (["-d", "--geometric=10"], [25]),
    ],
)
def test_packs_of_alternates(tmp_path: Path, words: list[str], expected: list[int]) -> None:
    """They are taken in unless with -l, and stay where they are."""
    git(tmp_path, "init", "-q", "shared")
    for count in (3, 1, 17):
        add_pack(tmp_path / "shared", count)
    git(tmp_path, "clone", "-q", "--shared", "shared", "member")
    for count in (1, 1, 2):
        add_pack(tmp_path / "member", count)
    before = sorted((tmp_path / "shared/.git/objects/pack").iterdir())
    assert pygitobj(tmp_path / "member", "repack", "-q", *words).code == 0
    assert sizes(tmp_path / "member") == expected
    assert sorted((tmp_path / "shared/.git/objects/pack").iterdir()) == before


def test_kept_packs_of_alternates_are_not_taken_in(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "shared")
    add_pack(tmp_path / "shared", 3)
    for pack in (tmp_path / "shared").rglob("*.pack"):
        pack.with_suffix(".keep").touch()
    git(tmp_path, "clone", "-q", "--shared", "shared", "member")
    for count in (1, 1):
        add_pack(tmp_path / "member", count)
    assert pygitobj(tmp_path / "member", "repack", "-qd", "--geometric=2").code == 0
    assert sizes(tmp_path / "member") == [2]


def test_packs_of_promisors(repo: Path) -> None:
    """They are a progression of their own, and what comes of them says whose it is."""
    git(repo, "config", "remote.promisor.promisor", "true")
    git(repo, "config", "remote.promisor.url", "nowhere")
    for count in (2, 2, 14):
        add_pack(repo, count)
    for count in (1, 3, 3, 20, 40):
        add_pack(repo, count, promisor=True)
    every = git(repo, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    assert pygitobj(repo, "repack", "-qd", "--geometric=2").code == 0
    folder = repo / ".git/objects/pack"
    marked = (path for path in folder.glob("*.idx") if path.with_suffix(".promisor").exists())
    promised = sorted(len(git(repo, "show-index", stdin=path.read_bytes()).splitlines()) for path in marked)
    assert (sizes(repo), promised) == ([4, 7, 14, 20, 40], [7, 20, 40])
    assert git(repo, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)") == every
    assert pygitobj(repo, "repack", "-d", "--geometric=2").out == b"Nothing new to pack.\n"


def test_cruft_packs_are_no_part_of_the_progression(repo: Path) -> None:
    for count in (1, 1, 1):
        add_pack(repo, count)
    git(repo, "commit", "-q", "--allow-empty", "-m", "one")
    git(repo, "repack", "-q", "--cruft", "-d")
    add_pack(repo, 2)
    before = sizes(repo)
    assert pygitobj(repo, "repack", "-qd", "--geometric=2").code == 0
    assert before == [2, 2, 3]
    assert sizes(repo) == [3, 4]


def broken(repo: Path) -> bytes:
    """References without objects, and one that is no reference; what git says of them."""
    git(repo, "commit", "-q", "--allow-empty", "-m", "one")
    heads = repo / ".git/refs/heads"
    (heads / "gone").write_text("1" * 40 + "\n")
    (heads / "junk").write_text("junk\n")
    (heads / "symbolic").write_text("ref: refs/heads/nothing\n")
    return b"error: refs/heads/gone does not point to a valid object!\n"


@pytest.mark.parametrize("command", ["repack -adq", "prune", "pack-objects --all -q x"])
def test_careless_about_references(repo: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    said = broken(repo)
    for value in ("0", "false", "no", ""):
        monkeypatch.setenv("GIT_REF_PARANOIA", value)
        answer = pygitobj(repo, *command.split())
        assert answer.code == 0
        assert set(answer.err.splitlines(keepends=True)) == {said}
    for value in ("1", "true"):
        monkeypatch.setenv("GIT_REF_PARANOIA", value)
        assert pygitobj(repo, *command.split()).code == 128
    monkeypatch.setenv("GIT_REF_PARANOIA", "x")
    answer = pygitobj(repo, *command.split())
    assert answer.err.endswith(b"fatal: bad boolean environment value 'x' for 'GIT_REF_PARANOIA'\n")
    monkeypatch.setenv("GIT_REF_PARANOIA", "0")
    (repo / ".git/HEAD").write_text("1" * 40 + "\n")
    assert pygitobj(repo, *command.split()).code == 128


ONLY_SOME = b"fatal: Incremental repacks are incompatible with bitmap indexes.  Use\n"


def test_bitmaps_that_are_asked_for(repo: Path) -> None:
    """A warning tells that there are none; git's other consequences follow: kept packs are packed too."""
    git(repo, "commit", "-q", "--allow-empty", "-m", "one")
    git(repo, "repack", "-adq")
    (kept,) = repo.rglob("*.pack")
    kept.with_suffix(".keep").touch()
    git(repo, "commit", "-q", "--allow-empty", "-m", "two")
    for name in ("repack.writeBitmaps", "pack.writeBitmaps"):
        git(repo, "config", name, "true")
        for words in (["-d"], ["-d", "--geometric=2"]):
            answer = pygitobj(repo, "repack", *words)
            assert (answer.code, answer.err.startswith(ONLY_SOME)) == (128, True)
        answer = pygitobj(repo, "repack", "-adq")
        assert (answer.code, answer.err.count(b"\n"), answer.err[:28]) == (0, 1, b"warning: bitmaps are not wri")
        assert sizes(repo) == [2, 3]
        for word in ("--no-write-bitmap-index", "--no-pack-kept-objects"):
            assert pygitobj(repo, "repack", "-adq", word).code == 0
        assert sizes(repo) == [1, 2]
        git(repo, "config", "--unset", name)
        assert pygitobj(repo, "repack", "-adq").err == b""


def test_versions_of_name_hashes(repo: Path) -> None:
    git(repo, "commit", "-q", "--allow-empty", "-m", "one")
    for word in ("--name-hash-version=2", "--name-hash-version=1", "--name-hash-version=0"):
        assert pygitobj(repo, "repack", "-adq", word).code == 0
    answer = pygitobj(repo, "repack", "-adq", "--name-hash-version=7")
    assert (answer.code, answer.err) == (128, b"fatal: invalid --name-hash-version option: 7\n")
    assert sizes(repo) == [2]
