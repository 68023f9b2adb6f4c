"""`blame` and `annotate` beside git: forms, ranges, revisions, moves, copies, what is ignored, what is not committed.

Tried besides, beside git 2.55: some hundred such histories with twice as many options each, and files of git, libgit2
and dulwich.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.command import PYGITOBJ, git, pygitobj, run
from tests.support.edited_files import edited_files
from tests.support.git_version import NEWEST, git_version, needs_newest_git, newest

FORMS = [
    "", "--porcelain", "--line-porcelain", "--incremental", "-c", "-s -f -n", "-e -t", "-l --root", "-b -w",
    "--date=short", "--date=rfc", "--date=raw --abbrev=5", "--date=format:%Y -s", "--color-lines", "--color-by-age",
    "--score-debug -C", "--show-stats", "--first-parent", "--no-follow", "--minimal", "-M", "-M3 --porcelain", "-C",
    "-C -C --incremental", "-C1 -C -C", "--diff-algorithm=patience -w",
]  # fmt: skip
WITH_COMMITS = [
    "--ignore-rev {0} HEAD", "--ignore-rev {0} --ignore-rev {1} --porcelain HEAD", "{0}..HEAD", "^{0} HEAD -b",
    "--since=1000012000 HEAD", "^{0} ^{1} HEAD --first-parent", "{0}", "--not {0} --not HEAD",
]  # fmt: skip
REVERSE = ["--reverse {0}..HEAD", "--reverse {0} -s", "--reverse -C {0}..HEAD", "--reverse --first-parent {0}..HEAD"]


def compare(repo: Path, *words: str) -> None:
    """Demand the same answer of git and of ours."""
    ours, theirs = pygitobj(repo, *words), run(["git", *words], repo)
    assert (ours.code, ours.out) == (theirs.code, theirs.out), words
    assert ours.err == theirs.err, words


def files_at(repo: Path, commit: str) -> list[str]:
    """The paths of a commit."""
    return git(repo, "ls-tree", "-r", "--name-only", commit).decode().split()


@needs_newest_git
@pytest.mark.parametrize("seed", range(3))
def test_random_histories(tmp_path: Path, seed: int) -> None:
    repo = tmp_path / "repo"
    ids = edited_files(repo, seed)
    git(repo, "config", "blame.markIgnoredLines", "true")
    git(repo, "config", "blame.markUnblamableLines", "true")
    chance = random.Random(seed)
    for options in FORMS:
        command = "annotate" if chance.random() < 0.1 else "blame"
        compare(repo, command, *options.split(), "HEAD", "--", chance.choice(files_at(repo, "HEAD")))
    for options in WITH_COMMITS:
        named = options.format(*chance.sample(ids, 2))
        compare(repo, "blame", *named.split(), "--", chance.choice(files_at(repo, "HEAD")))
    for options in REVERSE:
        start = chance.choice(ids)
        compare(repo, "blame", *options.format(start).split(), "--", chance.choice(files_at(repo, start)))


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a small history, and a work tree in which a file was changed."""
    repo = tmp_path_factory.mktemp("blame") / "repo"
    git(repo.parent, "init", "--quiet", "--initial-branch=main", str(repo))
    git(repo, "config", "user.name", "U")
    git(repo, "config", "user.email", "u@x")
    text = "int one(void)\n{\n\ta;\n}\n\nint two(void)\n{\n\tb;\n}\n"
    (repo / "old").write_text(text)
    (repo / "sub").mkdir()
    (repo / "sub" / "g").write_text("one\ntwo\nthree\n")
    git(repo, "add", ".")
    git(repo, "commit", "--quiet", "-m", "one")
    git(repo, "mv", "old", "new")
    (repo / "new").write_text(text.replace("a;", "a + 1;"))
    git(repo, "commit", "--quiet", "--all", "-m", "two")
    git(repo, "tag", "-a", "-m", "t", "v1")
    (repo / "new").write_text("first\n" + text.replace("b;", "b;\n\tc;"))
    git(repo, "commit", "--quiet", "--all", "-m", "three\n\nmore")
    (repo / "sub" / "g").write_text("one\n2\nthree")
    return repo


@pytest.mark.parametrize(
    "words",
    [
        "HEAD new", "new HEAD", "HEAD -- new", "-- new HEAD", "-L3,5 HEAD new", "-L/two/,+2 HEAD new",
        "-L:two HEAD new", "-L1,2 -L8,9 HEAD new", "-L20 HEAD new", "-L/none/ HEAD new", "-L3,x HEAD new",
        "-L:none HEAD new", "v1 new", "v1 -- new", "v1..HEAD new", "HEAD none", "HEAD sub", "HEAD:new", "HEAD new old",
        "HEAD v1 -- new", "nothing -- new", "HEAD^{tree} -- new", "--reverse v1 -- new", "--reverse v1..HEAD new",
        "--reverse HEAD HEAD~1 -- new",
        newest("--contents=sub/g HEAD -- new"), newest("--contents=nothing HEAD -- new"),
        "--contents=sub/g --reverse v1 -- new", "--ignore-rev v1 HEAD -- new", "--ignore-rev nothing HEAD -- new",
        "--ignore-revs-file nothing HEAD -- new", "-S nothing HEAD -- new", "--date=nothing HEAD -- new",
        "--ignore-missing HEAD new", newest("--merge HEAD new"), "--branches=ma* new",
        "-S nothing --ignore-rev nothing HEAD new", "--ignore-rev nothing nothing -- new",
        "--line-porcelain --no-line-porcelain HEAD new", "--line-porcelain --no-porcelain HEAD new",
        "--progress --porcelain HEAD -- new", "HEAD -- ../new", "HEAD -- sub/../new", "HEAD -- ./sub//g",
    ],
)  # fmt: skip
def test_words(repo: Path, words: str) -> None:
    compare(repo, "blame", "-s", *words.split())


def test_options_that_are_ended(repo: Path) -> None:
    """Git passes over the revision behind them."""
    plain = pygitobj(repo, "blame", "v1", "--", "new")
    assert plain.code == 0
    assert pygitobj(repo, "blame", "--end-of-options", "v1", "new") == plain
    assert pygitobj(repo, "blame", "--end-of-options", "v1", "--", "new") == plain


@needs_newest_git
@pytest.mark.parametrize(
    "words", ["", "HEAD", "-Z HEAD -- new", "--nothing HEAD new", "HEAD -- new sub", "-h", "--help-all"]
)
def test_usage(repo: Path, words: str) -> None:
    compare(repo, "blame", *words.split())


@needs_newest_git
@pytest.mark.parametrize("words", ["", "HEAD", "HEAD -- new sub", "-h"])
def test_usage_of_annotate(repo: Path, words: str) -> None:
    compare(repo, "annotate", *words.split())


def test_what_is_not_committed(repo: Path) -> None:
    for words in ("sub/g", "-s -n sub/g", "-- sub/g", "v1~1.. -- sub/g", "-s none", "-s sub"):
        ours, theirs = pygitobj(repo, "blame", *words.split()), run(["git", "blame", *words.split()], repo)
        assert (ours.code, ours.err) == (theirs.code, theirs.err), words
        # The moment is the present one.
        assert ours.out[:40] == theirs.out[:40], words
        assert len(ours.out) == len(theirs.out), words


def test_from_a_directory_below(repo: Path) -> None:
    compare(repo / "sub", "blame", "HEAD", "--", "g")
    compare(repo / "sub", "blame", "-s", "g")
    compare(repo / "sub", "blame", "HEAD", "--", "../new")


def test_a_renamed_file_that_is_not_committed(tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    git(tmp_path, "init", "--quiet", str(repo))
    git(repo, "config", "user.name", "U")
    git(repo, "config", "user.email", "u@x")
    (repo / "a").write_text("".join(f"line {number}\n" for number in range(20)))
    git(repo, "add", ".")
    git(repo, "commit", "--quiet", "-m", "one")
    git(repo, "mv", "a", "b")
    (repo / "b").write_text((repo / "b").read_text() + "more\n")
    compare(repo, "blame", "-s", "b")


@needs_newest_git
@pytest.mark.parametrize(
    "settings",
    [
        ["blame.showRoot=true", "blame.blankBoundary=true", "blame.showEmail=true", "blame.date=unix"],
        ["blame.coloring=repeatedLines", "color.blame.repeatedLines=red bold"],
        ["blame.coloring=highlightRecent", "color.blame.highlightRecent=blue,2000-01-01,green"],
        ["blame.coloring=other"],
        ["color.blame.highlightRecent=blue,2000-01-01"],
        ["blame.ignoreRevsFile=nothing"],
        ["blame.ignoreRevsFile=:(optional)nothing"],
        ["diff.algorithm=histogram"],
        ["diff.algorithm=other"],
        ["blame.date=other"],
        ["diff.x.textconv=tr a-z A-Z <", "core.attributesFile=attributes"],
        ["core.abbrev=12"],
        ["i18n.logOutputEncoding=ISO-8859-1"],
    ],
)
def test_settings(repo: Path, settings: list[str]) -> None:
    (repo / "attributes").write_text("new diff=x\n")
    words = [word for setting in settings for word in ("-c", setting)]
    compare(repo, *words, "blame", "HEAD", "--", "new")


def test_files_of_commits_that_are_ignored(repo: Path, tmp_path: Path) -> None:
    ids = git(repo, "rev-list", "HEAD").decode().split()
    (tmp_path / "file").write_text(f"# a comment\n\n  {ids[1]} # here\n{'0' * 40}\n")
    (tmp_path / "bad").write_text("nothing\n")
    compare(repo, "blame", "--ignore-revs-file", str(tmp_path / "file"), "HEAD", "--", "new")
    compare(repo, "blame", "--ignore-revs-file", str(tmp_path / "bad"), "HEAD", "--", "new")
    named = f"blame.ignoreRevsFile={tmp_path / 'file'}"
    compare(repo, "-c", named, "-c", "blame.markIgnoredLines=true", "blame", "HEAD", "--", "new")
    compare(repo, "-c", named, "blame", "--no-ignore-revs-file", "HEAD", "--", "new")


def test_a_history_of_ones_own(repo: Path, tmp_path: Path) -> None:
    ids = git(repo, "rev-list", "HEAD").decode().split()
    (tmp_path / "file").write_text(f"{ids[0]} {ids[2]}\n")
    compare(repo, "blame", "-S", str(tmp_path / "file"), "HEAD", "--", "new")
    (tmp_path / "file").write_text(f"{ids[0]}\n")
    compare(repo, "blame", "-S", str(tmp_path / "file"), "HEAD", "--", "new")


def test_bare(repo: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), str(bare))
    for words in ("new", "HEAD new", "HEAD", "none", "--reverse v1 new"):
        compare(bare, "blame", "-s", *words.split())


def test_a_tag_of_what_is_not_there(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    body = f"object {'1' * 40}\ntype commit\ntag t\ntagger A <a@x> 1 +0000\n\nx\n".encode()
    tag = git(tmp_path, "hash-object", "-w", "--literally", "-t", "tag", "--stdin", stdin=body).decode().strip()
    asked = [["blame", tag, "--", "f"], ["blame", "--reverse", tag, "--", "f"], ["archive", tag], ["show", tag]]
    if git_version() >= NEWEST:
        asked += [["log", "-L1:f", tag], ["last-modified", tag]]
    for words in asked:
        assert pygitobj(tmp_path, *words) == run(["git", *words], tmp_path)


def test_progress(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_PROGRESS_DELAY", "0")
    for words in (["HEAD", "--", "new"], ["-L3,5", "HEAD", "--", "new"]):
        ours, theirs = (run([*command, "blame", "--progress", *words], repo) for command in (PYGITOBJ, ["git"]))
        assert (ours.code, ours.out) == (theirs.code, theirs.out)
        assert ours.err.split(b"\r")[-1].rstrip() == theirs.err.split(b"\r")[-1].rstrip()
