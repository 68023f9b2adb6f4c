"""ls-tree beside git: the same bytes, messages and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import NEWEST, git_version

WORDS = [
    "HEAD",
    "-r HEAD",
    "-r -t HEAD",
    "-t HEAD",
    "-d HEAD",
    "-d -r HEAD",
    "-d -r -t HEAD d",
    "-l HEAD",
    "-r -l HEAD",
    "-z HEAD",
    "-z -l -r HEAD",
    "--name-only HEAD",
    "--name-only -z -r HEAD",
    "--name-status HEAD",
    "--object-only HEAD",
    "--abbrev HEAD",
    "--abbrev=2 HEAD",
    "--abbrev=30 HEAD",
    "--abbrev=99 HEAD",
    "--no-abbrev HEAD",
    "--full-name HEAD",
    "--full-tree HEAD",
    "--full-tree HEAD d",
    "HEAD d",
    "HEAD d/",
    "HEAD d d/",
    "HEAD d/ d/a d",
    "HEAD d/e/f c",
    "-t HEAD d/e/f c",
    "-d HEAD d/e/f c",
    "HEAD c/",
    "HEAD sub",
    "HEAD sub/",
    "HEAD sub/x",
    "HEAD cc",
    "HEAD d.",
    "HEAD d*",
    "HEAD ?",
    "HEAD .",
    "HEAD ./d//e/../a",
    "HEAD ../c",
    "HEAD ../d/e/",
    "HEAD ..",
    "HEAD ../..",
    "HEAD e",
    "HEAD :/c",
    "HEAD :(top)c",
    "HEAD :(literal)c",
    "HEAD :(top,literal)d/a",
    "HEAD :!c",
    "HEAD :(icase)C",
    "HEAD :(nothing)c",
    "HEAD :(top",
    "HEAD :%c",
    "HEAD ::c",
    "HEAD:d",
    "HEAD:c",
    "HEAD:nothing",
    "nothing",
    "",
    "-h",
    "--nothing HEAD",
    "--name-only -l HEAD",
    "-l --object-only HEAD",
    "--name-only --object-only HEAD",
    "--format=%(path) -l HEAD",
    "--abbrev=x HEAD",
    "--abbrev= HEAD",
    "--format=%(objectmode)%x09%(objecttype)%n%(objectname)|%(objectsize)|%(objectsize:padded)|%(path)%% -r HEAD",
    "--format=%(path)|%(path) -z HEAD",
    "--format=%(objectname) --abbrev -r HEAD",
    "--format=%(nothing) HEAD",
    "--format=%(path HEAD",
    "--format=%x4g HEAD",
    "--format=%m HEAD",
    "--format=a% HEAD",
    "--format=%(nothing) HEAD nothing",
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Directories in directories, a link, a submodule, names that are quoted, an empty file."""
    root = tmp_path_factory.mktemp("ls-tree")
    git(root, "init", "-q", ".")
    blob = git(root, "hash-object", "-w", "--stdin", stdin=b"text\n").decode().strip()
    empty = git(root, "hash-object", "-w", "--stdin").decode().strip()
    inner = git(root, "mktree", stdin=f"100644 blob {empty}\tf\n".encode()).decode().strip()
    middle = git(root, "mktree", stdin=f"100755 blob {blob}\ta\n040000 tree {inner}\te\n".encode()).decode().strip()
    rows = f"100644 blob {blob}\tc\n040000 tree {middle}\td\n120000 blob {blob}\tl\n160000 commit {'1' * 40}\tsub\n"
    rows += f'100644 blob {empty}\t"t\\tb\\303\\251"\n040000 tree {inner}\td-\n'
    top = git(root, "mktree", stdin=rows.encode()).decode().strip()
    identity = ("-c", "user.name=A", "-c", "user.email=a@x")
    git(root, "update-ref", "HEAD", git(root, *identity, "commit-tree", "-m", "m", top).decode().strip())
    (root / "d/e").mkdir(parents=True)
    return root


@pytest.mark.parametrize("place", [".", "d", "d/e"])
@pytest.mark.parametrize("words", WORDS)
def test_as_git(repository: Path, words: str, place: str) -> None:
    theirs = run(["git", "ls-tree", *words.split()], repository / place)
    ours = pygitobj(repository / place, "ls-tree", *words.split())
    if words == "-h":
        # An older git says less, or in other words.
        assert ours.code == theirs.code
        return
    assert (ours.out, ours.code) == (theirs.out, theirs.code)
    if git_version() >= NEWEST or b"incompatible" not in theirs.err:  # so older ones say it of options
        assert ours.err.splitlines()[:1] == theirs.err.splitlines()[:1]


@pytest.mark.parametrize("words", ["HEAD", "-z HEAD", "--format=%(path) HEAD", "--name-only HEAD t\tb\u00e9"])
def test_names_unquoted(repository: Path, words: str) -> None:
    words_ = ["-c", "core.quotePath=false", "ls-tree", *words.split(" ")]
    assert pygitobj(repository, *words_) == run(["git", *words_], repository)


def test_what_is_missing(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", ".")
    rows = f"100644 blob {'2' * 40}\ta\n040000 tree {'3' * 40}\tb\n100644 blob {'4' * 40}\tc\n"
    tree = git(tmp_path, "mktree", "--missing", stdin=rows.encode()).decode().strip()
    # A tree that is missing ends it after what was before; a blob's size is all that is not known of it.
    for words in (["-r"], ["-l"], ["-r", "-t"], ["--format=%(path) %(objectsize)"], ["--format=%(path)"]):
        theirs = run(["git", "ls-tree", *words, tree], tmp_path)
        assert pygitobj(tmp_path, "ls-tree", *words, tree) == theirs, words
    assert pygitobj(tmp_path, "ls-tree", tree, "b/") == run(["git", "ls-tree", tree, "b/"], tmp_path)


@pytest.mark.parametrize("depth", [0, 1, 2, 3, 5000])
def test_depth(tmp_path: Path, depth: int) -> None:
    git(tmp_path, "init", "-q", ".")
    tree = git(tmp_path, "mktree", stdin=b"").decode().strip()
    for _ in range(3):
        tree = git(tmp_path, "mktree", stdin=f"040000 tree {tree}\tt\n".encode()).decode().strip()
    words = ["-c", f"core.maxTreeDepth={depth}", "ls-tree", "-r", "-t", tree]
    ours = pygitobj(tmp_path, *words)
    paths = [b"t", b"t/t", b"t/t/t"][: depth + 1]
    assert [line.partition(b"\t")[2] for line in ours.out.splitlines()] == paths
    assert ours.code == (1 if depth < 3 else 0)
    assert ours.err == (b"error: exceeded maximum allowed tree depth\n" if depth < 3 else b"")
