"""rev-parse beside git: names, ranges, options sorted, and where things are.

Tried besides: each of forty names with each way of showing them, and each place from eleven directories with each
format of paths, as git 2.55 says them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run

NAMES = ["HEAD", "main", "v1", "v1^{}", "HEAD~1", "o", "nosuch", "HEAD:file", "HEAD:nofile", "nosuch:file", "file",
         "sub", "HEAD..side", "side..", "..", "...", "HEAD...side", "HEAD^@", "HEAD^!", "HEAD^-", "HEAD^-2", "HEAD^-3",
         "^HEAD", "^nosuch", "@", "1234567890123456789012345678901234567890", "abcd", "refs/heads/side"]  # fmt: skip
FORMS = [[], ["--verify"], ["--verify", "-q"], ["--short"], ["--symbolic"], ["--symbolic-full-name"], ["--abbrev-ref"],
         ["--sq", "--not"], ["--revs-only", "--default", "side"], ["--no-revs"]]  # fmt: skip
MANY = [
    "", "--all", "--branches", "--tags", "--remotes", "--branches=s*", "--tags=v*", "--glob=heads/*",
    "--glob=refs/tags", "--exclude=main --branches", "--exclude=refs/tags/* --all", "--symbolic --branches",
    "--symbolic-full-name --all",
    "--abbrev-ref --all", "--disambiguate=zz", "HEAD side", "--verify HEAD side", "--verify", "--verify -q",
    "--verify --default HEAD", "--default nosuch", "--not HEAD --not side", "-n 5 HEAD", "-n5", "-5", "--foo HEAD",
    "--verify --foo", "--revs-only --foo --max-count=3 HEAD file", "--no-revs --foo --max-count=3 HEAD file",
    "--flags --foo HEAD file", "HEAD -- file nofile", "nosuch -- file", "file HEAD", "file nofile", "file --foo",
    "HEAD *.c", "--since=@1234567890", "--until=2005-04-07T00:00:00Z", "--end-of-options HEAD",
    "--prefix sub/ file",
    "--sq-quote", "--sq-quote a b'c d!e", "--show-object-format", "--abbrev-ref=foo HEAD", "--path-format=foo",
    "--git-path", "--default", ":(top)x", "--prefix sub/ -- x",
    "--resolve-git-dir .git", "--resolve-git-dir foo", "--resolve-git-dir", "-n",
    "--short=0 HEAD", "--short=100 HEAD",
]  # fmt: skip
PLACES = ["--git-dir", "--absolute-git-dir", "--git-common-dir", "--show-toplevel", "--show-prefix", "--show-cdup",
          "--is-bare-repository", "--is-inside-work-tree", "--is-inside-git-dir",
          "--is-shallow-repository"]  # fmt: skip
PATHS = ["HEAD", "objects/info", "logs/HEAD", "logs/refs/heads/x", "refs/bisect/x", "hooks/x", "index", "config", "foo"]
HERE = ["r", "r/sub", "r/.git", "r/.git/refs", "wt", "wt/sub", "b.git", "b.git/refs", "shallow"]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a merge, a linked worktree of it, a bare clone and a shallow one."""
    tmp_path = tmp_path_factory.mktemp("places")
    git(tmp_path, "init", "-q", "-b", "main", "r")
    place = tmp_path / "r"
    (place / "sub").mkdir()
    for name in ("file", "sub/x"):
        (place / name).write_text(name)
    git(place, "add", ".")
    git(place, "commit", "-qm", "one")
    git(place, "checkout", "-qb", "side")
    git(place, "commit", "-q", "--allow-empty", "-m", "side")
    git(place, "checkout", "-q", "main")
    git(place, "commit", "-q", "--allow-empty", "-m", "two")
    git(place, "merge", "-q", "-m", "merge", "side")
    git(place, "tag", "-am", "t", "v1")
    git(place, "tag", "main", "HEAD~1")  # so that a name is ambiguous
    git(place, "update-ref", "refs/remotes/o/main", "HEAD")
    git(place, "symbolic-ref", "refs/remotes/o/HEAD", "refs/remotes/o/main")
    git(place, "worktree", "add", "-q", "../wt", "side")
    git(tmp_path, "clone", "-q", "--bare", "r", "b.git")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{place}", "shallow")
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_names(places: Path, name: str) -> None:
    place = places / "r"
    for form in FORMS:
        ours, theirs = pygitobj(place, "rev-parse", *form, name), run(["git", "rev-parse", *form, name], place)
        assert ours == theirs, form


@pytest.mark.parametrize("words", MANY)
def test_options(places: Path, words: str) -> None:
    given = words.split()
    assert pygitobj(places / "r", "rev-parse", *given) == run(["git", "rev-parse", *given], places / "r")


@pytest.mark.parametrize("here", HERE)
def test_where_things_are(places: Path, here: str) -> None:
    place = places / here
    asked = [[option] for option in PLACES if option != "--show-toplevel" or here in ("r", "r/sub", "wt", "wt/sub")]
    asked += [["--git-path", path] for path in PATHS]
    for way in ([], ["--path-format=absolute"], ["--path-format=relative"]):
        words = [word for one in asked for word in one]
        ours, theirs = pygitobj(place, "rev-parse", *way, *words), run(["git", "rev-parse", *way, *words], place)
        assert ours.out.splitlines() == theirs.out.splitlines(), way
        assert ours.code == theirs.code == 0


def test_outside_of_work_trees(places: Path) -> None:
    for place in (places / "b.git", places / "r" / ".git", places):
        for word in ("--show-toplevel", "HEAD"):
            ours, theirs = pygitobj(place, "rev-parse", word), run(["git", "rev-parse", word], place)
            assert (ours.out, ours.code) == (theirs.out, theirs.code)


@pytest.mark.parametrize(
    "before",
    [["--git-dir=.git"], ["--git-dir=../b.git"], ["--git-dir=../b.git", "--work-tree=sub"],
     ["-c", "core.hooksPath=/hk"]],
)  # fmt: skip
def test_named_places(places: Path, before: list[str]) -> None:
    words = ["--git-dir", "--absolute-git-dir", "--git-common-dir", "--show-prefix", "--is-bare-repository",
             "--is-inside-work-tree", "--git-path", "HEAD", "--git-path", "hooks/x"]  # fmt: skip
    ours = pygitobj(places / "r", *before, "rev-parse", *words)
    assert ours == run(["git", *before, "rev-parse", *words], places / "r")


def test_disambiguate(places: Path) -> None:
    start = git(places / "r", "rev-parse", "--short=6", "HEAD").decode().strip()
    ours = pygitobj(places / "r", "rev-parse", f"--disambiguate={start}")
    assert ours.out == git(places / "r", "rev-parse", "HEAD")


def test_newer_ones(places: Path) -> None:
    """Recorded from git 2.55."""
    assert pygitobj(places / "r", "rev-parse", "--show-ref-format").out == b"files\n"
    names = pygitobj(places, "rev-parse", "--local-env-vars").out.decode().split()
    assert names[:3] == ["GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS"]
    assert len(names) == 15


def test_usage(places: Path) -> None:
    answer = pygitobj(places, "rev-parse", "-h")
    assert (answer.out.partition(b"\n")[0], answer.code) == (
        b"usage: git rev-parse --parseopt [<options>] -- [<args>...]",
        129,
    )


@pytest.mark.parametrize("word", ["--parseopt", "--bisect", "--shared-index-path", "--exclude-hidden=fetch"])
def test_what_is_not_done(places: Path, word: str) -> None:
    answer = pygitobj(places / "r", "rev-parse", word)
    assert (answer.out, answer.code) == (b"", 128)
    assert b"is not supported" in answer.err
