"""What a job flushes to the disk before it takes anything away: in order, as the system is asked.

A file system may lose names that were not flushed in any order, so that one which is removed can be gone for good while
the one that took its place has no name yet.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.files.atomic import WritePolicy
from pygitobj.files.loose_writer import write_loose
from pygitobj.formats.expiry import EVERYTHING
from pygitobj.jobs.maintain.prune import PruneOptions, prune
from pygitobj.jobs.maintain.prune_packed import prune_packed
from pygitobj.jobs.maintain.repack import RepackOptions, repack
from tests.support.command import git
from tests.support.multi import ALONE, CHAIN, write_multi
from tests.support.stepping import Call, recording

DELETE = RepackOptions(delete=True)
EVERYTHING_IN_ONE = DELETE._replace(everything=True)


def repacking(options: RepackOptions) -> Callable[[Repository], object]:
    return lambda repository: repack(repository, options)


def pruning(repository: Repository) -> None:
    prune(repository, PruneOptions(expiry=EVERYTHING), lambda _: None)


JOBS: dict[str, Callable[[Repository], object]] = {
    "repack -d": repacking(DELETE),
    "repack -a -d": repacking(EVERYTHING_IN_ONE),
    "repack -A -d": repacking(EVERYTHING_IN_ONE._replace(loosen=True)),
    "repack -a -d -k": repacking(EVERYTHING_IN_ONE._replace(keep_unreachable=True)),
    "repack -d --geometric=2": repacking(DELETE._replace(geometric=2)),
    "prune-packed": lambda repository: prune_packed(repository.objects),
    "prune": pruning,
}
# What git's own jobs flush is a matter of configuration; what a removal relies on is not, but for the last.
FLUSHING = ["core.fsync=default", "core.fsync=none", "core.fsync=loose-object", "core.fsyncObjectFiles=true"]
NOT_FLUSHING = ["core.fsyncMethod=writeout-only"]


@pytest.fixture(params=[None, ALONE, CHAIN])
def repo(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A repository with packs that can go, packed objects that nothing leads to, and what is loose and packed."""
    git(tmp_path, "init", "-q", "-b", "main", "--template=", "r")
    repo = tmp_path / "r"
    for step in range(3):
        (repo / "file").write_text(f"{step}\n")
        git(repo, "add", ".")
        git(repo, "commit", "-qm", f"step {step}")
        git(repo, "repack", "-q")
    for text in (b"packed, and nothing leads here\n", b"so is this\n"):
        oid = git(repo, "hash-object", "-w", "--stdin", stdin=text)
        git(repo, "pack-objects", "-q", ".git/objects/pack/pack", stdin=oid)
    git(repo, "prune-packed")
    (repo / "file").write_text("loose and packed\n")
    git(repo, "add", ".")
    git(repo, "pack-objects", "-q", ".git/objects/pack/pack", stdin=git(repo, "rev-parse", ":file"))
    write_multi(repo / ".git/objects/pack", request.param)
    return repo


def recorded(repo: Path, job: Callable[[Repository], object]) -> list[Call]:
    """What the job asks the system for, with paths seen from the object directory."""
    top = os.path.realpath(repo / ".git/objects")
    with Repository.open(repo) as opened, recording() as calls:
        job(opened)
    return [Call(name, os.path.relpath(os.path.realpath(path), top)) for name, path in calls]


def is_removal(call: Call) -> bool:
    """Whether an object or a pack loses its name by `call`."""
    is_name = "tmp_" not in call.path and not call.path.startswith(("..", "info"))
    return call.name in ("unlink", "away") and is_name


def names_given(calls: list[Call]) -> list[int]:
    """Where files of the object directory got their names, for good."""
    return [at for at, call in enumerate(calls) if call.name in ("link", "rename", "replace")
            and "tmp_" not in call.path and not call.path.startswith(("..", "info"))]  # fmt: skip


@pytest.mark.parametrize("config", FLUSHING)
@pytest.mark.parametrize("words", list(JOBS))
def test_flushed_before_anything_goes(repo: Path, words: str, config: str) -> None:
    git(repo, "config", *config.split("="))
    calls = recorded(repo, JOBS[words])
    first = min(at for at, call in enumerate(calls) if is_removal(call))
    flushed = {call.path: at for at, call in enumerate(calls[:first]) if call.name == "fsync"}
    given = [at for at in names_given(calls) if at < first]
    for at in given:
        assert flushed[os.path.dirname(calls[at].path)] > at
    loose = [at for at in given if not calls[at].path.startswith("pack/")]
    # Those are flushed before they get their names, and their directories may be new.
    assert sum("tmp_obj" in path for path in flushed) >= len(loose)
    assert not loose or flushed["."] > max(loose)
    # What was there before and stays is relied on as much as what is new.
    assert "pack" in flushed
    if words not in ("repack -d", "prune-packed", "prune"):
        for pack in (repo / ".git/objects/pack").glob("*.pack"):
            assert {f"pack/{pack.name}", f"pack/{pack.stem}.idx"} <= set(flushed)
    # Each directory once, as long as nothing new comes.
    names = [call.path for call in calls[:first] if call.name == "fsync"]
    assert names.count("pack") == 1
    assert names.count(".") <= 1


@pytest.mark.parametrize("config", NOT_FLUSHING)
@pytest.mark.parametrize("words", list(JOBS))
def test_not_flushed_where_that_is_asked_for(repo: Path, words: str, config: str) -> None:
    git(repo, "config", *config.split("="))
    calls = recorded(repo, JOBS[words])
    assert any(map(is_removal, calls))
    assert not [call for call in calls if call.name == "fsync"]


def test_the_multi_pack_index_goes_first(repo: Path) -> None:
    """And is gone from the disk before a pack goes of which it tells."""
    if not list((repo / ".git/objects/pack").glob("multi-pack-index*")):
        git(repo, "multi-pack-index", "write")
    calls = recorded(repo, JOBS["repack -a -d"])
    removals = [at for at, call in enumerate(calls) if is_removal(call)]
    first = [at for at in removals if calls[at].path.startswith("pack/multi-pack-index")]
    assert first == removals[: len(first)] != []
    assert calls[first[0]].path.endswith(("multi-pack-index", "multi-pack-index-chain"))
    second = next(at for at in removals if calls[at].path.endswith(".idx"))
    assert Call("fsync", "pack") in calls[first[-1] : second]
    assert all(calls[at].path.endswith(".idx") for at in removals if at < max(
        at for at in removals if calls[at].path.endswith(".idx")) and at not in first)  # fmt: skip


def test_an_index_that_is_put_back_is_flushed(repo: Path) -> None:
    """Nothing else goes before the pack that a writer counts on has its index again, on the disk too."""
    real = os.unlink
    touched: list[str] = []

    def touching(path: str) -> None:
        real(path)
        if path.endswith(".idx") and not touched:
            touched.append(path)
            os.utime(path.replace(".idx", ".pack"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "unlink", touching)
        calls = recorded(repo, JOBS["repack -a -d"])
    assert touched
    name = f"pack/{os.path.basename(touched[0])}"
    again = calls.index(Call("link", name))
    gone = next(at for at, call in enumerate(calls) if call.name == "away" and call.path.endswith(".pack"))
    assert Call("fsync", "pack") in calls[again:gone]


def test_loosened_where_another_file_is_there(repo: Path) -> None:
    """What another writer has made loose, and did not flush, counts only when it is flushed; damaged, not at all."""
    oids = [git(repo, "hash-object", "--stdin", stdin=text).decode().strip() for text in
            (b"packed, and nothing leads here\n", b"so is this\n")]  # fmt: skip
    paths = [repo / ".git/objects" / oid[:2] / oid[2:] for oid in oids]
    packs = {path.name for path in (repo / ".git/objects/pack").glob("*.pack")}
    for path in paths:
        path.parent.mkdir(exist_ok=True)
    write_loose(str(paths[0]), "blob", b"packed, and nothing leads here\n", WritePolicy(), int(1e18))
    paths[1].write_bytes(b"")
    calls = recorded(repo, JOBS["repack -A -d"])
    assert not packs & {path.name for path in (repo / ".git/objects/pack").glob("*.pack")}
    assert [git(repo, "cat-file", "blob", oid) for oid in oids] == [
        b"packed, and nothing leads here\n",
        b"so is this\n",
    ]
    whole = f"{oids[0][:2]}/{oids[0][2:]}"
    first = min(at for at, call in enumerate(calls) if is_removal(call) and call.path.endswith(".idx"))
    assert Call("fsync", whole) in calls[:first]
    # As young as its pack, or younger.
    assert paths[0].stat().st_mtime > 1e9
