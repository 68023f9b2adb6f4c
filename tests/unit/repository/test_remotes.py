"""Remotes as git reads them from its configuration.

Tried besides: every order of two insteadOf and two pushInsteadOf lines, before and after the remote.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import Remote, Repository, RepositoryError
from tests.support.command import git
from tests.support.unchecked import unchecked

CONFIGURATIONS = {
    "one": '[remote "o"]\nurl = https://x/r.git\nfetch = +refs/heads/*:refs/remotes/o/*\n',
    "several": '[remote "o"]\nurl = a\nurl = b\npushurl = c\npushurl = d\nfetch = x\nfetch = y:z\npush = refs/heads/*\n',
    "instead": '[url "https://y/"]\ninsteadOf = gh:\ninsteadOf = other:\n[remote "o"]\nurl = gh:r\nurl = other:s\n',
    "longest": '[url "A/"]\ninsteadOf = g\n[url "B/"]\ninsteadOf = gh:x\n[url "C/"]\ninsteadOf = gh:\n[remote "o"]\nurl = gh:xr\n',
    "equal": '[url "A/"]\ninsteadOf = gh:\n[url "B/"]\ninsteadOf = gh:\n[remote "o"]\nurl = gh:r\n',
    "push": '[url "ssh://p/"]\npushInsteadOf = https://y/\n[remote "o"]\nurl = https://y/r\nurl = other\n',
    "both": '[url "ssh://p/"]\npushInsteadOf = g\n[url "https://y/"]\ninsteadOf = g\n[remote "o"]\nurl = gr\npushurl = gs\n',
    "dots": '[remote "a.b/c"]\nurl = x\n[remote "o"]\nurl = y\n',
    "elsewhere": '[remote]\npushDefault = o\n[remote "o"]\nurl = y\nurl = z\n[url]\ninsteadOf = y\n[URL "Q"]\nINSTEADOF = z\n',
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_as_git_reads_them(tmp_path: Path, name: str) -> None:
    git(tmp_path, "init", "-q")
    with (tmp_path / ".git" / "config").open("a") as file:
        file.write(CONFIGURATIONS[name])
    with Repository.open(tmp_path) as repo:
        assert sorted(repo.remotes) == git(tmp_path, "remote").decode().split()
        for remote in repo.remotes.values():
            assert list(remote.urls) == git(tmp_path, "remote", "get-url", "--all", remote.name).decode().split()
            pushed = git(tmp_path, "remote", "get-url", "--push", "--all", remote.name).decode().split()
            assert list(remote.push_urls) == pushed
        assert repo.remotes["o"].name == "o"


def test_refspecs(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    with (tmp_path / ".git" / "config").open("a") as file:
        file.write(CONFIGURATIONS["several"])
    with Repository.open(tmp_path) as repo:
        assert dict(repo.remotes) == {"o": Remote("o", ("a", "b"), ("c", "d"), ("x", "y:z"), ("refs/heads/*",))}
        with pytest.raises(TypeError):
            unchecked(repo.remotes)["p"] = repo.remotes["o"]


def test_an_empty_url_takes_back_those_before_it(tmp_path: Path) -> None:
    """As git 2.46 and newer."""
    git(tmp_path, "init", "-q")
    with (tmp_path / ".git" / "config").open("a") as file:
        file.write('[remote "o"]\nurl = a\nurl =\nurl = b\npushurl = c\npushurl =\n')
    with Repository.open(tmp_path) as repo:
        assert repo.remotes["o"] == Remote("o", ("b",), ("b",), (), ())


def test_what_cannot_be(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    config = tmp_path / ".git" / "config"
    before = config.read_text()
    config.write_text(before + '[remote "/o"]\nurl = a\n')
    told: list[str] = []
    with Repository.open(tmp_path, warn=told.append) as repo:
        assert dict(repo.remotes) == {}
        assert told == ["warning: config remote shorthand cannot begin with '/': /o"]
    config.write_text(before + '[remote "o"]\nurl\n')
    with (
        Repository.open(tmp_path) as repo,
        pytest.raises(RepositoryError, match=r"bad config variable 'remote\.o\.url'"),
    ):
        _ = repo.remotes
