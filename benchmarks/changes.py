"""The table about what commits changed: `python -m benchmarks.changes <repository> [--rounds N] [--git PATH]`.

A bare copy of the repository is made in a directory of its own, packed by git, with a commit-graph that has filters of
changed paths. Each row is about whole processes, git's and ours in turn: medians of the elapsed time, of the
processor's time (user and system) and of the most memory; a ratio of elapsed times above 1 is in our favour. Other
libraries, which must be installed beside ours, are asked once and of fewer commits (changes_of.py).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.walks import GRAPH, OURS, compared, copies

CHANGES_OF = (sys.executable, "-m", "benchmarks.changes_of")
COMMANDS = (
    "log --all",
    "log --all --raw --no-renames",
    "log --all --raw -M",
    "log --all --numstat",
    "log -p -100",
    "show HEAD",
)
# Libraries that tell what commits changed, and of how many commits they are asked that.
LIBRARIES = (("pygit2", 4000), ("dulwich", 4000), ("pydriller", 300))
FIRST_PARENT = "log --all --raw -M --diff-merges=first-parent"
# A path's history, of which the walk asks the filters.
HISTORY = "log --oneline --raw --no-renames HEAD -- {}"


def first_file(git: str, root: Path) -> str:
    """The first file at the top of HEAD."""
    names = run_lines(git, root, "ls-tree", "HEAD")
    return next((line.partition("\t")[2] for line in names if " blob " in line), ".")


def run_lines(git: str, root: Path, *words: str) -> list[str]:
    """What git prints."""
    done = subprocess.run([git, "-C", str(root), *words], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--git", default="git")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = copies(given.git, given.repository, Path(place))[GRAPH]
        print("| what | git: elapsed, processor, memory | pygitobj | ratio |\n|---|---|---|---|")
        for words in (*COMMANDS, HISTORY.format(first_file(given.git, root))):
            at = ["-C", str(root), *words.split(" ")]
            compared(f"`{words}`", [given.git, *at], [*OURS, *at], given.rounds)
        all_changes = [*CHANGES_OF, "pygitobj", str(root), str(1 << 31)]
        git = [given.git, "-C", str(root), *FIRST_PARENT.split(" ")]
        compared(f"`repo.changes(ALL)`, beside `{FIRST_PARENT}`", git, all_changes, given.rounds)
        for library, most in LIBRARIES:
            theirs, ours = ([*CHANGES_OF, one, str(root), str(most)] for one in (library, "pygitobj"))
            compared(f"changes of {most:,} commits, beside {library}", theirs, ours, 1)


if __name__ == "__main__":
    main()
