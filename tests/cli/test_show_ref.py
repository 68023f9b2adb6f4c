"""show-ref and check-ref-format beside git: the same bytes, messages and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run
from tests.support.git_version import NEWEST, git_version

LISTED = [
    "",
    "-s",
    "-d",
    "-d -s",
    "--head",
    "--head main",
    "-h main",
    "--branches",
    "--tags",
    "--branches --tags -d",
    "--branches --no-branches",
    "main",
    "tags/light",
    "refs/tags/light",
    "ags/light",
    "ight",
    "/light",
    "light annotated nothing",
    "nothing",
    "-q light",
    "-q nothing",
    "--hash=3 light",
    "--hash=12 light",
    "--hash=99 light",
    "--hash=0 light",
    "-s7 -d annotated",
    "--hash=x light",
    "--abbrev",
    "--abbrev=9 light",
    "--abbrev=9 --hash light",
    "--no-hash light",
    "-- -d",
    "--verify refs/heads/main",
    "--verify HEAD refs/tags/light",
    "-s --verify ORIG_HEAD",
    "--verify -d refs/tags/annotated",
    "--verify -s refs/tags/annotated",
    "--verify main",
    "--verify refs/heads/main refs/heads/nothing refs/tags/light",
    "--verify -q refs/heads/nothing",
    "--verify -q refs/heads/main",
    "--verify refs/heads/dangling",
    "--verify refs/heads/symbolic",
    "--verify ../config",
    "--verify config",
    "--verify",
]
NAMES = [
    "refs/heads/main", "main", "a/b", "HEAD", "", "@", "a/@", "@/a", "refs/heads/a.lock", "refs/heads/a.lock/b", "a/b.",
    "a/.b", ".a/b", "a..b/c", "a/b@{c", "a/b c", "a/b~", "a/b^", "a/b:", "a/b?", "a/b[", "a/b\\", "a/b*", "a/*", "*",
    "a/*/b", "a/*/*", "a//b", "/a/b", "//a///b", "a/b/", "a/\x7f", "a/\t", "a/\xe9", "a/b/../c", "-a/b", "a/-",
]  # fmt: skip


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packed and loose references, annotated tags, symbolic references, one that leads to nothing."""
    root = tmp_path_factory.mktemp("show-ref")
    git(root, "init", "-q", "-b", "main", ".")
    identity = ("-c", "user.name=A", "-c", "user.email=a@x")
    git(root, *identity, "commit", "-q", "--allow-empty", "-m", "one")
    git(root, "tag", "light")
    git(root, *identity, "tag", "-a", "-m", "m", "annotated")
    git(root, *identity, "tag", "-a", "-m", "m", "nested", "annotated")
    git(root, "update-ref", "refs/remotes/o/main", "HEAD")
    git(root, "pack-refs", "--all")
    git(root, *identity, "tag", "-a", "-m", "m", "loose")
    git(root, "branch", "a/b/c")
    git(root, "update-ref", "ORIG_HEAD", "HEAD")
    git(root, "symbolic-ref", "refs/heads/symbolic", "refs/tags/light")
    git(root, "symbolic-ref", "refs/heads/dangling", "refs/heads/nothing")
    return root


@pytest.mark.parametrize("words", LISTED)
def test_as_git(repository: Path, words: str) -> None:
    theirs = run(["git", "show-ref", *words.split()], repository)
    if b"branches" in theirs.err:
        pytest.skip("git before 2.46 has no --branches")
    if "ORIG_HEAD" in words and git_version() < NEWEST:
        pytest.skip("older git takes it for no reference's name")
    assert pygitobj(repository, "show-ref", *words.split()) == theirs


@pytest.mark.parametrize("name", NAMES)
def test_names(tmp_path: Path, name: str) -> None:
    for options in ([], ["--allow-onelevel"], ["--refspec-pattern"], ["--normalize"], ["--print", "--allow-onelevel"]):
        words = ["check-ref-format", *options, name]
        assert pygitobj(tmp_path, *words) == run(["git", *words], tmp_path), words
    if name:
        words = ["check-ref-format", "--branch", name]
        assert pygitobj(tmp_path, *words) == run(["git", *words], tmp_path)


def test_branches_checked_out_before(repository: Path) -> None:
    git(repository, "checkout", "-q", "a/b/c")
    git(repository, "checkout", "-q", "main")
    for word in ("@{-1}", "@{-2}", "@{-3}", "@{-0}", "@{-1}/x", "@{-1", "@{--1}", "x@{-1}", "main"):
        words = ["check-ref-format", "--branch", word]
        assert pygitobj(repository, *words) == run(["git", *words], repository), word


@pytest.mark.parametrize("pattern", ["", "=refs/heads", "=refs/heads/main"])
def test_what_is_not_there(repository: Path, pattern: str) -> None:
    lines = b"refs/heads/main\nrefs/heads/new\n1234 refs/heads/y^{}\nx refs/tags/light^{}\n\n \nrefs/a..b\n"
    lines += b"a\trefs/heads/q\r\nmain\nrefs/heads/n\0ul\n" + b"y" * 3000 + b" refs/heads/long\nz refs/heads/last"
    words = ["show-ref", f"--exclude-existing{pattern}"]
    assert pygitobj(repository, *words, stdin=lines) == run(["git", *words], repository, lines)


def test_existence(repository: Path) -> None:
    (repository / "outside").write_text("1" * 40 + "\n")
    (repository / ".git/refs/heads/broken").write_text("nothing\n")
    for name in ("bad...name", "bad name"):
        (repository / ".git/refs/heads" / name).write_text("ref: refs/heads/main\n")
    absent = Answer(b"", b"error: reference does not exist\n", 2)
    broken = Answer(b"", b"error: failed to look up reference: Invalid argument\n", 1)
    for name, answer in {
        "refs/heads/main": Answer(b"", b"", 0),
        # A malformed name that leads nowhere else is looked for.
        "refs/heads/bad...name": Answer(b"", b"", 0),
        "refs/heads/bad name": Answer(b"", b"", 0),
        "refs/heads/no...name": absent,
        "refs/heads/dangling": Answer(b"", b"", 0),
        "HEAD": Answer(b"", b"", 0),
        "refs/heads/nothing": absent,
        "refs/heads": absent,
        "refs/heads/broken": broken,
        # No name leads out of the repository.
        "../outside": absent,
        "refs/../../outside": absent,
        str(repository / "outside"): absent,
    }.items():
        assert pygitobj(repository, "show-ref", "--exists", name) == answer, name
    (repository / ".git/refs/heads/broken").unlink()
    assert pygitobj(repository, "show-ref", "--exists").err == b"fatal: --exists requires a reference\n"
    for words in ("--exists --verify x", "--exists --exclude-existing", "--exists --verify --exclude-existing"):
        assert pygitobj(repository, "show-ref", *words.split()).code == 128


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("refs/heads/zz", "garbage\n", "0" * 40),
        ("refs/heads/zz", "0" * 40 + "\n", "0" * 40),
        ("refs/heads/zz", "1" * 40 + "\n", "1" * 40),
        ("refs/heads/b d", "1" * 40 + "\n", "0" * 40),
    ],
)
def test_what_cannot_be_shown_ends_the_list(tmp_path: Path, name: str, content: str, shown: str) -> None:
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@x", "commit", "-q", "--allow-empty", "-m", "one")
    git(tmp_path, "update-ref", "refs/heads/a", "HEAD")
    (tmp_path / ".git" / name).write_text(content)
    ours = pygitobj(tmp_path, "show-ref")
    assert ours == run(["git", "show-ref"], tmp_path)
    assert ours.err == f"fatal: git show-ref: bad ref {name} ({shown})\n".encode()
    assert ours.code == 128
