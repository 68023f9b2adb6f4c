"""commit-tree beside git: the same ids, messages and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run

TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
BLOB = "257cc5642cb1a054f08cc83f2d943e56fd3ebe99"
GONE = "1" * 40
DATES = [
    "1234567890",
    "1234567890 -0730",
    "@100 +0530",
    "@5",
    "100 +0000",
    "2005-04-07T22:13:13",
    "2005-04-07 22:13:13 +0200",
    "2005-04-07T22:13:13Z",
    "2005-07-07T22:13:13+05:30",
    "2005.04.07 22:13",
    "2005/04/07 22:13:13",
    "Thu, 07 Apr 2005 22:13:13 +0200",
    "Thu, 7 Jul 2005 22:13:13",
    "2005-04-07",
    "foo",
    "99999999999999999999 +0000",
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with an empty tree, a blob and a commit on main."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "mktree")
    git(tmp_path, "hash-object", "-w", "--stdin", stdin=b"foo\n")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "first")
    (tmp_path / "message").write_bytes(b"from a file, without an end")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        ([TREE], b"from standard input\n"),
        ([TREE], b""),
        ([TREE, "-m", "one"], b"unused"),
        (["-m", "one", "-m", "two\n", TREE, "-m", ""], b""),
        (["-F", "message", "-m", "after", "-F", "-", TREE], b"standard input"),
        ([TREE, "-p", "main", "-m", "child"], b""),
        ([TREE, "-p", "main", "-p", "HEAD", "-m", "child"], b""),
        (["main^{tree}", "-m", "x"], b""),
        ([TREE, "-p", TREE, "-m", "x"], b""),
        ([TREE, "-p", "nope", "-m", "x"], b""),
        ([BLOB, "-m", "x"], b""),
        ([GONE, "-m", "x"], b""),
        (["nope", "-m", "x"], b""),
        (["main", "-m", "x"], b""),
        ([TREE, "-F", "nofile"], b""),
        ([TREE], b"with\0NUL"),
        ([TREE], b"caf\xe9 and caf\xc3\xa9 \xed\xa0\x80 \xef\xbf\xbe \xf0\x9f\x92\xa9\n"),
    ],
)
def test_as_git(repository: Path, words: list[str], stdin: bytes) -> None:
    answer, expected = (
        pygitobj(repository, "commit-tree", *words, stdin=stdin),
        run(["git", "commit-tree", *words], repository, stdin),
    )
    assert answer == expected


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata"])
def test_dates(repository: Path, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    for date in DATES:
        monkeypatch.setenv("GIT_AUTHOR_DATE", date)
        answer = pygitobj(repository, "commit-tree", TREE, "-m", "x")
        assert answer == run(["git", "commit-tree", TREE, "-m", "x"], repository), date


@pytest.mark.parametrize("name", ["", " A. U. Thor, ", "<,>", 'a"b<c>d\ne', ",A:", "Zoë"])
@pytest.mark.parametrize("email", ["a@b", " <a@b> ", "a@b\n"])
def test_names(repository: Path, name: str, email: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", name)
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", email)
    answer, expected = (
        pygitobj(repository, "commit-tree", TREE, "-m", "x"),
        run(["git", "commit-tree", TREE, "-m", "x"], repository),
    )
    assert (answer.out, answer.code) == (expected.out, expected.code)
    assert answer.err.splitlines()[-1:] == expected.err.splitlines()[-1:]


def test_who_the_configuration_says(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME", raising=False)
        monkeypatch.delenv(f"GIT_{role}_EMAIL", raising=False)
        monkeypatch.setenv(f"GIT_{role}_DATE", "@1 +0000")
    for name, value in (("user.name", "U"), ("user.email", "u@x"), ("author.name", "A"), ("committer.email", "c@x")):
        git(repository, "config", name, value)
        if name != "user.name":
            words = ["commit-tree", TREE, "-m", "x"]
            assert pygitobj(repository, *words) == run(["git", *words], repository)
    git(repository, "config", "i18n.commitEncoding", "ISO-8859-1")
    answer = pygitobj(repository, "commit-tree", TREE, stdin=b"caf\xe9\n")
    assert answer == run(["git", "commit-tree", TREE], repository, b"caf\xe9\n")


def test_a_line_that_would_become_two(repository: Path) -> None:
    """With git, what follows the newline is a header of the commit."""
    words = ["-c", "i18n.commitEncoding=latin1\nparent 1", "commit-tree", TREE, "-m", "x"]
    answer = pygitobj(repository, *words)
    assert (answer.out, answer.code) == (b"", 128)
    assert answer.err == b"fatal: a header of more than one line: encoding\n"


@pytest.mark.parametrize("encoding", ["latin1", "UTF8", "utf-8", "caf\u00e9"])
def test_an_encoding_of_any_name(repository: Path, encoding: str) -> None:
    words = ["-c", f"i18n.commitEncoding={encoding}", "commit-tree", TREE, "-m", "x"]
    assert pygitobj(repository, *words) == run(["git", *words], repository)


@pytest.mark.parametrize("date", ["1960-01-01T00:00:00Z", "Thu, 07 Apr 1960 22:13:13 +0000"])
def test_a_time_that_a_commit_cannot_have(repository: Path, date: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_DATE", date)
    answer = pygitobj(repository, "commit-tree", TREE, "-m", "x")
    assert answer == run(["git", "commit-tree", TREE, "-m", "x"], repository)
    assert answer.err == f"fatal: invalid date format: {date}\n".encode()


def test_what_is_refused(repository: Path) -> None:
    assert pygitobj(repository, "commit-tree", TREE, "-S", "-m", "x").code == 128
    assert pygitobj(repository, "commit-tree").err == b"fatal: must give exactly one tree\n"
    assert pygitobj(repository, "commit-tree", TREE, TREE).code == 128
    assert pygitobj(repository, "commit-tree", "--foo").code == 129
