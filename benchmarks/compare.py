"""The table of docs/performance.md: `python -m benchmarks.compare [--rounds N] [--ids N] <repository> …`.

Every figure is a median of rounds in which both sides run in turn, each in a process of its own. Speeds of libraries
are operations a second inside the process; the others are whole processes. A ratio above 1 is in our favour.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from benchmarks.process import Run, run

BIN = Path(sys.executable).parent
PYGITOBJ = str(BIN / "pygitobj")
ROUNDS = 5
IDS = 20_000


class Row(NamedTuple):
    """A line of the table."""

    what: str
    ours: str
    theirs: str
    ratio: float


def in_turn(rounds: int, ours: Sequence[str], theirs: Sequence[str], stdin: str = "") -> tuple[list[Run], list[Run]]:
    """`rounds` runs of each, one after the other, after one of each that does not count."""
    run(ours, stdin)
    run(theirs, stdin)
    pairs = [(run(ours, stdin), run(theirs, stdin)) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def process_row(what: str, rounds: int, ours: Sequence[str], theirs: Sequence[str], stdin: str = "") -> Row:
    """A row about the time of whole processes."""
    mine, other = in_turn(rounds, ours, theirs, stdin)
    ratio = statistics.median(b.seconds / a.seconds for a, b in zip(mine, other, strict=True))
    return Row(what, f"{median_seconds(mine):.3f} s", f"{median_seconds(other):.3f} s", ratio)


def memory_row(what: str, ours: Sequence[str], theirs: Sequence[str]) -> Row:
    """A row about the memory of whole processes."""
    mine, other = run(ours), run(theirs)
    return Row(what, f"{mine.memory:.0f} MiB", f"{other.memory:.0f} MiB", other.memory / mine.memory)


def median_seconds(runs: list[Run]) -> float:
    """The median of the seconds."""
    return statistics.median(one.seconds for one in runs)


def library_rows(what: str, title: str, repository: str, ids: str, rounds: int, peers: Sequence[str]) -> list[Row]:
    """Rows about pygitobj beside each of `peers`, all in turn in each round."""
    ours_in = ("pygitobj", "pygitobj-unverified") if what in ("read", "scan") else ("pygitobj",)
    rates: dict[str, list[float]] = {name: [] for name in (*ours_in, *peers)}
    for _ in range(rounds):
        for name, measured in rates.items():
            measured.append(library_rate(what, name, repository, ids))
    rows = []
    for ours in ours_in:
        for peer in peers:
            ratio = statistics.median(a / b for a, b in zip(rates[ours], rates[peer], strict=True))
            label = f"{title}, / {peer}" + (" (verify=False)" if ours != "pygitobj" else "")
            mine, other = statistics.median(rates[ours]), statistics.median(rates[peer])
            rows.append(Row(label, f"{mine:,.0f}/s", f"{other:,.0f}/s", ratio))
    return rows


def library_rate(what: str, library: str, repository: str, ids: str) -> float:
    """The operations a second of one library in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.library", what, library, repository]
    with open(ids, "rb") as source:
        return float(subprocess.run(command, stdin=source, capture_output=True, check=True).stdout)


def rows_of(repository: str, rounds: int, count: int, scratch: Path) -> list[Row]:
    """All rows about one repository."""
    listed = subprocess.run(
        ["git", "-C", repository, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)"],
        capture_output=True,
        check=True,
    ).stdout.split()
    picked = random.Random(1).sample([oid.decode() for oid in listed], min(count, len(listed)))
    ids, misses = scratch / "ids", scratch / "misses"
    here = os.getcwd()
    ids.write_text("\n".join(picked) + "\n")
    misses.write_text("\n".join(oid[:2] + oid[10:] + oid[2:10] for oid in picked[:2000]) + "\n")
    git = ["git", "cat-file"]
    ours = [PYGITOBJ, "cat-file"]
    peers = [name for name in ("dulwich", "pygit2", "gitdb") if installed(name)]
    rows = library_rows("read", "random reads", repository, str(ids), rounds, peers)
    rows += library_rows("in", "`in`, hits", repository, str(ids), rounds, peers)
    rows += library_rows("in", "`in`, misses", repository, str(misses), rounds, peers)
    scanning = [name for name in peers if name != "gitdb"]
    rows += library_rows("scan", "reading all, `scan()`", repository, os.devnull, rounds, scanning)
    os.chdir(repository)
    for words in (["--batch", "--buffer"], ["--batch"], ["--batch-check", "--buffer"]):
        title = f"`cat-file {' '.join(words)}`, random ids, / git"
        rows.append(process_row(title, rounds, [*ours, *words], [*git, *words], str(ids)))
    for more in (["--batch"], ["--batch", "--unordered"], ["--batch-check"]):
        words = ["--batch-all-objects", *more]
        title = f"`cat-file {' '.join(words)}`"
        rows.append(process_row(f"{title}, / git", rounds, [*ours, *words], [*git, *words]))
        rows.append(memory_row(f"{title}, peak memory, / git", [*ours, *words], [*git, *words]))
    os.chdir(here)
    return rows


def title_of(repository: str) -> str:
    """What to call a repository: the last part of its path, and how many objects it has."""
    words = ["git", "-C", repository, "cat-file", "--batch-all-objects", "--batch-check=x"]
    count = subprocess.run(words, capture_output=True, check=True).stdout.count(b"\n")
    return f"{Path(repository).absolute().name}, {count:,} objects"


def installed(name: str) -> bool:
    """Whether a peer is there to be measured."""
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def show(title: str, rows: list[Row]) -> None:
    """Print `rows` as a table."""
    print(f"\n### {title}\n\n| what | pygitobj | other | ratio |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.ours} | {row.theirs} | {row.ratio:.2f} |")


def main() -> None:
    """Print the table for the repositories that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--ids", type=int, default=IDS)
    options = parser.parse_args()
    git = subprocess.run(["git", "--version"], capture_output=True, check=True, text=True).stdout.strip()
    peers = ", ".join(f"{name} {version(name)}" for name in ("dulwich", "pygit2", "gitdb") if installed(name))
    own = subprocess.run([PYGITOBJ, "--version"], capture_output=True, check=True, text=True).stdout.strip()
    print(f"{own}; Python {sys.version.split()[0]}; {git}; {peers}; {os.cpu_count()} cores")
    click = [sys.executable, "-c", "import click"]
    one = [PYGITOBJ, "cat-file", "-t", "HEAD"]
    show("Start-up", [process_row("`cat-file -t HEAD`, / `python -c 'import click'`", 3 * options.rounds, one, click)])

    with tempfile.TemporaryDirectory() as scratch:
        for repository in options.repositories:
            show(title_of(repository), rows_of(os.path.abspath(repository), options.rounds, options.ids, Path(scratch)))


if __name__ == "__main__":
    main()
