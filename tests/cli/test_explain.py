"""The story of a lookup: its numbers are those that lie in the files, and it can be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.recipes import RECIPES
from pygitobj import ObjectId, Repository
from pygitobj.jobs.inspect.explain import explain
from tests.support.command import git, pygitobj


@pytest.fixture(
    scope="session", params=["index-v1", "ref-deltas", "sha256-packed", "duplicates", "replaced", "long-chain"]
)
def repository(request: pytest.FixtureRequest, build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return build_once(f"explain-{request.param}", lambda target: (RECIPES[request.param](target), None)[1])


def test_the_numbers_are_right(repository: Path) -> None:
    with Repository.open(repository, replace=False) as repo:
        store = repo.objects
        oids = list(store)
        for oid in oids[:: len(oids) // 25 + 1]:
            story = explain(store, oid)
            raw, info = store.read(oid), store.info(oid)
            assert (story.oid, story.type, story.size) == (str(oid), raw.type, len(raw.data))
            if story.lookup is None:
                assert story.loose is not None
                assert story.loose.disk_size == info.disk_size
                assert story.loose.header == f"{raw.type} {len(raw.data)}"
                continue
            assert story.lookup.low <= story.lookup.row < story.lookup.high
            assert story.lookup.steps[-1].verdict == "found"
            first = story.chain[0]
            assert (first.offset, first.disk_size) == (story.lookup.offset, info.disk_size)
            assert first.base_oid == (str(info.delta_base) if info.delta_base else None)
            assert first.result_size == len(raw.data)
            for entry, base in zip(story.chain, story.chain[1:], strict=False):
                assert entry.delta is not None
                assert entry.delta.source_size == base.result_size
                assert entry.delta.copied + entry.delta.inserted == entry.result_size
                assert entry.base_oid == base.oid
            assert story.chain[-1].delta is None


def test_it_can_be_read(repository: Path) -> None:
    oids = git(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").decode().split()
    for words in ([], ["--ops"]):
        answer = pygitobj(repository, "--no-replace-objects", "explain", *words, oids[0])
        assert answer.code == 0
        text = answer.out.decode()
        assert text.startswith(f"{oids[0]} is {oids[0]}, a ")
        assert "opy of the object" in text or "Other copies" in text
        assert max(map(len, text.splitlines())) < 400


def test_json(repository: Path) -> None:
    oid = git(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").decode().split()[-1]
    story = json.loads(pygitobj(repository, "explain", "--json", "--ops", oid).out)
    assert story["oid"] == oid
    assert ("instructions" in json.dumps(story)) == any(entry["delta"] for entry in story["chain"])
    assert "instructions" not in pygitobj(repository, "explain", "--json", oid).out.decode()


def test_an_object_without_a_file(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", ".")
    answer = pygitobj(tmp_path, "explain", "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    assert b"exists without a file" in answer.out


def test_other_copies_and_errors(tmp_path: Path) -> None:
    repository = RECIPES["duplicates"](tmp_path)
    with Repository.open(repository) as repo:
        places = [len(explain(repo.objects, oid).other_copies) for oid in repo.objects]
    assert max(places) >= 1
    assert pygitobj(repository, "explain").code == 129
    assert pygitobj(repository, "explain", "nope").code == 128
    assert pygitobj(repository, "explain", str(ObjectId("12" * 20))).code == 128
