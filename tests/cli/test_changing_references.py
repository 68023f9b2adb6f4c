"""`update-ref`, `symbolic-ref`, `pack-refs`, `refs` and `reflog` as they change references.

What they print was compared with git 2.55's; older versions say some of it otherwise, so that it stands here.
Tried besides: every command of --stdin with each field missing, empty or wrong, beside git.
"""

from __future__ import annotations

import os
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.command import PYGITOBJ, git, pygitobj, run

ZERO, NONE = "0" * 40, "1" * 40
MAIN = "refs/heads/main"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "r"
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    return path


@pytest.fixture
def commits(made: Path) -> tuple[str, str]:
    tree = git(made, "mktree").decode().strip()
    first = git(made, "commit-tree", "-m", "1", tree).decode().strip()
    second = git(made, "commit-tree", "-m", "2", "-p", first, tree).decode().strip()
    git(made, "update-ref", MAIN, first)
    return first, second


def refs(path: Path) -> str:
    return git(path, "for-each-ref", "--format=%(refname:lstrip=2) %(subject)").decode().replace("\n", ", ")


def test_one_reference(made: Path, commits: tuple[str, str]) -> None:
    first, second = commits
    assert pygitobj(made, "update-ref", "-m", "why  not", "HEAD", second, first) == (b"", b"", 0)
    assert (made / ".git/logs/HEAD").read_text().endswith("\twhy not\n")
    answer = pygitobj(made, "update-ref", MAIN, second, first)
    message = (
        f"fatal: update_ref failed for ref '{MAIN}': cannot lock ref '{MAIN}': is at {second} but expected {first}\n"
    )
    assert answer == (b"", message.encode(), 128)
    assert pygitobj(made, "update-ref", "-d", MAIN, first).code == 1
    assert pygitobj(made, "update-ref", "-d", "--no-deref", MAIN, second) == (b"", b"", 0)
    assert refs(made) == ""
    assert pygitobj(made, "update-ref", "-m", "", MAIN, first).code == 128
    assert pygitobj(made, "update-ref", "--batch-updates", MAIN, first).code == 128
    assert pygitobj(made, "update-ref", "-z", MAIN, first).code == 129


STDIN = [
    ("", "", "", 0, "main 1, "),
    ("create refs/heads/a {1}\n", "", "", 0, "a 1, main 1, "),
    ('update "refs/heads/a\\142" {1} {0}\n', "", "", 0, "ab 1, main 1, "),
    ("create refs/heads/a {1}", "", "create refs/heads/a: extra input: ", 128, "main 1, "),
    ("create refs/heads/a\n", "", "create refs/heads/a: missing <new-oid>", 128, "main 1, "),
    ("create refs/heads/a {0}\n", "", "create refs/heads/a: zero <new-oid>", 128, "main 1, "),
    ("create refs/heads/a  {1}\n", "", "create refs/heads/a: zero <new-oid>", 128, "main 1, "),
    ("create refs/heads/a..b {1}\n", "", "invalid ref format: refs/heads/a..b", 128, "main 1, "),
    ("delete refs/heads/main {0}\n", "", "delete refs/heads/main: zero <old-oid>", 128, "main 1, "),
    ("verify refs/heads/main {2}\n", "", "cannot lock ref 'refs/heads/main': is at {1} but expected {2}", 128, "main 1, "),
    ("nothing\n", "", "unknown command: nothing\n", 128, "main 1, "),
    ("\n", "", "empty command in input", 128, "main 1, "),
    (" start\n", "", "whitespace before command:  start\n", 128, "main 1, "),
    ("option no\n", "", "option unknown: no\n", 128, "main 1, "),
    ("create refs/heads/a {1}\ndelete refs/heads/none {2}\n", "", "cannot lock ref 'refs/heads/none': unable to resolve reference 'refs/heads/none'", 128, "main 1, "),
    ("start\ncreate refs/heads/a {1}\nprepare\n", "start: ok\nprepare: ok\n", "", 0, "main 1, "),
    ("start\ncreate refs/heads/a {1}\nprepare\ncommit\n", "start: ok\nprepare: ok\ncommit: ok\n", "", 0, "a 1, main 1, "),
    ("start\ncreate refs/heads/a {1}\nabort\nstart\ncreate refs/heads/b {2}\ncommit\n", "start: ok\nabort: ok\nstart: ok\ncommit: ok\n", "", 0, "b 2, main 1, "),
    ("start\nprepare\ncreate refs/heads/a {1}\n", "start: ok\nprepare: ok\n", "prepared transactions can only be closed", 128, "main 1, "),
    ("start\nstart\n", "start: ok\n", "cannot restart ongoing transaction", 128, "main 1, "),
    ("commit\ncreate refs/heads/a {1}\n", "commit: ok\n", "transaction is closed", 128, "main 1, "),
    ("symref-create refs/heads/s refs/heads/main\n", "", "", 0, "main 1, s 1, "),
    ("symref-delete refs/heads/s\n", "", "symref-delete: cannot operate with deref mode", 128, "main 1, "),
    ("option no-deref\nsymref-update HEAD refs/heads/x ref refs/heads/y\n", "", "verifying symref target: 'HEAD': is at refs/heads/main but expected refs/heads/y", 128, "main 1, "),
    ("option no-deref\nsymref-update HEAD refs/heads/x ref refs/heads/main\nupdate HEAD {2}\n", "", "multiple updates for ref 'HEAD' not allowed", 128, "main 1, "),
]  # fmt: skip


@pytest.mark.parametrize(("given", "out", "error", "code", "left"), STDIN)
def test_standard_input(
    made: Path, commits: tuple[str, str], given: str, out: str, error: str, code: int, left: str
) -> None:
    answer = pygitobj(made, "update-ref", "--stdin", stdin=given.format(ZERO, *commits).encode())
    assert answer.out.decode() == out
    assert answer.err.decode() == (f"fatal: {error.format(ZERO, *commits)}\n" if error else "")
    assert answer.code == code
    assert refs(made) == left
    assert not list((made / ".git").rglob("*.lock"))


def test_batch_updates_are_refused_one_by_one(made: Path, commits: tuple[str, str]) -> None:
    first, second = commits
    given = f"update {MAIN} {second} {second}\ncreate refs/heads/a {second}\ncreate refs/heads/b {NONE}\n"
    answer = pygitobj(made, "update-ref", "--stdin", "--batch-updates", stdin=given.encode())
    assert answer.code == 0
    assert answer.out.decode().splitlines() == [
        f"rejected refs/heads/b {NONE} (null) invalid new value provided",
        f"rejected {MAIN} {second} {second} incorrect old value provided",
    ]
    assert refs(made) == "a 2, main 1, "
    assert first in (made / ".git" / MAIN).read_text()


def test_answers_come_at_once(made: Path, commits: tuple[str, str]) -> None:
    with subprocess.Popen(
        [*PYGITOBJ, "update-ref", "--stdin"], cwd=made, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"start\n")
        assert process.stdout.readline() == b"start: ok\n"
        process.stdin.write(f"create refs/heads/a {commits[0]}\nprepare\n".encode())
        assert process.stdout.readline() == b"prepare: ok\n"
        assert (made / ".git/refs/heads/a.lock").exists()
        process.terminate()
        assert process.wait() == -15
    assert refs(made) == "main 1, "
    assert not list((made / ".git").rglob("*.lock"))


def test_the_hook_is_told_and_may_refuse(made: Path, commits: tuple[str, str]) -> None:
    hook = made / ".git/hooks/reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\necho "$1 $(cat)" >>told\ntest "$1" != "$REFUSED"\n')
    hook.chmod(0o755)
    line = f"{ZERO} {commits[1]} refs/heads/a"
    assert pygitobj(made, "update-ref", "refs/heads/a", commits[1]).code == 0
    assert (made / "told").read_text() == f"preparing {line}\nprepared {line}\ncommitted {line}\n"
    os.environ["REFUSED"] = "prepared"
    try:
        answer = pygitobj(made, "update-ref", "-d", "refs/heads/a")
    finally:
        del os.environ["REFUSED"]
    assert answer.code == 128
    assert answer.err == b"fatal: in 'prepared' phase, update aborted by the reference-transaction hook\n"
    assert refs(made) == "a 2, main 1, "


@pytest.mark.parametrize("code", [0, 1])
def test_a_hook_that_does_not_read_what_it_is_told(made: Path, commits: tuple[str, str], code: int) -> None:
    hook = made / ".git/hooks/reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec <&-\nsleep 0.1\nexit {code}\n")
    hook.chmod(0o755)
    given = "".join(f"create refs/heads/a{number} {commits[0]}\n" for number in range(2000))
    answer = pygitobj(made, "update-ref", "--stdin", stdin=given.encode())
    assert answer.code == 128 * code
    assert (b"update aborted by the reference-transaction hook" in answer.err) == bool(code)


def test_in_quarantine_nothing_is_changed(
    made: Path, commits: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_QUARANTINE_PATH", str(made))
    answer = pygitobj(made, "update-ref", MAIN, commits[1])
    assert answer.code == 128
    assert b"ref updates forbidden inside quarantine environment" in answer.err


def test_symbolic_references(made: Path, commits: tuple[str, str]) -> None:
    assert pygitobj(made, "symbolic-ref", "--short", "HEAD").out == b"main\n"
    assert pygitobj(made, "symbolic-ref", "-m", "go", "HEAD", "refs/heads/x") == (b"", b"", 0)
    assert pygitobj(made, "symbolic-ref", "HEAD").out == b"refs/heads/x\n"
    assert pygitobj(made, "symbolic-ref", "HEAD", "x").err == b"fatal: Refusing to point HEAD outside of refs/\n"
    assert pygitobj(made, "symbolic-ref", MAIN).err == f"fatal: ref {MAIN} is not a symbolic ref\n".encode()
    assert pygitobj(made, "symbolic-ref", "-q", MAIN) == (b"", b"", 1)
    assert pygitobj(made, "symbolic-ref", "-d", "HEAD").err == b"fatal: deleting 'HEAD' is not allowed\n"
    assert pygitobj(made, "symbolic-ref", "refs/heads/a", "refs/heads/b").code == 0
    assert pygitobj(made, "symbolic-ref", "refs/heads/b", "refs/heads/a").code == 0
    assert pygitobj(made, "symbolic-ref", "refs/heads/a").err == b"fatal: No such ref: refs/heads/a\n"
    assert pygitobj(made, "symbolic-ref", "--no-recurse", "refs/heads/a").out == b"refs/heads/b\n"
    assert pygitobj(made, "symbolic-ref", "-d", "refs/heads/a") == (b"", b"", 0)


@pytest.mark.parametrize("command", [["pack-refs"], ["refs", "optimize"]])
def test_packing(made: Path, commits: tuple[str, str], command: list[str]) -> None:
    first, second = commits
    tag = git(made, "mktag", stdin=f"object {first}\ntype commit\ntag t\ntagger C <c@x> 1 +0000\n\nx\n".encode())
    for name, oid in (("refs/tags/t", tag.decode().strip()), ("refs/heads/a/b", second), ("refs/bisect/bad", first)):
        git(made, "update-ref", name, oid)
    header = "# pack-refs with: peeled fully-peeled sorted \n"
    assert pygitobj(made, *command) == (b"", b"", 0)
    packed = f"{tag.decode().strip()} refs/tags/t\n^{first}\n"
    assert (made / ".git/packed-refs").read_text() == header + packed
    assert pygitobj(made, *command, "--all", "--exclude", "*/main", "--no-prune").code == 0
    packed = f"{second} refs/heads/a/b\n{packed}"
    assert (made / ".git/packed-refs").read_text() == header + packed
    assert (made / ".git/refs/heads/a/b").exists()
    assert pygitobj(made, *command, "--all", "--auto").code == 0
    assert (made / ".git/refs/heads/a/b").exists()
    assert pygitobj(made, *command, "--all").code == 0
    assert not (made / ".git/refs/heads/a").exists()
    assert (made / ".git/refs/bisect/bad").exists()
    assert refs(made) == "bad 1, a/b 2, main 1, t x, "


def test_whether_a_reference_is_there(made: Path, commits: tuple[str, str]) -> None:
    (made / ".git/refs/heads/odd").write_text("junk\n")
    for name, code in ((MAIN, 0), ("HEAD", 0), ("refs/heads/none", 2), ("refs/heads", 2), ("../../x", 2)):
        assert pygitobj(made, "refs", "exists", name).code == code, name
    answer = pygitobj(made, "refs", "exists", "refs/heads/odd")
    assert answer == (b"", b"error: failed to look up reference: Invalid argument\n", 1)


def log_of(path: Path) -> list[str]:
    return [line.partition("\t")[2] for line in (path / ".git/logs" / MAIN).read_text().splitlines()]


@pytest.fixture
def logged(made: Path, commits: tuple[str, str]) -> Path:
    """A log of five entries, the oldest of long ago, from one commit to the other and back."""
    first, second = commits
    lines = []
    for number, age in enumerate((200, 120, 60, 20, 1)):
        old, new = (first, second) if number % 2 else (second, first)
        lines.append(f"{old} {new} C <c@x> {int(made.stat().st_mtime) - age * 86400} +0530\t{age}\n")
    (made / ".git/logs" / MAIN).write_text("".join(lines))
    return made


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["delete", "main@{0}"], ["200", "120", "60", "20"]),
        (["delete", "main@{1}", "main@{0}"], ["200", "120", "60"]),
        (["delete", "main@{9}"], ["200", "120", "60", "20", "1"]),
        (["delete", "--dry-run", "main@{0}"], ["200", "120", "60", "20", "1"]),
        (["delete", "main@{100.days.ago}"], ["200", "60", "20", "1"]),
        (["expire", "main"], ["20", "1"]),
        (["expire", "--expire-unreachable=never", "main"], ["60", "20", "1"]),
        (["expire", "--expire=30.days.ago", "main"], ["20", "1"]),
        (["expire", "--expire=now", "--all"], []),
        (["expire", "--expire=never", "--expire-unreachable=never", "--all"], ["200", "120", "60", "20", "1"]),
        (["expire", "--expire=never", "--expire-unreachable=now", "main"], []),
    ],
)  # fmt: skip
def test_logs_are_cut_down(logged: Path, words: list[str], left: list[str]) -> None:
    assert pygitobj(logged, "reflog", *words) == (b"", b"", 0)
    assert log_of(logged) == left


def test_what_goes_is_told_and_ids_follow_on_each_other(logged: Path, commits: tuple[str, str]) -> None:
    answer = pygitobj(logged, "reflog", "delete", "--rewrite", "--updateref", "--verbose", "main@{0}")
    assert answer.out == b"keep 200\nkeep 120\nkeep 60\nkeep 20\nprune 1\n"
    lines = [line.split(" ")[:2] for line in (logged / ".git/logs" / MAIN).read_text().splitlines()]
    assert lines[0][0] == ZERO
    assert all(one[1] == other[0] for one, other in pairwise(lines))
    assert git(logged, "rev-parse", MAIN).decode().strip() == lines[-1][1]


def test_nothing_expires_where_history_cannot_be_read(logged: Path, commits: tuple[str, str]) -> None:
    git(logged, "update-ref", MAIN, commits[1])
    before = log_of(logged)
    loose = logged / ".git/objects" / commits[0][:2] / commits[0][2:]
    loose.chmod(0o644)
    loose.write_bytes(b"damaged")
    pygitobj(logged, "reflog", "expire", "--expire=never", "--expire-unreachable=now", "main")
    assert log_of(logged) == before
    assert not list((logged / ".git").rglob("*.lock"))


@pytest.mark.parametrize(
    "words", ["drop --all", "drop --all --single-worktree", "drop main", "expire --all --expire=now", "delete main@{0}"]
)
def test_logs_stay_where_references_cannot_be_read(logged: Path, words: str) -> None:
    git(logged, "pack-refs", "--all")
    packed = logged / ".git/packed-refs"
    packed.write_bytes(packed.read_bytes()[:-1])
    before = {path: path.read_bytes() for path in (logged / ".git/logs").rglob("*") if path.is_file()}
    out, err, code = pygitobj(logged, "reflog", *words.split())
    assert (out, code) == (b"", 128)
    assert b"packed-refs" in err
    assert {path: path.read_bytes() for path in (logged / ".git/logs").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("words", [["drop", "--all"], ["expire", "--all", "--expire=now", "--expire-unreachable=now"]])
def test_logs_of_other_worktrees(logged: Path, words: list[str]) -> None:
    git(logged, "worktree", "add", "-q", "-b", "linked", "../linked")
    log = logged / ".git/worktrees/linked/logs/HEAD"
    assert log.read_bytes()
    assert pygitobj(logged, "reflog", *words, "--single-worktree") == (b"", b"", 0)
    assert log.read_bytes()
    assert pygitobj(logged, "reflog", *words) == (b"", b"", 0)
    assert not log.exists() or log.read_bytes() == b""
    # A reference of another worktree is changed there alone.
    assert pygitobj(logged, "update-ref", "-d", "worktrees/linked/HEAD").code == 1
    assert (logged / ".git/worktrees/linked/HEAD").exists()


@pytest.mark.parametrize("words", ["--deref --no-deref", "--no-deref --deref", "--no-deref", "--deref", ""])
def test_the_last_word_on_following_counts(logged: Path, commits: tuple[str, str], words: str) -> None:
    answers = []
    for tool in (PYGITOBJ, ["git"]):
        git(logged, "update-ref", MAIN, commits[1])
        git(logged, "symbolic-ref", "refs/heads/s", MAIN)
        answer = run([*tool, "update-ref", *words.split(), "refs/heads/s", commits[0]], logged)
        answers.append((answer, git(logged, "for-each-ref", "--format=%(refname) %(symref) %(objectname)")))
        git(logged, "update-ref", "--no-deref", "-d", "refs/heads/s")
    if words == "--deref --no-deref":
        # Older git follows wherever one of them says so.
        assert answers[0][1].split(b"\n")[1].startswith(b"refs/heads/s  ")
    else:
        assert answers[0] == answers[1]


def test_logs_are_written_and_dropped(logged: Path, commits: tuple[str, str]) -> None:
    first, second = commits
    assert pygitobj(logged, "reflog", "write", "refs/x/y", ZERO, first, "a  b") == (b"", b"", 0)
    assert (logged / ".git/logs/refs/x/y").read_text().endswith("\ta b\n")
    assert pygitobj(logged, "reflog", "write", "refs/x/y", NONE, second, "m").code == 128
    assert pygitobj(logged, "reflog", "write", "a..b", first, second, "m").code == 128
    assert pygitobj(logged, "reflog", "drop", "none").code == 255
    assert pygitobj(logged, "reflog", "drop", "main") == (b"", b"", 0)
    assert not (logged / ".git/logs" / MAIN).exists()
    assert pygitobj(logged, "reflog", "drop", "--all") == (b"", b"", 0)
    assert not [path for path in (logged / ".git/logs").rglob("*") if path.is_file()]
