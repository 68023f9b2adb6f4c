"""Conditional includes: they count where git counts them.

Tried besides: patterns that end in a slash, without a start, from the file's own directory, from somebody's home, in other
case, through links, and conditions that nobody knows.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pygitobj.repository.config import no_branch
from pygitobj.repository.include import condition_holds
from tests.support.command import git, run

CONDITIONS = [
    "gitdir:{p}/Work/r/.git",
    "gitdir:{p}/Work/r/.git/",
    "gitdir:{p}/Work/r/",
    "gitdir:{p}/Work/",
    "gitdir:{p}/Work",
    "gitdir:{p}/work/",
    "gitdir/i:{p}/work/",
    "gitdir/i:{P}/WORK/R/",
    "gitdir:Work/",
    "gitdir:work/",
    "gitdir/i:work/",
    "gitdir:r/.git",
    "gitdir:r",
    "gitdir:/",
    "gitdir:**",
    "gitdir:**/r/**",
    "gitdir:{p}/*/r/.git",
    "gitdir:{p}/*/.git",
    "gitdir:{p}/**/.git",
    "gitdir:{p}/[V-X]ork/",
    "gitdir:./",
    "gitdir:./Work/",
    "gitdir:./work/",
    "gitdir/i:./work/",
    "gitdir:./Work/r/.git",
    "gitdir:~/Work/",
    "gitdir:~/work/",
    "gitdir/i:~/work/",
    "gitdir:{p}/link/r/",
    "gitdir:",
    "onbranch:main",
    "onbranch:ma*",
    "onbranch:topic/",
    "onbranch:topic/**",
    "onbranch:topic/*",
    "onbranch:topic/deep",
    "onbranch:Topic/Deep",
    "onbranch:",
    "onbranch:**",
    "unknown:x",
    "gitdirs:{p}/Work/",
    "x",
    "",
]


@pytest.fixture(scope="module", params=["main", "topic/deep"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a repository in it, on a branch."""
    home = tmp_path_factory.mktemp("home")
    (home / "Work").mkdir()
    git(home / "Work", "init", "-q", "-b", request.param, "r")
    (home / "link").symlink_to("Work")
    (home / "included").write_text("[a]\n\tb = included\n")
    (home / "branch").write_text(request.param)
    return home


@pytest.mark.parametrize("condition", CONDITIONS)
def test_as_git_says(place: Path, condition: str) -> None:
    text = str(place)
    condition = condition.format(p=text, P=text.upper())
    config = place / ".gitconfig"
    quoted = condition.replace("\\", "\\\\").replace('"', '\\"')
    config.write_text(f'[includeIf "{quoted}"]\n\tpath = {place}/included\n')
    environ = {"HOME": text}
    answer = run(
        ["env", f"HOME={text}", f"GIT_CONFIG_GLOBAL={config}", "git", "config", "--get", "a.b"], place / "Work/r"
    )
    branch = (place / "branch").read_text
    found = condition_holds(condition, str(config), f"{place}/Work/r/.git", branch, environ)
    assert found is (answer.out == b"included\n")


def test_through_a_link_both_paths_count(tmp_path: Path) -> None:
    (tmp_path / "real/r/.git").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    git_dir = f"{tmp_path}/link/r/.git"
    for name in ("link", "real"):
        assert condition_holds(f"gitdir:{tmp_path}/{name}/", None, git_dir, no_branch, {})
    assert not condition_holds(f"gitdir:{tmp_path}/other/", None, git_dir, no_branch, {})


def test_a_pattern_from_its_file_needs_one(tmp_path: Path) -> None:
    (tmp_path / "[x]/r/.git").mkdir(parents=True)
    git_dir = f"{tmp_path}/[x]/r/.git"
    assert not condition_holds("gitdir:./", None, git_dir, no_branch, {})
    # The name of its directory is no pattern.
    assert condition_holds("gitdir:./r/", f"{tmp_path}/[x]/config", git_dir, no_branch, {})
    assert not condition_holds("gitdir:./r/", f"{tmp_path}/x/config", git_dir, no_branch, {})


def test_where_nothing_is_known() -> None:
    for condition in ("gitdir:/", "gitdir:**", "onbranch:main", "onbranch:**"):
        assert not condition_holds(condition, None, None, no_branch, {})
    assert not condition_holds("gitdir:~/", None, "/a/.git", no_branch, {})
    assert condition_holds("gitdir:/a/", None, "/a/.git", no_branch, {})
    assert not os.path.exists("/a/.git")
