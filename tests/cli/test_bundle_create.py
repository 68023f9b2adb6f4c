"""`bundle create`: git's headers, packs of as many objects, files that git takes in; nothing where it fails.

Tried besides, beside git 2.55: the last 300 commits of a repository of many years.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.command import PYGITOBJ, Answer, git, pygitobj, run
from tests.support.git_version import needs_newest_git, newest
from tests.support.tangled import history

QUESTIONS = [
    "b14", "--all", "--branches b3", "HEAD", "HEAD b14 refs/heads/b14", "b7..b14", "b14 ^b7 ^b3", "b9...b13", "-1 b14",
    "-2 b14 b3", "--since=1970-01-01T00:00:08Z --all", "--until=1970-01-01T00:00:09Z b14 b7",
    "--since=1970-01-01T00:00:05Z --until=1970-01-01T00:00:12Z --branches", "b14^!", "b14..b14", "of-tag",
    "of-tag ^b9", "of-tree b14", "b14 --not --tags", "--tags", "b14~1", "b14~1 b14", "b14 b14 b14", "@", "nothing",
    "--first-parent b14 ^b5", "--no-merges b14", "--reverse b14 ^b9", "--topo-order b13 b14 ^b6", "double", "short",
    "refs/remotes/o/HEAD", "o", "--author=A -1 b14", "b14 -- a", "b14 ^b5 -- a/x", "--max-count=0 b14", "",
]  # fmt: skip
FILTERED = [
    "--filter=blob:none b14", "--filter=blob:limit=1k b14 ^b9", "--filter=tree:0 --all",
    "--filter=tree:2 --filter=blob:limit=4 b14", "--filter=combine:tree:2+blob:none --filter=object:type=commit b14",
    "--filter=sparse:oid=refs/patterns b14",
]  # fmt: skip


@pytest.fixture(scope="module", params=range(2))
def repo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose commits share much, with symbolic references and a name of a branch and a tag."""
    repo = tmp_path_factory.mktemp("bundled") / "repo"
    history(repo, request.param)
    patterns = git(repo, "hash-object", "-w", "--stdin", stdin=b"/a/\n!/a/x\n").decode().strip()
    git(repo, "update-ref", "refs/patterns", patterns)
    git(repo, "update-ref", "refs/heads/double", "b3")
    git(repo, "update-ref", "refs/tags/double", "b4")
    git(repo, "symbolic-ref", "refs/heads/short", "refs/heads/b5")
    git(repo, "update-ref", "refs/remotes/o/main", "b6")
    git(repo, "symbolic-ref", "refs/remotes/o/HEAD", "refs/remotes/o/main")
    return repo


def created(repo: Path, command: Sequence[str], words: Sequence[str], file: Path) -> tuple[Answer, bytes, bytes]:
    """The answer of `bundle create`, the header of the bundle and how many objects its pack says that it has."""
    file.unlink(missing_ok=True)
    answer = run([*command, "bundle", "create", "-q", *words[:1], str(file), *words[1:]], repo)
    assert not list(file.parent.glob("*.lock"))
    if answer.code:
        assert not file.exists()
        return answer, b"", b""
    git(repo, "bundle", "verify", "-q", str(file))
    assert pygitobj(repo, "bundle", "verify", "-q", str(file)).code == 0
    header, _, pack = file.read_bytes().partition(b"\n\n")
    return answer, header, pack[:12]


def same(repo: Path, words: Sequence[str], folder: Path) -> bytes:
    """The header, which is git's."""
    ours = created(repo, PYGITOBJ, words, folder / "ours")
    theirs = created(repo, ["git"], words, folder / "ours")
    assert ours == theirs, words
    return ours[1]


@needs_newest_git
@pytest.mark.parametrize("question", QUESTIONS)
def test_random_histories(repo: Path, tmp_path: Path, question: str) -> None:
    same(repo, ["--version=2", *question.split()], tmp_path)


@needs_newest_git
@pytest.mark.parametrize("question", FILTERED)
def test_filters(repo: Path, tmp_path: Path, question: str) -> None:
    assert b"@filter=" in same(repo, ["--version=3", *question.split()], tmp_path)
    # What is no filter, or has no patterns, is told before anything is written.
    assert same(repo, ["--filter=sparse:oid=nothing", "b14"], tmp_path) == b""
    assert same(repo, ["--filter=nonsense", "b14"], tmp_path) == b""


@pytest.mark.parametrize("version", ["-1", "2", "3", newest("1"), newest("4"), newest("x"), newest("")])
@pytest.mark.parametrize("filter_", [[], ["--filter=blob:none"]])
def test_versions(repo: Path, tmp_path: Path, version: str, filter_: list[str]) -> None:
    same(repo, [f"--version={version}", *filter_, "b14"], tmp_path)


def test_git_takes_them_in(repo: Path, tmp_path: Path) -> None:
    assert pygitobj(repo, "bundle", "create", "-q", str(tmp_path / "one"), "b12").code == 0
    assert pygitobj(repo, "bundle", "create", "-q", str(tmp_path / "two"), "b12..b14").code == 0
    git(tmp_path, "init", "--quiet", "--bare", "new")
    for name in ("one", "two"):
        git(tmp_path / "new", "fetch", "--quiet", str(tmp_path / name), "refs/heads/*:refs/heads/*")
    git(tmp_path / "new", "fsck", "--strict")
    assert git(tmp_path / "new", "rev-parse", "b14") == git(repo, "rev-parse", "b14")


def test_standard_output(repo: Path, tmp_path: Path) -> None:
    same(repo, ["--version=2", "b14"], tmp_path)
    answer = pygitobj(repo, "bundle", "create", "--version=2", "-", "b14")
    assert answer.out.partition(b"\n\n")[0] == (tmp_path / "ours").read_bytes().partition(b"\n\n")[0]
    refused = Answer(b"", b"fatal: Refusing to create empty bundle.\n", 128)
    assert pygitobj(repo, "bundle", "create", "-", "b14..b14") == refused


def test_an_option_that_is_none(repo: Path, tmp_path: Path) -> None:
    refused = Answer(b"", b"error: unrecognized argument: --nonsense\n", 1)
    assert pygitobj(repo, "bundle", "create", str(tmp_path / "it"), "b14", "--nonsense") == refused
    assert not list(tmp_path.iterdir())


def test_progress(repo: Path, tmp_path: Path) -> None:
    for word in ("--progress", "--no-quiet"):
        assert b"Writing objects" in pygitobj(repo, "bundle", "create", word, str(tmp_path / "it"), "b14").err
    assert pygitobj(repo, "bundle", "create", "--progress", "-q", str(tmp_path / "it"), "b14").err == b""


@needs_newest_git
@pytest.mark.parametrize("words", [["create"], ["create", "-h"], ["create", "--odd", "x", "b14"], ["create", "-q"]])
def test_words(repo: Path, words: list[str]) -> None:
    assert pygitobj(repo, "bundle", *words) == run(["git", "bundle", *words], repo)


@needs_newest_git
def test_outside_of_repositories(tmp_path: Path) -> None:
    words = ["bundle", "create", "it", "main"]
    assert pygitobj(tmp_path, *words) == run(["git", *words], tmp_path)


def test_another_has_the_lock(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "it.lock").write_bytes(b"")
    answer = pygitobj(repo, "bundle", "create", str(tmp_path / "it"), "b14")
    assert answer.code == 128
    assert answer.err.startswith(f"fatal: Unable to create '{tmp_path}/it.lock': File exists.\n".encode())
    assert [path.name for path in tmp_path.iterdir()] == ["it.lock"]
    (tmp_path / "adir").mkdir()
    answer = pygitobj(repo, "bundle", "create", "-q", str(tmp_path / "adir"), "b14")
    assert answer == Answer(b"", f"fatal: cannot create '{tmp_path}/adir': Is a directory\n".encode(), 128)
    assert not (tmp_path / "adir.lock").exists()


def test_a_failure_leaves_what_was_there(repo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(repo, copy)
    for pack in list((copy / "objects/pack").glob("*.pack")):
        moved = pack.rename(tmp_path / pack.name)
        pack.with_suffix(".idx").unlink()
        git(copy, "unpack-objects", "-q", stdin=moved.read_bytes())
    oid = git(copy, "rev-parse", "b14:top").decode().strip()
    (copy / "objects" / oid[:2] / oid[2:]).unlink()
    (tmp_path / "it").write_bytes(b"before")
    answer = pygitobj(copy, "bundle", "create", "-q", str(tmp_path / "it"), "b14")
    assert answer.code == 1
    assert answer.err.endswith(b"\nerror: pack-objects died\n")
    assert (tmp_path / "it").read_bytes() == b"before"
    assert not list(tmp_path.glob("*.lock"))


def test_subjects_in_other_encodings(tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    git(tmp_path, "init", "--quiet", "repo")
    for encoding in ("iso-8859-1", "utf-8"):
        message = " \n sm\u00f8rrebr\u00f8d\nof two lines \n\nbody\n".encode(encoding)
        git(repo, "-c", f"i18n.commitEncoding={encoding}", "commit", "-q", "--allow-empty", "-F", "-", stdin=message)
    git(repo, "commit", "--quiet", "--allow-empty", "--message", "last")
    for words in (["HEAD^.."], ["HEAD~2..HEAD"]):
        assert "sm\u00f8rrebr\u00f8d of two lines".encode() in same(repo, ["--version=2", *words, "HEAD"], tmp_path)
    git(repo, "config", "i18n.logOutputEncoding", "iso-8859-1")
    assert b"sm\xc3\xb8rrebr\xc3\xb8d" in same(repo, ["--version=2", "HEAD^..HEAD"], tmp_path)
    said = same(repo, ["--version=2", "--encoding=iso-8859-1", "HEAD^..HEAD"], tmp_path)
    assert b"sm\xf8rrebr\xf8d" in said


def test_tags_of_another_time(tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    git(tmp_path, "init", "--quiet", "repo")
    for number in range(1, 5):
        dates = [f"user.name={number}"]
        time = f"@{number * 1000} +0000"
        env = ["env", f"GIT_COMMITTER_DATE={time}", f"GIT_AUTHOR_DATE={time}", "git", "-c", *dates]
        run([*env, "commit", "-q", "--allow-empty", "-m", f"number {number}"], repo)
        run([*env, "tag", "-a", "-m", "x", f"v{number}"], repo)
    since, until = "1970-01-01T00:25:00Z", "1970-01-01T00:41:40Z"
    same(repo, ["--version=2", "--all", f"--since={since}"], tmp_path)
    for words in ([f"--until={until}"], [f"--since={since}", f"--until={until}"]):
        ours = created(repo, PYGITOBJ, ["--version=2", *words, "--all"], tmp_path / "it")
        theirs = created(repo, ["git"], ["--version=2", *words, "--all"], tmp_path / "theirs")
        assert ours[:2] == theirs[:2]
    # git leaves out what later tags reach, though references that it has in the bundle need that.
    assert pygitobj(repo, "bundle", "create", "-q", str(tmp_path / "it"), f"--until={until}", "--all").code == 0
    git(tmp_path, "init", "--quiet", "--bare", "new")
    git(tmp_path / "new", "fetch", "--quiet", str(tmp_path / "it"), "refs/*:refs/*")
    assert git(tmp_path / "new", "log", "--format=%s", "v2") == b"number 2\nnumber 1\n"
