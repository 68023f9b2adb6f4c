"""worktree list, and what the library tells of worktrees, beside git.

Tried besides: bare repositories with worktrees, worktrees seen from one another, and names beyond ASCII.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pygitobj import Repository
from tests.support.command import Answer, git, pygitobj, run


def of_git(place: Path, *words: str) -> Answer:
    return squeezed(run(["git", *words], place))


def squeezed(answer: Answer) -> Answer:
    """Blanks between columns as one: older git puts one more there."""
    return answer._replace(out=re.sub(rb" +", b" ", answer.out))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with worktrees: on a branch, detached, locked, gone, inside another; of one nothing is known."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    place = tmp_path / "r"
    git(place, "commit", "-q", "--allow-empty", "-m", "one")
    git(place, "commit", "-q", "--allow-empty", "-m", "two")
    for name in ("a", "b c", "gone", "locked", "a/inner"):
        git(place, "worktree", "add", "-q", "-b", name.replace(" ", "").replace("/", "-"), f"../{name}")
    git(place, "worktree", "add", "-q", "--detach", "../detached", "HEAD~1")
    run(["rm", "-r", "../gone"], place)
    git(place, "worktree", "lock", "--reason", 'why\ntwo "lines"', "../locked")
    git(place, "worktree", "lock", "../detached")
    (place / ".git" / "worktrees" / "odd").mkdir()
    git(place, "tag", "a")  # so that a branch of that name is shown longer
    return place


@pytest.mark.parametrize("here", ["r", "a", "detached", "r/.git"])
@pytest.mark.parametrize(
    "words",
    [[], ["--porcelain"], ["-v"], ["--expire=now"], ["--expire=2.weeks.ago"], ["--porcelain", "-z"], ["--verbose"]],
)
def test_list(place: Path, here: str, words: list[str]) -> None:
    ours = pygitobj(place.parent / here, "worktree", "list", *words)
    assert squeezed(ours) == of_git(place.parent / here, "worktree", "list", *words)
    assert ours.out


@pytest.mark.parametrize("settings", ["core.quotePath=false", "core.abbrev=12"])
def test_settings(place: Path, settings: str) -> None:
    ours = pygitobj(place, "-c", settings, "worktree", "list")
    assert squeezed(ours) == of_git(place, "-c", settings, "worktree", "list")


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["list", "-v", "--porcelain"], b"fatal: options '--verbose' and '--porcelain' cannot be used together\n", 128),
        (["list", "-z"], b"fatal: the option '-z' requires '--porcelain'\n", 128),
        (["list", "--expire=foo"], b"fatal: malformed expiration date 'foo'\n", 128),
        (
            ["add", "x"],
            b"fatal: worktree add is not supported: worktrees are listed, and changed by nothing here\n",
            128,
        ),
    ],
)
def test_refused(place: Path, words: list[str], said: bytes, code: int) -> None:
    answer = pygitobj(place, "worktree", *words)
    assert (answer.out, answer.err, answer.code) == (b"", said, code)


def test_usage(place: Path) -> None:
    assert pygitobj(place, "worktree", "list", "x").code == 129
    assert pygitobj(place, "worktree").err.startswith(b"error: need a subcommand\nusage: git worktree add")
    assert pygitobj(place, "worktree", "foo").err.startswith(
        b"error: unknown subcommand: `foo'\nusage: git worktree add"
    )


def test_an_unborn_branch(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "r")
    for words in ([], ["--porcelain"]):
        ours = pygitobj(tmp_path / "r", "worktree", "list", *words)
        assert squeezed(ours) == of_git(tmp_path / "r", "worktree", "list", *words)


def test_bare(place: Path) -> None:
    git(place.parent, "clone", "-q", "--bare", "r", "bare.git")
    git(place.parent / "bare.git", "worktree", "add", "-q", "../linked", "main")
    for here in ("bare.git", "linked"):
        for words in ([], ["--porcelain"]):
            ours = pygitobj(place.parent / here, "worktree", "list", *words)
            assert squeezed(ours) == of_git(place.parent / here, "worktree", "list", *words)


def test_columns(place: Path) -> None:
    """As wide as the longest path, and one blank."""
    lines = pygitobj(place, "worktree", "list").out.decode().splitlines()
    short = git(place, "rev-parse", "--short", "HEAD").decode().strip()
    width = len(f"{place.parent}/detached")
    assert lines[0] == f"{place}".ljust(width) + f" {short} [main]"
    assert f"{place.parent}/a".ljust(width) + f" {short} [heads/a]" in lines


def test_in_the_library(place: Path) -> None:
    with Repository.open(place) as repo:
        found = {one.id: one for one in repo.worktrees()}
        head = repo.resolve("HEAD")
    main = found[None]
    assert (main.path, main.git_dir, main.branch, main.head) == (str(place), f"{place}/.git", "refs/heads/main", head)
    assert main.is_current
    assert not main.is_bare
    assert found["locked"].locked == 'why\ntwo "lines"'
    assert found["detached"].locked == ""
    assert found["detached"].branch is None
    assert found["gone"].prunable == "gitdir file points to non-existent location"
    assert found["a"].prunable is None
    assert "odd" not in found
