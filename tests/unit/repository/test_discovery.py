"""Finding a repository beside git: the same directories, the same refusals, in the same words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pygitobj import Repository, RepositoryError
from tests.support.command import git, pygitobj, run


def places(directory: Path) -> list[str]:
    """What git says of where it is in `directory`: git directory, common directory, top, prefix, bareness."""
    words = ["--absolute-git-dir", "--git-common-dir", "--is-bare-repository", "--show-prefix"]
    lines = git(directory, "rev-parse", *words).decode().split("\n")
    lines[1] = os.path.realpath(directory / lines[1])
    return lines[:4]


def our_places(directory: Path) -> list[str]:
    # An environment that is passed counts as it is, with what it says of places.
    with Repository.open(directory, environ=os.environ) as repo:
        where = repo.location
        return [
            os.path.realpath(where.git_dir),
            os.path.realpath(where.common_dir),
            "true" if where.is_bare else "false",
            where.prefix,
        ]


@pytest.fixture
def layout(tmp_path: Path) -> Path:
    """A repository with a linked worktree, a separate git directory, and a bare clone."""
    main = tmp_path / "main"
    (main / "a" / "b").mkdir(parents=True)
    git(main, "init", "-q", "-b", "main", ".")
    (main / "a" / "b" / "file").write_text("x\n")
    git(main, "add", ".")
    git(main, "commit", "-qm", "first")
    git(main, "worktree", "add", "-q", "../linked")
    git(tmp_path, "init", "-q", "--separate-git-dir", "elsewhere.git", "separate")
    git(tmp_path, "clone", "-q", "--bare", "main", "bare.git")
    (tmp_path / "link").symlink_to("main/a")
    return tmp_path


@pytest.mark.parametrize(
    "start",
    [
        "main",
        "main/a",
        "main/a/b",
        "main/.git",
        "main/.git/objects",
        "linked",
        "linked/a",
        "separate",
        "bare.git",
        "bare.git/refs",
        "link",
        "link/b",
    ],
)
def test_the_same_places(layout: Path, start: str) -> None:
    assert our_places(layout / start) == places(layout / start)


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_DIR": "{}/bare.git"},
        {"GIT_DIR": "{}/main/.git"},
        {"GIT_DIR": "{}/main/.git", "GIT_WORK_TREE": "{}/main"},
        {"GIT_DIR": "{}/separate/.git"},
        {"GIT_DIR": "../../main/.git"},
        {"GIT_WORK_TREE": "{}/main/a"},
        {"GIT_DIR": "{}/nowhere"},
        {"GIT_CEILING_DIRECTORIES": "{}/main"},
        {"GIT_CEILING_DIRECTORIES": "{}/main/a"},
        {"GIT_CEILING_DIRECTORIES": ":{}/main/a"},
        {"GIT_CEILING_DIRECTORIES": "{}/main/a/b"},
        {"GIT_OBJECT_DIRECTORY": "{}/bare.git/objects"},
        {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.bareRepository", "GIT_CONFIG_VALUE_0": "explicit"},
        {"GIT_CONFIG_COUNT": "x"},
        {"GIT_CONFIG_PARAMETERS": "'core.bare'='zz'"},
    ],
)
@pytest.mark.parametrize("start", ["main/a/b", "bare.git"])
def test_the_environment(layout: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], start: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(layout))
    directory = layout / start
    theirs = run(["git", "rev-parse", "--absolute-git-dir", "--show-prefix"], directory)
    if theirs.code == 0:
        where = our_places(directory)
        assert [where[0], where[3]] == theirs.out.decode().split("\n")[:2]
    else:
        with pytest.raises(RepositoryError) as caught:
            Repository.open(directory, environ=os.environ).config.get_bool("core.bare")
        assert f"fatal: {caught.value}" in theirs.err.decode()


@pytest.mark.parametrize(
    ("config", "works"),
    [
        ("[core]\n\trepositoryformatversion = 0\n", True),
        ("[core]\n\trepositoryformatversion = 1\n", True),
        ("[core]\n\trepositoryformatversion = 2\n", False),
        ("[core]\n\trepositoryformatversion = 0\n[extensions]\n\tunknown = 1\n", True),
        ("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tunknown = 1\n", False),
        ("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tone = 1\n\ttwo = 2\n", False),
        ("[core]\n\trepositoryformatversion = 0\n[extensions]\n\tobjectFormat = sha1\n", False),
        ("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tnoop = 1\n\tpreciousObjects = true\n", True),
        ("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n", True),
        ("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = md5\n", False),
        ("[core\n", False),
        ('[core]\n\tkey = "unclosed\n', False),
        ("", True),
    ],
)
def test_formats_and_extensions(tmp_path: Path, config: str, works: bool) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "x")
    (tmp_path / ".git" / "config").write_text(config)
    theirs = run(["git", "cat-file", "-t", "HEAD"], tmp_path)
    ours = pygitobj(tmp_path, "cat-file", "-t", "HEAD")
    assert (ours.code == 0) == works
    assert ours.code == theirs.code
    if "md5" not in config:
        assert ours.err.replace(str(tmp_path).encode() + b"/", b"") == theirs.err


@pytest.mark.parametrize("tree", ["nowhere/tree", "{}/.git/config/x", "{}/nowhere", "nowhere/", "link", "sub/"])
def test_a_work_tree_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tree: str) -> None:
    """The last part of its path need not be there."""
    git(tmp_path, "init", "-q", ".")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link").symlink_to("elsewhere/tree")
    monkeypatch.setenv("GIT_WORK_TREE", tree.format(tmp_path))
    assert pygitobj(tmp_path, "rev-parse", "--show-toplevel") == run(["git", "rev-parse", "--show-toplevel"], tmp_path)
    git_dir = ["rev-parse", "--git-dir"]
    monkeypatch.delenv("GIT_WORK_TREE")
    git(tmp_path, "config", "core.worktree", tree.format(tmp_path))
    assert pygitobj(tmp_path, *git_dir).code == 0


def test_a_bad_gitfile(tmp_path: Path) -> None:
    for content in ("gitdir: nowhere\n", "rubbish\n", "gitdir: \n", ""):
        (tmp_path / ".git").write_text(content)
        theirs = run(["git", "rev-parse", "--git-dir"], tmp_path)
        with pytest.raises(RepositoryError) as caught:
            Repository.open(tmp_path)
        if "nowhere" not in content:  # which older versions of git say differently
            assert f"fatal: {caught.value}" == theirs.err.decode().strip()


def test_safe_directories(layout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "global"))
    for values in (["*"], [f"{layout}/main"], [f"{layout}/other"], ["*", ""], []):
        (tmp_path / "global").write_text("[safe]\n" + "".join(f"\tdirectory = {value}\n" for value in values))
        theirs = run(["git", "rev-parse", "--git-dir"], layout / "main" / "a")
        if theirs.code == 0:
            Repository.open(layout / "main" / "a").close()
        else:
            with pytest.raises(RepositoryError, match="dubious ownership"):
                Repository.open(layout / "main" / "a")
