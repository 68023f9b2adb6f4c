"""What a partial clone's remote has promised, as git lists it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.walk.promised import Promised, promisor_packs
from tests.support.command import git, run

TREES = "tree:0"
NOWHERE = bytes([1]) * 20


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository to clone from, with tags of commits and blobs."""
    git(tmp_path, "init", "-q", "-b", "main", "origin")
    path = tmp_path / "origin"
    git(path, "config", "uploadpack.allowFilter", "true")
    for step in range(3):
        (path / "d").mkdir(exist_ok=True)
        (path / "d" / "a").write_text(f"{step}\n")
        git(path, "add", ".")
        git(path, "commit", "-qm", str(step))
    git(path, "tag", "-am", "tag", "v1", "HEAD~1")
    git(path, "tag", "-am", "tag of a blob", "v2", "HEAD:d/a")
    return path


def clone(origin: Path, name: str, how: str) -> Path:
    """A partial clone without a work tree, which has no more than it was sent."""
    git(origin.parent, "clone", "-q", "--no-checkout", f"--filter={how}", f"file://{origin}", name)
    return origin.parent / name


def promised_by_git(path: Path) -> set[str]:
    """What is in packs with a .promisor file, and what git shows each of these objects to name."""
    packed: set[str] = set()
    for index in (path / ".git/objects/pack").glob("*.idx"):
        if index.with_suffix(".promisor").exists():
            lines = git(path, "verify-pack", "-v", str(index)).decode().splitlines()
            packed.update(line.split()[0] for line in lines if len(line.split()) >= 5 and len(line.split()[0]) == 40)
    named: set[str] = set()
    for oid in packed:
        kind = git(path, "cat-file", "-t", oid).decode().strip()
        words = git(path, "cat-file", "-p", oid).decode().replace("\t", " ").split()
        if kind == "tree":
            named.update(word for word in words if len(word) == 40)
        elif kind != "blob":
            lines = git(path, "cat-file", "-p", oid).decode().split("\n\n")[0].splitlines()
            named.update(line.split()[1] for line in lines if line.split()[0] in ("tree", "parent", "object"))
    return packed | named


@pytest.mark.parametrize("how", ["blob:none", TREES, "tree:1"])
def test_what_is_promised(origin: Path, how: str) -> None:
    path = clone(origin, "partial", how)
    (path / "own").write_text("own\n")
    own = git(path, "hash-object", "-w", "own").decode().strip()
    expected = promised_by_git(path)
    everything = set(git(origin, "rev-list", "--objects", "--all", "--no-object-names").decode().split())
    with Repository.open(path) as opened:
        promised = opened.promised_now()
        assert {oid for oid in everything if promised(bytes.fromhex(oid))} == expected & everything
        assert not promised(bytes.fromhex(own))
        assert not promised(NOWHERE)
        assert len(promisor_packs(opened.objects)) == len(list((path / ".git/objects/pack").glob("*.promisor")))


def test_it_takes_a_remote_that_promised(origin: Path) -> None:
    whole = origin.parent / "whole"
    git(origin.parent, "clone", "-q", f"file://{origin}", "whole")
    head = git(whole, "rev-parse", "HEAD").decode().strip()
    with Repository.open(whole) as opened:
        assert promisor_packs(opened.objects) == []
        assert not opened.promised_now()(bytes.fromhex(head))
        assert not Promised(opened.objects)(bytes.fromhex(head))
    (pack,) = (whole / ".git/objects/pack").glob("*.pack")
    pack.with_suffix(".promisor").touch()
    for value, expected in (("false", False), ("true", True)):
        git(whole, "config", "remote.origin.promisor", value)
        with Repository.open(whole) as opened:
            assert opened.has_promisor() is expected
            assert opened.promised_now()(bytes.fromhex(head)) is expected


def test_packs_of_an_alternate_promise_too(origin: Path) -> None:
    path = clone(origin, "partial", TREES)
    git(origin.parent, "init", "-q", "borrower")
    borrower = origin.parent / "borrower"
    (borrower / ".git/objects/info/alternates").write_text(f"{path}/.git/objects\n")
    tree = git(origin, "rev-parse", "HEAD^{tree}").decode().strip()
    with Repository.open(borrower) as opened:
        assert [os.path.dirname(pack.path) for pack in promisor_packs(opened.objects)] == [
            f"{path}/.git/objects/pack"
        ] * len(promisor_packs(opened.objects))
        assert Promised(opened.objects)(bytes.fromhex(tree))


def test_what_is_damaged_promises_nothing(origin: Path) -> None:
    path = clone(origin, "partial", "blob:none")
    head, tree = (git(path, "rev-parse", name).decode().strip() for name in ("HEAD", "HEAD^{tree}"))
    sub = git(origin, "rev-parse", "HEAD~2:d").decode().strip()
    blob = git(origin, "rev-parse", "HEAD~2:d/a").decode().strip()
    pack = next(
        index
        for index in (path / ".git/objects/pack").glob("*.idx")
        if sub.encode() in run(["git", "verify-pack", "-v", str(index)], path).out
    )
    lines = git(path, "verify-pack", "-v", str(pack)).decode().splitlines()
    at = next(int(line.split()[4]) for line in lines if line.startswith(sub))
    data = bytearray(pack.with_suffix(".pack").read_bytes())
    data[at + 4] ^= 0xFF
    os.chmod(pack.with_suffix(".pack"), 0o644)
    pack.with_suffix(".pack").write_bytes(data)
    with Repository.open(path) as opened:
        promised = opened.promised_now()
        assert [promised(bytes.fromhex(oid)) for oid in (head, tree, sub)] == [True, True, True]
        assert not promised(bytes.fromhex(blob))
