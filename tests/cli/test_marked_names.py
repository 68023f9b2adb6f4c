"""Names with `@{…}` beside git, wherever a revision is taken: what a reference was, and what a branch is called else.

Tried besides: marks in each case, one after another, with a path or generations after them, and with `x` behind; a log
with a gap, one that ends before the reference does, one of another reference by the same short name; both backends.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pygitobj import Repository, RevisionError
from tests.support.command import Answer, git, pygitobj, run
from tests.support.reftable import require_reftable

NAMES = [
    "@{0}", "@{1}", "@{2}", "@{3}", "HEAD@{0}", "HEAD@{1}", "HEAD@{4}", "HEAD@{00}", "@@{1}", "main@{0}", "main@{2}",
    "main@{3}", "main@{4}", "main@{99}", "main@{1}^{tree}", "main@{0}~1", "main@{1}:", "main@{1}:nofile", "main@{}",
    "main@{1", "main@{1}x", "main@{1}@{1}", "heads/main@{1}", "refs/heads/main@{1}", "nope@{1}", "cut@{0}", "cut@{1}",
    "cut@{2}", "sym@{1}", "loose@{0}", "loose@{1}", "both@{0}", "both@{1}", "gap@{0}", "gap@{1}", "gap@{2}",
    "ended@{0}", "ended@{1}", "x/../main@{1}", "main@{1700000000}", "main@{1700001999}", "main@{1700002000}",
    "main@{2023-11-14T22:46:40Z}", "main@{99999999}", "main@{yesterday}", "main@{1.hour.ago}", "main@{2000-01-01}",
    "@{2000-01-01}", "main@{never}", "main@{garbage}", "main@{now}", "gap@{1700002000}", "ended@{1700009999}",
    "cut@{2000-01-01}", "main@{10:30:15}", "@{-1}", "@{-2}", "@{-3}", "@{-9}", "@{-0}", "@{-x}", "@{-1}@{1}",
    "@{-1}~1", "@{-1}^{tree}", "main@{-1}", "@{-1}x}", "@{u}", "@{upstream}", "@{UPSTREAM}", "@{push}", "@{Push}",
    "side@{u}", "main@{u}", "main@{U}", "main@{u}~1", "main@{u}@{0}", "main@{u}@{9}", "@{-1}@{u}", "@@{u}",
    "HEAD@{u}", "nope@{u}", "refs/heads/main@{u}", "main@{u}x", "x:main@{u}", "gone@{u}", "lost@{u}", "lost@{push}",
    "here@{u}", "here@{push}", "main@{push}", "main@{push}^{commit}",
]  # fmt: skip


@pytest.fixture(scope="module", params=["files", "reftable"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with logs of all kinds, and branches that build on others."""
    top = tmp_path_factory.mktemp("marked")
    # Where git knows no reftables it also differs in gaps of logs and in what --quiet leaves out: the tests of the
    # modules have these as newer ones say them.
    require_reftable(top)
    words = ["--ref-format=reftable"] if request.param == "reftable" else []
    git(top, "init", "-q", "-b", "main", *words, "r")
    place = top / "r"
    with pytest.MonkeyPatch.context() as patch:

        def at(second: int, *words: str) -> str:
            patch.setenv("GIT_COMMITTER_DATE", f"{second} +0530")
            return git(place, *words).decode().strip()

        ids = []
        for number in range(3):
            at(1_700_000_000 + number * 1000, "commit", "-q", "--allow-empty", "-m", f"{number}")
            ids.append(at(0, "rev-parse", "HEAD"))
        for branch, steps in {"gap": (0, 1, 0, 2), "ended": (0, 1)}.items():
            for step, one in enumerate(steps):
                at(1_700_000_000 + step * 1000, "update-ref", "-m", "x", f"refs/heads/{branch}", ids[one])
        at(1_700_000_000, "update-ref", "-m", "born", "refs/heads/cut", ids[0])
        at(1_700_001_000, "update-ref", "-m", "moved", "refs/heads/cut", ids[1])
        at(1_700_001_000, "reflog", "delete", "cut@{1}")
        at(1_700_001_000, "reflog", "delete", "gap@{1}")
        at(1_700_000_000, "update-ref", "refs/tags/loose", ids[1])
        at(1_700_000_000, "symbolic-ref", "refs/heads/sym", "refs/heads/main")
        for name in ("refs/heads/both", "refs/tags/both"):
            at(1_700_000_000, "update-ref", "--create-reflog", "-m", "x", name, ids[1])
        at(1_700_003_000, "update-ref", "refs/remotes/o/main", ids[1])
        at(1_700_004_000, "checkout", "-q", "-b", "side", ids[1])
        at(1_700_005_000, "checkout", "-q", "main")
        at(1_700_006_000, "checkout", "-q", ids[0])
        at(1_700_007_000, "checkout", "-q", "side")
    settings = {
        "remote.o.url": "/x", "remote.o.fetch": "+refs/heads/*:refs/remotes/o/*", "push.default": "current",
        "branch.main.remote": "o", "branch.main.merge": "refs/heads/main",
        "branch.lost.remote": "p", "branch.lost.merge": "refs/heads/main",
        "branch.here.remote": ".", "branch.here.merge": "refs/heads/main",
    }  # fmt: skip
    for name, value in settings.items():
        git(place, "config", name, value)
    return place


def git_says(place: Path, *words: str, stdin: bytes = b"") -> Answer:
    return run(["git", *words], place, stdin)


@pytest.mark.parametrize("name", NAMES)
def test_rev_parse(place: Path, name: str) -> None:
    for words in (["--verify"], ["--verify", "-q"]):
        assert pygitobj(place, "rev-parse", *words, name) == git_says(place, "rev-parse", *words, name), words


def test_batches(place: Path) -> None:
    """A name that means nothing is missing; one that is wrong ends it, after those before it."""
    wrong = 0
    for name in NAMES:
        words = ["cat-file", "--batch-check"]
        lines = f"main\n{name}\nside\n".encode()
        theirs = git_says(place, *words, stdin=lines)
        assert pygitobj(place, *words, stdin=lines) == theirs, name
        wrong += theirs.code == 128
    assert wrong > 10


@pytest.mark.parametrize(
    "name", ["main@{1}", "@{-1}", "@{1}", "@{u}", "main@{u}", "main@{99}", "@{9}", "nope@{1}", "main@{2000-01-01}"]
)
def test_other_commands(place: Path, name: str) -> None:
    for words in (
        ["cat-file", "-t"], ["cat-file", "-p"], ["ls-tree"], ["rev-parse", "--short"], ["rev-parse", "--abbrev-ref"],
        ["rev-parse", "--symbolic-full-name"], ["rev-parse", "--symbolic"], ["rev-parse"],
        ["check-ref-format", "--branch"], ["commit-tree", "-m", "x"],
        ["config", "--list", "--blob"], ["update-ref", "--no-deref", "refs/heads/new"],
    ):  # fmt: skip
        assert pygitobj(place, *words, name) == git_says(place, *words, name), words


@pytest.mark.parametrize(
    "name",
    [
        "here@{u}",
        "here@{push}",
        "@{-1}@{u}",
        "@{-2}",
        "@{-3}",
        "@{-1}x",
        "main@{u}x",
        "@{0}",
        "@",
        "@@{u}",
        "@{U}",
        "lost@{u}",
    ],
)
def test_names_of_references(place: Path, name: str) -> None:
    for words in (
        ["rev-parse", "--abbrev-ref"], ["rev-parse", "--symbolic-full-name"], ["check-ref-format", "--branch"],
    ):  # fmt: skip
        ours, theirs = pygitobj(place, *words, name), git_says(place, *words, name)
        assert ours == theirs, words


def test_ranges_and_defaults(place: Path) -> None:
    for words in (
        ["main@{1}..main"], ["main@{1}...@{-1}"], ["main@{9}..main"], ["main@{1}^@"], ["^main@{1}"],
        ["-q", "--verify", "main@{9}..main"],
        ["--default", "main@{1}"], ["--default", "main@{9}"], ["--default", "@{u}"],
        ["--default", "nope@{u}", "--verify"],
    ):  # fmt: skip
        assert pygitobj(place, "rev-parse", *words) == git_says(place, "rev-parse", *words), words


def test_library(place: Path) -> None:
    with Repository.open(place) as repository:
        assert repository.resolve("main@{1}") == repository.resolve("main~1")
        assert repository["main@{u}"].id == repository.resolve("refs/remotes/o/main")
        for name, message in {
            "main@{99}": "log for 'main' only has 3 entries",
            "@{u}": "no upstream configured for branch 'side'",
            "main@{200.years.ago}": "no date for the system: 200.years.ago",
        }.items():
            with pytest.raises(RevisionError) as caught:
                repository.resolve(name)
            assert str(caught.value) == message
        # Git's number overflows here; for us it is a second far from now.
        assert repository.resolve("main@{99999999999}") == repository.resolve("main")
        told: list[str] = []
        context = repository.revisions
        repository.__dict__["revisions"] = context._replace(warn=told.append)
        assert repository.resolve("main@{2000-01-01}") == repository.resolve("main~2")
        assert told == ["warning: log for 'main' only goes back to Wed, 15 Nov 2023 03:43:20 +0530"]


def test_before_anything(tmp_path: Path) -> None:
    """On a branch that is not there yet, where HEAD is on none, and where nothing keeps a log."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    names = ("@{0}", "@{1}", "main@{0}", "HEAD@{0}", "@{u}", "@{push}", "@{-1}", "main@{u}")
    for name in names:
        assert pygitobj(tmp_path, "rev-parse", name) == git_says(tmp_path, "rev-parse", name)
    git(tmp_path, "config", "core.logAllRefUpdates", "false")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    for name in names[1:]:
        assert pygitobj(tmp_path, "rev-parse", name) == git_says(tmp_path, "rev-parse", name)
    git(tmp_path, "checkout", "-q", "--detach")
    for name in names[1:]:
        assert pygitobj(tmp_path, "rev-parse", name) == git_says(tmp_path, "rev-parse", name)


def test_an_entry_of_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said beside now counts from now."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    for ago in (90_000, 50_000, 10):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{int(time.time()) - ago} +0000")
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", f"{ago}")
    for name in ("main@{now}", "main@{1.day.ago}", "main@{20.hours.ago}", "main@{5.hours.ago}", "main@{2.days.ago}"):
        assert pygitobj(tmp_path, "rev-parse", name) == git_says(tmp_path, "rev-parse", name)


def test_a_log_that_leads_round(tmp_path: Path) -> None:
    """A log can say that what was left was itself called by a mark: it is taken once."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    oid = git(tmp_path, "rev-parse", "HEAD").decode().strip()
    with (tmp_path / ".git/logs/HEAD").open("a") as log:
        log.write(f"{oid} {oid} A <a@x> 1700000000 +0000\tcheckout: moving from @{{-1}} to x\n")
    for name in ("@{-1}", "@{-1}@{0}", "@{-1}@{u}", "@{-1}x"):
        for words in (["rev-parse", "--verify"], ["check-ref-format", "--branch"]):
            answer = pygitobj(tmp_path, *words, name)
            assert (answer.out, answer.code) == (b"", 128), answer
            assert answer.err.count(b"\n") == 1
