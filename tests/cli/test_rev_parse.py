"""rev-parse beside git: names, ranges, options sorted, and where things are.

Tried besides: each of forty names with each way of showing them, and each place from eleven directories with each
format of paths, as git 2.55 says them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.cli.rev_parse_places import relative
from tests.support.command import PYGITOBJ, git, pygitobj, run
from tests.support.git_version import needs_newest_git, newest

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
    "--end-of-options HEAD -- file", "--end-of-options -- file", "--end-of-options --all",
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


ENVIRONMENTS = [
    {"GIT_DIR": ".git"}, {"GIT_DIR": "{}/r/.git"}, {"GIT_DIR": "{}/r/.git", "GIT_WORK_TREE": "{}/r"},
    {"GIT_DIR": "../r/.git", "GIT_WORK_TREE": "../r"}, {"GIT_DIR": "{}/b.git", "GIT_WORK_TREE": "."},
    {"GIT_IMPLICIT_WORK_TREE": "0", "GIT_DIR": "{}/r/.git"}, {"GIT_DIR": "{}/wt/.git"},
    {"GIT_INDEX_FILE": "i", "GIT_GRAFT_FILE": "g"},
]  # fmt: skip


@pytest.mark.parametrize("environ", [*ENVIRONMENTS, newest({"GIT_WORK_TREE": "{}/r"})])
@pytest.mark.parametrize("before", [[], ["--bare"], ["-c", "core.bare=true"], newest(["--work-tree=."])])
def test_places_that_the_environment_names(places: Path, environ: dict[str, str], before: list[str]) -> None:
    # Tried besides: eleven more directories, and both formats of paths.
    words = [*PLACES[:3], *PLACES[4:], "--git-path", "index", "--git-path", "info/grafts", "--git-path", "modules/x"]
    variables = [f"{name}={value.format(places)}" for name, value in environ.items()]
    for here in ("r/sub", "r/.git", "b.git"):
        ours, theirs = (
            run(["env", *variables, *tool, *before, "rev-parse", *words], places / here) for tool in (PYGITOBJ, ["git"])
        )
        assert ours.out.splitlines() == theirs.out.splitlines(), here
        assert ours.code == theirs.code, here


@pytest.mark.parametrize(
    ("path", "start", "way"),
    [("/a/b", "/a/b", "./"), ("/a/b", "/a/b/", "./"), ("/a/b/", "/a/b", "./"), ("/a/b", "/a/b/c", "../"),
     ("/a", "/a/b/c", "../../"), ("/a/bc", "/a/b", "../bc"), ("/a/b", "/a/bc", "../b"), ("/x", "/a/b", "../../x"),
     ("//a///b//c", "/a/b", "c"), ("/a/b//x", "/a", "b//x"), ("/a/../x", "/a", "../x"), (".git/x", "sub/", "../.git/x"),
     ("sub/x", "sub/", "x")],
)  # fmt: skip
def test_ways_by_their_names_alone(path: str, start: str, way: str) -> None:
    assert relative(path, start) == way


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


@pytest.mark.parametrize(
    ("option", "error"),
    [("=sha1", ""), ("=storage", ""), ("", "no object format specified"),
     ("=sha256", "unsupported object format: sha256"), ("=x", "unsupported object format: x")],
)  # fmt: skip
def test_the_hash_that_is_shown(places: Path, option: str, error: str) -> None:
    """Recorded from git 2.55."""
    answer = pygitobj(places / "r", "rev-parse", f"--output-object-format{option}", "HEAD")
    assert answer.err.decode() == (f"fatal: {error}\n" if error else "")
    assert answer.out == (b"" if error else git(places / "r", "rev-parse", "HEAD"))


def test_usage(places: Path) -> None:
    answer = pygitobj(places, "rev-parse", "-h")
    assert (answer.out.partition(b"\n")[0], answer.code) == (
        b"usage: git rev-parse --parseopt [<options>] -- [<args>...]",
        129,
    )


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with references in several directories, some hidden, and a bisection."""
    place = tmp_path_factory.mktemp("lists")
    git(place, "init", "-q", "-b", "main", ".")
    git(place, "commit", "-q", "--allow-empty", "-m", "one")
    names = "heads/a heads/a-b heads/b/c heads/b/d/e tags/a tags/b/c remotes/o/main notes/x bisect/bad-1 bisect/good-2"
    for name in f"{names} bisect/new-3 bisect/old-4 namespaces/n/refs/heads/x".split():
        git(place, "update-ref", f"refs/{name}", "HEAD")
    return place


@pytest.mark.parametrize(
    "words",
    ["--branches=b/*", "--branches=b", "--branches=b/", "--branches=[!b]*", "--branches=[^b]*", "--branches=?",
     "--branches=[[:alpha:]]", "--branches=**/c", "--branches=b/**", r"--branches=\a", r"--branches=a\-b",
     "--branches=[", "--glob=heads", "--glob=refs/heads/b/", "--glob=*/a", "--glob=refs/*/a", "--glob=r*",
     "--tags=a", "--remotes=o", "--exclude=b/* --branches", "--exclude=refs/heads/b/* --branches",
     "--exclude=*/a --all", "--exclude=* --exclude=x --tags", "--exclude=refs/**/c --glob=heads",
     "--exclude=a --branches --branches", "--bisect", "--not --bisect", "--exclude=refs/bisect/bad* --bisect",
     newest("--exclude-hidden=fetch --all"), "--exclude-hidden=receive --all", "--exclude-hidden=receive --glob=heads",
     "--exclude-hidden=uploadpack --all --all", "--exclude-hidden=nothing",
     newest("--exclude-hidden=fetch --exclude-hidden=fetch"), newest("--exclude-hidden=fetch --branches"),
     newest("--exclude-hidden=fetch --tags=a"), newest("--exclude-hidden=receive --remotes")],
)  # fmt: skip
@pytest.mark.parametrize("namespace", [None, "n"])
def test_which_references_are_listed(lists: Path, words: str, namespace: str | None) -> None:
    settings = ["transfer.hideRefs=refs/tags/", "transfer.hideRefs=!refs/tags/b", "receive.hideRefs=^refs/heads/b",
                "receive.hideRefs=refs/heads", "uploadpack.hideRefs=refs/n"]  # fmt: skip
    before = [word for setting in settings for word in ("-c", setting)]
    named = [] if namespace is None else ["env", f"GIT_NAMESPACE={namespace}"]
    given = [*before, "rev-parse", "--symbolic-full-name", *words.split()]
    ours, theirs = run([*named, *PYGITOBJ, *given], lists), run([*named, "git", *given], lists)
    assert ours == theirs


@needs_newest_git
@pytest.mark.parametrize("terms", ["new\nold\n", "new\nold", "new\r\nold\n"])
def test_where_a_bisection_is(lists: Path, terms: str) -> None:
    (lists / ".git/BISECT_TERMS").write_text(terms)
    words = ["rev-parse", "--symbolic-full-name", "--bisect"]
    ours, theirs = pygitobj(lists, *words), run(["git", *words], lists)
    (lists / ".git/BISECT_TERMS").unlink()
    assert ours == theirs


@pytest.fixture(scope="module")
def conflict(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with files, a conflict in one of them, one in the index alone, and odd names on disk."""
    place = tmp_path_factory.mktemp("conflict")
    git(place, "init", "-q", "-b", "main", ".")
    (place / "sub").mkdir()
    for name in ("file", "sub/file", "sub/deep", "both"):
        (place / name).write_text(name)
    git(place, "add", ".")
    git(place, "commit", "-qm", "one")
    for branch in ("one", "two"):
        git(place, "checkout", "-qb", branch, "main")
        (place / "both").write_text(branch)
        git(place, "commit", "-qam", branch)
    run(["git", "merge", "-q", "one"], place)
    for name in ("disk", "sub/disk", "staged"):
        (place / name).write_text(name)
    git(place, "add", "staged")
    (place / "staged").unlink()
    return place


@pytest.mark.parametrize(
    "name",
    [":file", ":0:file", ":1:file", ":both", ":0:both", ":1:both", ":2:both", ":3:both", ":4:both",
     ":sub/file", ":./file", ":0:./file", ":../file", ":../../file", ":sub", ":sub/", ":", ":/", "::", ":0:",
     ":nothing", ":disk", ":staged", ":deep", ":1:deep", ":2:nothing", "HEAD:deep", "HEAD:./deep", "HEAD:disk",
     "HEAD:nothing", "HEAD:file", ":!file", ":!", ":^", ":(top)nothing", r"no\*thing",
     r"no\thing", "no*thing", "no[thing", r"no\\*thing", "a:b", ":file^{}", ":file~1"],
)  # fmt: skip
@pytest.mark.parametrize("here", [".", "sub"])
def test_paths_in_the_index(conflict: Path, name: str, here: str) -> None:
    for words in ([name], ["--verify", name], ["--verify", "-q", name], [name, "--"]):
        ours, theirs = (
            pygitobj(conflict / here, "rev-parse", *words),
            run(["git", "rev-parse", *words], conflict / here),
        )
        assert ours == theirs, words


def test_paths_from_elsewhere(conflict: Path, tmp_path: Path) -> None:
    for before in (["--git-dir=.git", "--work-tree=sub"], ["--git-dir=.git", "--work-tree=."], ["--git-dir=.git"]):
        for name in ("HEAD:./file", ":./file", "HEAD:file", ":file"):
            ours = pygitobj(conflict, *before, "rev-parse", name)
            assert ours == run(["git", *before, "rev-parse", name], conflict), (before, name)


def test_another_index(conflict: Path, tmp_path: Path) -> None:
    for index in ("sub/other", str(tmp_path / "other"), ".git/index", "nothing"):
        git_env = ["env", f"GIT_INDEX_FILE={index}"]
        if "other" in index:
            run([*git_env, "git", "read-tree", "HEAD"], conflict)
        for name in (":both", ":staged", ":1:both"):
            ours, theirs = (run([*git_env, *tool, "rev-parse", name], conflict / "sub") for tool in (PYGITOBJ, ["git"]))
            assert (ours.out, ours.code) == (theirs.out, theirs.code), (index, name)
    (conflict / "sub/other").unlink()


def test_an_index_that_is_split(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", ".")
    (tmp_path / "file").write_text("x")
    git(tmp_path, "add", ".")
    assert pygitobj(tmp_path, "rev-parse", "--shared-index-path") == run(
        ["git", "rev-parse", "--shared-index-path"], tmp_path
    )
    git(tmp_path, "update-index", "--split-index")
    (tmp_path / "sub").mkdir()
    for here in (".", "sub"):
        for way in ([], ["--path-format=absolute"], ["--path-format=relative"]):
            words = ["rev-parse", *way, "--shared-index-path"]
            assert pygitobj(tmp_path / here, *words) == run(["git", *words], tmp_path / here), (here, way)
    assert pygitobj(tmp_path, "rev-parse", ":file") == run(["git", "rev-parse", ":file"], tmp_path)


def test_the_superproject(tmp_path: Path) -> None:
    # Tried besides: no repository above, one that knows nothing of it, a bare one, its own submodule's submodule.
    git(tmp_path, "init", "-q", "sub")
    git(tmp_path / "sub", "commit", "-q", "--allow-empty", "-m", "one")
    git(tmp_path, "init", "-q", "super")
    (tmp_path / "super/dir").mkdir()
    words = ["rev-parse", "--show-superproject-working-tree"]
    git(tmp_path / "super", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../sub", "dir/sub")
    (tmp_path / "super/dir/sub/below").mkdir()
    git(tmp_path / "super", "init", "-q", "unknown")
    for here in ("sub", "super", "super/dir", "super/dir/sub", "super/dir/sub/below", "super/unknown", "super/.git"):
        for way in ([], ["--path-format=relative"]):
            ours = pygitobj(tmp_path / here, *words[:1], *way, *words[1:])
            assert ours == run(["git", *words[:1], *way, *words[1:]], tmp_path / here), here
