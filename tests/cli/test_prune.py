"""`prune` beside git: what it says, how it ends, and which files are left."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run

DAY = 24 * 60 * 60
NOWHERE = "1" * 40
# Git has its own words for what it cannot read: only that it ends so, and takes nothing away, must be the same.
FATAL = 128


def loose_path(path: Path, oid: str) -> Path:
    """The file of the loose object `oid`."""
    return path / ".git/objects" / oid[:2] / oid[2:]


def age(path: Path, days: float) -> None:
    """Give `path` a time so many `days` ago."""
    then = time.time() - days * DAY
    os.utime(path, (then, then), follow_symlinks=False)


def write(path: Path, text: str) -> str:
    """The id of a new blob."""
    return git(path, "hash-object", "-w", "--stdin", stdin=text.encode()).decode().strip()


def tree(path: Path, text: str) -> str:
    """The id of a new tree with a new blob."""
    return git(path, "mktree", stdin=f"100644 blob {write(path, text)}\tf\n".encode()).decode().strip()


def commit(path: Path, text: str, *parents: str) -> str:
    """The id of a new commit with all below it."""
    words = [word for parent in parents for word in ("-p", parent)]
    return git(path, "commit-tree", "-m", text, *words, tree(path, text)).decode().strip()


def commit_file(top: Path, name: str, text: str) -> None:
    (top / name).parent.mkdir(exist_ok=True)
    (top / name).write_text(text)
    git(top, "add", name)
    git(top, "commit", "-qm", text)


def build(directory: Path, object_format: str = "sha1") -> Path:
    """A repository with all that keeps an object and all that does not, all of it 30 days old."""
    git(directory, "init", "-q", "-b", "main", f"--object-format={object_format}", "r")
    path = directory / "r"
    for step in range(3):
        commit_file(path, "d/a", f"{step}\n")
    git(path, "repack", "-q")
    git(path, "tag", "-am", "tag", "v1", "HEAD~1")
    commit_file(path, "d/a", "only in the reflog\n")
    git(path, "reset", "-q", "--hard", "HEAD~1")
    git(path, "worktree", "add", "-q", "--detach", "../linked")
    commit_file(directory / "linked", "d/b", "only in the other worktree\n")
    for top in (path, directory / "linked"):
        (top / "staged").write_text(f"staged in {top.name}\n")
        git(top, "add", "staged")
    for number in (1, 2, 3):
        lines = f"100644 {write(path, f'stage {number}')} {number}\tconflict\n"
        git(path, "update-index", "--index-info", stdin=lines.encode())
    lost = commit(path, "lost", commit(path, "before it"))
    git(path, "mktag", stdin=f"object {lost}\ntype commit\ntag t\ntagger A <a> 1 +0000\n\nx\n".encode())
    git(path, "replace", git(path, "rev-parse", "HEAD~2").decode().strip(), commit(path, "replacement"))
    objects = path / ".git/objects"
    shard = sorted(objects.glob("[0-9a-f][0-9a-f]"))[0]
    for name in ("tmp_x", "pack/tmp_pack_x", "pack/tmp_idx_x", f"{shard.name}/tmp_obj_x"):
        (objects / name).touch()
    (objects / "tmp_objdir-x" / "pack").mkdir(parents=True)
    (objects / "tmp_objdir-x" / "pack" / "f").touch()
    (objects / "tmp_link").symlink_to("pack")
    (objects / "f0").mkdir(exist_ok=True)
    for file in objects.rglob("*"):
        age(file, 30)
    return path


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("prune")
    return build(directory).parent


@pytest.fixture
def repository(template: Path, tmp_path: Path) -> Path:
    """A copy, on which a test may do what it likes."""
    run(["cp", "-a", f"{template}/r", f"{template}/linked", "."], tmp_path)
    return tmp_path / "r"


def files(path: Path) -> dict[str, bytes]:
    """All files and directories of the git directory, with the content of `shallow`."""
    top = path / ".git" if (path / ".git").is_dir() else path
    shallow = {"shallow": (top / "shallow").read_bytes()} if (top / "shallow").exists() else {}
    return {str(file.relative_to(top)): b"" for file in top.rglob("*")} | shallow


def lines(answer: Answer) -> tuple[list[bytes], list[bytes], int]:
    """An answer, in whatever order git walked over its directories; it looks at reflogs once for each worktree."""
    return sorted(answer.out.splitlines()), sorted(set(answer.err.splitlines())), answer.code


def same(path: Path, *words: str, top: str = ".") -> Answer:
    """What `prune <words>` says, after it was seen that git says and does the same in a copy."""
    twin = path.parent / "twin"
    run(["rm", "-rf", "twin"], path.parent)
    run(["cp", "-a", path.name, "twin"], path.parent)
    expected = run(["git", "prune", *words], twin / top)
    answer = pygitobj(path / top, "prune", *words)
    assert lines(answer) == lines(expected)
    assert files(path) == files(twin)
    return answer


def refused(path: Path, *words: str) -> Answer:
    """What `prune <words>` says where it and git give up, and it has taken nothing away."""
    before = files(path)
    answer = pygitobj(path, "prune", *words)
    assert files(path) == before
    expected = run(["git", "prune", *words], path)
    assert (answer.out, answer.code) == (b"", FATAL) == (expected.out, expected.code)
    assert re.fullmatch(rb"((error|warning): .*\n)*fatal: .*\n", answer.err)
    return answer


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
    lines = f"{young}\n{old}\n".encode()
    git(repository, "pack-objects", "-q", "--cruft", ".git/objects/pack/pack", stdin=b"")
    for file in (repository / ".git/objects").glob("??/*"):
        age(file, 30)
    assert list((repository / ".git/objects/pack").glob("*.mtimes")), lines
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


def test_moments_that_git_guesses_at_are_refused(repository: Path) -> None:
    before = files(repository)
    for text in ("2.weeks", "tuesday", "10", "2021-13-01"):
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


def damage(path: Path, oid: str) -> None:
    loose_path(path, oid).chmod(0o644)
    loose_path(path, oid).write_bytes(b"damaged")


@pytest.mark.parametrize("what", [Path.unlink, None], ids=["missing", "damaged"])
@pytest.mark.parametrize("name", ["HEAD", "HEAD^", "HEAD^{tree}", "HEAD:d"])
def test_nothing_goes_where_something_is_wrong(
    repository: Path, what: Callable[[Path], None] | None, name: str
) -> None:
    git(repository, "reset", "-q", "--hard")
    commit_file(repository, "d/a", "first\n")
    commit_file(repository, "d/a", "second\n")
    oid = git(repository, "rev-parse", name).decode().strip()
    if what is None:
        damage(repository, oid)
    else:
        what(loose_path(repository, oid))
    refused(repository, *(["--expire=2.weeks.ago"] if name == "HEAD^" else []))


def test_a_tree_that_is_no_tree(repository: Path) -> None:
    """Git does not look at what else is wrong with it."""
    bad = git(repository, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=b"100644 f\0short")
    made = git(repository, "commit-tree", "-m", "bad", bad.decode().strip()).decode().strip()
    git(repository, "update-ref", "refs/heads/bad", made)
    refused(repository)


@pytest.mark.parametrize("name", ["index", "worktrees/linked/index", "packed-refs"])
def test_roots_that_cannot_be_read(repository: Path, name: str) -> None:
    (repository / ".git" / name).write_bytes(b"damaged\n")
    refused(repository)


def test_more_is_kept_by_a_program(repository: Path) -> None:
    git(repository, "config", "gc.recentObjectsHook", "echo")
    before = files(repository)
    assert pygitobj(repository, "prune", "--expire=2.weeks.ago").code == FATAL
    assert files(repository) == before


def test_alternates_are_left_alone(repository: Path) -> None:
    git(repository.parent, "clone", "-q", "-s", f"{repository}", "borrower")
    lost = write(repository.parent / "borrower", "lost")
    before = files(repository)
    assert same(repository.parent / "borrower", "-v").out == f"{lost} blob\n".encode()
    assert files(repository) == before


def test_damaged_and_only_in_a_reflog(repository: Path) -> None:
    """Git warns, goes on, and takes away what only that commit named."""
    before = files(repository)
    damage(repository, git(repository, "rev-parse", "HEAD@{1}").decode().strip())
    answer = pygitobj(repository, "prune")
    assert answer.code == FATAL
    assert files(repository) == before


def test_damaged_but_of_no_use(repository: Path) -> None:
    oid = write(repository, "of no use")
    damage(repository, oid)
    answer = pygitobj(repository, "prune", "-v")
    assert f"{oid} unknown\n".encode() in answer.out
    assert not loose_path(repository, oid).exists()


def test_reftable_is_refused(repository: Path) -> None:
    before = files(repository)
    git(repository, "config", "core.repositoryFormatVersion", "1")
    git(repository, "config", "extensions.refStorage", "reftable")
    assert pygitobj(repository, "prune").code == FATAL
    assert files(repository) == before


@pytest.fixture
def shallow(repository: Path) -> Path:
    """A clone that is cut off on two branches, one of which is gone."""
    git(repository, "branch", "side", "HEAD~2")
    git(repository.parent, "clone", "-q", "--depth=1", "--no-single-branch", f"file://{repository}", "shallow")
    path = repository.parent / "shallow"
    git(path, "unpack-objects", "-q", stdin=unpacked(path))
    git(path, "update-ref", "-d", "refs/remotes/origin/side")
    return path


def unpacked(path: Path) -> bytes:
    """The only pack of the repository at `path`, taken out of it."""
    (pack,) = (path / ".git/objects/pack").glob("*.pack")
    content = pack.read_bytes()
    for file in pack.parent.iterdir():
        file.unlink()
    return content


def test_shallow_is_cut(shallow: Path) -> None:
    before = (shallow / ".git/shallow").read_bytes()
    assert before.count(b"\n") >= 2
    assert b"from .git/shallow" in same(shallow, "-n").out
    assert (shallow / ".git/shallow").read_bytes() == before
    assert same(shallow, "-v").code == 0
    assert len((shallow / ".git/shallow").read_bytes()) < len(before)
    git(shallow, "fsck")
    assert same(shallow, "-v").out == b""


def test_shallow_without_anything_left(shallow: Path) -> None:
    (shallow / ".git/shallow").write_text(NOWHERE + "\n")
    (shallow / ".git/shallow").write_text("".join(f"{oid * 40}\n" for oid in "12"))
    for name in ("refs", "logs", "packed-refs", "index"):
        run(["rm", "-rf", f".git/{name}"], shallow)
    (shallow / ".git/refs").mkdir()
    same(shallow, "-v")
    assert not (shallow / ".git/shallow").exists()


def test_shallow_that_is_locked(shallow: Path) -> None:
    (shallow / ".git/shallow.lock").touch()
    answer = pygitobj(shallow, "prune")
    assert answer.code == FATAL
    assert answer.err.startswith(b"fatal: Unable to create '")
    assert (shallow / ".git/shallow.lock").exists()


@pytest.mark.parametrize("how", ["blob:none", "tree:0"])
def test_partial_clones(repository: Path, how: str) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(repository.parent, "clone", "-q", "--no-checkout", f"--filter={how}", f"file://{repository}", "partial")
    partial = repository.parent / "partial"
    own = commit(partial, "own", "HEAD")
    git(partial, "update-ref", "refs/heads/own", own)
    lost = commit(partial, "lost", "HEAD")
    answer = same(partial, "-v", "--exclude-promisor-objects")
    assert lost.encode() in answer.out
    assert own.encode() not in answer.out
    assert pygitobj(partial, "prune") == Answer(b"", b"", 0)


def test_promised_is_not_all_that_is_missing(repository: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(repository.parent, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repository}", "partial")
    partial = repository.parent / "partial"
    own = commit(partial, "own", "HEAD")
    git(partial, "update-ref", "refs/heads/own", own)
    below = git(partial, "rev-parse", f"{own}^{{tree}}").decode().strip()
    loose_path(partial, below).unlink()
    refused(partial, "--exclude-promisor-objects")
