"""`repo.repack`, `.prune`, `.prune_packed` and `.count_objects` leave and answer what the commands leave and answer."""

from __future__ import annotations

import json
import os
import pickle
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pygitobj import (
    SHA1,
    SHA256,
    GitObjectError,
    IdList,
    ObjectId,
    ObjectStore,
    Progress,
    Repository,
    RepositoryError,
)
from tests.support.command import git, pygitobj
from tests.unit.face.conftest import ReadOnly, all_ids, files_below

NOW = datetime.now(UTC) + timedelta(days=1)
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, []),
        ({"delete": True}, ["-d"]),
        ({"all": True}, ["-a"]),
        ({"all": True, "delete": True}, ["-ad"]),
        ({"all": True, "delete": True, "keep_unreachable": True}, ["-adk"]),
        ({"all": True, "delete": True, "unpack_unreachable": True}, ["-Ad"]),
        ({"all": True, "delete": True, "unpack_unreachable": NOW}, ["-Ad", "--unpack-unreachable=now"]),
        ({"geometric": 2, "delete": True}, ["-d", "-g2"]),
        (
            {"all": True, "delete": True, "reuse_delta": False, "window": 3, "depth": 2},
            ["-adf", "--window=3", "--depth=2"],
        ),
        ({"all": True, "delete": True, "reuse_object": False, "threads": 1}, ["-adF", "--threads=1"]),
        ({"all": True, "update_server_info": False}, ["-an"]),
        ({"all": True, "delete": True, "name_hash_version": 2}, ["-ad", "--name-hash-version=2"]),
    ],
)  # fmt: skip
def test_repack_as_the_command(repo: Repository, place: Path, twin: Path, arguments: Any, words: list[str]) -> None:
    answer = pygitobj(twin, "repack", *words, "--json")
    assert answer.code == 0, answer
    done = repo.repack(**arguments)
    assert done._asdict() == json.loads(answer.out)
    assert files_below(place / ".git/objects") == files_below(twin / ".git/objects")
    assert files_below(place / ".git/info") == files_below(twin / ".git/info")
    git(place, "fsck", "--full")
    # The repository knows its new packs at once, and none that went.
    assert sorted(map(str, repo.objects)) == all_ids(place)
    packs = {pack.path for source in repo.objects.sources for pack in source.packed.all_packs()}
    assert packs == {str(path.with_suffix("")) for path in (place / ".git/objects/pack").glob("*.pack")}


def test_what_the_configuration_says_of_a_repack(repo: Repository, place: Path) -> None:
    # Set after the repository was opened and its configuration read.
    assert repo.config.get_bool("repack.updateServerInfo", True)
    git(place, "config", "repack.updateServerInfo", "false")
    repo.repack(all=True, delete=True)
    assert not (place / ".git/objects/info/packs").exists()
    git(place, "config", "pack.window", "many")
    with pytest.raises(RepositoryError, match=r"pack\.window"):
        repo.repack(all=True)
    git(place, "config", "--unset", "pack.window")
    git(place, "config", "core.repositoryFormatVersion", "1")
    git(place, "config", "extensions.preciousObjects", "true")
    before = files_below(place / ".git/objects")
    with pytest.raises(RepositoryError, match="precious-objects"):
        repo.repack(delete=True)
    with pytest.raises(RepositoryError, match="precious-objects"):
        repo.prune(expire=NOW)
    assert files_below(place / ".git/objects") == before


def test_packs_that_are_to_stay(repo: Repository, place: Path) -> None:
    packs = (place / ".git/objects/pack").glob("*.pack")
    name = max(packs, key=lambda path: path.stat().st_size).stem  # of which some can be reached
    # By the name that a Repacked gives, and by the file's.
    for keep in (name, f"{name}.pack"):
        done = repo.repack(all=True, delete=True, keep_packs=[keep])
        assert name not in done.removed
        assert (place / f".git/objects/pack/{name}.pack").exists()
    (place / f".git/objects/pack/{name}.keep").touch()
    without = repo.repack(all=True, delete=True)
    every = repo.repack(all=True, delete=True, pack_kept_objects=True)
    assert name not in without.removed + every.removed
    assert without.objects < every.objects


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("heads", [False, True])
def test_prune_as_the_command(repo: Repository, place: Path, twin: Path, dry_run: bool, heads: bool) -> None:
    named = [git(place, "hash-object", "--stdin", stdin=b"loose, and nothing leads here\n").decode().strip()]
    for each in (place, twin):
        (each / ".git/objects/tmp_left").write_bytes(b"x")
        (each / ".git/objects/00").mkdir(exist_ok=True)
        (each / ".git/objects/00/strange").write_bytes(b"x")
    words = [*(["-n"] if dry_run else []), "-v", "--expire=all", *(named if heads else [])]
    answer = pygitobj(twin, "prune", *words)
    assert answer.code == 0, answer
    done = repo.prune(expire=NOW, heads=named if heads else [], dry_run=dry_run)
    lines = answer.out.decode().splitlines()
    assert isinstance(done.objects, IdList)
    assert [str(oid) for oid in done.objects] == [
        line.split()[0] for line in lines if line.split()[0].isalnum() and len(line.split()[0]) >= 40
    ]
    assert bool(done.objects) is not heads
    assert done.temporary == (str(place / ".git/objects/tmp_left"),)
    assert done.strange == (str(place / ".git/objects/00/strange"),)
    assert files_below(place / ".git/objects") == files_below(twin / ".git/objects")
    assert sorted(map(str, repo.objects)) == all_ids(place)
    # By an id and by an object as well.
    oid = ObjectId(named[0])
    if heads and not dry_run:
        assert not repo.prune(expire=NOW, heads=[oid]).objects
        assert not repo.prune(expire=NOW, heads=[repo[oid]]).objects
        assert list(repo.prune(expire=NOW).objects) == [oid]
        assert oid not in repo.objects


def test_what_is_young_stays(repo: Repository) -> None:
    before = len(repo.objects)
    done = repo.prune(expire=LONG_AGO)
    assert (len(done.objects), len(repo.objects)) == (0, before)
    # In another zone it is the same moment.
    oid = repo.objects.write("blob", b"young\n")
    path = repo.objects.sources[0].loose.path(oid)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    zone = datetime.fromtimestamp(999_999_999, UTC).astimezone()
    assert not repo.prune(expire=zone).objects
    assert list(repo.prune(expire=zone + timedelta(seconds=1)).objects) == [oid]


def test_shallow_lines_that_went(history: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=2", "--branch=main", "--no-tags", f"file://{history}", "shallow")
    with Repository.open(tmp_path / "shallow") as repo:
        cut = repo.shallow
        assert len(cut) == 1
        git(tmp_path / "shallow", "fetch", "-q", "--depth=1", "origin", "main")
        git(tmp_path / "shallow", "update-ref", "refs/heads/main", "FETCH_HEAD")
        git(tmp_path / "shallow", "reflog", "expire", "--expire=all", "--all")
        with open(tmp_path / "shallow/.git/shallow", "a") as file:
            file.write(f"{next(iter(cut)).hex()}\n")
        repo.repack(all=True, delete=True)
        assert repo.shallow == {bytes(repo.resolve("HEAD"))}


def test_prune_packed_as_the_command(repo: Repository, place: Path, twin: Path) -> None:
    for each in (place, twin):
        git(each, "repack", "-q")
    lines = pygitobj(twin, "prune-packed", "-n").out.splitlines()
    assert len(lines) > 1
    before = files_below(place / ".git/objects")
    assert repo.prune_packed(dry_run=True) == len(lines)
    assert files_below(place / ".git/objects") == before
    assert repo.prune_packed() == len(lines)
    assert repo.prune_packed() == 0
    pygitobj(twin, "prune-packed")
    assert files_below(place / ".git/objects") == files_below(twin / ".git/objects")


def test_count_as_the_command(repo: Repository, place: Path, tmp_path: Path) -> None:
    (place / ".git/objects/pack/lost").write_bytes(b"xx")
    git(tmp_path, "init", "-q", "--bare", f"--object-format={repo.format.name}", "other.git")
    (place / ".git/objects/info/alternates").write_text(f"{tmp_path}/other.git/objects\n")
    counts = repo.count_objects()
    told = counts._asdict()
    assert [(file.message, file.path) for file in told.pop("garbage_files")] == [
        ("garbage found", str(place / ".git/objects/pack/lost"))
    ]
    told["alternates"] = list(told["alternates"])
    assert told == json.loads(pygitobj(place, "count-objects", "--json").out)
    lines = dict(line.split(": ") for line in git(place, "count-objects", "-v").decode().splitlines())
    assert (counts.loose, counts.packs, counts.packed) == tuple(
        int(lines[name]) for name in ("count", "packs", "in-pack")
    )
    # As it is then, not as it was.
    repo.objects.write("blob", b"one more\n")
    assert repo.count_objects().loose == counts.loose + 1
    assert pickle.loads(pickle.dumps(counts)) == counts


def test_progress(repo: Repository) -> None:
    told: list[Progress] = []
    repo.repack(all=True, delete=True, report=told.append)
    titles = list(dict.fromkeys(progress.title for progress in told))
    assert titles == ["Enumerating objects", "Counting objects", "Compressing objects", "Writing objects"]
    assert all(progress.total is None or progress.done <= progress.total for progress in told)
    assert told[-1].is_over
    assert told[-1].size


class StopError(OSError):
    """What a caller raises that has seen enough; it looks like an error of the system."""


@pytest.mark.parametrize("error", [StopError(5, "enough"), KeyboardInterrupt(), KeyError("x")])
def test_a_report_that_raises_ends_the_job(repo: Repository, place: Path, error: BaseException) -> None:
    before = files_below(place / ".git/objects")

    def stop(progress: Progress) -> None:
        if progress.title == "Writing objects":
            raise error

    with pytest.raises(type(error)) as caught:
        repo.repack(all=True, delete=True, report=stop)
    assert caught.value is error
    assert files_below(place / ".git/objects") == before


def test_nothing_is_removed_where_something_cannot_be_read(repo: Repository, place: Path) -> None:
    (place / ".git/refs/heads/broken").write_text("no id\n")
    before = files_below(place / ".git/objects")
    for job in (lambda: repo.repack(all=True, delete=True), lambda: repo.prune(expire=NOW)):
        with pytest.raises(GitObjectError):
            job()
        assert files_below(place / ".git/objects") == before
    (place / ".git/refs/heads/broken").unlink()
    # A reachable object that is gone.
    oid = str(repo.resolve("HEAD^{tree}"))
    path = place / f".git/objects/{oid[:2]}/{oid[2:]}"
    path.unlink()
    before.remove(f"{oid[:2]}/{oid[2:]}")
    for job in (lambda: repo.repack(all=True, delete=True), lambda: repo.prune(expire=NOW)):
        with pytest.raises(GitObjectError, match=oid):
            job()
        assert files_below(place / ".git/objects") == before


def test_a_repository_that_cannot_be_written_to(repo: Repository, place: Path, read_only: ReadOnly) -> None:
    before = files_below(place / ".git/objects")
    counts = repo.count_objects()
    with read_only():
        with pytest.raises(RepositoryError, match=r"unable to repack: .*Read-only file system") as caught:
            repo.repack(all=True, delete=True)
        assert isinstance(caught.value.__cause__, OSError)
        git_says: list[str] = []
        with Repository.open(place, warn=git_says.append) as telling:
            assert not telling.prune(expire=NOW).objects
        assert "unable to unlink" in git_says[0]
        assert repo.count_objects() == counts
        assert repo.prune(expire=NOW, dry_run=True).objects
    assert files_below(place / ".git/objects") == before
    git(place, "repack", "-q")
    before = files_below(place / ".git/objects")
    with read_only(), pytest.raises(RepositoryError, match="unable to prune what is packed"):
        repo.prune_packed()
    assert files_below(place / ".git/objects") == before


def test_a_path_that_was_relative(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place.parent)
    repo = Repository.open("r")
    monkeypatch.chdir("/")
    with repo:
        done = repo.repack(all=True, delete=True)
        assert (len(done.packs), repo.count_objects().packs) == (1, 1)
        assert len(repo.prune(expire=NOW).objects) > 0


def test_a_reader_meanwhile(repo: Repository, place: Path) -> None:
    with ObjectStore(place / ".git/objects", repo.format) as other:
        known = {oid: other.read(oid).data for oid in other}
        wrong: list[object] = []
        over = threading.Event()

        def read() -> None:
            while not over.is_set():
                for oid, body in known.items():
                    try:
                        if other.read(oid).data != body:
                            wrong.append(oid)
                    except GitObjectError as error:
                        wrong.append(error)

        reader = threading.Thread(target=read)
        reader.start()
        try:
            for _ in range(3):
                repo.repack(all=True, delete=True, keep_unreachable=True)
                repo.repack(all=True, delete=True, keep_unreachable=True, reuse_delta=False)
        finally:
            over.set()
            reader.join()
        assert wrong == []
        assert {oid: repo.objects.read(oid).data for oid in known} == known


def test_replace_refs_do_not_count(repo: Repository, place: Path) -> None:
    # Nothing else leads to the old tree any more, and it must stay.
    git(place, "replace", "HEAD", "HEAD~4")
    before = set(repo.objects)
    repo.repack(all=True, delete=True, unpack_unreachable=True)
    assert set(repo.objects) == before
    git(place, "-c", "core.useReplaceRefs=false", "fsck", "--full")


def test_nothing_is_printed(repo: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    repo.repack(all=True, delete=True)
    repo.repack()
    repo.prune(expire=NOW)
    repo.prune_packed()
    repo.count_objects()
    assert capfd.readouterr() == ("", "")


def test_a_closed_repository(repo: Repository) -> None:
    assert repo.objects
    repo.close()
    for job in (repo.repack, repo.count_objects, repo.prune_packed, lambda: repo.prune(expire=NOW)):
        with pytest.raises(ValueError, match="closed"):
            job()


NAIVE = datetime(2020, 1, 1)
# Stands for an id of the other hash.
OTHERS = object()


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"all": 1}, TypeError, "all is True or False"),
        ({"delete": "no"}, TypeError, "delete is True or False"),
        ({"keep_unreachable": None}, TypeError, "keep_unreachable"),
        ({"local": "yes"}, TypeError, "local"),
        ({"pack_kept_objects": "yes"}, TypeError, "pack_kept_objects"),
        ({"update_server_info": 0}, TypeError, "update_server_info"),
        ({"all": True, "delete": True, "unpack_unreachable": NAIVE}, TypeError, "offset"),
        ({"all": True, "delete": True, "unpack_unreachable": "2.weeks.ago"}, TypeError, "datetime"),
        ({"all": True, "delete": True, "unpack_unreachable": 0}, TypeError, "datetime"),
        ({"unpack_unreachable": True}, ValueError, "needs all"),
        ({"all": True, "keep_unreachable": True}, ValueError, "needs delete"),
        (
            {"all": True, "delete": True, "keep_unreachable": True, "unpack_unreachable": True},
            ValueError,
            "do not go together",
        ),
        ({"geometric": 2, "all": True}, ValueError, "do not go together"),
        ({"geometric": 0}, ValueError, "factor"),
        ({"geometric": "2"}, TypeError, "geometric"),
        ({"geometric": True}, TypeError, "geometric"),
        ({"keep_packs": "pack-1.pack"}, TypeError, "several"),
        ({"keep_packs": b"pack-1.pack"}, TypeError, "several"),
        ({"keep_packs": [1]}, TypeError, "names of packs"),
        ({"keep_packs": [b"pack-1.pack"]}, TypeError, "names of packs"),
        ({"keep_packs": ["pack/pack-1.pack"]}, ValueError, "directory"),
        ({"keep_packs": [""]}, ValueError, "names of packs"),
        ({"keep_packs": 7}, TypeError, "several"),
        ({"window": -1}, ValueError, "window"),
        ({"window": "10"}, TypeError, "window"),
        ({"depth": 1.5}, TypeError, "depth"),
        ({"window_memory": "1m"}, TypeError, "window_memory"),
        ({"threads": -1}, ValueError, "threads"),
        ({"max_pack_size": 1 << 64}, ValueError, "max_pack_size"),
        ({"name_hash_version": 3}, ValueError, "name_hash_version"),
        ({"name_hash_version": "1"}, ValueError, "name_hash_version"),
        ({"name_hash_version": True}, ValueError, "name_hash_version"),
        ({"threads": True}, TypeError, "threads"),
        ({"reuse_delta": None}, TypeError, "reuse_delta"),
        ({"report": 1}, TypeError, "report"),
        ({"report": "line"}, TypeError, "report"),
        ({"a": True}, TypeError, "unexpected keyword"),
    ],
)
def test_arguments_of_repack_that_cannot_be(
    repo: Repository, arguments: Any, error: type[Exception], words: str
) -> None:
    before = repo.count_objects()
    with pytest.raises(error, match=words):
        repo.repack(**arguments)
    assert repo.count_objects() == before


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({}, TypeError, "expire"),
        ({"expire": None}, TypeError, "datetime"),
        ({"expire": NAIVE}, TypeError, "offset"),
        ({"expire": "now"}, TypeError, "datetime"),
        ({"expire": 0}, TypeError, "datetime"),
        ({"expire": NOW.date()}, TypeError, "datetime"),
        ({"expire": NOW, "heads": "HEAD"}, TypeError, "several"),
        ({"expire": NOW, "heads": [b"HEAD"]}, TypeError, "revisions"),
        ({"expire": NOW, "heads": [None]}, TypeError, "revisions"),
        ({"expire": NOW, "heads": ["--all"]}, GitObjectError, "--all"),
        ({"expire": NOW, "heads": ["nothing"]}, GitObjectError, "nothing"),
        ({"expire": NOW, "heads": [OTHERS]}, (TypeError, ValueError), "id"),
        ({"expire": NOW, "dry_run": "no"}, TypeError, "dry_run"),
        ({"expire": NOW, "report": 1}, TypeError, "report"),
    ],
)
def test_arguments_of_prune_that_cannot_be(repo: Repository, arguments: Any, error: Any, words: str) -> None:
    if arguments.get("heads") == [OTHERS]:
        arguments = {**arguments, "heads": [(SHA256 if repo.format is SHA1 else SHA1).empty_tree]}
    before = set(repo.objects)
    with pytest.raises(error, match=words):
        repo.prune(**arguments)
    assert set(repo.objects) == before


def test_arguments_of_the_others_that_cannot_be(repo: Repository) -> None:
    loose: Any = repo
    with pytest.raises(TypeError, match="dry_run"):
        loose.prune_packed(dry_run=1)
    with pytest.raises(TypeError):
        loose.prune_packed(True)
    with pytest.raises(TypeError):
        loose.count_objects(True)
    with pytest.raises(TypeError):
        loose.repack(True)
    with pytest.raises(TypeError):
        loose.prune(NOW)
