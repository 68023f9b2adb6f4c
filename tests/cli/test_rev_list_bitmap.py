"""`rev-list --use-bitmap-index` and `--test-bitmap`: answers are git's, and so is what they are asked in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj
from tests.unit.walk.test_reachable import dag


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random history with tags, and a bitmap of all of it."""
    place = tmp_path_factory.mktemp("bitmaps")
    git(place, "init", "-q", "--bare", ".")
    git(place, "fast-import", "--quiet", stdin=dag(5, 0).encode())
    git(place, "tag", "-a", "-m", "x", "old", "c9")
    git(place, "tag", "-a", "-m", "x", "tree", "c30^{tree}")
    newest = git(place, "rev-list", "--all", "--min-parents=2", "--max-count=1").decode().strip()
    git(place, "update-ref", "refs/heads/top", newest)
    git(place, "symbolic-ref", "HEAD", "refs/heads/top")
    git(place, "repack", "-adbq")
    return place


@pytest.mark.parametrize(
    "words",
    [
        "--count --all", "--count --objects --all", "--count c40 ^c20", "--count --objects c40 --not c20 old",
        "--objects --all", "--all", "--objects c12..c40", "--objects tree old", "--objects c30...c33",
        "--objects --filter=blob:none --all", "--objects --filter=tree:0 --all",
        "--objects --filter=blob:limit=2 --all",
        "--objects --filter=object:type=tree --filter-provided-objects c20 tree",
        "--objects --filter=combine:blob:limit=2+object:type=blob --all", "--count --max-count=3 --all",
        "--objects --disk-usage --all", "--disk-usage --all", "--objects --reverse --topo-order c40",
    ],
)  # fmt: skip
def test_as_git(repository: Path, words: str) -> None:
    asked = ["rev-list", "--use-bitmap-index", *words.split()]
    answer = pygitobj(repository, *asked)
    assert (answer.code, answer.err) == (0, b"")
    assert answer.out == git(repository, *asked)


def test_where_bitmaps_do_not_know(repository: Path) -> None:
    """What git answers as if nothing had been said of it."""
    for words in (["--since=@10200"], ["--no-walk"], ["--max-parents=0"], ["--skip=3"], ["--", "a"], ["--parents"]):
        answer = pygitobj(repository, "rev-list", "--use-bitmap-index", "top", *words)
        assert answer.out == git(repository, "rev-list", "top", *words), words


def test_a_filter_is_one_of_objects(repository: Path) -> None:
    answer = pygitobj(repository, "rev-list", "--use-bitmap-index", "--filter=blob:none", "top")
    assert answer == (b"", b"fatal: object filtering requires --objects\n", 128)


def test_what_changes_history_switches_them_off(repository: Path) -> None:
    (bitmap,) = (repository / "objects" / "pack").glob("*.bitmap")
    git(repository, "replace", "--graft", "top")
    try:
        assert pygitobj(repository, "rev-list", "--use-bitmap-index", "--count", "top").out == b"1\n"
        answer = pygitobj(repository, "--no-replace-objects", "rev-list", "--use-bitmap-index", "--count", "top")
        assert answer.out == git(repository, "--no-replace-objects", "rev-list", "--count", "top")
    finally:
        git(repository, "replace", "-d", git(repository, "rev-parse", "top").decode().strip())
    assert bitmap.exists()


def test_a_damaged_one_costs_a_line(repository: Path) -> None:
    (bitmap,) = (repository / "objects" / "pack").glob("*.bitmap")
    content = bitmap.read_bytes()
    bitmap.chmod(0o644)
    try:
        bitmap.write_bytes(content[:60] + bytes([content[60] ^ 1]) + content[61:])
        answer = pygitobj(repository, "rev-list", "--use-bitmap-index", "--count", "top")
        assert answer.out == git(repository, "rev-list", "--count", "top")
        assert answer.err.startswith(b"warning: ")
        assert answer.err.count(b"\n") == 1
    finally:
        bitmap.write_bytes(content)


def test_comparing_one(repository: Path) -> None:
    answer = pygitobj(repository, "rev-list", "--test-bitmap", "HEAD")
    assert answer.code == 0
    lines = answer.err.decode().splitlines()
    last = git(repository, "rev-list", "--objects", "HEAD").count(b"\n")
    assert lines[0].startswith("Bitmap v1 test (")
    assert lines[1].startswith("Found bitmap for '")
    assert lines[-2:] == [f"Verifying bitmap entries: 100% ({last}/{last}), done.", "OK!"]
    answer = pygitobj(repository, "rev-list", "--test-bitmap", "c3", "c4")
    assert answer.code == 128
    assert answer.err == b"fatal: you must specify exactly one commit to test\n"


def test_comparing_without_one(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", ".")
    git(tmp_path, "fast-import", "--quiet", stdin=dag(1, 0, 3).encode())
    answer = pygitobj(tmp_path, "rev-list", "--test-bitmap", "c3")
    assert answer.code == 128
    assert answer.err == b"fatal: failed to load bitmap indexes\n"
