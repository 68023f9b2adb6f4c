"""What branches build on and where they are pushed, as git 2.55 says in `%(upstream)` and `%(push)`."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.repository.remotes import load_remotes
from pygitobj.repository.repository import Repository
from pygitobj.repository.tracking import Tracking, mapped
from pygitobj.revisions.context import RefusedRevisionError
from tests.support.command import git, pygitobj, run
from tests.support.git_version import NEWEST, git_version, needs_newest_git

ORIGIN = {"remote.o.url": "/x", "remote.o.fetch": "+refs/heads/*:refs/remotes/o/*"}
FOLLOWS = {**ORIGIN, "branch.b.remote": "o", "branch.b.merge": "refs/heads/up"}
SETTINGS: list[tuple[dict[str, str], str]] = [
    ({}, "|"),
    (ORIGIN, "|"),
    (FOLLOWS, "refs/remotes/o/up|"),
    ({**FOLLOWS, "push.default": "upstream"}, "refs/remotes/o/up|refs/remotes/o/up"),
    ({**FOLLOWS, "push.default": "tracking"}, "refs/remotes/o/up|refs/remotes/o/up"),
    ({**FOLLOWS, "push.default": "current"}, "refs/remotes/o/up|refs/remotes/o/b"),
    ({**FOLLOWS, "push.default": "matching"}, "refs/remotes/o/up|refs/remotes/o/b"),
    ({**FOLLOWS, "push.default": "nothing"}, "refs/remotes/o/up|"),
    ({**FOLLOWS, "branch.b.merge": "refs/heads/b"}, "refs/remotes/o/b|refs/remotes/o/b"),
    ({**FOLLOWS, "remote.o.push": "refs/heads/*:refs/heads/x/*"}, "refs/remotes/o/up|refs/remotes/o/x/b"),
    ({**FOLLOWS, "remote.o.mirror": "true"}, "refs/remotes/o/up|refs/remotes/o/b"),
    ({"branch.b.remote": ".", "branch.b.merge": "refs/heads/main"}, "refs/heads/main|"),
    ({"branch.b.remote": "o", "branch.b.merge": "refs/heads/up"}, "|"),
    ({**ORIGIN, "branch.b.merge": "refs/heads/up"}, "|"),
    ({**FOLLOWS, "remote.o.fetch": "refs/heads/up:refs/remotes/one"}, "refs/remotes/one|"),
    ({**FOLLOWS, "remote.pushDefault": "p", "push.default": "current"}, "refs/remotes/o/up|"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@x", "commit", "-q", "--allow-empty", "-m", "one")
    git(tmp_path, "branch", "b")
    return tmp_path


@pytest.mark.parametrize(("settings", "expected"), SETTINGS)
def test_as_git(path: Path, settings: dict[str, str], expected: str) -> None:
    for name, value in settings.items():
        git(path, "config", name, value)
    theirs = git(path, "for-each-ref", "--format=%(upstream)|%(push)", "refs/heads/b").decode().strip()
    with Repository.open(path) as repository:
        tracking = Tracking(repository.config, repository.ref_store, repository.legacy_remotes)
        ours = f"{tracking.upstream_of('b') or ''}|{tracking.push_of('b') or ''}"
    assert (ours, theirs) == (expected, expected)


@pytest.mark.parametrize(
    ("specs", "name", "expected"),
    [
        ([("refs/heads/*", "refs/remotes/o/*")], "refs/heads/a/b", "refs/remotes/o/a/b"),
        ([("refs/heads/*", "refs/remotes/o/*")], "refs/tags/a", None),
        ([("refs/*/x", "refs/y/*")], "refs/a/b/x", "refs/y/a/b"),
        ([("refs/*/x", "refs/y/*")], "refs/x", None),
        ([("a", "b"), ("a", "c")], "a", "b"),
        ([("a", "")], "a", None),
        ([], "a", None),
    ],
)
def test_refspecs(specs: list[tuple[str, str]], name: str, expected: str | None) -> None:
    assert mapped(specs, name) == expected


# What makes a reference that is asked for missing, beside the settings above: those under which git says why.
MISSING: list[dict[str, str]] = [
    {},
    ORIGIN,
    {**FOLLOWS, "push.default": "nothing"},
    {**FOLLOWS, "push.default": "matching", "remote.pushDefault": "p"},
    {**FOLLOWS, "remote.o.push": "refs/heads/x:refs/heads/x"},
    {**FOLLOWS, "remote.o.push": "refs/heads/b:refs/heads/b", "remote.o.fetch": "refs/heads/up:refs/remotes/o/up"},
    {**FOLLOWS, "remote.p.mirror": "true", "branch.b.pushRemote": "p"},
    {"branch.b.remote": "o", "branch.b.merge": "refs/heads/up"},
    {"branch.b.remote": "o", "branch.b.merge": "refs/heads/up", "push.default": "upstream"},
    {**ORIGIN, "branch.b.merge": "refs/heads/up"},
]


@pytest.mark.parametrize("settings", MISSING + [settings for settings, _ in SETTINGS])
def test_why_there_is_none(path: Path, settings: dict[str, str]) -> None:
    """Where a name asks for what a branch builds on, or where it goes, an answer or git's message."""
    for name, value in settings.items():
        git(path, "config", name, value)
    for mark in ("upstream", "push"):
        for branch in ("b", "nope", ""):
            theirs = run(["git", "rev-parse", "--symbolic-full-name", f"{branch}@{{{mark}}}"], path)
            with Repository.open(path) as repository:
                try:
                    ours = repository.followed(mark, branch)
                except RefusedRevisionError as error:
                    ours = f"fatal: {error}"
            said = (theirs.out + theirs.err).decode().splitlines()
            # Where the reference is not there, git takes the word for a file's name next.
            fitting = {ours} if ours.startswith("fatal: ") else {ours, f"{branch}@{{{mark}}}"}
            assert said[0] in fitting, (branch, mark)


def test_where_head_is_on_no_branch(path: Path) -> None:
    git(path, "checkout", "-q", "--detach")
    with Repository.open(path) as repository:
        for branch in ("", "HEAD"):
            with pytest.raises(RefusedRevisionError, match=r"^HEAD does not point to a branch$"):
                repository.followed("upstream", branch)


FILES = {
    "remotes": "URL: /there\n Pull: no\nPush: refs/heads/b:refs/heads/p  \nPull:refs/heads/*:refs/remotes/f/*\n",
    "branches": " /there#up\nmore\n",
    "no branch": "/there\n",
    "no URL": "Pull: refs/heads/*:refs/remotes/f/*\n",
    "empty": "",
}


@needs_newest_git
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("url", [None, "/x", ""])
@pytest.mark.parametrize("directory", ["remotes", "branches"])
def test_remotes_in_files(path: Path, name: str, url: str | None, directory: str) -> None:
    """What is there besides: a remote in the configuration without a URL."""
    for key, value in {"branch.b.remote": "f", "branch.b.merge": "refs/heads/up", "remote.f.fetch": "x:y",
                       "init.defaultBranch": "up"}.items():  # fmt: skip
        git(path, "config", key, value)
    if url is not None:
        git(path, "config", "remote.f.url", url)
    (path / ".git" / directory).mkdir(exist_ok=True)
    (path / ".git" / directory / "f").write_text(FILES[name])
    git(path, "update-ref", "refs/remotes/f/up", "HEAD")
    for words in (["for-each-ref", "--format=%(upstream) %(push)", "refs/heads"], ["rev-parse", "b@{u}"],
                  ["rev-parse", "--symbolic-full-name", "b@{push}"]):  # fmt: skip
        theirs, ours = run(["git", *words], path), pygitobj(path, *words)
        assert (ours.out, ours.code) == (theirs.out, theirs.code), words
        assert (b"nominated" in ours.err) == (url != "/x")
    if git_version() == NEWEST:
        assert ours.err == theirs.err
    with Repository.open(path, warn=lambda _: None) as repository:
        remote = load_remotes(repository.config, repository.legacy_remotes, print)["f"]
    shown = run(["git", "remote", "get-url", "--all", "f"], path).out.decode().splitlines()
    assert list(remote.urls) == [url for url in shown if url != "f"]
