"""Where reachability starts: what git keeps is found, and what git refuses to judge is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import CorruptError, CorruptIndex, RepositoryError, UnsupportedError
from pygitobj.repository.index_roots import index_roots
from pygitobj.repository.roots import (
    UNABLE_TO_PARSE,
    ref_roots,
    reflogs,
    require_ref_roots,
    state_roots,
    worktrees,
)
from tests.support.command import git, run
from tests.support.worktrees import EVERYTHING, Made, agrees, names, reached, reflog_ids, roots

NOWHERE = "1" * 40


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)


def busy(made: Made) -> None:
    """Conflicts, undone ones, staged files, odd flags and reflogs, in both worktrees."""
    for top, word in ((made.main, "m"), (made.linked, "l")):
        git(top, "checkout", "-q", "-b", f"side-{word}", "HEAD~1")
        made.commit(top, "c", f"theirs {word}\n")
        made.commit(top, "u", f"theirs {word} undone\n")
        git(top, "checkout", "-q", "-b", f"ours-{word}", "HEAD~2")
        made.commit(top, "c", f"ours {word}\n")
        made.commit(top, "u", f"ours {word} undone\n")
        assert run(["git", "merge", f"side-{word}"], top).code == 1
        made.write(top, "u", f"both {word}\n")
        made.write(top, "staged", f"staged {word}\n")
        git(top, "update-index", "--add", "--cacheinfo", f"160000,{made.stray},sub-{word}")
    git(made.linked, "branch", "-D", "side-m", "later")


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
@pytest.mark.parametrize("version", ["2", "4"])
def test_all_that_git_reaches(tmp_path: Path, object_format: str, version: str) -> None:
    made = Made(tmp_path, object_format)
    busy(made)
    git(made.linked, "update-index", "--index-version", version)
    for top in (made.main, made.linked):
        agrees(top)
        # The stray commit is that of a submodule in both indexes, and is kept by nothing.
        assert made.stray.encode() not in reached(top, "--stdin", stdin=roots(top))


def test_what_only_an_index_has(made: Made) -> None:
    stages = [made.blob(f"stage {number}\n") for number in (1, 2, 3)]
    for top in (made.main, made.linked):
        lines = "".join(f"100644 {oid} {number}\tx/q\n" for number, oid in enumerate(stages, 1))
        git(top, "update-index", "--index-info", stdin=lines.encode())
        made.write(top, "x/q", f"resolved in {top.name}\n")
        tree = git(top, "write-tree").decode().strip()
        made.write(top, "later", f"staged in {top.name}\n")
        made.write(top, "x/r", f"staged in {top.name}\n")
        # The tree of all is not known any more, those of its directories are, but for x.
        assert tree.encode() not in reached(top, "--indexed-objects")
    made.write(made.linked, "y/z/new", "new\n")
    subtree = git(made.linked, "write-tree", "--prefix=y/z/").decode().strip()
    made.write(made.linked, "y/new", "new\n")
    agrees(made.main)
    agrees(made.linked)
    assert {subtree, *stages} < roots(made.main)


def test_a_split_index_gives_all_that_git_reaches_and_maybe_more(made: Made) -> None:
    git(made.main, "update-index", "--split-index")
    git(made.linked, "update-index", "--split-index")
    made.write(made.linked, "staged", "staged\n")
    agrees(made.main)
    agrees(made.linked)
    made.write(made.main, "d/staged", "staged\n")
    before = made.blob("staged\n")
    git(made.main, "update-index", "--split-index")
    made.write(made.main, "d/staged", "changed\n")
    with Repository.open(made.main) as repository:
        required = {root.id.hex(): root.required for root in index_roots(repository)}
    assert required[before] is False
    assert required[made.blob("changed\n")] is True


def test_a_shared_index_beside_one_elsewhere(made: Made, tmp_path: Path) -> None:
    git(made.main, "update-index", "--split-index")
    [shared] = (made.main / ".git").glob("sharedindex.*")
    (made.main / ".git" / "index").rename(tmp_path / "moved")
    shared.rename(tmp_path / shared.name)
    with Repository.open(made.main, environ={"GIT_INDEX_FILE": str(tmp_path / "moved")}) as repository:
        assert {root.path for root in index_roots(repository)} >= {b"f", b"d/e"}
        (tmp_path / shared.name).write_bytes((made.own / "index").read_bytes())
        with pytest.raises(CorruptIndex, match="broken index"):
            list(index_roots(repository))
        (tmp_path / shared.name).unlink()
        with pytest.raises(RepositoryError, match="index file open failed: No such file or directory"):
            list(index_roots(repository))


def test_a_sparse_index(made: Made) -> None:
    git(made.main, "sparse-checkout", "init", "--cone", "--sparse-index")
    git(made.main, "sparse-checkout", "set", "other")
    agrees(made.main)
    with Repository.open(made.main) as repository:
        assert (b"d", 0o040000) in {root[1:3] for root in index_roots(repository)}


def test_paths_and_kinds(made: Made) -> None:
    with Repository.open(made.main) as repository:
        found = {(root.path, root.mode): root.id.hex() for root in index_roots(repository)}
    for path, mode, name in ((b"f", 0o100644, "f"), (b"d/e", 0o100644, "d/e"), (b"d", 0o040000, "d")):
        assert found[path, mode] == made.object_of("rev-parse", f"HEAD:{name}")
    assert (b"g", 0o100644) in found
    assert (b"", 0o040000) in found


def test_a_link_that_a_conflict_had(made: Made) -> None:
    git(made.main, "checkout", "-q", "-b", "side")
    for branch, target in (("side", "there"), ("trunk", "here")):
        git(made.main, "checkout", "-q", branch)
        (made.main / "link").symlink_to(target)
        git(made.main, "add", "link")
        git(made.main, "commit", "-q", "-m", target)
    assert run(["git", "merge", "side"], made.main).code == 1
    git(made.main, "rm", "-q", "--cached", "link")
    with Repository.open(made.main) as repository:
        links = [(root.mode, root.required) for root in index_roots(repository) if root.path == b"link"]
    assert links == [(0o120000, False)] * 2


def test_a_submodule_that_a_conflict_had(made: Made) -> None:
    lines = f"160000 {made.stray} 2\tsub\n160000 {NOWHERE} 3\tsub\n100644 {made.blob('x')} 1\tsub\n"
    git(made.main, "update-index", "--index-info", stdin=lines.encode())
    git(made.main, "update-index", "--cacheinfo", f"160000,{made.stray},sub")
    assert git(made.main, "ls-files", "--resolve-undo").count(b"sub") == 3
    with Repository.open(made.main) as repository:
        assert [root.mode for root in index_roots(repository) if root.path == b"sub"] == [0o100644]
    agrees(made.main)


@pytest.mark.parametrize("named", ["x.idx", "d/x.idx"])
def test_an_index_file_from_the_environment(
    made: Made, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = made.blob("only here\n")
    monkeypatch.setenv("GIT_INDEX_FILE", str(made.main / named))
    git(made.main, "update-index", "--add", "--cacheinfo", f"100644,{only},only")
    monkeypatch.setenv("GIT_INDEX_FILE", named)
    monkeypatch.chdir(made.main / "d")
    assert b"only" in git(made.main / "d", "ls-files", "--full-name", ":/")
    with Repository.open(environ={"GIT_INDEX_FILE": named}) as repository:
        paths = {root.path for root in index_roots(repository)}
    # The index of the main worktree does not count, that of the linked one does.
    assert paths == {b"only", b"", b"d", b"f", b"d/e", b"g"}
    assert only.encode() in reached(made.main / "d", "--indexed-objects")


def test_references_of_all_worktrees(made: Made) -> None:
    for name in ("refs/bisect/bad", "refs/worktree/x", "refs/rewritten/y"):
        git(made.main, "update-ref", name, "HEAD")
        git(made.linked, "update-ref", name, "HEAD")
    shared = set(git(made.main, "for-each-ref", "--format=%(refname)").decode().split())
    own = {name for name in shared if name.split("/")[1] in ("bisect", "worktree", "rewritten")}
    assert len(own) == 3
    other = {f"worktrees/linked/{name}" for name in own}
    assert names(made.main) == shared | {"HEAD", "worktrees/linked/HEAD"} | other
    other = {f"main-worktree/{name}" for name in own}
    assert names(made.linked) == shared | {"HEAD", "main-worktree/HEAD"} | other
    with Repository.open(made.main) as repository:
        for root in ref_roots(repository):
            assert str(root.id) == made.object_of("rev-parse", root.name)
            assert root.required == (not root.name.startswith("worktrees/linked/refs"))


def test_names_that_are_no_references(made: Made) -> None:
    before = names(made.main)
    for name in ("refs/heads/.hidden", "refs/heads/x.lock", "refs/.dir/x", "refs/heads/d.lock/x"):
        made.put(name, f"{NOWHERE}\n")
    assert names(made.main) == before
    agrees(made.main)


def test_links_among_the_references(made: Made) -> None:
    git(made.main, "update-ref", "refs/heads/dir/stray", made.stray)
    refs = made.main / ".git" / "refs"
    (refs / "heads" / "dir").rename(refs.parent / "away")
    (refs / "heads" / "dir").symlink_to("../../away")
    (refs / "heads" / "up").symlink_to("..")
    (refs / "heads" / "link").symlink_to("refs/heads/later")
    assert "refs/heads/dir/stray" in names(made.main)
    assert made.stray in roots(made.main)


@pytest.mark.parametrize(
    "name",
    [
        "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD", "BISECT_HEAD",
        "AUTO_MERGE", "OTHER_HEAD",
    ],
)  # fmt: skip
def test_what_keeps_nothing(made: Made, name: str) -> None:
    made.put(name, f"{made.stray}\n")
    assert made.stray not in roots(made.main)
    agrees(made.main)


BROKEN = {
    "garbage": ({"refs/heads/bad": "garbage\n"}, "refs/heads/bad"),
    "empty": ({"refs/heads/bad": ""}, "refs/heads/bad"),
    "zeros": ({"refs/heads/bad": "0" * 40 + "\n"}, "refs/heads/bad"),
    "nowhere": ({"refs/heads/bad": f"{NOWHERE}\n"}, "refs/heads/bad"),
    "bad name": ({"refs/heads/b..d": f"{NOWHERE}\n"}, "refs/heads/b..d"),
    "HEAD": ({"HEAD": f"{NOWHERE}\n"}, "HEAD"),
    "HEAD elsewhere": ({"worktrees/linked/HEAD": f"{NOWHERE}\n"}, "worktrees/linked/HEAD"),
    "own": ({"refs/bisect/bad": f"{NOWHERE}\n"}, "refs/bisect/bad"),
    "over packed": ({"refs/heads/trunk": "garbage\n"}, "refs/heads/trunk"),
    "symbolic": ({"refs/heads/a": "ref: refs/heads/b", "refs/heads/b": "x"}, "refs/heads/b"),
}


@pytest.mark.parametrize(("files", "name"), BROKEN.values(), ids=BROKEN)
def test_what_git_refuses_is_refused_in_its_words(made: Made, files: dict[str, str], name: str) -> None:
    for path, text in files.items():
        made.put(path, text)
    packing = run(["git", "pack-objects", *EVERYTHING, "--stdout"], made.main)
    pruning = run(["git", "prune", "-n"], made.main)
    assert (packing.code, pruning.code) == (128, 128)
    with Repository.open(made.main) as repository:
        with pytest.raises(RepositoryError) as caught:
            list(require_ref_roots(repository))
        assert f"fatal: {caught.value}\n" == packing.err.decode() == f"fatal: bad object {name}\n"
        with pytest.raises(RepositoryError) as caught:
            list(require_ref_roots(repository, UNABLE_TO_PARSE))
        assert f"fatal: {caught.value}\n" == pruning.err.decode()


@pytest.mark.parametrize("line", [f"{NOWHERE} refs/heads/p", f"{'0' * 40} refs/heads/p", "{stray} refs/heads/p..p"])
def test_bad_packed_references(made: Made, line: str) -> None:
    with (made.main / ".git" / "packed-refs").open("a") as file:
        file.write(line.format(stray=made.stray) + "\n")
    err = run(["git", "pack-objects", *EVERYTHING, "--stdout"], made.main).err.decode()
    with Repository.open(made.main) as repository:
        ids = {root.name: root.id for root in ref_roots(repository)}
        with pytest.raises(RepositoryError) as caught:
            list(require_ref_roots(repository))
    assert f"fatal: {caught.value}\n" == err
    assert str(ids[line.split()[1]]) == (NOWHERE if line.startswith(NOWHERE) else "None")


def test_packed_references_that_cannot_be_read(made: Made) -> None:
    made.put("packed-refs", "garbage\n")
    with Repository.open(made.main) as repository, pytest.raises(CorruptError, match="packed-refs"):
        list(ref_roots(repository))


@pytest.mark.parametrize(
    "files",
    [
        {"refs/heads/a": "ref: refs/heads/nowhere\n"},
        {"refs/heads/a": "ref: refs/heads/b\n", "refs/heads/b": "ref: refs/heads/a\n"},
        {"refs/heads/a": "ref: b..d\n"},
        {"HEAD": "ref: refs/heads/nowhere\n"},
        {"worktrees/linked/HEAD": "ref: refs/heads/nowhere\n"},
        {"refs/heads/link": "link: nowhere"},
        {"refs/heads/link": "link: refs/heads/nowhere"},
    ],
)
def test_symbolic_references_that_lead_nowhere_are_left_out(made: Made, files: dict[str, str]) -> None:
    for name, text in files.items():
        made.put(name, text)
    assert not names(made.main) & files.keys()
    agrees(made.main)


def test_references_of_others_that_git_does_not_look_at(made: Made) -> None:
    # Newer git might: what is there is kept, what is not is no reason to stop.
    made.put("worktrees/linked/refs/bisect/good", f"{made.stray}\n")
    made.put("worktrees/linked/refs/bisect/lost", f"{NOWHERE}\n")
    made.put("worktrees/linked/refs/bisect/bad", "garbage\n")
    assert run(["git", "prune", "-n"], made.main).code == 0
    warnings: list[str] = []
    with Repository.open(made.main, warn=warnings.append) as repository:
        assert made.stray in {str(ref.id) for ref in require_ref_roots(repository)}
    assert warnings == [
        "warning: ignoring broken ref worktrees/linked/refs/bisect/bad",
        "warning: ignoring broken ref worktrees/linked/refs/bisect/lost",
    ]


def test_a_head_elsewhere_that_holds_no_id(made: Made) -> None:
    # Here git goes on and may lose what that HEAD was.
    made.put("worktrees/linked/HEAD", "garbage\n")
    with Repository.open(made.main) as repository:
        with pytest.raises(RepositoryError, match="bad object worktrees/linked/HEAD"):
            list(require_ref_roots(repository))
        (made.own / "gitdir").unlink()
        list(require_ref_roots(repository))
        (made.own / "HEAD").unlink()
        assert "worktrees/linked/HEAD" not in {root.name for root in ref_roots(repository)}


def test_the_git_directories(made: Made) -> None:
    expected = [str(made.main / ".git"), str(made.own)]
    for top in (made.main, made.linked):
        with Repository.open(top) as repository:
            assert [one.git_dir for one in worktrees(repository)] == expected


def test_a_git_directory_that_borrows_anothers(made: Made, tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    odd.mkdir()
    (odd / "HEAD").write_text(f"{made.stray}\n")
    environ = {"GIT_DIR": str(odd), "GIT_COMMON_DIR": str(made.main / ".git")}
    with Repository.open(made.main, environ=environ) as repository:
        assert [one.git_dir for one in worktrees(repository)] == [str(made.main / ".git"), str(made.own), str(odd)]
        found = {root.name: str(root.id) for root in ref_roots(repository)}
    assert found["HEAD"] == made.stray
    assert {"main-worktree/HEAD", "worktrees/linked/HEAD"} < found.keys()


def test_reflogs_of_all_worktrees_and_of_what_is_gone(made: Made) -> None:
    git(made.main, "update-ref", "--create-reflog", "refs/heads/gone", made.stray)
    log = (made.main / ".git/logs/refs/heads/gone").read_text()
    git(made.main, "update-ref", "-d", "refs/heads/gone")
    made.put("logs/refs/heads/gone", log.replace("0" * 40, NOWHERE) + "malformed\n")
    with Repository.open(made.linked) as repository:
        found = {name: [oid.hex() for oid in ids] for name, ids in reflogs(repository)}
        ids = [oid.hex() for oid in reflog_ids(repository)]
    assert found["refs/heads/gone"] == [NOWHERE, made.stray]
    assert found["HEAD"][-1] == made.object_of("rev-parse", "worktrees/linked/HEAD")
    assert {"main-worktree/HEAD", "refs/heads/trunk"} < found.keys()
    assert "0" * 40 not in ids
    assert len(ids) == len(set(ids))
    assert set(ids) == {oid for part in found.values() for oid in part}
    agrees(made.main)
    assert made.stray in roots(made.main)


def test_reflogs_of_other_worktrees_count(made: Made) -> None:
    git(made.linked, "reset", "-q", "--hard", made.stray)
    git(made.linked, "reset", "-q", "--hard", "HEAD@{1}")
    agrees(made.main)
    assert made.stray in roots(made.main)


def test_what_a_rebase_puts_aside(made: Made) -> None:
    made.put("rebase-merge/autostash", f"{made.stray}\n")
    made.put("rebase-merge/orig-head", "garbage\n")
    made.put("rebase-apply/orig-head", "")
    made.put("worktrees/linked/rebase-apply/autostash", f"  {made.stray}  ")
    with Repository.open(made.main) as repository:
        found = [(root.name, str(root.id)) for root in state_roots(repository)]
    assert found == [
        ("rebase-merge/autostash", made.stray),
        ("worktrees/linked/rebase-apply/autostash", made.stray),
    ]


def test_a_bad_index_says_where_it_is(made: Made) -> None:
    made.put("worktrees/linked/index", "garbage")
    with Repository.open(made.main) as repository, pytest.raises(CorruptIndex) as caught:
        list(index_roots(repository))
    assert str(caught.value.path) == str(made.own / "index")
    assert "index file smaller than expected" in str(caught.value)


def test_a_directory_that_cannot_be_read_is_not_empty(made: Made) -> None:
    (made.main / ".git/refs/heads/loop").symlink_to("loop")
    with Repository.open(made.main) as repository, pytest.raises(RepositoryError):
        list(require_ref_roots(repository))


def test_a_bare_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "bare")
    with Repository.open(tmp_path / "bare") as repository:
        assert list(ref_roots(repository)) == []
        assert list(index_roots(repository)) == []
        assert reflog_ids(repository) == []


@pytest.mark.parametrize("storage", ["files://elsewhere", "files://", "reftable://elsewhere"])
def test_nothing_is_known_of_references_that_cannot_be_read(made: Made, storage: str) -> None:
    """Those in the usual place are not the ones that count."""
    git(made.main, "config", "core.repositoryformatversion", "1")
    git(made.main, "config", "extensions.refStorage", storage)
    with Repository.open(made.main) as repository:
        for function in (ref_roots, require_ref_roots, reflogs):
            with pytest.raises(UnsupportedError, match=storage):
                list(function(repository))
        with pytest.raises(UnsupportedError, match=storage):
            repository.ref_store.get("HEAD")


def test_the_environment_says_where_references_are(made: Made) -> None:
    environ = {"GIT_REFERENCE_BACKEND": "reftable"}
    with Repository.open(made.main, environ=environ) as repository, pytest.raises(CorruptError, match=r"tables\.list"):
        list(ref_roots(repository))
    environ = {"GIT_REFERENCE_BACKEND": "files://elsewhere"}
    with Repository.open(made.main, environ=environ) as repository, pytest.raises(UnsupportedError, match="elsewhere"):
        list(ref_roots(repository))
    with pytest.raises(RepositoryError, match="unknown ref storage format: 'paper'"):
        Repository.open(made.main, environ={"GIT_REFERENCE_BACKEND": "paper"})


def test_a_pipe_is_no_reference(made: Made) -> None:
    """Opening it would wait for ever."""
    os.mkfifo(made.main / ".git/refs/heads/pipe")
    assert "refs/heads/pipe" not in names(made.main)
    with Repository.open(made.main) as repository:
        assert repository.ref_store.get("refs/heads/pipe") is None


def test_a_symbolic_reference_without_an_end(made: Made) -> None:
    made.put("refs/heads/long", "ref: " + " " * (1 << 20) + "refs/heads/trunk")
    with Repository.open(made.main) as repository, pytest.raises(RepositoryError, match="more than 1048576 bytes"):
        list(ref_roots(repository))
