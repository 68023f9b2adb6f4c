"""`diff` and `diff-pairs` beside git."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.support.changed_files import make_changes
from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git, newest


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository."""
    return make_changes(tmp_path_factory.mktemp("changed"))


def answers_alike(place: Path, words: list[str], stdin: bytes = b"") -> None:
    """Hold both to the same answer."""
    ours = pygitobj(place, *words, stdin=stdin)
    theirs = run(["git", *words], place, stdin)
    assert (ours.out, ours.code) == (theirs.out, theirs.code)
    assert ours.err.splitlines()[:1] == theirs.err.splitlines()[:1]


@pytest.mark.parametrize(
    "words",
    [
        "first second", "first..main --stat", "first...main", "main^!", "main^1 main^2 main", "main main^1 main^2",
        "--cc main^!",
        "second:a.txt main:a.txt", "first:a.txt first:bin", "first:a.txt first:a.txt", "-R first:a.txt main:a.txt",
        "--merge-base first main --name-only", "first second --exit-code --raw", "first second --quiet",
        newest("first second --exit-code --stat"), newest("first second -w --exit-code --numstat"),
        newest("--nope"), "first --nope",
        "first second -- z",
        "first:a.txt main", "first second first:bin", "first:bin second:bin main:bin", "first...main second",
        "nothing first",
        "first second --nope", "first second -B --summary", "third main --color",
        "first second --numstat --no-renames",
        "first..second main", "second first..main", newest("--color=true first second"), "-Gx( first second",
        "first second --submodule", "first second --submodule=diff -R --line-prefix=x", "--find-object=x first main^9",
        "--color --color-moved=3 first second", newest("--output-indicator-new= first second"),
        "--dirstat=429496729.7 first second",
    ],
)  # fmt: skip
def test_named(changed: Path, words: str) -> None:
    answers_alike(changed, ["diff", *shlex.split(words)])


@pytest.mark.parametrize(
    "setting",
    [
        "diff.context=1", "diff.interHunkContext=9", "diff.renames=false", "diff.renames=copies",
        "diff.noPrefix=true", newest("diff.srcPrefix=x/"),
        "diff.mnemonicPrefix=true", "diff.algorithm=histogram", newest("diff.statNameWidth=5"), "diff.statGraphWidth=3",
        "color.ui=always",
        "color.diff=always", "color.diff.new=blue", "diff.suppressBlankEmpty=true", "diff.wsErrorHighlight=all",
        "diff.dirstat=files,1",
        "core.quotePath=false", "core.whitespace=tab-in-indent", "diff.indentHeuristic=false",
        "diff.ignoreSubmodules=all",
        "diff.context=x", newest("diff.algorithm=x"), "diff.renames=x", newest("diff.wsErrorHighlight=x"),
        "core.abbrev=12", "diff.relative=true",
    ],
)  # fmt: skip
@pytest.mark.parametrize("words", ["first second", "--stat --dirstat first second", "--color -M second main"])
def test_settings(changed: Path, setting: str, words: str) -> None:
    settings = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": setting.partition("=")[0],
        "GIT_CONFIG_VALUE_0": setting.partition("=")[2],
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        for command in ("diff", "diff-tree"):
            given = shlex.split(words) if command == "diff" else ["-p", *shlex.split(words)]
            answers_alike(changed, [command, *given])


@needs_newest_git
def test_usage(changed: Path) -> None:
    answers_alike(changed, ["diff", "-h"])


def test_a_submodule_that_is_there(changed: Path) -> None:
    """What --submodule asks for is in its repository, which is never opened."""
    modules = changed / ".git" / "modules"
    modules.mkdir()
    try:
        refused = pygitobj(changed, "diff", "--submodule", "first", "second", "--", "sub")
    finally:
        modules.rmdir()
    assert refused.code == 128
    assert refused.err == b"fatal: --submodule=log is not supported: submodules are never opened\n"


@pytest.mark.parametrize("words", ["", "--cached", "first", "--staged first", "--no-index a b", "-- a"])
def test_without_index_and_work_tree(changed: Path, words: str) -> None:
    answer = pygitobj(changed, "diff", *shlex.split(words))
    assert (answer.out, answer.code) == (b"", 128)
    assert b"fatal: " in answer.err


@needs_newest_git
@pytest.mark.parametrize(
    "words",
    [
        "", "--raw", "-p --stat", "--raw -M", "-R -p", "--abbrev --raw", "--quiet", "--name-status",
        "--diff-filter=R --raw",
    ],
)  # fmt: skip
@pytest.mark.parametrize("renames", ["", "-M", "-C -C", "-B"])
def test_pairs(changed: Path, words: str, renames: str) -> None:
    first = git(changed, "diff-tree", "-r", "-z", *shlex.split(renames), "first", "second")
    second = git(changed, "diff-tree", "-r", "-z", "second", "main")
    answers_alike(changed, ["diff-pairs", "-z", *shlex.split(words)], first + b"\0" + second)


@needs_newest_git
@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        ("", b""), ("-z", b"x\0"), ("-z", b":1 2"), ("-z", b":100644 100644 "), ("-z first", b""), ("-z -- a", b""),
        ("-z --nope", b""),
        ("-z", b":040000 100644 " + b"1" * 40 + b" " + b"2" * 40 + b" M\0a\0"),
        ("-z", b":100644 100644 " + b"1" * 40 + b" x M\0a\0"),
        ("-z", b":100644 100644 " + b"1" * 40 + b" " + b"2" * 40 + b" M\0"), ("-h", b""),
        ("-z", b":100644 100644 " + b"1" * 40 + b" " + b"2" * 40 + b" Q\0a\0"),
        ("-z", b":100644 100644 " + b"1" * 40 + b" " + b"2" * 40 + b" R1x\0a\0b\0"),
    ],
)  # fmt: skip
def test_pairs_that_cannot_be(changed: Path, words: str, stdin: bytes) -> None:
    answers_alike(changed, ["diff-pairs", *shlex.split(words)], stdin)
