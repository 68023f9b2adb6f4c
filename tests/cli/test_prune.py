"""`prune` beside git: what it says, how it ends, and which files are left."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run
from tests.support.pruning import FATAL, NOWHERE, age, build, commit, copy_of, files, loose_path, refused, same, write


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("prune")
    return build(directory).parent


@pytest.fixture
def repository(template: Path, tmp_path: Path) -> Path:
    return copy_of(template, tmp_path)


WORDS: list[list[str]] = [
    [],
    ["-n"],
    ["-v"],
    ["-nv"],
    ["--dry-run", "--expire", "2.weeks.ago"],
    ["--expire=2.weeks.ago", "--verbose"],
    ["-v", "--expire=40.days.ago"],
    ["-v", "--expire", "3 months ago"],
    ["-v", "--expire=now"],
    ["-v", "--expire=all"],
    ["-v", "--expire=never"],
    ["-v", "--expire=now", "--no-expire"],
    ["-v", "--expire=never", "--expire=2.weeks.ago"],
    ["-v", "--no-progress"],
    ["-v", "--progress"],
    ["-v", "--exclude-promisor-objects"],
    ["-v", "--", "HEAD", "v1"],
]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_pruned_as_by_git(repository: Path, words: list[str]) -> None:
    answer = same(repository, *words)
    assert answer.code == 0
    git(repository, "fsck", "--full")


def test_sha256(tmp_path: Path) -> None:
    path = build(tmp_path, "sha256")
    assert same(path, "-v", "--expire=2.weeks.ago").out.count(b" commit\n") == 2
    git(path, "fsck", "--full")


def test_from_below_and_from_another_worktree(repository: Path) -> None:
    same(repository, "-v", top="d")
    answer = pygitobj(repository.parent / "linked", "prune")
    assert answer == Answer(b"", b"", 0)
    git(repository.parent / "linked", "fsck")


@pytest.mark.parametrize("days", [1, 20])
def test_young_objects_keep_what_they_name(repository: Path, days: int) -> None:
    """Also where some of it is gone, and whatever its own age."""
    gone, young, kept = commit(repository, "gone"), commit(repository, "young"), commit(repository, "kept")
    # Git passes over all parents after one that is gone.
    child = commit(repository, "child", young, kept, gone)
    loose_path(repository, gone).unlink()
    tag = git(repository, "mktag", stdin=f"object {child}\ntype commit\ntag t\ntagger A <a> 1 +0000\n\n".encode())
    for file in (repository / ".git/objects").glob("??/*"):
        age(file, 30)
    age(loose_path(repository, tag.decode().strip()), days)
    answer = same(repository, "-v", "--expire=2.weeks.ago")
    assert loose_path(repository, kept).exists() is (days < 14)
    assert (child.encode() in answer.out) is (days > 14)


@pytest.mark.parametrize("days", [1, 20])
def test_young_packs_keep_what_they_name(repository: Path, days: int) -> None:
    inside = commit(repository, "in a pack")
    packed = git(repository, "pack-objects", "-q", ".git/objects/pack/pack", stdin=f"{inside}\n".encode())
    loose_path(repository, inside).unlink()
    for file in (repository / ".git/objects").glob("??/*"):
        age(file, 30)
    age(repository / f".git/objects/pack/pack-{packed.decode().strip()}.pack", days)
    below = git(repository, "rev-parse", f"{inside}^{{tree}}").decode().strip()
    same(repository, "--expire=2.weeks.ago")
    assert loose_path(repository, below).exists() is (days < 14)


def test_cruft_packs_have_a_time_for_each_object(repository: Path) -> None:
    young, old = commit(repository, "young"), commit(repository, "old")
    for oid in (young, old):
        age(loose_path(repository, oid), 1 if oid == young else 30)
    below = [git(repository, "rev-parse", f"{oid}^{{tree}}").decode().strip() for oid in (young, old)]
    git(repository, "pack-objects", "-q", "--cruft", ".git/objects/pack/pack", stdin=b"")
    for file in (repository / ".git/objects").glob("??/*"):
        age(file, 31)
    assert list((repository / ".git/objects/pack").glob("*.mtimes"))
    same(repository, "--expire=2.weeks.ago")
    assert [loose_path(repository, oid).exists() for oid in below] == [False, False]


def test_young_packs_that_cannot_be_read(repository: Path) -> None:
    """What their objects name is not known then."""
    inside = commit(repository, "in a pack")
    packed = git(repository, "pack-objects", "-q", ".git/objects/pack/pack", stdin=f"{inside}\n".encode())
    index = repository / f".git/objects/pack/pack-{packed.decode().strip()}.idx"
    index.chmod(0o644)
    index.write_bytes(b"damaged")
    refused(repository, "--expire=2.weeks.ago")


def test_heads_keep_what_they_reach(repository: Path) -> None:
    head = commit(repository, "a head")
    blob = write(repository, "a blob")
    for start in ([head], [f"{head}^{{tree}}"], [head[:12], blob], ["--", blob]):
        run(["cp", "-a", "r", "s"], repository.parent)
        assert same(repository.parent / "s", "-v", *start).code == 0
        run(["rm", "-rf", "s"], repository.parent)


@pytest.mark.parametrize(
    "words",
    [["nothing"], ["HEAD", "HEAD:nothing"], [NOWHERE], ["--expire=soonish"], ["--expire="], ["HEAD^9"], ["--", "-n"]],
    ids=" ".join,
)
def test_refused_in_the_same_words(repository: Path, words: list[str]) -> None:
    assert same(repository, *words).code == FATAL


@pytest.mark.parametrize("words", [["--foo"], ["-x"], ["--expire"], ["-n=1"], ["--expir", "never"]])
def test_usage(repository: Path, words: list[str]) -> None:
    answer, expected = pygitobj(repository, "prune", *words), run(["git", "prune", *words], repository)
    assert (answer.err.splitlines()[:2], answer.code) == (expected.err.splitlines()[:2], expected.code)


def test_moments_of_long_ago_that_git_takes_for_now_are_refused(repository: Path) -> None:
    before = files(repository)
    for text in ("tuesday", "200.years.ago", "12345678901 days"):
        answer = pygitobj(repository, "prune", f"--expire={text}")
        assert answer == Answer(b"", f"fatal: malformed expiration date '{text}'\n".encode(), FATAL)
    assert files(repository) == before


def test_precious_objects(repository: Path) -> None:
    git(repository, "config", "extensions.preciousObjects", "true")
    assert same(repository).code == FATAL


def test_broken_references(repository: Path) -> None:
    (repository / ".git/refs/heads/broken").write_text(NOWHERE + "\n")
    assert refused(repository).err == b"fatal: unable to parse object: refs/heads/broken\n"


def test_reflogs_of_pruned_commits(repository: Path) -> None:
    gone = commit(repository, "gone")
    git(repository, "update-ref", "refs/heads/gone", gone)
    git(repository, "update-ref", "refs/heads/gone", "HEAD")
    loose_path(repository, gone).unlink()
    assert b"references pruned commits" in same(repository, "-v").err


def test_nothing_loose_is_nothing_to_look_at(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "r")
    (tmp_path / "r/.git/refs/heads/broken").write_text(NOWHERE + "\n")
    assert same(tmp_path / "r", "-v") == Answer(b"", b"", 0)


def test_strange_files_stay(repository: Path) -> None:
    objects = repository / ".git/objects"
    shard = sorted(objects.glob("[0-9a-f][0-9a-f]"))[0]
    (shard / "strange").touch()
    (shard / "folder").mkdir()
    (shard / "tmp_obj_young").touch()
    (objects / "tmp_young").touch()
    (objects / "zz").mkdir()
    answer = same(repository, "-v", "--expire=2.weeks.ago")
    assert answer.err.count(b"bad sha1 file") == 2


def test_bare(repository: Path) -> None:
    git(repository.parent, "clone", "-q", "--bare", f"file://{repository}", "bare.git")
    bare = repository.parent / "bare.git"
    write(bare, "unreachable")
    (bare / "objects/pack/tmp_pack_1").touch()
    (bare / "objects/tmp_1").touch()
    for words in (["-n"], ["-v"]):
        same(bare, *words)


def test_what_is_packed_too(repository: Path) -> None:
    git(repository, "repack", "-q", "-a")
    answer = same(repository, "-n")
    assert b"rm -f .git/objects/" in answer.out
    assert same(repository).code == 0
