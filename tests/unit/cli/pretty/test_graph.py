"""Graphs of random histories, drawn as git draws them: merges of many parents, roots and tips, colours, limits."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_frame import Frame, graph_mark
from pygitobj.cli.pretty.commit_shown import CommitSettings, ShownCommit
from pygitobj.cli.pretty.graph import COLORS, GraphLines, lane_colors
from pygitobj.cli.pretty.world import World
from pygitobj.formats.commit import Commit
from pygitobj.oid import ObjectId
from pygitobj.repository.repository import Repository
from tests.support.git_version import needs_newest_git

COMMITS = 40
# How many parents a commit has, and how often that is so.
PARENTS, OFTEN = (0, 1, 2, 3, 4, 5, 7), (4, 60, 20, 6, 4, 4, 2)


def make_history(path: Path, seed: int) -> None:
    """A new repository with a history that follows from `seed`."""
    chance = Random(seed)
    reach = chance.choice((4, 6, 10, 25))
    parts: list[str] = []
    for number in range(1, COMMITS + 1):
        known = range(max(1, number - reach), number)
        parents = chance.sample(known, min(chance.choices(PARENTS, OFTEN)[0], len(known)))
        parts.append(f"commit refs/heads/b{number}\nmark :{number}\ncommitter C <c@x> {number * 10} +0000\n")
        message = f"m{number}\n\nbody\n" if number % 3 else f"m{number}"
        parts.append(f"data {len(message)}\n{message}\n")
        parts += [f"{'merge' if place else 'from'} :{parent}\n" for place, parent in enumerate(parents)]
    subprocess.run(["git", "init", "-q", str(path)], check=True)
    text = "".join(parts).encode()
    subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=path, input=text, check=True)


def said_by_git(path: Path, *options: str) -> bytes:
    """What `rev-list` says of all of it."""
    words = ["git", "rev-list", "--all", "--topo-order", *options]
    return subprocess.run(words, cwd=path, capture_output=True, check=True).stdout


def drawn(path: Path, word: str | None, colors: Sequence[bytes] = (), limit: int = 0, *, heads: bool = True) -> bytes:
    """What ours draws of it."""
    ids = [ObjectId(line) for line in said_by_git(path).decode().split()]
    with Repository.open(path) as repository:
        settings = CommitSettings(World(repository), expand_tabs=0)
        graph = GraphLines(colors, limit)
        shows = None if word is None else CommitFormat.parse(word, settings)
        is_named = shows is not None and not shows.named.is_oneline and heads
        frame = Frame(lambda oid: oid.hex().encode(), shows, heads, is_named, graph=graph)
        out: list[bytes] = []
        for oid in ids:
            body = repository.objects.read(oid).data
            parents = [bytes(parent) for parent in Commit(body, oid).parents]
            graph.take(oid, parents, graph_mark(b">", ""))
            out.append(frame.show(ShownCommit(oid, body, parents)))
        return b"".join(out)


@pytest.mark.parametrize("seed", range(12))
def test_random_histories(tmp_path: Path, seed: int) -> None:
    make_history(tmp_path, seed)
    assert drawn(tmp_path, "format:%s", heads=False) == said_by_git(
        tmp_path, "--graph", "--no-commit-header", "--format=format:%s"
    )
    assert drawn(tmp_path, None) == said_by_git(tmp_path, "--graph")
    assert drawn(tmp_path, "oneline", COLORS) == said_by_git(tmp_path, "--graph", "--pretty=oneline", "--color=always")
    # Of no line, of one that ends, of one that does not, and of several.
    for word in ("medium", "format:", "format:%s%n", "format:%s%n%b", "format:a%x00b%nc"):
        assert drawn(tmp_path, word) == said_by_git(tmp_path, "--graph", f"--pretty={word}")


@needs_newest_git
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("seed", range(4))
def test_limits(tmp_path: Path, seed: int, limit: int) -> None:
    make_history(tmp_path, seed)
    options = ("--graph", f"--graph-lane-limit={limit}", "--pretty=medium", "--color=always")
    assert drawn(tmp_path, "medium", COLORS, limit) == said_by_git(tmp_path, *options)


@pytest.mark.parametrize("said", ["red,blue", "bold green", "nope,bold green,,reset", "red,"])
def test_colors_of_the_configuration(tmp_path: Path, said: str) -> None:
    make_history(tmp_path, 3)
    subprocess.run(["git", "config", "log.graphColors", said], cwd=tmp_path, check=True)
    with Repository.open(tmp_path, warn=lambda _: None) as repository:
        colors = lane_colors(repository)
    assert drawn(tmp_path, "oneline", colors) == said_by_git(tmp_path, "--graph", "--pretty=oneline", "--color=always")


def test_no_color_that_can_be_is_none(tmp_path: Path) -> None:
    told: list[str] = []
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "config", "log.graphColors", "nope"], cwd=tmp_path, check=True)
    # Here git divides by zero.
    with Repository.open(tmp_path, warn=told.append) as repository:
        assert list(lane_colors(repository)) == []
    assert told == ["error: invalid color value: nope", "warning: ignored invalid color 'nope' in log.graphColors"]


def test_a_commit_whose_rows_were_not_all_asked_for() -> None:
    graph = GraphLines()
    graph.take(b"a", [b"b", b"c"])
    assert graph.next_line() == b"*   "
    graph.take(b"b", [b"d"])
    assert graph.to_commit() == b"... \n* | "
    assert graph.padding() == b"| | "
    graph.take(b"c", [b"d"])
    assert graph.padding() == b"| | "
    assert graph.to_commit() == b"| * "
    assert graph.rest() == b"|/  "
    assert graph.to_commit() == b"|   "
