"""The table about references: `python -m benchmarks.references [--rounds N] [--counts N …] [--git <path>]`.

Repositories of so many branches, to five commits, are made with either backend in a directory of their own. Each row is
the processor time of whole processes, user and system, git's and ours in turn, and the median of the rounds; a ratio
above 1 is in our favour. What changes references works on a copy of the repository, made anew each time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from pathlib import Path

from benchmarks.process import Run, run

BACKENDS = ("files", "reftable")
COUNTS = (1000, 500_000)
CREATED = 3000
HEADER = "# pack-refs with: peeled fully-peeled sorted \n"
OURS = (sys.executable, "-m", "pygitobj")
READING = (
    "show-ref",
    "for-each-ref",
    "for-each-ref --format=%(refname)",
    "rev-parse HEAD",
    "rev-parse refs/heads/topic/000/branch-000050",
)
LIBRARY = {
    "len(repo.refs)": "len(repo.refs)",
    "list(repo.refs)": "list(repo.refs)",
    "list(repo.refs.items())": "list(repo.refs.items())",
    "repo.refs[name]": "repo.refs['refs/heads/topic/000/branch-000050']",
}


def name_of(number: int) -> str:
    """The branch of this number; names ascend with it."""
    return f"refs/heads/topic/{number // 1000:03d}/branch-{number:06d}"


def made(git: str, place: Path, backend: str, count: int) -> Path:
    """A repository of `count` references, all packed.

    This process stays small: the most that a child held is counted from what it began with.
    """
    root = place / f"{backend}-{count}"
    who = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environ = {**os.environ, **who}

    def told(*words: str, stdin: Path | str = os.devnull) -> str:
        with open(stdin, "rb") as source:
            done = subprocess.run([git, *words], stdin=source, check=True, stdout=subprocess.PIPE, env=environ)
        return done.stdout.decode().strip()

    told("init", "-q", "--bare", "-b", "main", f"--ref-format={backend}", str(root))
    at = ("-C", str(root))
    tree = told(*at, "mktree")
    ids = [told(*at, "commit-tree", "-m", str(number), tree) for number in range(5)]
    names = chain(["refs/heads/main"], map(name_of, range(count - 1)))
    refs = ((ids[number % 5], name) for number, name in enumerate(names))
    if backend == "files":
        with (root / "packed-refs").open("w") as file:
            file.write(HEADER)
            file.writelines(f"{oid} {name}\n" for oid, name in refs)
    else:
        with (root / "all").open("w") as file:
            file.writelines(f"create {name} {oid}\n" for oid, name in refs)
        told(*at, "update-ref", "--stdin", stdin=root / "all")
        told(*at, "pack-refs")
        (root / "all").unlink()
    (root / "created").write_text("".join(f"create refs/new/{number:05d} {ids[0]}\n" for number in range(CREATED)))
    (root / "deleted").write_text(f"delete {name_of(count // 2)}\n")
    return root


def print_row(what: str, sides: Sequence[list[Run]]) -> None:
    """Print a row about git's runs and ours, or ours alone."""
    cells = []
    for runs in sides:
        seconds, memory = (statistics.median(map(of, runs)) for of in (attrgetter("processor"), attrgetter("memory")))
        cells.append(f"{seconds:.3f} s, {memory:.0f} MiB")
    ratio = ""
    if len(sides) == 2:
        ratios = [theirs.processor / ours.processor for theirs, ours in zip(*sides, strict=True)]
        ratio = f"{statistics.median(ratios):.2f}"
    print(f"| {what} | {' | '.join(['', *cells][-2:])} | {ratio} |", flush=True)


def reading_rows(git: str, root: Path, rounds: int) -> None:
    """Rows about commands that change nothing."""
    for words in READING:
        sides: tuple[list[Run], ...] = ([], [])
        for _ in range(rounds):
            for runs, program in zip(sides, ((git,), OURS), strict=True):
                runs.append(run([*program, "-C", str(root), *words.split()]))
        print_row(f"`{words}`, {root.name}", sides)


def changing_rows(git: str, root: Path, rounds: int) -> None:
    """Rows about transactions, each in a copy of its own."""
    for what, title in (("deleted", "one deletion"), ("created", f"{CREATED:,} creations")):
        sides: tuple[list[Run], ...] = ([], [])
        for _ in range(rounds):
            for runs, program in zip(sides, ((git,), OURS), strict=True):
                copy = root.with_name("copy")
                shutil.copytree(root, copy)
                runs.append(run([*program, "-C", str(copy), "update-ref", "--stdin"], str(root / what)))
                shutil.rmtree(copy)
        print_row(f"{title}, {root.name}", sides)


def library_rows(root: Path, rounds: int) -> None:
    """Rows about the library, with the start of Python and all that is imported."""
    for title, expression in LIBRARY.items():
        program = f"import pygitobj, sys\nwith pygitobj.Repository.open(sys.argv[1]) as repo:\n    {expression}"
        runs = [run([sys.executable, "-c", program, str(root)]) for _ in range(rounds)]
        print_row(f"`{title}`, {root.name}", (runs,))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS)
    parser.add_argument("--git", default="git", help="a git of 2.45 or newer, which knows reftables")
    given = parser.parse_args()
    version = subprocess.run([given.git, "version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"| what | {version} | ours | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for backend in BACKENDS:
            for count in given.counts:
                root = made(given.git, Path(folder), backend, count)
                reading_rows(given.git, root, given.rounds)
                changing_rows(given.git, root, given.rounds)
                library_rows(root, given.rounds)


if __name__ == "__main__":
    main()
