"""The table about walks: `python -m benchmarks.walks <repository> [--rounds N] [--git PATH] [--peer NAME=PYTHON …]`.

Bare copies of the repository are made in a directory of their own and packed by git: one plain, one with a commit-graph
and its filters of changed paths, one with a bitmap. Each row is about whole processes, git's and ours in turn: medians
of the elapsed time, of the processor's time (user and system) and of the most memory; a ratio of elapsed times above 1
is in our favour. `--peer` names dulwich or pygit2 and an interpreter that has it, for the rows about the library.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.process import Run, run

OURS = (sys.executable, "-m", "pygitobj")
PLAIN, GRAPH, BITMAP = "plain", "graph", "bitmap"
COMMANDS = (
    (PLAIN, "rev-list --all"),
    (GRAPH, "rev-list --all"),
    (PLAIN, "rev-list --topo-order --parents --all"),
    (GRAPH, "rev-list --topo-order --parents --all"),
    (PLAIN, "rev-list --objects --all"),
    (GRAPH, "rev-list --objects --all"),
    (PLAIN, "rev-list --all -- README.md"),
    (GRAPH, "rev-list --all -- README.md"),
    (PLAIN, "rev-list --all --format=%an%x20%ad%x20%s"),
    (BITMAP, "rev-list --objects --all --use-bitmap-index --count"),
    (GRAPH, "describe --all --long"),
    (PLAIN, "rev-parse HEAD"),
)
WALK = "import pygitobj, sys\nwith pygitobj.Repository.open(sys.argv[1]) as repo: print(sum(1 for _ in repo.walk()))"
COMPARE = """\
import pygitobj, sys
from pygitobj.repository.history import history_of
from pygitobj.walk.select.engine import Engine, Tip
from pygitobj.walk.select.selection import Selection
from pygitobj.walk.tree_comparison import Comparison, compare_commits
with pygitobj.Repository.open(sys.argv[1]) as repo:
    history = history_of(repo)
    engine = Engine(history, Selection(max_parents=1))
    engine.prepare([Tip(history.number(bytes(repo.resolve("HEAD"))))])
    comparison = Comparison(history.provider, bytes(repo.format.empty_tree))
    each = compare_commits(history, comparison, engine.run())
    print(sum(len(some) for one in each for some in one.compared.chunks()))
"""
PEERS = {
    "dulwich": "import sys; from dulwich.repo import Repo; print(sum(1 for _ in Repo(sys.argv[1]).get_walker()))",
    "pygit2": (
        "import pygit2, sys; r = pygit2.Repository(sys.argv[1]); "
        "print(sum(1 for c in r.walk(r.head.target, pygit2.enums.SortMode.TIME) if c.message is not None))"
    ),
}


def copies(git: str, repository: str, place: Path) -> dict[str, Path]:
    """The copies of `repository`, each packed into one pack."""
    found = {}
    for kind in (PLAIN, GRAPH, BITMAP):
        root = found[kind] = place / kind
        run([git, "clone", "--quiet", "--mirror", "--no-local", repository, str(root)])
        for path in (root / "objects/pack").glob("*.promisor"):
            path.unlink()
        run([git, "-C", str(root), "config", "core.commitGraph", str(kind == GRAPH).lower()])
        run([git, "-C", str(root), "repack", "-adq", *(["-b"] if kind == BITMAP else [])])
        if kind == GRAPH:
            run([git, "-C", str(root), "commit-graph", "write", "--reachable", "--changed-paths", "--no-progress"])
    return found


def print_row(what: str, theirs: list[Run], ours: list[Run]) -> None:
    """Print a row about their runs and ours."""
    cells = []
    for runs in (theirs, ours):
        elapsed, processor, memory = (statistics.median(column) for column in zip(*runs, strict=True))
        cells.append(f"{elapsed:.3f} s, {processor:.3f} s, {memory:.0f} MiB")
    ratio = statistics.median(git.seconds / own.seconds for git, own in zip(theirs, ours, strict=True))
    print(f"| {what} | {' | '.join(cells)} | {ratio:.2f} |", flush=True)


def compared(what: str, theirs: Sequence[str], ours: Sequence[str], rounds: int) -> None:
    """Run both in turn, and print the row."""
    sides: tuple[list[Run], list[Run]] = ([], [])
    for _ in range(rounds):
        for runs, command in zip(sides, (theirs, ours), strict=True):
            runs.append(run(command))
    print_row(what, *sides)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--git", default="git")
    parser.add_argument(
        "--peer", nargs="*", default=[], metavar="name=python", help="an interpreter with dulwich, pygit2"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        roots = copies(given.git, given.repository, Path(place))
        print("| what | git: elapsed, processor, memory | pygitobj | ratio |\n|---|---|---|---|")
        for kind, words in COMMANDS:
            at = ["-C", str(roots[kind]), *words.split(" ")]
            compared(f"`{words}`, {kind}", [given.git, *at], [*OURS, *at], given.rounds)
        log = [given.git, "-C", str(roots[PLAIN]), "log", "--raw", "--no-renames", "--no-abbrev", "--format=%H"]
        root = str(roots[PLAIN])
        compared("trees of all commits, beside `log --raw`", log, [sys.executable, "-c", COMPARE, root], given.rounds)
        for peer in given.peer:
            name, _, python = peer.partition("=")
            theirs = [python, "-c", PEERS[name], root]
            compared(f"`repo.walk()`, beside {name}", theirs, [sys.executable, "-c", WALK, root], given.rounds)


if __name__ == "__main__":
    main()
