"""for-each-ref, refs, branch, tag and replace beside git: the same bytes, messages and exit codes."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

pytestmark = needs_newest_git
HERE = Path(__file__).parent
# A command line each.
FOR_EACH_REF = (HERE / "for_each_ref.txt").read_text().splitlines()
BRANCH_AND_TAG = (HERE / "branch_and_tag.txt").read_text().splitlines()

MESSAGE = """two subject
more subject

body here

more: body

Signed-off-by: X <x@y>
Acked-by: \u00c4 \u00f6 <a@b>
  folded
"""


def set_dates(number: int) -> None:
    """Let what is written next be of another time than what was written before."""
    os.environ["GIT_COMMITTER_DATE"] = f"{1151968723 + number} +0530"
    os.environ["GIT_AUTHOR_DATE"] = f"{1100000000 + number * 100000} -0800"


def odd_commit(root: Path, name: str, people: str) -> None:
    """A commit with these lines for people, under the reference `name`."""
    tree = git(root, "rev-parse", "HEAD^{tree}").decode()
    body = f"tree {tree}{people}\n\nodd".encode()
    oid = git(root, "hash-object", "-w", "-t", "commit", "--literally", "--stdin", stdin=body).decode().strip()
    git(root, "update-ref", name, oid)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with a merge, tags of all sorts, remotes, branches that follow others, odd commits, a worktree."""
    root = tmp_path_factory.mktemp("listing") / "main"
    git(root.parent, "init", "-q", "-b", "main", str(root))
    for setting in ("user.name=A U Thor", "user.email=author@example.com"):
        git(root, "config", *setting.split("=", 1))
    before = {name: os.environ.get(name) for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE")}
    for number, message in enumerate(("one", MESSAGE)):
        set_dates(number)
        (root / "f").write_text("line\n" * (number + 1))
        git(root, "add", "f")
        git(root, "commit", "-q", "-m", message)
    git(root, "branch", "old", "HEAD^")
    git(root, "tag", "light")
    git(root, "tag", "-a", "-m", "annotated\ntwo\n\nbody of tag", "ann")
    git(root, "-c", "advice.nestedTag=false", "tag", "-a", "-m", "nested", "nest", "ann")
    git(root, "tag", "blobtag", "HEAD:f")
    git(root, "tag", "treetag", "HEAD^{tree}")
    git(root, "tag", "-a", "-m", "t", "anntree", "HEAD^{tree}")
    git(root, "checkout", "-q", "-b", "side")
    set_dates(3)
    git(root, "commit", "-q", "--allow-empty", "-m", "Fix.. it! (really)... ")
    git(root, "checkout", "-q", "main")
    set_dates(4)
    git(root, "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", "")
    set_dates(5)
    git(root, "merge", "-q", "-m", "merge", "side")
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})
    git(root, "remote", "add", "origin", "/nowhere")
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD^")
    git(root, "update-ref", "refs/remotes/origin/side", "side")
    git(root, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    for branch, remote, merge in (("main", "origin", "main"), ("side", ".", "main"), ("old", "origin", "gone")):
        git(root, "config", f"branch.{branch}.remote", remote)
        git(root, "config", f"branch.{branch}.merge", f"refs/heads/{merge}")
    git(root, "symbolic-ref", "refs/heads/sym", "refs/heads/side")
    git(root, "update-ref", "refs/heads/light", "main")
    for name in ("v1.0", "v1.10", "v1.2", "v1.0-rc1", "V2"):
        git(root, "tag", name)
    git(root, "pack-refs", "--all")
    git(root, "branch", "wide-\u00e9")
    git(root, "tag", "Zed")
    git(root, "update-ref", "refs/notes/x", "HEAD")
    git(root, "update-ref", "ORIG_HEAD", "HEAD")
    odd_commit(root, "refs/odd/one", "author No Email 1 2\ncommitter <e@x> 99999999999999999999 +0000")
    odd_commit(root, "refs/odd/two", "author A <a@b> 12345 -1234567\ncommitter C <c@x> x +0530")
    odd_commit(root, "refs/odd/three", "author A <a@b> -1 +0000\ncommitter C <c@x> -1 +0000")
    git(root, "worktree", "add", "-q", "../other", "side")
    (root / ".mailmap").write_text("Proper <proper@x> <author@example.com>\n")
    return root


@pytest.mark.parametrize("line", FOR_EACH_REF)
def test_for_each_ref(repository: Path, line: str) -> None:
    words = shlex.split(line)
    assert pygitobj(repository, *words) == run(["git", *words], repository)


@pytest.mark.parametrize("line", BRANCH_AND_TAG)
def test_branch_tag_and_replace(repository: Path, line: str) -> None:
    words = shlex.split(line)
    assert pygitobj(repository, *words) == run(["git", *words], repository)


def test_what_is_replaced(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--mirror", str(repository), "copy")
    copy = tmp_path / "copy"
    git(copy, "replace", "main", "old")
    git(copy, "replace", "main:f", "old:f")
    for line in (
        "replace", "replace -l", "replace -l [0-9a]*", "replace --format=medium", "replace --format=long",
        "branch --merged main", "branch --contains side", "tag --contains old", "branch -v", "tag -n",
        "for-each-ref --format=%(tree)%(objectsize)%(*objectname)",
    ):  # fmt: skip
        words = line.split()
        assert pygitobj(copy, *words) == run(["git", *words], copy), line


@pytest.mark.parametrize("how", ["--detach", "ann", "origin/side", "HEAD~1", "refs/heads/side"])
def test_a_head_on_no_branch(repository: Path, tmp_path: Path, how: str) -> None:
    git(tmp_path, "clone", "-q", str(repository), "copy")
    copy = tmp_path / "copy"
    git(copy, "branch", "side", "origin/side")
    git(copy, "checkout", "-q", how)
    for line in ("branch", "branch -v", "branch -a", "branch --list x*", "branch --list H*", "branch --show-current"):
        assert pygitobj(copy, *line.split()) == run(["git", *line.split()], copy), line
    git(copy, "commit", "-q", "--allow-empty", "-m", "more")
    assert pygitobj(copy, "branch") == run(["git", "branch"], copy)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("branch new", b"branches are only listed"),
        ("branch -d old", b"branches are only listed"),
        ("branch -m old new", b"branches are only listed"),
        ("branch -u origin/main", b"branches are only listed"),
        ("tag new", b"tags are only listed"),
        ("tag -d v1.0", b"tags are only listed"),
        ("tag -a -m x new", b"tags are only listed"),
        ("branch --column", b"--column is not supported yet"),
        ("tag --column=always", b"--column is not supported yet"),
    ],
)
def test_what_is_not_done_says_so(repository: Path, line: str, said: bytes) -> None:
    before = git(repository, "for-each-ref")
    ours = pygitobj(repository, *line.split())
    assert (ours.out, ours.code) == (b"", 128)
    assert said in ours.err
    assert git(repository, "for-each-ref") == before


def test_missing_and_broken(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@x", "commit", "-q", "--allow-empty", "-m", "one")
    for name, content in {
        "heads/broken": "garbage\n", "heads/null": "0" * 40, "tags/gone": "1" * 40, "tags/b d": "1" * 40,
        "heads/dangling": "ref: refs/heads/none", "tags/symbad": "ref: refs/heads/b..d",
    }.items():  # fmt: skip
        (tmp_path / ".git/refs" / name).write_text(content)
    for line in (
        "for-each-ref", "for-each-ref refs/heads", "for-each-ref --format=%(refname)%(objectname)%(symref)",
        "for-each-ref --format=%(objecttype)", "for-each-ref --sort=objectsize",
        "branch", "branch -v", "tag", "tag -n", "for-each-ref --points-at=HEAD", "for-each-ref --contains=HEAD",
        "for-each-ref --count=1",
    ):  # fmt: skip
        assert pygitobj(tmp_path, *line.split()) == run(["git", *line.split()], tmp_path), line


@pytest.mark.parametrize("lines", [b"refs/heads\n", b"refs/tags/v*\r\nrefs/heads/main", b"\n", b"", b"x\0y\n"])
def test_patterns_from_standard_input(repository: Path, lines: bytes) -> None:
    words = ["for-each-ref", "--stdin", "--format=%(refname)"]
    assert pygitobj(repository, *words, stdin=lines) == run(["git", *words], repository, lines)
