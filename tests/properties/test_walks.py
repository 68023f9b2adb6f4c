"""Random options of rev-list on small random histories: the same as git prints, with and without a commit-graph.

Tried beside what is here, with the same generator and some fifty thousand calls: histories of sixty commits, generations
and dates of commit-graphs, bisections of all kinds, each way of simplification alone. What differs is what git has found
out of commits on its way to merge bases, which hides more where clocks are wrong: ranges with three dots are not drawn
for histories with such clocks.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git
from tests.support.random_histories import PATHS, Commit, random_history, store_history

pytestmark = needs_newest_git
SEEDS = range(6)
CALLS = 25
ORDERS = ("--topo-order", "--date-order", "--author-date-order")
# Options that are drawn, each with how often.
FLAGS = {
    "--reverse": 0.1, "--first-parent": 0.15, "--exclude-first-parent-only": 0.08, "--boundary": 0.2, "--sparse": 0.1,
    "--full-history": 0.4, "--show-pulls": 0.15, "--remove-empty": 0.1, "--left-right": 0.2, "--simplify-merges": 0.12,
    "--simplify-by-decoration": 0.06, "--maximal-only": 0.06,
}  # fmt: skip


def options(rng: random.Random, commits: list[Commit], ids: list[str]) -> list[str]:
    """Options for a call."""
    words = [flag for flag, often in FLAGS.items() if rng.random() < often]
    if "--boundary" in words and "--maximal-only" in words:
        words.remove("--maximal-only")
    words += rng.sample(ORDERS, 1) if rng.random() < 0.5 else []
    dates = [commit.date for commit in commits]
    values = {
        "-n": (0.12, rng.randint(0, 8)), "--skip=": (0.1, rng.randint(0, 4)), "--max-age=": (0.1, rng.choice(dates)),
        "--min-age=": (0.1, rng.choice(dates)), "--min-parents=": (0.1, rng.randint(0, 3)),
        "--max-parents=": (0.1, rng.randint(-1, 2)), "--ancestry-path=": (0.06, rng.choice(ids)),
        "--since-as-filter=": (0.05, f"@{rng.choice(dates)} +0000"),
    }  # fmt: skip
    words += [f"{name}{value}" for name, (often, value) in values.items() if rng.random() < often]
    limits = {word.partition("=")[0][:6] for word in words}
    if rng.random() < 0.06 and "--skip" not in limits:
        words = [word for word in words if not word.startswith("-n")] + [f"--max-count-oldest={rng.randint(0, 8)}"]
    followed = {"--simplify-merges", "--simplify-by-decoration"}.isdisjoint(words)
    shown = rng.random()
    if shown < 0.35:
        words.append("--parents")
    elif shown < 0.5 and followed:
        words.append("--children")
    if rng.random() < 0.1:
        words.append(rng.choice(["--left-only", "--right-only"]))
    return words


def tips(rng: random.Random, ids: list[str], *, is_skewed: bool) -> list[str]:
    """Revisions for a call."""
    found = []
    for _ in range(rng.randint(1, 4)):
        kind = rng.random()
        one, other = rng.choice(ids), rng.choice(ids)
        if kind < 0.55 or (kind >= 0.85 and is_skewed):
            found.append(one)
        else:
            found.append(f"^{one}" if kind < 0.85 else f"{one}...{other}")
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("has_graph", [False, True])
def test_as_git(tmp_path: Path, seed: int, has_graph: bool) -> None:
    rng = random.Random(seed * 2 + has_graph)
    commits = random_history(rng)
    ids = store_history(tmp_path, commits, set(rng.sample(range(len(commits)), 3)))
    if has_graph:
        git(tmp_path, "commit-graph", "write", "--stdin-commits", "--changed-paths", stdin="\n".join(ids).encode())
    dates = [commit.date for commit in commits]
    for _ in range(CALLS):
        words = [*options(rng, commits, ids), *tips(rng, ids, is_skewed=dates != sorted(dates)), "--"]
        words += rng.sample(PATHS, rng.randint(1, 2)) if rng.random() < 0.5 else []
        told = run(["git", "rev-list", *words], tmp_path)
        ours = pygitobj(tmp_path, "rev-list", *words)
        assert ours == told, (words, ids)
