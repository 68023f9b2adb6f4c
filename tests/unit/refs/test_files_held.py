"""References in files as they are changed: what stands in the way, what links are written through, what is tidied away.

Tried besides: names and targets that lead out (test_transaction.py), each call failing (tests/faults).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository
from pygitobj.errors import CorruptError, RefError, RefLockedError
from pygitobj.refs.updates import LOG_ALWAYS, RefPolicy, Update
from pygitobj.repository.ref_changes import begin_transaction
from tests.support.command import git

MAIN = "refs/heads/main"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "r"
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    return path


@pytest.fixture
def commit(made: Path) -> ObjectId:
    tree = git(made, "mktree").decode().strip()
    return ObjectId(git(made, "commit-tree", "-m", "x", tree).decode().strip())


def change(path: Path, *updates: Update) -> None:
    with Repository.open(path) as repository:
        transaction = begin_transaction(repository, timeout=0)
        try:
            for update in updates:
                transaction.queue(update)
            transaction.commit()
        except BaseException:
            transaction.drop()
            raise


def files(path: Path) -> list[str]:
    found = (file for place in ("refs", "logs") for file in (path / ".git" / place).rglob("*"))
    return sorted(str(file.relative_to(path / ".git")) for file in found)


def test_empty_directories_go_and_others_are_told(made: Path, commit: ObjectId) -> None:
    for name in ("refs/heads/x", "logs/refs/heads/x"):
        (made / ".git" / name / "a/b").mkdir(parents=True)
    change(made, Update("refs/heads/x", commit))
    assert (made / ".git/refs/heads/x").read_text() == f"{commit}\n"
    assert (made / ".git/logs/refs/heads/x").is_file()
    (made / ".git/refs/heads/y/a").mkdir(parents=True)
    (made / ".git/refs/heads/y/a/kept.lock").touch()
    with pytest.raises(RefError, match=r"there is a non-empty directory '.*/refs/heads/y' blocking reference"):
        change(made, Update("refs/heads/y", commit))
    assert (made / ".git/refs/heads/y/a/kept.lock").exists()


def test_directories_of_what_is_deleted_go_up_to_the_second(made: Path, commit: ObjectId) -> None:
    before = files(made)
    change(made, Update("refs/heads/a/b/c", commit))
    change(made, Update("refs/heads/a/b/c", None))
    assert [name for name in files(made) if name not in before] == ["logs/refs", "logs/refs/heads"]


def test_a_refusal_leaves_no_directory(made: Path, commit: ObjectId) -> None:
    before = files(made)
    with pytest.raises(RefError):
        change(made, Update("refs/heads/a/b/c", commit), Update("refs/heads/d", commit, commit))
    assert files(made) == before


@pytest.mark.parametrize("where", ["refs", "logs", "logs/refs", "packed-refs"])
def test_these_may_be_links(made: Path, tmp_path: Path, commit: ObjectId, where: str) -> None:
    change(made, Update(MAIN, commit), Update("refs/heads/gone", commit))
    git(made, "pack-refs", "--all")
    there = tmp_path / "there"
    os.rename(made / ".git" / where, there)
    (made / ".git" / where).symlink_to(there)
    change(made, Update("refs/heads/new", commit), Update("refs/heads/gone", None))
    assert (made / ".git" / where).is_symlink()
    assert git(made, "for-each-ref", "--format=%(refname)") == b"refs/heads/main\nrefs/heads/new\n"
    assert git(made, "reflog", "exists", "refs/heads/new") == b""


@pytest.mark.parametrize("new", [True, False])
@pytest.mark.parametrize("where", ["refs/heads/dir", "logs/refs/heads/dir"])
def test_nothing_is_written_or_deleted_through_a_link_below_them(
    made: Path, tmp_path: Path, commit: ObjectId, where: str, new: bool
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x").write_text(f"{commit}\n")
    (made / ".git" / where).parent.mkdir(parents=True, exist_ok=True)
    (made / ".git" / where).symlink_to(outside)
    try:
        change(made, Update("refs/heads/dir/x", commit if new else None, message=b"m"))
    except RefError:
        assert new or where.startswith("refs")
    assert os.listdir(outside) == ["x"]
    assert (outside / "x").read_text() == f"{commit}\n"


def test_a_link_in_the_place_of_a_reference_is_replaced_and_not_followed(
    made: Path, tmp_path: Path, commit: ObjectId
) -> None:
    outside = tmp_path / "outside"
    outside.write_text(f"{commit}\n")
    path = made / ".git/refs/heads/link"
    path.symlink_to(outside)
    change(made, Update("refs/heads/link", commit, commit, no_deref=True))
    change(made, Update("refs/heads/link", None))
    assert not path.is_symlink()
    assert outside.read_text() == f"{commit}\n"


@pytest.mark.parametrize("target", ["../../outside", "refs/../../outside", "/outside", "config", "objects/x"])
def test_a_symbolic_reference_that_leads_out_is_no_way_to_write(made: Path, commit: ObjectId, target: str) -> None:
    (made / ".git/refs/heads/out").write_text(f"ref: {target}\n")
    config = (made / ".git/config").read_bytes()
    for new in (commit, None):
        with pytest.raises(RefError):
            change(made, Update("refs/heads/out", new))
    assert not (made / "outside").exists()
    assert (made / ".git/config").read_bytes() == config
    change(made, Update("refs/heads/out", None, no_deref=True))
    assert not (made / ".git/refs/heads/out").exists()


def test_a_log_that_is_a_link_is_not_appended_to(made: Path, tmp_path: Path, commit: ObjectId) -> None:
    outside = tmp_path / "outside"
    outside.touch()
    log = made / ".git/logs" / MAIN
    log.parent.mkdir(parents=True)
    log.symlink_to(outside)
    with pytest.raises(RefError, match=f"cannot update the ref '{MAIN}': unable to append to"):
        change(made, Update(MAIN, commit))
    assert outside.read_bytes() == b""
    assert git(made, "for-each-ref") == b""
    # HEAD's log, which comes first or not, has no line of it.
    assert not (made / ".git/logs/HEAD").exists() or (made / ".git/logs/HEAD").read_bytes() == b""


def test_a_line_that_was_cut_short_does_not_swallow_the_next(made: Path, commit: ObjectId) -> None:
    change(made, Update(MAIN, commit))
    log = made / ".git/logs" / MAIN
    log.write_bytes(log.read_bytes() + b"half a li")
    change(made, Update(MAIN, commit, no_deref=True), Update("refs/heads/x", commit))
    change(made, Update(MAIN, None))
    change(made, Update("HEAD", commit, message=b"again"))
    lines = (made / ".git/logs/HEAD").read_bytes().splitlines()
    assert lines[-1].endswith(b"\tagain")


def test_locks_of_others_are_left(made: Path, commit: ObjectId) -> None:
    change(made, Update(MAIN, commit))
    for name in (f"{MAIN}.lock", "packed-refs.lock", "HEAD.lock"):
        (made / ".git" / name).write_text("of another")
        with pytest.raises(RefLockedError if name != "packed-refs.lock" else RefError, match="File exists"):
            change(made, Update(MAIN + "2", commit), Update(MAIN, None))
        assert (made / ".git" / name).read_text() == "of another"
        assert [str(path) for path in (made / ".git").rglob("*.lock")] == [str(made / ".git" / name)]
        (made / ".git" / name).unlink()


def test_a_left_over_of_packed_refs_is_no_hindrance(made: Path, commit: ObjectId) -> None:
    change(made, Update(MAIN, commit), Update("refs/heads/x", commit))
    git(made, "pack-refs", "--all")
    (made / ".git/packed-refs.new").write_text("half")
    change(made, Update("refs/heads/x", None))
    assert git(made, "for-each-ref", "--format=%(refname)") == b"refs/heads/main\n"
    assert not (made / ".git/packed-refs.new").exists()


@pytest.mark.parametrize("name", ["refs/heads/../../x", "refs/./x", "refs//x", "refs/x/", "/x", "../x"])
def test_a_packed_name_that_leads_out_ends_listing_and_writing(made: Path, commit: ObjectId, name: str) -> None:
    header = "# pack-refs with: peeled fully-peeled sorted \n"
    lines = sorted([f"{commit} refs/heads/a", f"{commit} {name}"], key=lambda line: line[41:])
    text = header + "".join(f"{line}\n" for line in lines)
    (made / ".git/packed-refs").write_text(text)
    with pytest.raises(CorruptError, match="packed refname is dangerous"):
        change(made, Update("refs/heads/a", None))
    with Repository.open(made) as repository, pytest.raises(CorruptError, match="packed refname is dangerous"):
        list(repository.ref_store.every())
    assert (made / ".git/packed-refs").read_text() == text


def test_a_packed_name_that_is_only_malformed_stays(made: Path, commit: ObjectId) -> None:
    text = f"# pack-refs with: peeled fully-peeled sorted \n{commit} refs/heads/a\n{commit} refs/heads/b..c\n"
    (made / ".git/packed-refs").write_text(text)
    change(made, Update("refs/heads/a", None))
    assert b"refs/heads/b..c" in (made / ".git/packed-refs").read_bytes()
    change(made, Update("refs/heads/b..c", None))
    assert b"refs/heads" not in (made / ".git/packed-refs").read_bytes()


def test_which_references_get_a_log() -> None:
    normal, always = RefPolicy(), RefPolicy(log_refs=LOG_ALWAYS)
    names = ["HEAD", MAIN, "refs/remotes/o/x", "refs/notes/n", "refs/tags/t", "refs/stash", "ORIG_HEAD"]
    assert [normal.starts_log(name) for name in names] == [True, True, True, True, False, False, False]
    assert all(always.starts_log(name) for name in names)


def test_another_worktrees_reference(made: Path, tmp_path: Path, commit: ObjectId) -> None:
    change(made, Update(MAIN, commit))
    git(made, "worktree", "add", "-q", str(tmp_path / "w"))
    change(made, Update("worktrees/w/refs/bisect/bad", commit), Update("worktrees/w/HEAD", commit, message=b"moved"))
    assert git(tmp_path / "w", "rev-parse", "refs/bisect/bad").decode().strip() == str(commit)
    assert b"moved" in (made / ".git/worktrees/w/logs/HEAD").read_bytes()
