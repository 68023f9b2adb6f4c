"""The Repository that users import: of its own class everywhere, and as quick to start as the plain one below it."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path

import pytest

import pygitobj
from pygitobj.repository.repository import Repository as PlainRepository
from tests.support.command import git
from tests.unit.face.conftest import all_ids

JOBS = (
    "pack_objects",
    "index_pack",
    "unpack_objects",
    "verify_pack",
    "repack",
    "prune",
    "prune_packed",
    "count_objects",
)
ROOT = Path(__file__).parents[3]


def test_which_class_it_is(repo: pygitobj.Repository, place: Path) -> None:
    assert type(repo) is pygitobj.Repository
    assert isinstance(repo, PlainRepository)
    again = pickle.loads(pickle.dumps(repo))
    with again:
        assert type(again) is pygitobj.Repository
        assert again.count_objects() == repo.count_objects()

    class Mine(pygitobj.Repository):
        """A user's own."""

    with Mine.open(place) as mine:
        assert type(mine) is Mine
        assert len(mine.repack(all=True).packs) == 1


def count_in_worker(repo: pygitobj.Repository) -> int:
    return repo.repack(all=True, delete=True).objects


def test_in_another_process(repo: pygitobj.Repository, place: Path) -> None:
    with get_context("spawn").Pool(1) as pool:
        packed = pool.apply(count_in_worker, (repo,))
    assert packed == repo.count_objects().packed
    assert sorted(map(str, repo.objects)) == all_ids(place)


def test_what_opening_does_not_load(place: Path) -> None:
    program = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import pygitobj
with pygitobj.Repository.open() as repo:
    repo.objects.read(repo.resolve("HEAD"))
print(*(name for name in sys.modules if name.startswith(("pygitobj.jobs", "pygitobj.cli", "pygitobj.face"))))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=place, capture_output=True, check=True)
    parts = [f"pygitobj.face.{name}" for name in ("histories", "pack_calls", "repository", "tree_calls")]
    assert sorted(done.stdout.decode().split()) == ["pygitobj.face", *parts]


@pytest.mark.parametrize("name", JOBS)
def test_what_a_method_says(name: str) -> None:
    method = getattr(pygitobj.Repository, name)
    words = f"git's `{name.replace('_', '-')}`"
    assert words in method.__doc__
    assert f"git-{name.replace('_', '-')}" in method.__doc__.rsplit("Follows git's", 1)[1]
    # Nothing but what the job is about is given by its place.
    parameters = list(inspect.signature(method).parameters.values())[1:]
    positional = [parameter.name for parameter in parameters if parameter.kind is not parameter.KEYWORD_ONLY]
    places = {"pack_objects": ["target"], "index_pack": ["pack"], "unpack_objects": ["pack"], "verify_pack": ["pack"]}
    assert positional == places.get(name, [])


def test_settings_that_win_over_the_files(place: Path) -> None:
    git(place, "config", "pack.indexVersion", "2")
    with pygitobj.Repository.open(place, overrides=[("pack.indexVersion", "1")]) as repo:
        name = repo.repack(all=True, delete=True).packs[0]
    assert (place / f".git/objects/pack/{name}.idx").read_bytes()[:4] != b"\xfftOc"


def test_warnings_come_once(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    git(place, "config", "repack.writeBitmaps", "true")
    told: list[str] = []
    with pygitobj.Repository.open(place, warn=told.append) as repo:
        repo.repack(all=True)
    assert told == ["warning: bitmaps are not written yet, although repack.writeBitmaps asks for them"]
    assert len(caplog.messages) == 1


def test_the_kernels_have_a_public_name() -> None:
    assert pygitobj.IMPLEMENTATION in ("compiled", "pure Python", "native", "pure")
    assert pygitobj.IMPLEMENTATION == pygitobj.kernels.IMPLEMENTATION
