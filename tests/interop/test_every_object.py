"""Every object of every repository, as git tells it and as dulwich tells it where it can.

The repositories: the corpus, the shared ones, this project's own, and those that `PYGITOBJ_TEST_REPOS` lists.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.recipes import RECIPES
from pygitobj import ObjectId, ObjectInfo, ObjectStore, RawObject, Repository
from tests.support.command import PYGITOBJ, run
from tests.support.stores import unless_bad

ROOT = Path(__file__).parent.parent.parent
VECTORS = [
    "bitmap", "commit-graph", "compat", "cruft", "idx-v1", "loose-sha1", "loose-sha256", "midx-chain", "midx-sha256",
    "midx", "packed-sha256", "pseudo-merge", "ref-delta", "reftable-sha1", "reftable-sha256", "replaced", "shallow",
]  # fmt: skip
NAMED = [path for path in os.environ.get("PYGITOBJ_TEST_REPOS", "").split(os.pathsep) if path]
FORMAT = "%(objectname) %(objecttype) %(objectsize) %(objectsize:disk) %(deltabase)"
# Of larger repositories every object is read, but only some one by one.
FEW = 300


class Told(NamedTuple):
    """What an oracle says of an object."""

    type: str
    size: int
    disk_size: int
    delta_base: str | None


@pytest.fixture(params=[*RECIPES, "own", "countries", *NAMED])
def repository(request: pytest.FixtureRequest, build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    name = str(request.param)
    if name == "own":
        if not (ROOT / ".git").exists():
            pytest.skip("this is no checkout")
        return ROOT
    if name == "countries":
        path = request.getfixturevalue("countries")
        assert isinstance(path, Path)
        return path
    if name not in RECIPES:
        return Path(name)

    def build(target: Path) -> None:
        (target / "where").write_text(str(RECIPES[name](target / "repository")))

    return Path((build_once(f"recipe-{name}", build) / "where").read_text())


def git_tells(repository: Path) -> dict[str, Told]:
    out = run(["git", "cat-file", "--batch-all-objects", f"--batch-check={FORMAT}"], repository).out.decode()
    return {line.split()[0]: told(line.split()[1:]) for line in out.splitlines()}


def told(words: list[str]) -> Told:
    kind, size, disk_size, base = words
    return Told(kind, int(size), int(disk_size), base if base.strip("0") else None)


def describe(store: ObjectStore, oids: list[ObjectId]) -> dict[str, Told]:
    infos = store.info_many(oids)
    return {str(oid): told_by(info) for oid, info in infos if isinstance(info, ObjectInfo)}


def copies_of(store: ObjectStore, oid: str) -> list[Told]:
    return [told_by(copy.info()) for copy in store.locate(ObjectId(oid))]


def told_by(info: ObjectInfo) -> Told:
    return Told(info.type, info.size, info.disk_size, None if info.delta_base is None else str(info.delta_base))


def test_what_git_tells(repository: Path) -> None:
    expected = git_tells(repository)
    with Repository.open(repository, replace=False) as repo:
        store = repo.objects
        oids = list(store)
        assert [str(oid) for oid in oids] == sorted(expected)
        assert len(store) == len(expected)
        described = describe(store, oids)
        for name, theirs in expected.items():
            # Where there are several copies, git and we may each have told of another.
            assert described[name] == theirs or theirs in copies_of(store, name), name
        for oid in oids[:: len(oids) // FEW + 1]:
            info = store.info(oid)
            assert (info.type, info.size) == expected[str(oid)][:2] == tuple(store.header(oid))
            raw = store.read(oid)
            assert (raw.type, len(raw.data)) == expected[str(oid)][:2]
            with store.open(oid) as body:
                assert body.read() == raw.data
            assert oid in store
            assert oid in store.find_prefix(str(oid)[:7])


def test_every_byte(repository: Path) -> None:
    command = ["git", "cat-file", "--batch-all-objects", "--batch"]
    with subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        theirs = hashlib.sha256()
        while piece := process.stdout.read(1 << 20):
            theirs.update(piece)
    with Repository.open(repository, replace=False) as repo:
        ours = hashlib.sha256()
        for oid, raw in repo.objects.scan(ordered=True):
            assert isinstance(raw, RawObject)
            ours.update(b"%s %s %d\n" % (str(oid).encode(), raw.type.encode(), len(raw.data)))
            ours.update(raw.data)
            ours.update(b"\n")
        assert ours.digest() == theirs.digest()
        ids = set(repo.objects)
        assert {oid for oid, raw in repo.objects.scan() if isinstance(raw, RawObject)} == ids


def test_the_command_line(repository: Path) -> None:
    for words in (["--batch-check=" + FORMAT.replace("%(objectsize:disk) %(deltabase)", "")], ["--batch"]):
        command = ["cat-file", "--batch-all-objects", *words]
        assert digest_of(["git", *command], repository) == digest_of([*PYGITOBJ, *command], repository)


def digest_of(command: list[str], directory: Path) -> str:
    """The hash of what `command` prints, which may be more than memory should hold."""
    running = hashlib.sha256()
    with subprocess.Popen(command, cwd=directory, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while piece := process.stdout.read(1 << 20):
            running.update(piece)
    assert process.returncode == 0
    return running.hexdigest()


def dulwich_objects(repository: Path) -> Iterator[tuple[str, int, bytes]]:
    from dulwich.errors import NotGitRepository
    from dulwich.repo import Repo

    try:
        repo = Repo(str(repository))
    except (NotGitRepository, ValueError, KeyError) as error:
        pytest.skip(f"dulwich does not open it: {error!r}")
    try:
        for hex_id in repo.object_store:
            kind, data = repo.object_store.get_raw(hex_id)
            yield hex_id.decode(), kind, data
    finally:
        repo.close()


@pytest.mark.filterwarnings("ignore")
def test_what_dulwich_tells(repository: Path, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["repository"]
    if name.startswith(("alternates", "sha256")) or name in ("junk", "small-window", "odd-commits"):
        pytest.skip("dulwich does not read it")
    with Repository.open(repository, replace=False) as repo:
        seen = 0
        for oid, kind, data in dulwich_objects(repository):
            raw = repo.objects.read(ObjectId(oid))
            assert (raw.type.code, raw.data) == (kind, data)
            seen += 1
        assert seen >= len(repo.objects)


@pytest.mark.parametrize("name", VECTORS)
def test_newer_formats(vectors: Path, name: str) -> None:
    lines = (vectors / f"{name}.answers" / "all-objects.txt").read_text().splitlines()
    expected = {line.split()[0]: told(line.split()[1:]) for line in lines}
    with Repository.open(vectors / f"{name}.git", replace=False) as repo:
        oids = list(repo.objects)
        assert sorted(expected) == [str(oid) for oid in oids]
        described = describe(repo.objects, oids)
        for oid, theirs in expected.items():
            assert described[oid] == theirs or theirs in copies_of(repo.objects, oid), oid
        assert all(raw is not None for raw in unless_bad(repo.objects.scan()))
        commit, tree = (vectors / f"{name}.answers" / "head.txt").read_text().split()
        assert [str(repo.resolve("HEAD")), str(repo.resolve("HEAD^{tree}"))] == [commit, tree]


def test_a_partial_clone(vectors: Path) -> None:
    lines = (vectors / "partial.all-objects.txt").read_text().splitlines()
    with Repository.open(vectors / "partial.git") as repo:
        rows = repo.objects.sizes(repo.objects)
        assert [f"{row[0]} {row[1]} {row[2]}" for row in rows if row] == lines
