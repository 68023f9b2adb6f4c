"""The directories that a repository borrows from, as `git count-objects -v` lists them.

Tried besides: the environment and files together, circles, directories that are named in two ways, paths that no file
can have, and what the system does not let us look at.
"""

from __future__ import annotations

import errno
import os
from itertools import pairwise
from pathlib import Path

import pytest

from pygitobj.sources.alternates import MAX_DEPTH, absolute_list, entries_of, object_directories, resolved
from pygitobj.sources.trouble import Trouble
from tests.support.command import git, run


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository, and object directories named by letters beside it."""
    git(tmp_path, "init", "-q", "--bare", "main.git")
    for name in "abcdefgh":
        (tmp_path / name / "info").mkdir(parents=True)
    return tmp_path


def say(directory: Path, text: str | bytes) -> None:
    (directory / "info").mkdir(exist_ok=True)
    (directory / "info" / "alternates").write_bytes(text if isinstance(text, bytes) else text.encode())


def ours(place: Path, environment: str = "") -> tuple[list[str], list[str]]:
    """The directories besides the repository's own, and what was told."""
    told: list[str] = []
    found = object_directories(f"{place}/main.git/objects", environment, told.append, Trouble(told.append))
    assert found[0] == f"{place}/main.git/objects"
    return found[1:], told


def theirs(place: Path, environment: str = "") -> tuple[list[str], list[str]]:
    variable = [f"GIT_ALTERNATE_OBJECT_DIRECTORIES={environment}"] if environment else []
    done = run(["env", *variable, "git", "count-objects", "-v"], place / "main.git")
    assert done.code == 0
    lines = [
        line.removeprefix("alternate: ") for line in done.out.decode().splitlines() if line.startswith("alternate: ")
    ]
    return lines, done.err.decode().splitlines()


CONTENTS = {
    "one": "{p}/a\n",
    "two": "{p}/a\n{p}/b\n",
    "no end of the line": "{p}/a",
    "relative": "../../a\n../../b\n",
    "comments": "# {p}/b\n\n{p}/a\n#\n",
    "twice": "{p}/a\n{p}/./a\n{p}/b/../a\n",
    "itself": "{p}/main.git/objects\n{p}/a\n",
    "missing": "{p}/nothing\n{p}/a\n",
    "nothing above it": "{p}/nothing/below\n{p}/a\n",
    "quoted": '"{p}/\\141"\n{p}/b\n',
    "quoted badly": '"{p}/a\n{p}/b\n',
    "white space": " {p}/a\n{p}/b \n{p}/c\n",
    "empty": "",
    "a slash at its end": "{p}/a/\n",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_as_git_reads_the_file(place: Path, content: str) -> None:
    say(place / "main.git/objects", content.format(p=place))
    assert ours(place) == theirs(place)


@pytest.mark.parametrize(
    "environment",
    [
        "{p}/a",
        "{p}/a:{p}/b",
        ":{p}/a::",
        '"{p}/a":{p}/b',
        '"{p}/\\142"',
        "{p}/nothing:{p}/a",
        "../a:../b",
        "#{p}/a:{p}/b",
    ],
)
def test_as_git_reads_the_environment(place: Path, environment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    say(place / "main.git/objects", f"{place}/c\n{place}/a\n")
    monkeypatch.chdir(place / "main.git")
    environment = environment.format(p=place)
    found, told = ours(place, environment)
    expected, said = theirs(place, environment)
    assert ([os.path.realpath(path) for path in found], told) == ([os.path.realpath(path) for path in expected], said)


def test_alternates_of_alternates(place: Path) -> None:
    say(place / "main.git/objects", f"{place}/a\n{place}/d\n")
    say(place / "a", "../b\n../c\n")
    say(place / "b", f"{place}/a\n{place}/e\n")  # a circle
    assert ours(place) == theirs(place)
    assert ours(place)[0] == [f"{place}/{name}" for name in "abecd"]


def test_how_deep(place: Path) -> None:
    names = ["main.git/objects", *"abcdefgh"]
    for name, below in pairwise(names):
        say(place / name, f"{place}/{below}\n")
    found, told = ours(place)
    assert (found, told) == theirs(place)
    assert len(found) == MAX_DEPTH + 1
    assert told == [f"error: {place}/{names[MAX_DEPTH + 1]}: ignoring alternate object stores, nesting too deep"]


def test_one_directory_by_two_names(place: Path) -> None:
    (place / "link").symlink_to("a")
    say(place / "main.git/objects", f"{place}/link\n{place}/a\n")
    assert ours(place) == ([f"{place}/a"], [])


def test_a_path_that_no_file_can_have(place: Path) -> None:
    long = f"{place}/{'x' * 300}"
    say(place / "main.git/objects", f"{long}\n{place}/a\n")
    found, told = ours(place)
    assert found == [f"{place}/a"]
    assert told == [f"error: unable to normalize alternate object path: {long}"]
    assert resolved(long) is None


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ELOOP])
def test_what_cannot_be_looked_at_is_trouble(place: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    say(place / "main.git/objects", f"{place}/a\n{place}/b\n")
    say(place / "b", f"{place}/c\n")
    real_lstat, real_open = os.lstat, os.open

    def lstat(path: str, **rest: int) -> os.stat_result:
        if os.fspath(path) == f"{place}/a":
            raise OSError(number, os.strerror(number), path)
        return real_lstat(path, **rest)

    def opened(path: str, *rest: int, **named: int) -> int:
        if os.fspath(path) == f"{place}/b/info/alternates":
            raise OSError(number, os.strerror(number), path)
        return real_open(path, *rest, **named)

    monkeypatch.setattr(os, "lstat", lstat)
    monkeypatch.setattr(os, "open", opened)
    told: list[str] = []
    trouble = Trouble(told.append)
    found = object_directories(f"{place}/main.git/objects", "", told.append, trouble)
    assert found[1:] == [f"{place}/b"]
    assert trouble.count == 2
    assert told == [
        f"error: unable to access object directory {place}/a: {os.strerror(number)}",
        f"warning: unable to access '{place}/b/info/alternates': {os.strerror(number)}",
    ]


def test_entries() -> None:
    assert list(entries_of(b"a:b", b":")) == ["a", "b"]
    assert list(entries_of(b'"a:b":"c\\"d":\xff', b":")) == ["a:b", 'c"d', "\udcff"]
    assert list(entries_of(b'"a\\q":b', b":")) == ['"a\\q"', "b"]
    assert list(entries_of(b"", b"\n")) == []


@pytest.mark.parametrize("path", ["a", "/b", "a b", 'say "a"', "with:colon", "\udcff", "tab\t", "back\\slash"])
def test_paths_that_do_not_depend_on_where_we_are(path: str) -> None:
    quoted = '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
    (entry,) = entries_of(os.fsencode(absolute_list(quoted, "/base")), b":")
    assert entry == os.path.join("/base", path)
    assert list(entries_of(os.fsencode(absolute_list("a:b", "/base")), b":")) == ["/base/a", "/base/b"]
    assert absolute_list("", "/base") == ""
