"""cat-file --textconv and --filters beside git: one object and many, whatever the path, the mode and the driver."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run
from tests.support.git_version import git_version, needs_newest_git

ATTRIBUTES = """\
*.txt diff=x eol=crlf
*.bad diff=bad
*.none diff=missing
*.py diff=python
*.set diff
*.unset -diff
*.id ident
lines/* text
"""
CONFIGURATION = {
    "diff.x.textconv": "echo converted; cat",
    "diff.bad.textconv": "echo half; false #",
    "diff.missing.textconv": "no-such-program-anywhere",
    "diff.dies.textconv": "kill -TERM $$;",
}
# The names of files for programs, which are never the same.
TEMPORARY = re.compile(rb"git-blob-\w{6}")

ONE = """
--textconv HEAD:a.txt|--textconv :a.txt|--filters :a.txt|--filters :0:a.txt|--textconv :nope|--textconv :l.txt
--textconv HEAD:a.bad|--textconv HEAD:b|--textconv HEAD:d|--textconv HEAD:l.txt
--textconv HEAD:sm|--textconv HEAD|--textconv HEAD:|--textconv nope|--textconv HEAD:nope|--textconv nope:a.txt
--textconv|--textconv a b|--filters HEAD:a.txt|--filters HEAD:b|--filters HEAD:d|--filters HEAD:l.txt
--filters HEAD:sm|--filters HEAD|--filters HEAD:|--filters HEAD^{tree}|--filters HEAD:nope|--filters|--filters a b
--filters HEAD:d/i.id|--filters HEAD:lines/f|--filters v1|--textconv --path=a.txt HEAD|--textconv --path=a.txt HEAD:b
--textconv --path=x.none HEAD:b|--textconv --path=x.py HEAD:b|--textconv --path=x.set HEAD:b
--textconv --path=x.unset HEAD:b|--textconv --path= HEAD:b|--textconv --path=d/ HEAD:b|--textconv --path=/ HEAD:b
--textconv --path=a.txt HEAD:sm|--textconv --path=a.txt HEAD:l.txt|--textconv --path=a.txt HEAD:d
--filters --path=a.txt HEAD:b|--filters --path=a.txt HEAD|--filters --path=a.txt v1|--filters --path=a.txt HEAD:sm
--filters --path=/abs/x.txt HEAD:b|--filters --path=../x.txt HEAD:b|--filters --path=b --no-path HEAD:a.txt
--filters --path=a --path=a.txt HEAD:b|--textconv --path=s.txt HEAD:./a.txt|--use-mailmap --filters HEAD:a.txt
"""
CONFIGURED = """
diff.default.textconv='echo default; cat' --textconv HEAD:l.txt
diff.default.textconv='echo default; cat' --textconv HEAD:b
diff.default.textconv='echo default; cat' --textconv HEAD:sm
diff.default.textconv='echo default; cat' --textconv HEAD:d
diff.default.textconv='echo default; cat' --textconv HEAD:a.txt|diff.x.textconv= --textconv HEAD:a.txt
diff.x.textconv --textconv HEAD:a.txt|diff.x.binary=foo --textconv HEAD:b|diff.x.cachetextconv=foo -t HEAD:b
diff.x.trustexitcode=foo -t HEAD:b|diff.x.funcname -t HEAD:b|diff.x.algorithm=foo -t HEAD:b|diff.x.nonsense -t HEAD:b
diff.x.textconv='kill -9 $$;' --textconv HEAD:a.txt|diff.x.textconv='kill -2 $$;' --textconv HEAD:a.txt
diff.x.textconv='printf %s' --textconv HEAD:a.txt|diff.x.textconv='exec >&-; true' --textconv HEAD:a.txt
diff.x.textconv='stat -c %a' --textconv HEAD:a.txt|diff.x.textconv='basename' --textconv HEAD:d/s.txt
diff.x.textconv='pwd; echo' --textconv HEAD:a.txt|diff.x.textconv='rm -r $(dirname $1); true' --textconv HEAD:a.txt
diff.x.textconv='od -c' --textconv HEAD:a.txt|core.autocrlf=true --filters HEAD:b|core.eol=crlf --filters HEAD:lines/f
"""
LINES = [
    b"HEAD:a.txt a.txt\nHEAD:l.txt l.txt\nHEAD:d d\nHEAD:sm sm\nnope x\nHEAD:b a.txt\nHEAD HEAD\nv1 x.txt\n",
    b"HEAD:b b\nHEAD:b  b\nHEAD:b\tb.txt\nHEAD:b \t x.txt\nHEAD:b d/x.txt \n",
    b"HEAD:b b\nHEAD:b\nHEAD:b b\n",
    b"HEAD:b \nHEAD:d\nHEAD\n",
    b"HEAD:b a.txt\nHEAD:b a.bad\nHEAD:b b\n",
    b"HEAD:b a.none\n",
    b"HEAD:b a b.txt\nHEAD:b \xff.txt\r\n\nHEAD:b a.txt",
    b"HEAD:b b\n" * 40 + b"HEAD:b a.txt\n" + b"HEAD:b lines/x\n" * 40,
]
BATCH = """
--batch|--batch --buffer|--batch --follow-symlinks|--batch=%(rest)|--batch='%(objectsize) %(objectmode) %(rest)'
--batch-check|--batch-check='%(objectsize) %(rest)'|-z --batch|--batch --filter=blob:none
--batch --filter=blob:limit=3|--batch --use-mailmap|--batch --unordered|--batch x
"""
COMMANDS = [
    b"info HEAD:b foo\ninfo HEAD:b\ncontents HEAD:d\ncontents HEAD\ncontents v1\n",
    b"contents HEAD:b a.txt\ncontents HEAD:b\ninfo HEAD:b\n",
]


def build(target: Path) -> None:
    git(target, "init", "-q", "-b", "main", ".")
    (target / "d").mkdir()
    (target / "lines").mkdir()
    bodies = {
        ".gitattributes": ATTRIBUTES, "a.txt": "hello\r\n", "a.bad": "hi\n", "b": "plain\n", "d/s.txt": "sub\n",
        "d/i.id": "$Id$\n", "lines/f": "one\ntwo\n",
    }  # fmt: skip
    for name, body in bodies.items():
        (target / name).write_text(body)
    (target / "l.txt").symlink_to("a.txt")
    git(target, "add", ".")
    git(target, "update-index", "--add", "--cacheinfo", "160000,deadbeefdeadbeefdeadbeefdeadbeefdeadbeef,sm")
    git(target, "commit", "-qm", "one")
    git(target, "tag", "-a", "-m", "of a blob", "v1", "HEAD:a.txt")
    for name, value in CONFIGURATION.items():
        git(target, "config", name, value)


@pytest.fixture(scope="module")
def repository(build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return build_once("converted", build)


@pytest.fixture
def own(repository: Path, tmp_path: Path) -> Path:
    """A copy of the repository that a test may change: the other one is everybody's."""
    return Path(shutil.copytree(repository, tmp_path / "own", symlinks=True))


def cases(text: str) -> list[str]:
    return [case for line in text.strip("\n").split("\n") for case in line.split("|")]


def both(directory: Path, words: list[str], stdin: bytes = b"") -> tuple[Answer, Answer]:
    answers = (pygitobj(directory, *words, stdin=stdin), run(["git", *words], directory, stdin))
    ours, theirs = (Answer(TEMPORARY.sub(b"*", out), TEMPORARY.sub(b"*", err), code) for out, err, code in answers)
    return ours, theirs


def compare(directory: Path, words: list[str], stdin: bytes = b"") -> None:
    ours, theirs = both(directory, words, stdin)
    assert (ours.out, ours.code) == (theirs.out, theirs.code)
    # Older versions show another usage after the line that says what is wrong.
    assert ours.err.splitlines()[:1] == theirs.err.splitlines()[:1]
    if ours.code == 128:
        assert ours.err == theirs.err


@pytest.mark.parametrize("case", cases(ONE))
def test_one(repository: Path, case: str) -> None:
    compare(repository, ["cat-file", *shlex.split(case)])


# Paths of objects begin where the user is if they say so, those of --path at the top in any case.
@pytest.mark.parametrize(
    "case",
    ["--textconv HEAD:./s.txt", "--filters HEAD:../a.txt", "--filters --path=i.id HEAD:d/i.id", "--filters HEAD:i.id"],
)
def test_below_the_top(repository: Path, case: str) -> None:
    compare(repository / "d", ["cat-file", *case.split()])


def test_attributes_that_only_the_index_has(own: Path) -> None:
    (own / ".gitattributes").rename(own / "moved")
    for name in ("HEAD:a.txt", ":a.txt"):
        compare(own, ["cat-file", "--filters", name])
        compare(own, ["cat-file", "--textconv", name])


@pytest.mark.parametrize("case", cases(CONFIGURED))
def test_configured(repository: Path, case: str) -> None:
    if "trustexitcode" in case and git_version() < (2, 46):
        pytest.skip("older git does not know diff.<driver>.trustExitCode")
    setting, *words = shlex.split(case)
    compare(repository, ["-c", setting, "cat-file", *words])


@needs_newest_git
@pytest.mark.parametrize("option", ["--textconv", "--filters"])
@pytest.mark.parametrize("case", cases(BATCH))
def test_many(repository: Path, case: str, option: str) -> None:
    for lines in LINES if case in ("--batch", "--batch --buffer") else LINES[:3:2]:
        stdin = lines.replace(b"\n", b"\0") if case.startswith("-z") else lines
        compare(repository, ["cat-file", *shlex.split(case), option], stdin)


@pytest.mark.parametrize("option", ["--textconv", "--filters"])
@pytest.mark.parametrize("mode", ["--batch-command --buffer", "'--batch-command=%(objecttype) %(rest)'"])
@pytest.mark.parametrize("stdin", COMMANDS)
def test_commands(repository: Path, mode: str, option: str, stdin: bytes) -> None:
    compare(repository, ["cat-file", *shlex.split(mode), option], stdin)


@pytest.mark.parametrize(
    "words",
    [
        "--batch --textconv -p",
        "--textconv --batch --path=x",
        "--path=x HEAD:b",
        "--path=x -p HEAD:b",
    ],
)
def test_what_does_not_go_together(repository: Path, words: str) -> None:
    ours, theirs = both(repository, ["cat-file", *words.split()])
    assert (ours.out, ours.code) == (theirs.out, theirs.code)


@pytest.mark.parametrize(
    "words", ["--batch-all-objects --batch --textconv", "--textconv --filters HEAD:b", "-s --filters HEAD:b"]
)
def test_modes_that_exclude_each_other(repository: Path, words: str) -> None:
    answer = pygitobj(repository, "cat-file", *words.split())
    assert answer.code == 129
    assert b"cannot be used together" in answer.err


@pytest.mark.parametrize("encoding", ["UTF-7", "Big5"])
def test_an_encoding_that_is_not_supported_is_no_object_that_cannot_be_read(own: Path, encoding: str) -> None:
    assert git(own, "check-attr", "-a", "x.enc") == b""
    words = ["-c", f"core.attributesFile={own}/.git/encodings"]
    (own / ".git/encodings").write_text(f"*.enc working-tree-encoding={encoding}\n")
    for case in ["--filters --path=x.enc HEAD:b", "--textconv --path=x.enc HEAD:b"]:
        answer = pygitobj(own, *words, "cat-file", *case.split())
        if "--filters" in case:
            assert answer.code == 128
            assert answer.err.startswith(f"fatal: the encoding {encoding} is not supported".encode())
        else:
            assert answer.out == b"plain\n"


def test_a_required_filter_and_a_blob_that_is_missing(own: Path) -> None:
    words = ["-c", "filter.x.smudge=false", "-c", "filter.x.required", "-c", "core.attributesFile=/dev/null"]
    (own / ".git/info").mkdir(exist_ok=True)
    (own / ".git/info/attributes").write_text("req filter=x\n")
    for case in ["--filters --path=req HEAD:b", f"--filters --path=req {'1' * 40}"]:
        compare(own, [*words, "cat-file", *case.split()])


@pytest.mark.parametrize("path", ["a.txt", "a.bad", "a.none"])
def test_textconv_of_an_object_that_is_missing(own: Path, path: str) -> None:
    compare(own, ["cat-file", "--textconv", f"--path={path}", "0" * 40])


# Where lines end in NUL git takes that for a part of them: none is empty.
@pytest.mark.parametrize("stdin", [b"\n", b"\0", b"\n\0", b"\0info HEAD\0", b" \0", b"\tinfo HEAD\n"])
@pytest.mark.parametrize("option", [[], ["-z"]])
@needs_newest_git
def test_commands_that_say_nothing(own: Path, stdin: bytes, option: list[str]) -> None:
    if stdin[:1] == b"\0" and not option:
        return  # a line with a NUL
    compare(own, ["cat-file", "--batch-command", *option], stdin)
