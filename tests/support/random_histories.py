"""Small random histories, as git makes them: octopus merges, several roots, clocks that are wrong, a few files."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

from tests.support.command import git

PATHS = ("a", "b", "c")
START = 1_000_000_000
# By how many seconds a clock may be wrong.
SKEW = 2000


class Commit(NamedTuple):
    """A commit: the places of its parents, when it was made and written, and its files with their contents."""

    parents: list[int]
    date: int
    written: int
    files: dict[str, str]


def random_history(rng: random.Random, most: int = 20) -> list[Commit]:
    """Up to so many commits, parents first."""
    count = rng.randint(5, most)
    skew = rng.choice([0, 0, 1, 3])
    commits: list[Commit] = []
    now = START
    for number in range(count):
        now += rng.choice([0, 1, 10, 100])
        date = now + (rng.choice([0] * (6 - skew) + [-1, 1]) * rng.randint(0, SKEW) if skew else 0)
        parents = random_parents(rng, number)
        files = random_files(rng, [commits[parent].files for parent in parents])
        commits.append(Commit(parents, date, date + rng.choice([0, 0, -50, 70, 300]), files))
    return commits


def random_parents(rng: random.Random, number: int) -> list[int]:
    """The parents of the commit `number`: none, one, or several, mostly of those made just before."""
    if number == 0 or rng.random() < 0.07:
        return []
    wanted = 1 if rng.random() < 0.6 else rng.choice([2, 2, 2, 2, 3, 4])
    return list(dict.fromkeys(rng.randrange(max(0, number - 6), number) for _ in range(wanted)))


def random_files(rng: random.Random, before: list[dict[str, str]]) -> dict[str, str]:
    """The files of a commit whose parents have these: of a merge each from any parent; some of them changed."""
    files = dict(before[0]) if before else {}
    for path in PATHS:
        source = rng.choice(before) if len(before) > 1 else files
        if path in source:
            files[path] = source[path]
        else:
            files.pop(path, None)
        if rng.random() < 0.25:
            files[path] = str(rng.randint(0, 3))
            if rng.random() < 0.2:
                del files[path]
    return files


def store_history(directory: Path, commits: list[Commit], kept: set[int]) -> list[str]:
    """Make a repository of `commits`, those `kept` with a branch each; gives their ids."""
    git(directory, "init", "-q", "-b", "none")
    parts = []
    for number, commit in enumerate(commits):
        parts.append(f"commit refs/heads/c{number}\nmark :{number + 1}\nauthor A <a@x> {commit.written} +0000\n")
        parts.append(f"committer C <c@x> {commit.date} +0000\ndata {len(str(number))}\n{number}\n")
        parts += [f"{'merge' if nth else 'from'} :{parent + 1}\n" for nth, parent in enumerate(commit.parents)]
        parts.append("deleteall\n")
        parts += [f"M 100644 inline {path}\ndata {len(text)}\n{text}\n" for path, text in commit.files.items()]
    marks = directory / "marks"
    git(directory, "fast-import", "--quiet", "--force", f"--export-marks={marks}", stdin="".join(parts).encode())
    ids = dict(line.split() for line in marks.read_text().splitlines())
    gone = [f"delete refs/heads/c{number}\n" for number in range(len(commits)) if number not in kept]
    git(directory, "update-ref", "--stdin", stdin="".join(gone).encode())
    return [ids[f":{number + 1}"] for number in range(len(commits))]
