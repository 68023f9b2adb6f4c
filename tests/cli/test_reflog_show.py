"""reflog show, list and exists beside git.

Tried besides: logs of tags, of branches that are gone, and of what is no commit; each way of showing dates with a name
alone, with one that has a number and with one that has a date.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git, newest


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with logs: of branches, one that is gone, a symbolic one, and of a tag that is a blob."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    place = tmp_path / "r"
    for message in ("one", "two\n\nbody"):
        git(place, "commit", "-q", "--allow-empty", "-m", message)
    git(place, "tag", "v1")
    git(place, "checkout", "-q", "-b", "x/y")
    git(place, "branch", "gone")
    git(place, "update-ref", "-d", "refs/heads/gone")
    git(place, "symbolic-ref", "refs/heads/sym", "refs/heads/main")
    blob = git(place, "hash-object", "-w", "--stdin", stdin=b"x").decode().strip()
    git(place, "update-ref", "--create-reflog", "refs/tags/blob", blob)
    git(place, "tag", "-a", "-m", "m", "annotated")
    git(place, "update-ref", "-m", "fetched", "refs/remotes/o/main", "main~1")
    for name, value in {
        "remote.o.url": "/x", "remote.o.fetch": "+refs/heads/*:refs/remotes/o/*",
        "branch.main.remote": "o", "branch.main.merge": "refs/heads/main",
    }.items():  # fmt: skip
        git(place, "config", name, value)
    git(place, "worktree", "add", "-q", "-b", "linked", "../linked")
    return place


@pytest.mark.parametrize("here", ["r", "linked"])
@pytest.mark.parametrize(
    "words",
    [[], ["show", "main"], ["main"], ["refs/heads/main"], ["heads/main"], ["x/y"], ["-n", "1"], ["-1"], ["-n1"],
     ["sym"], ["--max-count=2", "main"], ["-n", "0"], ["nosuch"], ["v1"], ["refs/tags/blob"],
     ["show", "HEAD", "main"], ["show", "--"], ["HEAD", "--"], ["exists", "HEAD"], ["exists", "refs/heads/main"],
     ["exists", "v1"], ["exists", "a..b"], ["exists", "refs/heads/gone"],
     ["exists", "--unknown"], ["exists"], ["exists", "--", "HEAD"], ["-n"], newest(["-nx"]), newest(["-n", "x"]),
     ["@"], ["@{0}"], ["@{-1}"], ["main@{1}"],
     ["main@{9}"], ["main@{u}"], ["HEAD@{1}", "main@{0}"], ["o/main"], ["o/main@{0}"], ["x/y@{u}"], ["nosuch@{0}"],
     ["main@{yesterday}"], ["main~1"], ["main@{1}~1"], ["main@{2000-01-01}"], ["annotated"], ["HEAD:"],
     ["--date=iso"], ["--date", "raw", "main"], ["--date=iso", "main@{1}"],
     ["--date=short", "main@{yesterday}", "-1"], ["--date=format:%Y", "-n", "1"], ["--date=zzz"], ["--date"],
     ["--date="], ["--date=iso", "--date=unix", "-1"], ["--relative-date", "-1"], ["--date=local", "HEAD", "main"],
     ["--date=iso-strict", "linked", "HEAD", "main", "-n", "4"], ["--date=auto:iso", "main"],
     ["--date=human", "main"], ["--all"], ["show", "--all", "-n", "5"], ["--all", "--date=iso"], ["--branches"],
     ["--branches=x*"], ["--tags"], ["--remotes", "main"], ["--glob=heads/*"], ["--glob", "tags"], ["--glob"],
     ["--exclude=*/x*", "--all"],
     ["--exclude=*", "--all"], ["--all", "HEAD"], ["--branches=none"], ["--skip=1"], ["--skip=2", "-n", "1", "--all"],
     ["--skip=99"], ["--oneline"], ["--single-worktree", "--all"], ["--exclude=x*", "--branches"],
     newest(["--skip=x"])],
    ids=" ".join,
)  # fmt: skip
def test_as_git(place: Path, here: str, words: list[str]) -> None:
    assert pygitobj(place.parent / here, "reflog", *words) == run(["git", "reflog", *words], place.parent / here)


@pytest.mark.parametrize("here", ["r", "linked"])
def test_list(place: Path, here: str) -> None:
    """Recorded from git 2.55: older ones have no such list."""
    names = ["HEAD", "refs/heads/linked", "refs/heads/main", "refs/heads/x/y", "refs/remotes/o/main", "refs/tags/blob"]
    answer = pygitobj(place.parent / here, "reflog", "list")
    # Older git starts no log for a symbolic reference.
    assert [name for name in answer.out.decode().split() if name != "refs/heads/sym"] == names
    refused = pygitobj(place, "reflog", "list", "x")
    assert pygitobj(place, "reflog", "list", "--unknown").code == 129
    assert (refused.err, refused.code) == (b"error: list does not accept arguments: 'x'\n", 255)


@needs_newest_git
@pytest.mark.parametrize(
    "time", ["9223372036854775807", "9223372036854775808", "18446744073709551616", "9" * 30, "-5", "99999999999999"]
)
def test_times_that_are_too_large(place: Path, time: str) -> None:
    log = place / ".git/logs/refs/heads/main"
    oid = git(place, "rev-parse", "main").decode().strip()
    log.write_text(f"{'0' * 40} {oid} A <a@b> {time} +0000\tm\n")
    for words in (["--date=iso", "main"], ["--date=raw", "main"], ["--date=iso-local", "main"], ["main"]):
        ours, theirs = pygitobj(place, "reflog", *words), run(["git", "reflog", *words], place)
        assert (ours.err, ours.code) == (theirs.err, theirs.code), words
        assert ours.out == (theirs.out if theirs.code == 0 else b"")
    words = ["rev-parse", "main@{yesterday}"]
    assert pygitobj(place, *words) == run(["git", *words], place)


@pytest.mark.parametrize("words", [["--", "path"], ["--not", "--all"], ["--since=1"], ["--date=iso", "--pretty=raw"]])
def test_what_is_not_done(place: Path, words: list[str]) -> None:
    answer = pygitobj(place, "reflog", "show", *words)
    assert (answer.out, answer.code) == (b"", 128)


@pytest.mark.parametrize("mode", ["raw", "iso", "zzz", "", "auto:raw"])
def test_dates_as_configured(place: Path, mode: str) -> None:
    """The configuration says how dates are shown, not whether they are."""
    for words in (["main"], ["main@{yesterday}"], ["--date=unix", "main"], ["main@{0}"]):
        words = ["-c", f"log.date={mode}", "reflog", *words]
        assert pygitobj(place, *words) == run(["git", *words], place), words


def test_logs_by_their_dates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries of several logs are mixed, the newest first; those from a date on start there."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    for number in range(6):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{1_700_000_000 + number * 1000} -0330")
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", f"{number}")
        git(tmp_path, "update-ref", "-m", f"b {number}", "refs/heads/" + "ab"[number % 2], "HEAD")
    for words in (
        ["a", "b"], ["main", "a", "b"], ["b", "a", "-n", "3"], ["a@{1}", "b"], ["--date=raw", "a", "b@{1}"],
        ["a@{1700003500}", "b@{2023-11-14T22:46:40Z}"], ["a@{2}"], ["a@{1700000001}"], ["b@{1700000000}"],
        ["a@{never}"],
    ):  # fmt: skip
        assert pygitobj(tmp_path, "reflog", *words) == run(["git", "reflog", *words], tmp_path), words


def test_before_anything(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    for words in ([], ["HEAD"], ["main"], ["@{0}"], ["--date=iso"]):
        assert pygitobj(tmp_path, "reflog", *words) == run(["git", "reflog", *words], tmp_path), words


def test_usage(place: Path) -> None:
    assert pygitobj(place, "reflog", "-h").out.startswith(b"usage: git reflog [show] [<log-options>] [<ref>]\n")
    assert pygitobj(place, "reflog", "exists").err == b"usage: git reflog exists <ref>\n\n"
    assert pygitobj(place, "reflog", "exists").code == 129
