"""cat-file beside git: the same words on the same repository give the same bytes, messages and exit code."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run

ONE_SHOT = """
-t HEAD|-s HEAD|-p HEAD|-e HEAD|commit HEAD|tree HEAD|blob HEAD|tag HEAD|blob v1|commit v1|tree v1|tag v1|blob blobtag|-p blobtag
-p v1|-t v1|-t v1^{}|-t v1^{commit}|-t v1^{tree}|-t v1^0|-t HEAD~1|-p HEAD~1|-t HEAD^|-t HEAD^2|-t HEAD^1~0^0|-t HEAD~0|-t HEAD~9
-t HEAD~99999999999|-t HEAD^{blob}|-t HEAD^{nope}|-t HEAD^{object}|-t v1^{object}|-t HEAD:dir/file^{tree}|-t HEAD:dir^{tree}
-p HEAD:|-p HEAD:dir|-p HEAD:dir/|-p HEAD:dir/file|-p HEAD:nope|-p HEAD:dir/nope|-p HEAD:file/x|-p HEAD:./file|-p HEAD:../file
-p nope:file|-p HEAD^{tree}:dir/file|-p HEAD~1:file|-p v1:file|-t HEAD:link|-p HEAD:link|-t HEAD:link/x|-s HEAD:file|-e HEAD:nope
-e nope|-e 0000000000000000000000000000000000000000|-t 0000000000000000000000000000000000000000|-p 4b825dc642cb6eb9a060e54bf8d69288fbee4904
-t 4b825dc642cb6eb9a060e54bf8d69288fbee4904|-t deadbeefdeadbeefdeadbeefdeadbeefdeadbeef|-p deadbeefdeadbeefdeadbeefdeadbeefdeadbeef
-s deadbeefdeadbeefdeadbeefdeadbeefdeadbeef|blob deadbeefdeadbeefdeadbeefdeadbeefdeadbeef|-e deadbeefdeadbeefdeadbeefdeadbeefdeadbeef
-t main|-t heads/main|-t refs/heads/main|-t tags/v1|-t side|-t @|-t @~1|-t both|-t refs/heads/nope|-t v1.|-t ..|-t HEAD..|-t a..b|-t ^HEAD
-t /|-t HEAD/|-t .|-t @@|-t HEAD@|-t deadbe|-t dead|-t dea|-t symbolic|-t broken|-t dangling|-t objects|-t config|-t v1-1-gdeadbeef
--use-mailmap -p HEAD|--use-mailmap -s HEAD|--use-mailmap commit HEAD|--use-mailmap -p v1|--mailmap -s v1|--no-use-mailmap -s HEAD
foo HEAD|--allow-unknown-type -t HEAD|-t --end-of-options HEAD|-t -- HEAD|HEAD -t|-p HEAD:dir/sub/deep|-p HEAD:nonutf|-t HEAD:sub|-p HEAD:sub
"""
USAGE = """
|-t|-t a b|a b c|-e -p HEAD|-tp HEAD|--batch HEAD|--batch --batch-check|--batch -e|-x|--foo|--buffer HEAD|-z HEAD x|--follow-symlinks HEAD x
--path=x HEAD y|--path|--buffer=3|--batch-check=%(nope)|--filter=blob:none HEAD y|--batch-all-objects|--ba|--no-batch|--batch-c
"""
BATCH = b"""HEAD
HEAD~1
v1
v1^{}
HEAD:file
HEAD:dir
HEAD:dir/nope
HEAD:link
HEAD:chain
HEAD:up/file
HEAD:dangle
HEAD:loop
HEAD:outside
HEAD:absolute
HEAD:file/x
HEAD:link/x
HEAD:dir/../file
HEAD:dir/sub/back
HEAD:sub
nope

 leading
trailing\x20
HEAD rest of it
HEAD\tafter a tab
HEAD:with space
4b825dc642cb6eb9a060e54bf8d69288fbee4904
0000000000000000000000000000000000000000
deadbeefdeadbeefdeadbeefdeadbeefdeadbeef
DEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEF
dead
HEAD^{blob}
HEAD^99
\xff\xfe
crlf\r
HEAD\r
nul\0after
refs/heads/main
both
@
HEAD:
HEAD:dir//file
no newline at the end"""
BATCH_WORDS = """
--batch|--batch-check|--batch --buffer|--batch-check --buffer|--batch-check --follow-symlinks|--batch --follow-symlinks
--batch-check=%(objectname)|--batch-check=%(objecttype)|--batch-check=%(objectsize)|--batch-check=%(objectsize:disk)|--batch-check=%(deltabase)
--batch-check=%(rest)|--batch-check=x%%y%(objectname)%z(%(rest))|'--batch=%(objectname) %(rest)'|--batch-check=|--batch=
'--batch-check=%(objecttype) %(objectsize) %(objectsize:disk) %(deltabase) %(objectname)'|--use-mailmap --batch|--use-mailmap --batch-check
"""
ALL_WORDS = """
--batch-all-objects --batch|--batch-all-objects --batch-check|--batch-all-objects --batch-check=%(objectname)
--batch-all-objects --batch-check=%(rest)|--batch-all-objects --batch --no-buffer|--batch-check=%(objectsize:disk) --batch-all-objects
--batch-all-objects --batch=%(deltabase)|--batch-all-objects --batch --use-mailmap
"""
COMMANDS = [
    b"info HEAD\ncontents HEAD:file\ninfo nope\n",
    b"contents HEAD\nflush\n",
    b"flush\ninfo HEAD\n",
    b"info\n",
    b"info \n",
    b"contents\n",
    b"flush now\n",
    b"flushx\n",
    b"\n",
    b" info HEAD\n",
    b"bogus HEAD\n",
    b"INFO HEAD\n",
    b"info HEAD\n\ninfo HEAD\n",
    b"info HEAD\nbogus\ninfo HEAD\n",
    b"informal HEAD\n",
    b"info HEAD",
    b"info HEAD and more\ncontents HEAD:file\tx\ninfo HEAD \n",
    b"",
]


def build(target: Path) -> None:
    """A repository with most of what names can meet: tags, merges, links, a submodule, odd refs."""
    git(target, "init", "-q", "-b", "main", ".")
    (target / "dir" / "sub").mkdir(parents=True)
    for name, body in {"file": "one\n", "dir/file": "two\n", "dir/sub/deep": "three\n", "with space": "four\n"}.items():
        (target / name).write_text(body)
    links = {
        "link": "dir/file", "chain": "link", "up": "dir/..", "dangle": "nowhere", "loop": "loop",
        "outside": "../elsewhere", "absolute": "/etc/hosts", "dir/sub/back": "../../file",
    }  # fmt: skip
    for name, to in links.items():
        (target / name).symlink_to(to)
    (target / ".mailmap").write_text(
        "Ada Lovelace <ada@new.example> <ada@example.com>\nBob <bob@x> Bo Example <bo@example.com>\n"
    )
    git(target, "add", ".")
    git(target, "commit", "-qm", "first\n\nwith a body")
    git(target, "update-index", "--add", "--cacheinfo", "160000,deadbeefdeadbeefdeadbeefdeadbeefdeadbeef,sub")
    git(target, "commit", "-qm", "a submodule")
    git(target, "checkout", "-qb", "side", "HEAD~1")
    git(target, "commit", "-q", "--allow-empty", "-m", "on the side")
    git(target, "checkout", "-q", "main")
    git(target, "merge", "-q", "--no-ff", "-m", "merged", "side")
    git(target, "tag", "-a", "-m", "a tag", "v1")
    git(target, "tag", "-a", "-m", "a tag of a blob", "blobtag", "HEAD:file")
    git(target, "tag", "both", "HEAD~1")
    git(target, "branch", "both", "HEAD")
    git(target, "symbolic-ref", "refs/heads/symbolic", "refs/heads/main")
    git(target, "symbolic-ref", "refs/heads/dangling", "refs/heads/nowhere")
    git(target, "gc", "-q")
    (target / ".git" / "refs" / "heads" / "broken").write_text("rubbish\n")
    (target / "file").write_text("loose\n")
    git(target, "commit", "-qam", "loose")


@pytest.fixture(scope="session")
def repository(build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return build_once("against-git", build)


def cases(text: str) -> list[str]:
    return [case for line in text.strip("\n").split("\n") for case in line.split("|")]


@cache
def is_recent() -> bool:
    """Whether the git on the machine is new enough to have the options and wordings that we have."""
    return b"--[no-]filter" in run(["git", "cat-file", "-h"], "/").out


# What older versions of git answer in other words, or do not know.
RECENT_ONLY = (
    "--use-mailmap -s HEAD",
    "--mailmap -s v1",
    "-e -p HEAD",
    "-tp HEAD",
    "--batch-check=%(nope)",
    "--filter=blob:none HEAD y",
    "--ba",
    "--batch-c",
    "--use-mailmap --batch",
    "--use-mailmap --batch-check",
    "--batch-all-objects --batch --use-mailmap",
)


def skip_if_changed(case: str) -> None:
    if case in RECENT_ONLY and not is_recent():
        pytest.skip("the git on the machine is too old for this")


def compare(repository: Path, words: list[str], stdin: bytes = b"") -> tuple[Answer, Answer]:
    theirs = run(["git", "cat-file", *words], repository, stdin)
    ours = pygitobj(repository, "cat-file", *words, stdin=stdin)
    assert ours.out == theirs.out
    assert ours.code == theirs.code
    return ours, theirs


@pytest.mark.parametrize("case", cases(ONE_SHOT))
@pytest.mark.parametrize("directory", ["", "dir"])
def test_one_shot(repository: Path, case: str, directory: str) -> None:
    skip_if_changed(case)
    ours, theirs = compare(repository / directory, shlex.split(case))
    assert ours.err == theirs.err


@pytest.mark.parametrize("case", cases(USAGE))
def test_usage(repository: Path, case: str) -> None:
    skip_if_changed(case)
    ours, theirs = compare(repository, shlex.split(case))
    if is_recent():
        assert ours.err == theirs.err
    else:
        assert ours.err.splitlines()[:1] == theirs.err.splitlines()[:1]


@pytest.mark.parametrize("case", cases(BATCH_WORDS))
def test_batch(repository: Path, case: str) -> None:
    skip_if_changed(case)
    lines = BATCH if is_recent() else BATCH.replace(b"HEAD:sub\n", b"")
    ours, theirs = compare(repository, shlex.split(case), lines)
    assert sorted(ours.err.splitlines()) == sorted(theirs.err.splitlines())


@pytest.mark.parametrize("case", cases(ALL_WORDS))
def test_all_objects(repository: Path, case: str) -> None:
    skip_if_changed(case)
    compare(repository, shlex.split(case))


@pytest.mark.parametrize("words", ["--batch", "--batch-check"])
def test_unordered(repository: Path, words: str) -> None:
    command = ["--batch-all-objects", "--unordered", "--batch-check"]
    theirs = run(["git", "cat-file", *command], repository)
    ours = pygitobj(repository, "cat-file", *command)
    assert sorted(ours.out.splitlines()) == sorted(theirs.out.splitlines())
    whole = pygitobj(repository, "cat-file", "--batch-all-objects", "--unordered", words)
    assert len(whole.out) == len(run(["git", "cat-file", "--batch-all-objects", words], repository).out)


@pytest.mark.parametrize(
    "words",
    [
        "--batch-command",
        "--batch-command --buffer",
        "'--batch-command=%(objectname) %(objecttype)'",
        "'--batch-command=%(objectname) %(objecttype) %(rest)'",
    ],
)
@pytest.mark.parametrize("stdin", COMMANDS)
def test_commands(repository: Path, words: str, stdin: bytes) -> None:
    ours, theirs = compare(repository, shlex.split(words), stdin)
    assert ours.err == theirs.err


def test_ambiguous_ids(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    ids: dict[str, list[str]] = {}
    bodies = "".join(f"blob\nmark :{n}\ndata {len(str(n))}\n{n}\n" for n in range(1, 3000))
    commits = "".join(
        f"commit refs/heads/main\ncommitter A <a@b> {n * 86400} +0000\ndata {len(str(n))}\n{n}\n" for n in range(1, 400)
    )
    git(tmp_path, "fast-import", "--quiet", stdin=(bodies + commits).encode())
    for line in git(tmp_path, "cat-file", "--batch-all-objects", "--batch-check").decode().splitlines():
        ids.setdefault(line[:4], []).append(line.split()[1])
    shared = [prefix for prefix, kinds in ids.items() if len(kinds) > 1]
    mixed = [prefix for prefix in shared if "commit" in ids[prefix]]
    assert len(shared) > 20
    assert mixed
    for prefix in [*shared[:3], *mixed[:4]]:
        for suffix in ("", "^{commit}", "^{tree}", "^", "~1", ":", "^{blob}", "^{}"):
            ours, theirs = compare(tmp_path, ["-t", prefix + suffix])
            assert ours.err == theirs.err
    ours, theirs = compare(tmp_path, ["--batch-check"], "\n".join(shared).encode())
    assert ours.err == theirs.err


@pytest.mark.skipif(shutil.which("git") is None, reason="git is the oracle")
def test_outside_a_repository(tmp_path: Path) -> None:
    for words in (["-t", "HEAD"], ["--batch"]):
        ours, theirs = compare(tmp_path, words)
        assert ours.err == theirs.err
