"""History from a commit-graph is what the objects say, or an error: good, damaged, misnamed, of some layers only."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import SHA1, SHA256, NotFoundError, ObjectStore
from pygitobj.errors import GitObjectError
from pygitobj.kernels.columns import CommitLinks
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.walk.commit_graph import GraphSettings, open_proven
from pygitobj.walk.commits import walk
from pygitobj.walk.graph_history import GraphHistory, GraphLinks
from pygitobj.walk.history import History
from pygitobj.walk.read_ahead import ReadAhead
from tests.support.bitmaps import resummed
from tests.support.command import git
from tests.unit.walk.test_reachable import dag

INFO = "objects/info"
SHAPES = ["single", "split"]
USUAL = GraphSettings()


class Made:
    """A repository with a commit-graph, and what its objects say of each commit."""

    def __init__(self, path: Path, shape: str, name: str) -> None:
        self.path = path
        self.format = SHA256 if name == "sha256" else SHA1
        git(path, "init", "-q", "--bare", f"--object-format={name}", ".")
        git(path, "config", "fastimport.unpackLimit", "10000")
        git(path, "fast-import", "--quiet", stdin=dag(5, 30).encode())
        self.write(shape)
        self.ids = [bytes.fromhex(line) for line in git(path, "rev-list", "--all").decode().split()]
        with ObjectStore(path / "objects", self.format) as store:
            history = History(ReadAhead(store))
            self.links = [history.links(oid) for oid in self.ids]
            self.walked = walk(history, self.ids[:1]).commits

    def write(self, shape: str) -> None:
        """Write a graph, of one layer or of three."""
        if shape == "single":
            git(self.path, "commit-graph", "write", "--reachable", "--changed-paths")
            return
        for tip in ("c12", "c25", "--all"):
            commits = git(self.path, "rev-list", tip)
            words = ("commit-graph", "write", "--split=no-merge", "--changed-paths", "--stdin-commits")
            git(self.path, *words, stdin=commits)

    def files(self) -> list[Path]:
        """The files of the graph, that which names the layers last."""
        found = [path for path in self.path.glob(f"{INFO}/**/*graph*") if path.is_file()]
        return sorted(found, key=lambda path: path.name.endswith("chain"))


@pytest.fixture(scope="module", params=[(shape, name) for shape in SHAPES for name in ("sha1", "sha256")], ids=str)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("graph"), *request.param)


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Iterator[Path]:
    """A copy of what is in the folder of the graph, in its place for one test."""
    info = made.path / INFO
    shutil.copytree(info, tmp_path / "info")
    yield info
    shutil.rmtree(info)
    shutil.copytree(tmp_path / "info", info)


class Opened:
    """A history with what was told, and how many commits of it the graph knows."""

    def __init__(self, store: ObjectStore, settings: GraphSettings = USUAL, *, is_paranoid: bool = False) -> None:
        self.told: list[str] = []
        self.graph = open_proven([store.sources[0].path], store.format, settings, self.told.append)
        links = GraphLinks(store, lambda: self.graph, is_paranoid=is_paranoid, tell=self.told.append, alone=0)
        self.history = GraphHistory(links)
        self.size = 0 if self.graph is None else len(self.graph.rows)

    def links(self, ids: list[bytes]) -> list[CommitLinks]:
        """What is said of each of the commits `ids`."""
        return [self.history.links(oid) for oid in ids]


@pytest.fixture
def store(made: Made) -> Iterator[ObjectStore]:
    with ObjectStore(made.path / "objects", made.format) as store:
        yield store


def test_it_says_what_the_objects_say(made: Made, store: ObjectStore) -> None:
    opened = Opened(store)
    assert (opened.told, opened.size, opened.history.has_generations) == ([], len(made.ids), True)
    shuffled = random.Random(3).sample(range(len(made.ids)), len(made.ids))
    assert opened.links([made.ids[at] for at in shuffled]) == [made.links[at] for at in shuffled]
    table = opened.history.table
    for oid in made.ids:
        n = table.find(oid)
        assert table.position(n) >= 0
        assert all(table.generation(parent) < table.generation(n) for parent in table.parents(n))
    assert walk(opened.history, made.ids[:1]).commits == made.walked


@pytest.mark.parametrize("alone", [0, 1, 5, 1000])
def test_some_are_read_before(made: Made, store: ObjectStore, alone: int) -> None:
    graph = open_proven([store.sources[0].path], store.format, GraphSettings(), pytest.fail)
    history = GraphHistory(GraphLinks(store, lambda: graph, alone=alone))
    assert walk(history, made.ids[:1]).commits == made.walked
    assert history.has_generations
    table = history.table
    for n in range(len(table)):
        assert all(table.generation(parent) < table.generation(n) for parent in table.parents(n))


def test_every_byte_is_covered_by_the_hash(made: Made, store: ObjectStore, copy: Path) -> None:
    """A byte that is another one costs the layer and those above it, and is told where git does not look at all."""
    chance = random.Random(1)
    for path in made.files():
        good = path.read_bytes()
        path.chmod(0o644)
        for at in range(0, len(good), 11):
            path.write_bytes(good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1 :])
            opened = Opened(store)
            assert opened.told or at >= len(good) - 1, at
            assert opened.size < len(made.ids) or path.name.endswith("chain")
            assert opened.links(made.ids[:3]) == made.links[:3]
        path.write_bytes(good)
    assert Opened(store).size == len(made.ids)


def test_every_byte_damaged_under_a_right_hash(made: Made, store: ObjectStore, copy: Path) -> None:
    """Nothing tells an id that is another one; all else ends, and says what can be, or raises our error."""
    chance = random.Random(2)
    for path in made.files()[-2:]:
        good = path.read_bytes()
        path.chmod(0o644)
        if path.name.endswith("chain"):
            continue
        for at in range(0, len(good) - made.format.hash_size, 7):
            other = bytearray(good)
            other[at] ^= 1 << chance.randrange(8)
            path.write_bytes(resummed(other, made.format))
            opened = Opened(store)
            assert opened.history.has_generations in (True, False)
            for oid in made.ids:
                try:
                    opened.history.require(opened.history.number(oid))
                    opened.history.may_change(opened.history.number(oid), [b"a/x"])
                except GitObjectError:
                    pass
            try:
                assert len(walk(opened.history, made.ids[:1]).commits) <= 3 * len(made.ids)
            except GitObjectError:
                pass
        path.write_bytes(good)


def test_cut_anywhere(made: Made, store: ObjectStore, copy: Path) -> None:
    for path in made.files():
        good = path.read_bytes()
        path.chmod(0o644)
        for size in range(0, len(good), 37):
            path.write_bytes(good[:size])
            opened = Opened(store)
            assert opened.size < len(made.ids)
            assert opened.links(made.ids[:3]) == made.links[:3]
        path.write_bytes(good)


def test_layers_exchanged_and_left_out(made: Made, store: ObjectStore, copy: Path) -> None:
    files = made.files()
    if len(files) == 1:
        pytest.skip("one layer alone")
    chain = files[-1]
    chain.chmod(0o644)
    lines = chain.read_bytes().splitlines(keepends=True)
    assert len(lines) == 3
    for named, used in (
        (lines[:2], 2), (lines[:1], 1), (lines[1:], 0), (lines[::2], 1), (lines[::-1], 0), (lines[:1] * 3, 1), ([], 0),
    ):  # fmt: skip
        chain.write_bytes(b"".join(named))
        opened = Opened(store)
        assert (opened.size > 0) is (used > 0)
        assert len(opened.graph.layers if opened.graph else ()) == used
        assert bool(opened.told) is (used < len(named))
        assert opened.links(made.ids) == made.links


def test_paranoia(made: Made, tmp_path: Path) -> None:
    """The graph knows commits that are gone, and gives them as git does, or, where that is not wanted, misses them."""
    shutil.copytree(made.path, tmp_path / "copy")
    gone = next(links.parents[0] for links in made.links if links.parents)
    with ObjectStore(tmp_path / "copy/objects", made.format) as store:
        loose = store.sources[0].path + f"/{gone.hex()[:2]}/{gone.hex()[2:]}"
        Path(loose).unlink()
        at = made.ids.index(gone)
        for history in (
            Opened(store).history,
            GraphHistory(GraphLinks(store, lambda: Opened(store).graph, alone=50)),
        ):
            assert history.links(gone) == made.links[at]
        paranoid = Opened(store, is_paranoid=True)
        with pytest.raises(NotFoundError, match=gone.hex()):
            paranoid.history.links(gone)
        assert paranoid.told == [f"error: commit {gone.hex()} exists in commit-graph but not in the object database"]
        rest = [oid for oid in made.ids if oid != gone]
        assert paranoid.links(rest) == [made.links[made.ids.index(oid)] for oid in rest]


@pytest.mark.parametrize(
    ("change", "is_used"),
    [
        ((), True),
        (("config", "core.commitGraph", "false"), False),
        (("replace", "c3", "c4"), False),
        (("shallow",), False),
        (("grafts",), False),
    ],
)
def test_what_switches_it_off(tmp_path: Path, change: tuple[str, ...], is_used: bool) -> None:
    path = Made(tmp_path, "single", "sha1").path
    tip = git(path, "rev-parse", "c40").decode().strip()
    if change in (("shallow",), ("grafts",)):
        (path / ("shallow" if change == ("shallow",) else "info/grafts")).write_text(f"{tip}\n")
    elif change:
        git(path, *change)
    with Repository.open(path) as repository:
        history = history_of(repository)
        assert history.has_generations is is_used
        assert history.has_filters is is_used
        assert history.may_change(history.number(bytes.fromhex(tip)), [b"nothing"]) is not is_used
    if change[:1] == ("config",):
        environ = {"GIT_TEST_COMMIT_GRAPH": "1"}
        with Repository.open(path, environ=environ) as repository:
            assert history_of(repository).has_generations


def test_filters(made: Made, store: ObjectStore) -> None:
    """What a commit changed next to its first parent may have been changed; of the rest most can be ruled out."""
    history = Opened(store).history
    paths = [b"a", b"a/x", b"a/y", b"b", b"c/d/e", b"c", b"f", b"g"]
    ruled_out = 0
    for oid, links in zip(made.ids, made.links, strict=True):
        words = ("diff-tree", "-r", "-t", "--name-only", "--no-commit-id", "--root", "--no-renames")
        sides = [links.parents[0].hex(), oid.hex()] if links.parents else [oid.hex()]
        changed = set(git(made.path, *words, *sides).splitlines())
        n = history.number(oid)
        history.require(n)
        for path in paths:
            may = history.may_change(n, [path])
            assert may or path not in changed
            ruled_out += not may
        assert history.may_change(n, [b"g", *changed]) or not changed
    assert history.has_filters
    assert ruled_out > len(made.ids)
    without = Opened(store, GraphSettings(filters=0)).history
    assert not without.has_filters
    assert without.may_change(without.number(made.ids[0]), [b"g"])
    # git 2.39 knows no other version.
    assert (
        Opened(store, GraphSettings(filters=1)).history.has_filters
        is not Opened(store, GraphSettings(filters=2)).history.has_filters
    )


def test_dates_that_are_cut(tmp_path: Path) -> None:
    """Of a date 34 bits are kept; generations that do not rise then are left alone, and levels are taken instead."""
    path = tmp_path
    git(path, "init", "-q", "--bare", ".")
    who = "committer A <a@b> %d +0000\ndata 1\nx\n"
    names = [("r", 5000, ""), ("a", (1 << 34) + 7, "r"), ("b", 60, "a"), ("c", (1 << 34) + 9000, "b")]
    script = "".join(
        f"commit refs/heads/{name}\n{who % date}" + (f"from refs/heads/{parent}\n" if parent else "") + "\n"
        for name, date, parent in names
    )
    git(path, "fast-import", "--quiet", stdin=script.encode())
    git(path, "commit-graph", "write", "--reachable")
    with ObjectStore(path / "objects") as store:
        opened = Opened(store)
        history = opened.history
        ids = [bytes.fromhex(git(path, "rev-parse", name).decode()) for name, _, _ in names]
        assert [links.date for links in opened.links(ids)] == [5000, 7, 60, 9000]
        assert history.has_generations
        generations = [history.table.generation(history.number(oid)) for oid in ids]
        assert generations == sorted(set(generations))
