"""Where a store or a repository is: the path that was given, whatever the environment says and wherever one goes.

Tried besides: every variable of `git rev-parse --local-env-vars` and GIT_REFERENCE_BACKEND, GIT_NAMESPACE at once, each
naming another repository; paths with links and ".."; a current directory that was deleted.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from pygitobj import SHA1, SHA256, ObjectId, ObjectStore, Repository, RepositoryError
from pygitobj.repository.environment import PLACES, asked_for
from tests.support.command import git, run

HOOK = {
    "GIT_DIR": "hook.git",
    "GIT_COMMON_DIR": "hook.git",
    "GIT_WORK_TREE": "tree",
    "GIT_OBJECT_DIRECTORY": "hook.git/objects",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "hook.git/objects",
    "GIT_INDEX_FILE": "hook.git/index",
    "GIT_GRAFT_FILE": "hook.git/grafts",
    "GIT_SHALLOW_FILE": "hook.git/shallow",
    "GIT_REFERENCE_BACKEND": "files://hook.git",
    "GIT_QUARANTINE_PATH": "hook.git/objects",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("hook.git", "named.git", "tree/.git"):
        git(tmp_path, "init", "-q", *(["--bare"] if name != "tree/.git" else []), name.removesuffix("/.git"))
    (tmp_path / "tree" / "below").mkdir()
    git(tmp_path / "hook.git", "hash-object", "-w", "--stdin", stdin=b"of the hook")
    return tmp_path


def has(folder: Path, name: str, oid: ObjectId) -> bool:
    return run(["git", f"--git-dir={name}", "cat-file", "-e", str(oid)], folder).code == 0


@pytest.mark.parametrize("name", ["named.git", "tree", "tree/below", "tree/.git"])
@pytest.mark.parametrize("kind", [str, os.fsencode, Path])
def test_a_path_that_is_given_wins(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: Callable[[Path], str | bytes | Path]
) -> None:
    for variable, value in HOOK.items():
        monkeypatch.setenv(variable, value.replace("hook", str(folder / "hook")))
    objects = folder / name / "objects" if name.endswith("git") else folder / "tree" / ".git" / "objects"
    with Repository.open(kind(folder / name)) as repo:
        oid = repo.objects.write("blob", b"for the named one")
        assert repo.location.object_dir == str(objects)
        assert len(repo.objects) == 1
        again: Repository = pickle.loads(pickle.dumps(repo))
        assert again.location == repo.location
        assert again.objects.read(oid).data == b"for the named one"
    with Repository.open(git_dir=kind(folder / "named.git")) as repo:
        assert repo.location.object_dir == str(folder / "named.git" / "objects")
    for variable in HOOK:
        monkeypatch.delenv(variable)
    assert has(folder, str(objects.parent), oid)
    assert not has(folder, "hook.git", oid)


def test_without_a_path_the_environment_decides(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "tree")
    with Repository.open() as repo:
        assert repo.location.git_dir == str(folder / "tree" / ".git")
    monkeypatch.setenv("GIT_DIR", str(folder / "hook.git"))
    with Repository.open() as repo:
        assert repo.location.git_dir == str(folder / "hook.git")
    with Repository.open(".") as repo:
        assert repo.location.git_dir == str(folder / "tree" / ".git")
    # A directory of objects that are in quarantine counts for a hook.
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(folder / "named.git" / "objects"))
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(folder / "hook.git" / "objects"))
    with Repository.open() as repo:
        assert repo.objects.path == str(folder / "named.git" / "objects")
        assert len(repo.objects) == 1


def test_gits_own_list_of_places() -> None:
    theirs = set(git(Path(), "rev-parse", "--local-env-vars").decode().split())
    settings = {name for name in theirs if name.startswith("GIT_CONFIG")} | {"GIT_NO_REPLACE_OBJECTS"}
    assert theirs - settings - {"GIT_INTERNAL_SUPER_PREFIX"} <= PLACES


@pytest.mark.parametrize("kind", [str, os.fsencode, Path])
def test_going_elsewhere_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kind: Callable[[str], str | bytes | Path]
) -> None:
    monkeypatch.chdir(folder)
    alternate = os.path.join("hook.git", "objects")
    store = ObjectStore(kind("named.git/objects"), SHA1, alternates=alternate)
    later = ObjectStore(
        kind("./named.git/../named.git/objects/"), SHA1, alternates=f'"hook.git/\\157bjects":{alternate}'
    )
    repo = Repository.open(kind("tree"))
    monkeypatch.chdir("/")
    oid = store.write("blob", b"x")
    assert [len(store), len(later)] == [2, 2]
    assert later.read(oid).data == b"x"
    other = repo.objects.write("blob", b"y")
    assert has(folder, "named.git", oid)
    assert has(folder, "tree/.git", other)


def test_alternates_of_the_environment_are_seen_from_the_top(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = folder / "tree"
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", "../hook.git/objects")
    monkeypatch.chdir(top / "below")
    theirs = run(["git", "cat-file", "--batch-all-objects", "--batch-check"], top / "below")
    with Repository.open() as repo:
        monkeypatch.chdir("/")
        assert len(repo.objects) == theirs.out.count(b"\n") == 1


def test_a_path_with_a_colon_among_the_alternates(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = folder / 'a:b"\\c\xe4'
    odd.mkdir()
    (folder / "hook.git").rename(odd / "hook.git")
    monkeypatch.chdir(odd)
    store = ObjectStore(folder / "named.git" / "objects", alternates="hook.git/objects")
    monkeypatch.chdir("/")
    assert len(store) == 1


def test_nowhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with Repository.open(folder / "named.git") as repo, ObjectStore(folder / "hook.git" / "objects") as store:
        assert (len(repo.objects), len(store)) == (0, 1)
    for call in (Repository.open, lambda: Repository.open("x"), lambda: ObjectStore("x")):
        with pytest.raises(RepositoryError, match="unable to read current working directory"):
            call()
    monkeypatch.chdir("/")


def test_paths_that_are_no_store(folder: Path) -> None:
    (folder / "file").write_bytes(b"x")
    (folder / "other").mkdir()
    (folder / "other" / "name").write_bytes(b"")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "loop").symlink_to("loop")
    for name, said in (
        ("nowhere", "does not exist"),
        ("file", "is no directory"),
        ("file/x", "does not exist"),
        ("dangling", "does not exist"),
        ("loop", "Too many levels"),
        ("hook.git", "is a repository: its objects are in"),
        ("tree", r"its objects are in .*/tree/\.git/objects"),
        ("other", "is no object directory"),
    ):
        for path in (folder / name, os.fsencode(folder / name), f"{folder}/{name}"):
            with pytest.raises(RepositoryError, match=said):
                assert len(ObjectStore(path)) == 0
    for name in ("nowhere", "file", "hook.git"):
        with pytest.raises(RepositoryError):
            ObjectStore(folder / name, SHA256).write("blob", b"x")
    for path in ("", b"", "a\0b", b"a\0b", "\ud800"):
        with pytest.raises(RepositoryError, match="not a path"):
            ObjectStore(path)
        with pytest.raises(RepositoryError, match="not a path"):
            Repository.open(path)
    assert not (folder / "nowhere").exists()


def test_a_store_may_be_opened_before_it_is_made(folder: Path) -> None:
    store = ObjectStore(folder / "later")
    with pytest.raises(RepositoryError, match="does not exist"):
        assert SHA1.null_id in store
    (folder / "later").mkdir()
    assert store.read(store.write("blob", b"x")).data == b"x"


def test_object_directories_that_hold_little(folder: Path) -> None:
    for names in ((), ("pack",), ("info",), ("a5",), ("tmp_obj_x",), ("other", "5a"), ("incoming-x",)):
        place = folder / f"store-{len(names)}-{'-'.join(names)}"
        for name in ("", *names):
            (place / name).mkdir()
        assert len(ObjectStore(place)) == 0
        assert ObjectStore(place)


def test_paths_that_are_no_repository(folder: Path) -> None:
    (folder / "plain").mkdir()
    (folder / "tree" / "file").write_bytes(b"x")
    for name, said in (
        ("nowhere", "No such file or directory"),
        ("tree/nowhere", "No such file or directory"),
        ("tree/file", "Not a directory"),
        ("tree/file/x", "No such file or directory"),
    ):
        for path in (folder / name, os.fsencode(folder / name)):
            with pytest.raises(RepositoryError, match=rf"cannot change to '.*{name}': {said}"):
                Repository.open(path)
    with pytest.raises(RepositoryError, match="not a git repository"):
        Repository.open(folder / "plain")


def test_taken_as_it_is(folder: Path) -> None:
    git(folder / "tree", "commit", "-q", "--allow-empty", "-m", "x")
    git(folder / "tree", "worktree", "add", "-q", str(folder / "linked"))
    for name in ("named.git", "tree", "tree/.git", "linked", "linked/.git"):
        with Repository.open(folder / name, search=False) as repo:
            assert os.path.isdir(repo.location.object_dir)
    for name in ("tree/below", "named.git/refs"):
        with Repository.open(folder / name):
            pass
        with pytest.raises(RepositoryError, match=f"not a git repository: '.*{name}'"):
            Repository.open(folder / name, search=False)


def count_in(store: ObjectStore) -> int:
    return len(store)


def read_in(repo: Repository, name: str) -> bytes:
    return repo[name].data


def test_stores_and_repositories_go_to_workers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.chdir(folder / "tree" / "below")
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", "../hook.git/objects")
    repo = Repository.open(verify=False, warn=told.append, overrides=[("pack.threads", "1")])
    oid = repo.objects.write("blob", b"mine")
    store = ObjectStore(
        os.path.relpath(repo.objects.path), threads=1, open_files=7, delta_base_cache_limit=5, verify=False
    )
    twin: Repository = pickle.loads(pickle.dumps(repo))
    monkeypatch.delenv("GIT_ALTERNATE_OBJECT_DIRECTORIES")
    monkeypatch.chdir("/")
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(count_in, store).result() == 1
        assert pool.submit(count_in, repo.objects).result() == 2
        assert pool.submit(read_in, repo, str(oid)).result() == b"mine"
    again: ObjectStore = pickle.loads(pickle.dumps(store))
    assert (again.path, again.format, again.verifies, again.threads, again._limits) == (
        store.path,
        store.format,
        False,
        1,
        (5, 7, 1),
    )
    assert again._format_is_given is False
    assert (twin.location, twin.overrides, twin.verify, twin.base) == (repo.location, repo.overrides, False, repo.base)
    assert twin.config.get("pack.threads") == "1"
    assert twin.objects._directories() == repo.objects._directories()


def test_what_a_pickle_takes_of_the_environment() -> None:
    environ = {"GIT_DIR": "d", "HOME": "h", "SECRET": "s", "PATH": "p", "GIT_CONFIG_COUNT": "0"}
    assert asked_for(environ) == {"GIT_DIR": "d", "HOME": "h", "GIT_CONFIG_COUNT": "0"}
    assert b"SECRET" not in pickle.dumps(asked_for(environ))


def test_reprs_name_the_place(folder: Path) -> None:
    with Repository.open(folder / "named.git") as repo:
        assert repr(repo) == f"<Repository {folder}/named.git>"
        assert repr(repo.objects) == f"<ObjectStore {folder}/named.git/objects>"
