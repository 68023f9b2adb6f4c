"""A commit whose parents a graft or a shallow line changes is shown as `grafted`."""

from __future__ import annotations

from pathlib import Path

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git
from tests.support.tangled import history


@needs_newest_git
def test_grafted(tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    history(repo, 4)
    ids = git(repo, "rev-parse", *(f"b{number}" for number in range(1, 15))).decode().split()
    (repo / "info").mkdir(exist_ok=True)
    (repo / "info" / "grafts").write_text(f"{ids[9]}\n{ids[12]} {ids[3]} {ids[4]}\n")
    (repo / "shallow").write_text(f"{ids[6]}\n{ids[9]}\n")
    for words in (["--format=%d"], ["--format=%D", "--no-walk"], ["--bisect-all"], ["--oneline"]):
        ours = pygitobj(repo, "rev-list", *words, "--all")
        assert (ours.out, ours.code) == run(["git", "rev-list", *words, "--all"], repo)[::2]
    assert pygitobj(repo, "rev-list", "--format=%d", "--all").out.count(b"grafted") == 3
