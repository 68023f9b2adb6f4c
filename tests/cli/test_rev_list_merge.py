"""`rev-list --merge`, beside git: both sides of what stopped, at the paths in conflict."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

JOBS = {
    "merge": ("merge", "side"),
    "pick": ("cherry-pick", "side"),
    "revert": ("revert", "--no-edit", "HEAD~2"),
    "nothing": (),
}
WORDS = [
    "--merge", "--merge --left-right", "--merge --count", "--merge -- f", "--merge -- nope", "--merge --boundary",
    "--merge --parents", "--merge ^side", "--merge --not HEAD", "--merge --objects", "--merge --left-only",
    "--merge -- :(top)*",
]  # fmt: skip


def made_at(place: Path, job: str) -> Path:
    """A repository in which `job` stopped, with a conflict in two files of several."""
    git(place, "init", "-q", "-b", "main")
    git(place, "config", "user.name", "A")
    git(place, "config", "user.email", "a@x")
    (place / "d").mkdir()
    seconds = 1_700_000_000
    for branch, text in (("main", "0"), ("main", "1"), ("side", "2"), ("side", "3"), ("main", "4"), ("main", "5")):
        if branch == "side" and text == "2":
            git(place, "checkout", "-q", "-b", "side")
        elif branch == "main" and text == "4":
            git(place, "checkout", "-q", "main")
        for name in ("f", "d/*g"):
            (place / name).write_text(f"{text}\n")
        (place / f"{branch}{text}").write_text("")
        git(place, "add", "-A")
        seconds += 10
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("GIT_COMMITTER_DATE", f"{seconds} +0000")
            git(place, "commit", "-q", "-m", text)
    if JOBS[job]:
        assert run(["git", *JOBS[job]], place).code == 1
    return place


@pytest.fixture(
    scope="module", params=[job if job == "merge" else pytest.param(job, marks=needs_newest_git) for job in JOBS]
)
def stopped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_at(tmp_path_factory.mktemp("merge"), request.param)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("directory", [".", "d"])
def test_as_git(stopped: Path, directory: str, words: str) -> None:
    asked = words.split()
    assert pygitobj(stopped / directory, "rev-list", *asked) == run(["git", "rev-list", *asked], stopped / directory)


def test_paths_are_no_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_at(tmp_path, "merge")
    (tmp_path / "d" / "xg").write_text("")
    git(tmp_path, "add", "d/xg")
    git(tmp_path, "rm", "-q", "--cached", "f")
    for value in ("0", "1"):
        monkeypatch.setenv("GIT_LITERAL_PATHSPECS", value)
        ours = pygitobj(tmp_path / "d", "rev-list", "--merge", "--oneline")
        assert ours == run(["git", "rev-list", "--merge", "--oneline"], tmp_path / "d")
        assert ours.out


def test_nothing_in_conflict(tmp_path: Path) -> None:
    made_at(tmp_path, "nothing")
    (tmp_path / ".git" / "MERGE_HEAD").write_bytes(git(tmp_path, "rev-parse", "side"))
    assert pygitobj(tmp_path, "rev-list", "--merge") == run(["git", "rev-list", "--merge"], tmp_path)


@needs_newest_git
def test_what_leads_to_none(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert pygitobj(tmp_path, "rev-list", "--merge") == run(["git", "rev-list", "--merge"], tmp_path)
    place = tmp_path / "other"
    place.mkdir()
    made_at(place, "nothing")
    (place / ".git" / "MERGE_HEAD").write_text("ref: refs/heads/side\n")
    assert pygitobj(place, "rev-list", "--merge") == run(["git", "rev-list", "--merge"], place)
