"""Blobs as the work tree has them, as a table: `python -m benchmarks.filters [--rounds N] [--git PATH] <repository>`.

All blobs that are reached, each with its path, go through one `cat-file --batch --filters`, with the attributes of HEAD
and, in a second row, with `eol=crlf` for all text. Both sides run in turn; the times are medians, of the processor and
of the clock, and a ratio above 1 is in our favour.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
from operator import attrgetter
from pathlib import Path

from benchmarks.compare import PYGITOBJ
from benchmarks.process import run

SETTINGS = {"attributes of HEAD": [], "core.eol=crlf": ["-c", "core.eol=crlf"]}


def blobs_of(git: str, repository: str) -> bytes:
    """The lines of a batch: all blobs that are reached, with their paths."""
    objects = subprocess.run([git, "-C", repository, "rev-list", "--objects", "--all"], check=True, capture_output=True)
    form = "--batch-check=%(objecttype) %(objectname) %(rest)"
    told = subprocess.run(
        [git, "-C", repository, "cat-file", form], input=objects.stdout, check=True, capture_output=True
    )
    lines = [line for line in told.stdout.splitlines(keepends=True) if line.startswith(b"blob ")]
    return b"".join(line.removeprefix(b"blob ") for line in lines)


def work_tree(git: str, repository: str, target: Path) -> None:
    """A clone of `repository` whose work tree has nothing but attributes."""
    subprocess.run([git, "clone", "-q", "--no-checkout", "-s", repository, str(target)], check=True)
    subprocess.run([git, "-C", str(target), "checkout", "-q", "HEAD", "--", ":(glob)**/.gitattributes"], check=False)


def row(what: str, words: list[str], git: str, place: Path, lines: Path, rounds: int) -> str:
    """A line of the table."""
    command = [*words, "cat-file", "--batch", "--filters"]
    pairs = [(run([PYGITOBJ, *command], lines, place), run([git, *command], lines, place)) for _ in range(rounds)]
    cells = []
    for what_of in (attrgetter("processor"), attrgetter("seconds")):
        ours, theirs = (list(map(what_of, side)) for side in zip(*pairs, strict=True))
        ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
        cells.append(f"{statistics.median(ours):.2f} s | {statistics.median(theirs):.2f} s | {ratio:.2f}")
    return f"| {what} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--git", default="git")
    parser.add_argument("repository")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place, lines = Path(folder, "tree"), Path(folder, "lines")
        work_tree(given.git, given.repository, place)
        lines.write_bytes(blobs_of(given.git, given.repository))
        print("| what | processor, ours | git's | ratio | clock, ours | git's | ratio |\n|---|---|---|---|---|---|---|")
        for what, words in SETTINGS.items():
            print(row(what, words, given.git, place, lines, given.rounds), flush=True)


if __name__ == "__main__":
    main()
