"""`rev-list` along paths where a commit-graph has filters of changed paths: what git finds in the objects alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.random_histories import random_history, store_history

OPTIONS = [
    "", "--first-parent", "-n 3", "--no-merges", "--merges", "--full-history", "--date-order", "--topo-order",
    "--boundary -n 2", "--since={date}", "--until={date}", "--since-as-filter={date}", "--parents", "--sparse",
    "--remove-empty", "--reverse", "--skip=2", "--author=A", "--show-pulls", "--graph --oneline", "--all --not {tip}~2",
    "--min-parents=2",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_as_without_filters(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    commits = random_history(rng, 60)
    ids = store_history(tmp_path, commits, {len(commits) - 1, len(commits) // 2})
    git(tmp_path, "commit-graph", "write", "--reachable", "--changed-paths")
    date = str(commits[rng.randrange(len(commits))].date)
    for option in OPTIONS:
        paths = rng.choice([["a"], ["b"], ["c"], ["a", "c"], ["nosuch"]])
        words = [*option.format(date=date, tip=ids[-1]).split(), "--all", "--", *paths]
        expected = run(["git", "-c", "core.commitGraph=false", "rev-list", *words], tmp_path)
        assert pygitobj(tmp_path, "rev-list", *words) == expected, words
