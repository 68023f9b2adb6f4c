"""What safety costs: `python -m benchmarks.safety [--rounds N] <repository> …`.

Each row is the same work with a safeguard and without it, in turn, in whole processes; medians of the pairs' ratios, of
which one below 1 is what the safeguard costs.

    guard       mapped files that are cut short are an error: PYGITOBJ_GUARD=1 and 0
    flushes     what stays is on the disk before anything is removed: core.fsyncMethod=fsync and writeout-only
    comparing   what is there already is read before its id is confirmed: writing objects that are there beside git
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.compare import PYGITOBJ, Row
from benchmarks.process import run

ROUNDS = 5
FILES = 2000
Side = Callable[[Path], Sequence[str]]


def row(what: str, rounds: int, source: Path | None, safe: Side, other: Side) -> Row:
    """The times of both sides, each run in a new copy of `source`."""
    results: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for times, side in zip(results, (safe, other), strict=True):
            with tempfile.TemporaryDirectory() as scratch:
                place = Path(scratch, "repository.git")
                if source is None:
                    place.mkdir()
                else:
                    shutil.copytree(source, place)
                done = run(side(place), "")
            if number:
                times.append(done.seconds)
    mine, theirs = (statistics.median(times) for times in results)
    ratio = statistics.median(b / a for a, b in zip(*results, strict=True))
    return Row(what, f"{mine:.3f} s", f"{theirs:.3f} s", ratio)


def guarded(value: str, *words: str) -> Side:
    """Runs the command `words` with the guard or without it."""
    return lambda place: ["env", f"PYGITOBJ_GUARD={value}", PYGITOBJ, "--git-dir", str(place), *words]


def flushed(method: str, *words: str) -> Side:
    """Runs the command `words` so that it flushes, or does not."""
    return lambda place: [PYGITOBJ, "-c", f"core.fsyncMethod={method}", "--git-dir", str(place), *words]


def written_again(tool: Sequence[str]) -> Side:
    """Writes the files of the directory that are objects already."""

    def side(place: Path) -> Sequence[str]:
        subprocess.run(["git", "init", "-q", "--bare", str(place)], check=True)
        paths = [place / f"file{number}" for number in range(FILES)]
        for number, path in enumerate(paths):
            path.write_bytes(b"%d " % number * 200)
        names = [str(path) for path in paths]
        subprocess.run(["git", "--git-dir", place, "hash-object", "-w", *names], check=True, capture_output=True)
        return [*tool, f"--git-dir={place}", "hash-object", "-w", "--no-filters", *names]

    return side


def rows(repository: Path, rounds: int) -> list[Row]:
    """All rows of one repository."""
    batch = ("cat-file", "--batch", "--batch-all-objects")
    removing = {"repack -a -d": ("repack", "-a", "-d", "-q"), "repack -A -d": ("repack", "-A", "-d", "-q")}
    return [
        row(f"guard: {' '.join(batch)}", rounds, repository, guarded("1", *batch), guarded("0", *batch)),
        row("guard: cat-file -t HEAD", rounds, repository, guarded("1", *batch[:1], "-t", "HEAD"),
            guarded("0", *batch[:1], "-t", "HEAD")),
        *(row(f"flushes: {name}", rounds, repository, flushed("fsync", *words), flushed("writeout-only", *words))
          for name, words in removing.items()),
    ]  # fmt: skip


def main(words: Sequence[str]) -> None:
    """Print a table for each repository, and what comparing costs."""
    parser = argparse.ArgumentParser(prog="benchmarks.safety")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("repositories", nargs="*", type=Path)
    given = parser.parse_args(words)
    print("| | with | without | ratio |\n|---|---|---|---|")
    found = [one for repository in given.repositories for one in rows(repository, given.rounds)]
    again = row(f"comparing: {FILES} objects that are there, beside git", given.rounds, None,
                written_again([PYGITOBJ]), written_again(["git"]))  # fmt: skip
    for what, mine, other, ratio in [*found, again]:
        print(f"| {what} | {mine} | {other} | {ratio:.2f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
