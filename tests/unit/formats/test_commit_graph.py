"""Commit-graphs as git writes them: every row says what the commit itself says, and so do chains of layers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.errors import CorruptIndex
from pygitobj.files.commit_graph import Graph, GraphFile, open_graph
from pygitobj.formats.commit_graph import FILTERS, GENERATIONS, NO_PARENT, NUMBERS, CommitGraph, FilterSettings
from pygitobj.oid import FORMATS, SHA1, SHA256, ObjectFormat
from tests.support.command import git


@pytest.fixture(params=FORMATS)
def object_format(request: pytest.FixtureRequest) -> ObjectFormat:
    return FORMATS[request.param]


@pytest.fixture
def repo(tmp_path: Path, object_format: ObjectFormat) -> Path:
    """Seven commits: a line of four, a merge of all of them, and a line of two upon that, the last one very old."""
    git(tmp_path, "init", "--quiet", f"--object-format={object_format.name}", "repo")
    repo = tmp_path / "repo"
    tree = git(repo, "mktree").decode().strip()
    commits: list[str] = []
    for number, parents in enumerate([[], [0], [1], [2], [0, 1, 2, 3], [4], [5]]):
        words = [word for parent in parents for word in ("-p", commits[parent])]
        commits.append(git(repo, "commit-tree", *words, tree, stdin=b"%d" % number).decode().strip())
        git(repo, "update-ref", f"refs/heads/c{number}", commits[-1])
    return repo


def opened(repo: Path, object_format: ObjectFormat, said: list[str]) -> Graph:
    directories = [f"{repo}/.git/objects"]
    return open_graph(directories, lambda path: GraphFile(path, object_format), object_format, said.append)


def rows_of(graph: Graph) -> dict[str, tuple[str, list[str], int]]:
    """What `graph` says of each commit, by its id."""
    found = {}
    for layer in graph.layers:
        for number in range(layer.count):
            row = layer.row(number)
            parents = [graph.oid(parent).hex() for parent in row.parents]
            found[layer.oid(number).hex()] = (row.tree.hex(), parents, row.date)
    return found


def commits_of(repo: Path) -> dict[str, tuple[str, list[str], int]]:
    """What git says of each commit."""
    found = {}
    for line in git(repo, "log", "--all", "--format=%H:%T:%P:%ct").decode().splitlines():
        oid, tree, parents, date = line.split(":")
        found[oid] = (tree, parents.split(), int(date))
    return found


@pytest.mark.parametrize("options", [[], ["--split=no-merge"], ["--changed-paths"]])
def test_rows_are_what_commits_say(repo: Path, object_format: ObjectFormat, options: list[str]) -> None:
    for number in (1, 3, 6):
        commit = git(repo, "rev-parse", f"c{number}")
        git(repo, "commit-graph", "write", "--stdin-commits", *options, stdin=commit)
    said: list[str] = []
    graph = opened(repo, object_format, said)
    assert said == []
    assert len(graph.layers) == (3 if options == ["--split=no-merge"] else 1)
    assert rows_of(graph) == commits_of(repo)
    for layer in graph.layers:
        for number in range(layer.count):
            assert graph.find(layer.oid(number)) == layer.before + number
            row = layer.row(number)
            places = [graph.place(parent) for parent in row.parents]
            assert row.level == 1 + max([above.row(at).level for above, at in places], default=0)
            dates = [above.corrected_date(at, above.row(at).date) for above, at in places]
            assert layer.corrected_date(number, row.date) == max([date + 1 for date in dates] + [row.date])
        expected = FilterSettings(1, 7, 10) if "--changed-paths" in options else None
        assert layer.settings is None if expected is None else layer.settings is not None
    assert graph.has_dates
    assert graph.find(bytes(object_format.hash_size)) == -1


def test_what_is_not_asked_for_is_not_looked_at(repo: Path) -> None:
    git(repo, "commit-graph", "write", "--reachable", "--changed-paths")
    data = (repo / ".git/objects/info/commit-graph").read_bytes()
    object_format = SHA1 if data[5] == 1 else SHA256
    graph = CommitGraph(data, object_format, dated=False, filtered=False)
    assert GENERATIONS in graph.chunks
    assert FILTERS in graph.chunks
    assert not graph.has_dates
    assert graph.settings is None


def test_further_parents_end_with_the_chunk(repo: Path, object_format: ObjectFormat) -> None:
    git(repo, "commit-graph", "write", "--reachable")
    data = bytearray((repo / ".git/objects/info/commit-graph").read_bytes())
    graph = CommitGraph(bytes(data), object_format)
    chunk = graph.chunks[b"EDGE"]
    for at in range(chunk.start, chunk.end, 4):
        data[at] &= 0x7F
    graph = CommitGraph(bytes(data), object_format)
    octopus = bytes.fromhex(git(repo, "rev-parse", "c4").decode())
    with pytest.raises(CorruptIndex, match="extra-edges pointer out of bounds"):
        graph.row(graph.find(octopus))


def test_a_further_parent_that_is_none(repo: Path, object_format: ObjectFormat) -> None:
    """It is told of also where the list goes on out of the chunk behind it, as in git."""
    git(repo, "commit-graph", "write", "--reachable")
    data = bytearray((repo / ".git/objects/info/commit-graph").read_bytes())
    chunk = CommitGraph(bytes(data), object_format).chunks[b"EDGE"]
    for at in range(chunk.start, chunk.end, 4):
        data[at] = 1
    graph = CommitGraph(bytes(data), object_format)
    octopus = bytes.fromhex(git(repo, "rev-parse", "c4").decode())
    with pytest.raises(CorruptIndex, match="invalid parent position"):
        graph.row(graph.find(octopus))


def test_a_parent_that_is_none(repo: Path, object_format: ObjectFormat) -> None:
    git(repo, "commit-graph", "write", "--reachable")
    data = bytearray((repo / ".git/objects/info/commit-graph").read_bytes())
    graph = CommitGraph(bytes(data), object_format)
    row = graph.find(bytes.fromhex(git(repo, "rev-parse", "c1").decode()))
    at = graph.chunks[b"CDAT"].start + row * graph.width + object_format.hash_size
    for position in (graph.end, NO_PARENT + 1, 0xFFFFFFFF):
        NUMBERS.pack_into(data, at, position, NO_PARENT, 8, 0)
        with pytest.raises(CorruptIndex, match=f"invalid parent position {position}"):
            CommitGraph(bytes(data), object_format).row(row)


def test_cut_at_every_byte(repo: Path, object_format: ObjectFormat) -> None:
    git(repo, "commit-graph", "write", "--reachable", "--changed-paths")
    data = (repo / ".git/objects/info/commit-graph").read_bytes()
    for end in range(0, len(data), 7):
        with pytest.raises(CorruptIndex):
            CommitGraph(data[:end], object_format)
