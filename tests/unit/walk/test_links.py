"""Every links provider answers alike: what commits, tags and trees name is what git shows them to name."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pygitobj import SHA1, SHA256, IdList, NotFoundError, ObjectStore
from pygitobj.errors import CorruptError
from pygitobj.formats.links import Link
from pygitobj.kernels.columns import CommitLinks
from pygitobj.oid import TYPE_CODES, ObjectType
from pygitobj.walk.commit_graph import GraphSettings, open_proven
from pygitobj.walk.graph_history import GraphLinks
from pygitobj.walk.history import History
from pygitobj.walk.links import Links
from pygitobj.walk.read_ahead import ReadAhead
from tests.support.command import git
from tests.support.stores import write_loose
from tests.unit.walk.test_reachable import dag


def from_graph(store: ObjectStore) -> Links:
    """What a commit-graph says."""
    path = store.sources[0].path
    return GraphLinks(store, lambda: open_proven([path], store.format, GraphSettings(), pytest.fail), alone=0)


PROVIDERS: dict[str, Callable[[ObjectStore], Links]] = {"read ahead": ReadAhead, "commit-graph": from_graph}
LAYOUTS = ["packed", "loose", "both"]
WHO = b"author A <a@b> 5 +0000\ncommitter A <a@b> 7 +0000\n"


@pytest.fixture(scope="module", params=[(layout, name) for layout in LAYOUTS for name in ("sha1", "sha256")], ids=str)
def repository(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random history with tags of objects of each type, and of tags."""
    layout, name = request.param
    path = tmp_path_factory.mktemp("links")
    git(path, "init", "-q", "--bare", f"--object-format={name}", ".")
    git(path, "config", "fastimport.unpackLimit", "0" if layout == "packed" else "10000")
    git(path, "fast-import", "--quiet", stdin=dag(3, 0).encode())
    if layout == "both":
        git(path, "repack", "-adq")
        git(path, "fast-import", "--quiet", "--force", stdin=dag(4, 0).encode())
    for tag, target in (("t1", "c40"), ("t2", "t1"), ("t3", "c40^{tree}"), ("t4", "c40:b"), ("t5", "t4")):
        git(path, "tag", "-a", "-m", "x", tag, target if ":" not in target else blob_of(path))
    git(path, "commit-graph", "write", "--reachable")
    return path


def blob_of(path: Path) -> str:
    """Some blob."""
    return git(path, "ls-tree", "-r", "--format=%(objectname)", "c40").decode().split()[0]


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest, repository: Path) -> Iterator[Links]:
    object_format = SHA256 if "sha256" in (repository / "config").read_text() else SHA1
    with ObjectStore(repository / "objects", object_format) as store:
        yield PROVIDERS[request.param](store)


def objects_of(path: Path, kind: str) -> list[bytes]:
    """The raw ids of all objects of type `kind`."""
    shown = git(path, "cat-file", "--batch-check=%(objecttype) %(objectname)", "--batch-all-objects").decode()
    return [bytes.fromhex(line.split()[1]) for line in shown.splitlines() if line.startswith(f"{kind} ")]


def test_commits(provider: Links, repository: Path) -> None:
    lines = git(repository, "log", "--all", "--format=%H %T %ct %P").decode().splitlines()
    random.Random(1).shuffle(lines)
    assert len(lines) > 30
    links = History(provider).links
    for line in [*lines, *lines]:
        oid, tree, date, *parents = line.split()
        expected = CommitLinks(bytes.fromhex(tree), tuple(map(bytes.fromhex, parents)), int(date))
        assert links(bytes.fromhex(oid)) == expected


def test_tags(provider: Links, repository: Path) -> None:
    tags = objects_of(repository, "tag")
    assert len(tags) == 5
    for oid in tags:
        lines = git(repository, "cat-file", "tag", oid.hex()).decode().splitlines()
        target, kind = (line.split()[1] for line in lines[:2])
        assert provider.tag(oid) == Link(TYPE_CODES[ObjectType(kind)], bytes.fromhex(target))


def test_trees(provider: Links, repository: Path) -> None:
    trees = objects_of(repository, "tree")
    asked = random.Random(2).choices(trees, k=3 * len(trees))
    expected = [git(repository, "cat-file", "tree", oid.hex()) for oid in asked]
    bodies = [body for some in provider.trees(IdList(asked)) for body in some]
    assert [provider.tree(oid) if body is None else body for oid, body in zip(asked, bodies, strict=True)] == expected
    assert [provider.tree(oid) for oid in asked[:5]] == expected[:5]
    assert list(provider.trees(IdList())) == []


def test_missing_and_of_another_type(provider: Links, repository: Path) -> None:
    kinds = {kind: objects_of(repository, kind)[0] for kind in ("commit", "tag", "tree", "blob")}
    absent = bytes(len(kinds["blob"]))
    for kind, call in (("commit", History(provider).links), ("tag", provider.tag), ("tree", provider.tree)):
        with pytest.raises(NotFoundError, match=absent.hex()):
            call(absent)
        for other, oid in kinds.items():
            if other != kind:
                with pytest.raises(CorruptError, match=oid.hex()):
                    call(oid)
    asked = [kinds["tree"], absent, kinds["blob"], kinds["tree"]]
    (good, *bad, again) = [body for some in provider.trees(IdList(asked)) for body in some]
    assert good == again
    assert good in (None, provider.tree(kinds["tree"]))
    assert bad == [None, None]


@pytest.mark.parametrize("name", PROVIDERS)
def test_damaged_and_malformed(name: str, tmp_path: Path) -> None:
    objects = tmp_path / "objects"
    tree = write_loose(objects, "tree", b"")
    commit = write_loose(objects, "commit", b"tree %s\n%s\n" % (tree.hex().encode(), WHO))
    malformed = {
        "commit": write_loose(objects, "commit", b"tree x\n" + WHO + b"\n"),
        "tag": write_loose(objects, "tag", b"object %s\ntype nothing\ntag t\n\n" % tree.hex().encode()),
    }
    damaged = {kind: write_loose(objects, kind, kind.encode(), raw=b"damaged") for kind in ("commit", "tag", "tree")}
    with ObjectStore(objects) as store:
        provider = PROVIDERS[name](store)
        calls = {"commit": History(provider).links, "tag": provider.tag, "tree": provider.tree}
        for kind, oid in [*malformed.items(), *damaged.items()]:
            for _ in range(2):
                with pytest.raises(CorruptError, match=oid.hex()):
                    calls[kind](oid)
        assert calls["commit"](commit) == CommitLinks(tree, (), 7)
        found = [body for some in provider.trees(IdList([damaged["tree"], tree])) for body in some]
        assert found[0] is None
        assert provider.tree(tree) == b""
        assert found[1] in (None, b"")
