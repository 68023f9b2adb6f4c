"""`merge-base`, `describe` and `name-rev` on random histories with clocks that are wrong: what git says, and its codes.

Tried besides, beside git 2.55: some 80 such histories, a dozen questions each.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import NEWEST, git_version, needs_newest_git

PEOPLE = b"author A <a@x> %d +0000\ncommitter A <a@x> %d +0000\n"


def history(repo: Path, seed: int) -> list[str]:
    """Make a repository with a random history, branches and tags of both kinds; gives the ids of its commits."""
    chance = random.Random(seed)
    git(repo.parent, "init", "--quiet", str(repo))
    stream = [b"blob\nmark :1\ndata 1\nx\n"]
    count = chance.randint(8, 24)
    for number in range(1, count + 1):
        date = 10**9 + number * 100 if chance.random() < 0.6 else chance.randint(1000, 2 * 10**9)
        parents = sorted(chance.sample(range(1, number), min(number - 1, chance.choice([0, 1, 1, 1, 2, 3]))))
        stream.append(b"commit refs/all/%d\nmark :%d\n" % (number, number + 1) + PEOPLE % (date, date) + b"data 1\nc\n")
        words = [b"from"] + [b"merge"] * len(parents)
        stream.extend(b"%b :%d\n" % (word, parent + 1) for word, parent in zip(words, parents, strict=False))
        stream.append(b"M 100644 :1 file%d\n" % number)
        if chance.random() < 0.3:
            stream.append(b"reset refs/heads/b%d\nfrom :%d\n\n" % (number, number + 1))
        if chance.random() < 0.3:
            stream.append(b"reset refs/tags/l%d\nfrom :%d\n\n" % (number, number + 1))
        if chance.random() < 0.3:
            tagger = b"tagger A <a@x> %d +0000\n" % (date + chance.randint(-500, 500))
            stream.append(b"tag a%d\nfrom :%d\n%bdata 1\nt\n" % (number, number + 1, tagger))
    git(repo, "fast-import", "--quiet", stdin=b"".join(stream))
    git(repo, "update-ref", "refs/heads/main", f"refs/all/{count}")
    git(repo, "symbolic-ref", "HEAD", "refs/heads/main")
    return [git(repo, "rev-parse", f"refs/all/{number}").decode().strip() for number in range(1, count + 1)]


QUESTIONS = [
    "merge-base --all {0} {1}", "merge-base {0} {1} {2}", "merge-base --octopus --all {0} {1} {2}",
    "merge-base --independent {0} {1} {2} {0}", "merge-base --is-ancestor {0} {1}", "merge-base --fork-point main {0}",
    "merge-base", "merge-base --octopus", "merge-base --independent", "merge-base --is-ancestor {0}",
    "merge-base --all --independent {0}", "merge-base --is-ancestor {0} {1} {2}", "merge-base nothing {0}",
    "merge-base {0} {0}^{{tree}}", "merge-base --octopus none {0} nothing", "merge-base --independent none {0} nothing",
    "merge-base --fork-point nothing", "describe {0}", "describe --tags {0} {1}",
    "describe --all {0}", "describe --long --tags {0}", "describe --abbrev=0 --tags {0}", "describe --always {0}",
    "describe --tags --first-parent {0}", "describe --exact-match --tags {0}", "describe --candidates=1 --tags {0}",
    "describe --tags --match l* {0}", "describe --tags --exclude *1* {0}", "describe --all --match *1 {0}",
    "describe --abbrev=x --abbrev=9", "describe --abbrev=9 --abbrev=x", "describe --candidates=x --candidates=2",
    "describe --candidates=x --nope", "describe --no-abbrev --abbrev=x {0}",
    "describe --contains {0}", "describe --contains --all {0} {1}", "describe --long --abbrev=0", "describe nothing",
    "describe {0}^{{tree}}", "describe {0}:file1", "describe --match nothing {0}", "describe --match nothing --always",
    "name-rev {0} {1}", "name-rev --tags {0} {1}", "name-rev --name-only --tags {0}", "name-rev --refs b* {0}",
    "name-rev --refs tags/* {0}", "name-rev --exclude *1 --no-undefined --always {0}", "name-rev --no-undefined {0}",
    "name-rev nothing {0}", "name-rev --all {0}",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_random_histories(tmp_path: Path, seed: int) -> None:
    repo = tmp_path / "repo"
    ids = history(repo, seed)
    chance = random.Random(seed)
    for question in QUESTIONS:
        words = question.format(*(chance.choice(ids) for _ in range(3))).split()
        ours, theirs = pygitobj(repo, *words), run(["git", *words], repo)
        if git_version() >= NEWEST:
            assert ours == theirs, words
        elif words[0] != "name-rev" and "--contains" not in words:
            # Older git prefers other names, and says less.
            assert (ours.out, ours.code) == (theirs.out, theirs.code), words


def test_annotated_lines(tmp_path: Path) -> None:
    """Ids on their own are named, no digits among more of them; what follows a NUL in a line is lost, as in git."""
    repo = tmp_path / "repo"
    ids = [one.encode() for one in history(repo, 7)]
    text = b"%b, (%b) %b0\n%b\0 gone\n%b" % (ids[0], ids[1], ids[2], ids[3], ids[4])
    for words in (["--annotate-stdin"], ["--annotate-stdin", "--name-only"], ["--annotate-stdin", "--tags"]):
        theirs = run(["git", "name-rev", *words], repo, stdin=text)
        assert pygitobj(repo, "name-rev", *words, stdin=text) == theirs


@needs_newest_git
def test_every_commit_has_a_name(tmp_path: Path) -> None:
    """In the order of the walk; git gives them in that of its table."""
    repo = tmp_path / "repo"
    history(repo, 8)
    theirs = run(["git", "name-rev", "--all"], repo).out.splitlines()
    assert sorted(pygitobj(repo, "name-rev", "--all").out.splitlines()) == sorted(theirs)


def test_a_tag_that_calls_itself_otherwise(tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    ids = history(repo, 9)
    git(repo, "tag", "--annotate", "--message", "m", "one", ids[0])
    git(repo, "update-ref", "refs/tags/other", "refs/tags/one")
    git(repo, "tag", "--delete", "one")
    for words in (["describe", ids[0]], ["describe", "--all", ids[0]], ["describe", "--abbrev=0", ids[-1]]):
        assert pygitobj(repo, *words) == run(["git", *words], repo)


@needs_newest_git
def test_a_blob_where_head_is_no_commit(tmp_path: Path) -> None:
    """Where older git crashes."""
    repo = tmp_path / "repo"
    history(repo, 10)
    blob = git(repo, "hash-object", "-w", "--stdin", stdin=b"x").decode().strip()
    git(repo, "tag", "blob", blob)
    git(repo, "symbolic-ref", "HEAD", "refs/tags/blob")
    assert pygitobj(repo, "describe", "blob") == run(["git", "describe", "blob"], repo)


def test_tags_that_lead_to_no_commit(tmp_path: Path) -> None:
    """One that takes a commit for a blob, as git has it; two that lead round to each other, at which git hangs."""
    repo = tmp_path / "repo"
    git(tmp_path, "init", "--quiet", str(repo))
    git(repo, "commit", "--quiet", "--message", "m", "--allow-empty")
    commit = git(repo, "rev-parse", "HEAD").decode().strip()

    def tag(oid: str, kind: str, name: str) -> str:
        body = f"object {oid}\ntype {kind}\ntag {name}\ntagger A <a@x> 1 +0000\n\nm\n".encode()
        words = ["hash-object", "-t", "tag", "-w", "--stdin", "--literally"]
        made = git(repo, *words, stdin=body).decode().strip()
        git(repo, "update-ref", f"refs/tags/{name}", made)
        return made

    tag(commit, "blob", "lies")
    assert pygitobj(repo, "name-rev", "--tags", commit).out == run(["git", "name-rev", "--tags", commit], repo).out
    last = tag(commit, "commit", "last")
    first = tag(last, "tag", "first")
    git(repo, "replace", "--force", last, first)
    ours = pygitobj(repo, "name-rev", "--tags", commit, first)
    assert ours.out == f"{commit} undefined\n{first} tags/first\n".encode()
    assert pygitobj(repo, "tag", "--points-at", commit, "lies").out == b"lies\n"
    ours = pygitobj(repo, "for-each-ref", "--points-at", commit, "refs/tags/first")
    assert ours == (b"", b"fatal: malformed object at 'refs/tags/first'\n", 128)


def test_a_lost_commit_is_no_answer(tmp_path: Path) -> None:
    """An exit code of its own tells it from "there is none"."""
    repo = tmp_path / "repo"
    history(repo, 10)
    git(repo, "checkout", "--quiet", "--orphan", "new")
    git(repo, "commit", "--quiet", "--message", "lost", "--allow-empty")
    lost = git(repo, "rev-parse", "HEAD").decode().strip()
    git(repo, "commit", "--quiet", "--message", "after", "--allow-empty")
    (repo / ".git/objects" / lost[:2] / lost[2:]).unlink()
    for words, least in (
        (["HEAD", "main"], 2),
        (["--octopus", "HEAD", "main"], 2),
        (["--is-ancestor", "main", "HEAD"], 2),
        (["--independent", "main", "HEAD"], 1),
    ):
        ours = pygitobj(repo, "merge-base", *words)
        assert ours.out == b""
        assert ours.code >= least
        if git_version() >= NEWEST:
            assert ours == run(["git", "merge-base", *words], repo)
        assert lost.encode() in ours.err


@needs_newest_git
@pytest.mark.parametrize("seed", range(10, 13))
def test_what_is_said_of_references_among_others(tmp_path: Path, seed: int) -> None:
    repo = tmp_path / "repo"
    ids = history(repo, seed)
    chance = random.Random(seed)
    git(repo, "update-ref", "refs/heads-not/tree", f"{ids[0]}^{{tree}}")
    for _ in range(4):
        one, other = chance.choice(ids), chance.choice(ids)
        for text in (f"%(ahead-behind:{one}) %(ahead-behind:{other})", f"%(is-base:{one})", f"%(is-base:{other})"):
            words = ["for-each-ref", f"--format=%(refname) {text}", "refs/heads", "refs/heads-not"]
            assert pygitobj(repo, *words) == run(["git", *words], repo)
        words = ["branch", "--all", "--merged", one, "--no-contains", other, "--sort=ahead-behind:main"]
        assert pygitobj(repo, *words) == run(["git", *words], repo)


@needs_newest_git
def test_a_fork_point_of_a_tag(tmp_path: Path) -> None:
    """A tag that has no log says of no commit where it was; git says that it is none."""
    repo = tmp_path / "repo"
    ids = history(repo, 1)
    git(repo, "tag", "-m", "a tag", "named", ids[-1])
    for words in (["named"], ["named", ids[0]], ["refs/tags/named", ids[-1]]):
        asked = ["merge-base", "--fork-point", *words]
        ours = pygitobj(repo, *asked)
        assert ours == run(["git", *asked], repo)
        assert ours.code == 1
