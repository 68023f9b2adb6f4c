"""`commit-graph verify`, on what git has written, and with each kind of damage: git's lines and exit codes.

Tried besides, beside git 2.55: every byte of a graph with an octopus merge, dates beyond 34 bits and filters changed,
with its hash left as it was and made anew.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from hashlib import sha1
from pathlib import Path

import pytest

from pygitobj.formats.commit_graph import COMMITS, EDGES, FILTERS, GENERATIONS, IDS, CommitGraph
from pygitobj.oid import SHA1
from tests.support.command import Answer, git, pygitobj, run
from tests.support.git_version import NEWEST, git_version

ALONE = ".git/objects/info/commit-graph"
LAYERS = ".git/objects/info/commit-graphs"
PLACE = re.compile(
    rb"(?:(?<=^error: )|(?<=^warning: )|(?<=^fatal: ))/[^ ]*?(, offset \d+)?: |: expected .*", re.MULTILINE
)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with a line of commits, a merge of four of them, and a child of it that claims to be older."""
    repo = tmp_path / "repo"
    git(tmp_path, "init", "--quiet", str(repo))
    for number in range(5):
        (repo / f"file{number}").write_text(str(number))
        git(repo, "add", ".")
        git(repo, "commit", "--quiet", "--message", str(number))
        git(repo, "branch", f"b{number}")
    tree = git(repo, "rev-parse", "HEAD^{tree}").decode().split()[0]
    parents = [word for number in range(4) for word in ("-p", f"b{number}")]
    octopus = git(repo, "commit-tree", *parents, tree, stdin=b"octopus").decode().strip()
    last = pygitobj(repo, "commit-tree", "-p", octopus, tree, stdin=b"last").out.decode().strip()
    git(repo, "update-ref", "refs/heads/octopus", last)
    return repo


def verified(repo: Path, *words: str) -> Answer:
    """What `commit-graph verify` says, where git ends alike and says the same but for places and what was expected.

    An older git says less, and overlooks layers of a chain that are not there.
    """
    ours = pygitobj(repo, "commit-graph", "verify", *words)
    theirs = run(["git", "commit-graph", "verify", *words], repo)
    assert ours.out == theirs.out == b""
    if git_version() >= NEWEST:
        said = PLACE.sub(b"", ours.err.replace(f"'{repo}/".encode(), b"'"))
        assert (ours.code, said) == (theirs.code, theirs.err)
    else:
        assert ours.code or not theirs.code, (ours, theirs)
    return ours


@pytest.mark.parametrize("options", [[], ["--changed-paths"], ["--split"], ["--split", "--changed-paths"]])
@pytest.mark.parametrize("version", ["1", "2"])
def test_what_git_wrote_is_good(repo: Path, options: list[str], version: str) -> None:
    assert verified(repo) == (b"", b"", 0)
    git(repo, "config", "commitGraph.generationVersion", version)
    git(repo, "commit-graph", "write", "--reachable", *options)
    assert verified(repo) == (b"", b"", 0)
    assert verified(repo, "--shallow") == (b"", b"", 0)
    assert verified(repo, "--no-progress", "--object-dir", ".git/objects") == (b"", b"", 0)


def write_chain(repo: Path) -> list[Path]:
    """A chain of three layers in `repo`; gives their files, the oldest first."""
    for number in (1, 3, 4):
        commit = git(repo, "rev-parse", f"b{number}")
        git(repo, "commit-graph", "write", "--split=no-merge", "--stdin-commits", "--changed-paths", stdin=commit)
    names = (repo / LAYERS / "commit-graph-chain").read_text().split()
    return [repo / LAYERS / f"graph-{name}.graph" for name in names]


def test_chains(repo: Path) -> None:
    layers = write_chain(repo)
    assert len(layers) == 3
    assert verified(repo) == (b"", b"", 0)
    graph = CommitGraph(layers[2].read_bytes(), SHA1)
    assert graph.base_hashes() == [bytes.fromhex(path.stem.removeprefix("graph-")) for path in layers[:2]]
    changed = bytearray(layers[0].read_bytes())
    layers[0].chmod(0o644)
    changed[-1] ^= 1
    layers[0].write_bytes(changed)
    # git says it of the layer's own hash; the next layer names another one then.
    assert b"warning" in verified(repo).err
    layers[1].unlink()
    assert b"error: one or more commit-graph chain files could not be loaded\n" in verified(repo).err


@pytest.mark.parametrize("content", [b"", b"0123\n", b"x" * 41, b"\n" * 41])
def test_chain_files_that_name_nothing(repo: Path, content: bytes) -> None:
    (repo / LAYERS).mkdir(parents=True)
    (repo / LAYERS / "commit-graph-chain").write_bytes(content)
    verified(repo)


def test_a_layer_left_out_is_told(repo: Path) -> None:
    """Git takes the positions of the layers that are left for the right ones, and prints wrong parents."""
    write_chain(repo)
    chain = repo / LAYERS / "commit-graph-chain"
    lines = chain.read_bytes().splitlines(keepends=True)
    chain.write_bytes(lines[0] + lines[2])
    answer = pygitobj(repo, "commit-graph", "verify")
    assert answer.code == 1
    assert b"commit-graph chain does not match" in answer.err
    chain.write_bytes(lines[2])
    assert pygitobj(repo, "commit-graph", "verify").code == 1


def test_a_layer_that_stands_alone(repo: Path) -> None:
    """Its positions count from layers that are not there: git takes its own commits for them."""
    layer = write_chain(repo)[2]
    shutil.copy(layer, repo / ALONE)
    shutil.rmtree(repo / LAYERS)
    answer = pygitobj(repo, "commit-graph", "verify")
    assert (answer.out, answer.code) == (b"", 1)
    assert b"commit-graph chain does not match" in answer.err


DAMAGE: dict[str, Callable[[CommitGraph], int]] = {
    "magic": lambda _: 0,
    "version": lambda _: 4,
    "hash": lambda _: 5,
    "chunks": lambda _: 6,
    "table": lambda _: 12,
    "fanout": lambda _: 150,
    "tree": lambda graph: graph.chunks[COMMITS].start + 3,
    "parent": lambda graph: graph.chunks[COMMITS].start + graph.hash_size,
    "edge": lambda graph: graph.chunks[EDGES].start,
    "level or date": lambda graph: graph.chunks[COMMITS].start + graph.hash_size + 11,
    "date": lambda graph: graph.chunks[COMMITS].start + graph.hash_size + 15,
    "corrected date": lambda graph: graph.chunks[GENERATIONS].start,
    "filters": lambda graph: graph.chunks[FILTERS].start,
    "trailer": lambda graph: len(graph.data) - 1,
}


@pytest.mark.parametrize("is_hashed", [False, True])
@pytest.mark.parametrize("what", DAMAGE)
def test_damage(repo: Path, what: str, is_hashed: bool) -> None:
    git(repo, "commit-graph", "write", "--reachable", "--changed-paths")
    path = repo / ALONE
    data = bytearray(path.read_bytes())
    data[DAMAGE[what](CommitGraph(bytes(data), SHA1))] ^= 0x81
    if is_hashed:
        data[-20:] = sha1(data[:-20]).digest()
    path.chmod(0o644)
    path.write_bytes(data)
    answer = verified(repo)
    assert answer.code or (is_hashed and what in ("filters", "trailer"))


def test_ids_out_of_order(repo: Path) -> None:
    git(repo, "commit-graph", "write", "--reachable")
    path = repo / ALONE
    data = bytearray(path.read_bytes())
    start = CommitGraph(bytes(data), SHA1).chunks[IDS].start
    data[start : start + 20], data[start + 20 : start + 40] = data[start + 20 : start + 40], data[start : start + 20]
    path.chmod(0o644)
    path.write_bytes(data)
    answer = pygitobj(repo, "commit-graph", "verify")
    assert answer.code == run(["git", "commit-graph", "verify"], repo).code == 1
    assert b"commit-graph has incorrect OID order" in answer.err


def test_some_bytes_at_random(repo: Path) -> None:
    """No change of a byte is good to ours where it is not to git, and none ends in a traceback."""
    git(repo, "commit-graph", "write", "--reachable", "--changed-paths")
    path = repo / ALONE
    data = path.read_bytes()
    path.chmod(0o644)
    chance = random.Random(5)
    for at in chance.sample(range(len(data)), 12):
        changed = bytearray(data)
        changed[at] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        answer = pygitobj(repo, "commit-graph", "verify")
        assert bool(answer.code) == bool(run(["git", "commit-graph", "verify"], repo).code), (at, answer)
        assert b"Traceback" not in answer.err


def test_commits_that_are_gone(repo: Path) -> None:
    git(repo, "commit-graph", "write", "--reachable")
    gone = git(repo, "rev-parse", "b2").decode().strip()
    (repo / ".git/objects" / gone[:2] / gone[2:]).unlink()
    answer = verified(repo)
    assert f"failed to parse commit {gone} from object database for commit-graph".encode() in answer.err


def test_layers_of_an_alternate(repo: Path, tmp_path: Path) -> None:
    write_chain(repo)
    other = tmp_path / "other"
    git(tmp_path, "init", "--quiet", str(other))
    (other / ".git/objects/info/alternates").write_text(f"{repo}/.git/objects\n")
    shutil.copytree(repo / LAYERS, other / LAYERS)
    for layer in (other / LAYERS).glob("*.graph"):
        layer.unlink()
    assert verified(other) == (b"", b"", 0)
    assert verified(other, f"--object-dir={repo}/.git/objects") == (b"", b"", 0)
    assert b"could not find object directory matching" in verified(other, "--object-dir=/").err


@pytest.mark.parametrize("words", [[], ["verify", "more"], ["-h"], ["verify", "-h"], ["nothing"], ["--object-dir"]])
def test_usage(repo: Path, words: list[str]) -> None:
    ours = pygitobj(repo, "commit-graph", *words)
    theirs = run(["git", "commit-graph", *words], repo)
    assert ours.code == theirs.code == 129
    assert ours.err.splitlines()[:1] == theirs.err.splitlines()[:1]


def test_writing_is_refused(repo: Path) -> None:
    answer = pygitobj(repo, "commit-graph", "write", "--reachable")
    assert answer == (b"", b"fatal: commit-graph write is not supported yet\n", 128)
    assert not (repo / ALONE).exists()


def test_what_is_no_file(repo: Path) -> None:
    """Git waits at a pipe for whoever writes into it."""
    (repo / ALONE).mkdir(parents=True)
    answer = pygitobj(repo, "commit-graph", "verify")
    assert answer.code in (1, 128)
    assert answer.err.count(b"\n") == 1
