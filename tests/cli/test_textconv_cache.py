"""What textconv programs showed and is kept: git reads what we kept, and we what git kept; each counts as in git.

Tried besides: each test with SHA-256, and drivers whose names differ in case alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run

# The program notes each of its runs in a file.
COMMAND = "echo run >>runs; tr a-z A-Z <"
NOTES = "refs/notes/textconv/up"
MANY = 300


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    for name, value in {
        "user.name": "A U Thor", "user.email": "a@example.com", "diff.up.textconv": COMMAND,
        "diff.up.cachetextconv": "true",
    }.items():  # fmt: skip
        git(tmp_path, "config", name, value)
    (tmp_path / ".gitattributes").write_text("*.u diff=up\n")
    for name in ("a.u", "b.u", "c.u"):
        (tmp_path / name).write_text(f"{name}\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def runs(repository: Path) -> int:
    """How often the program was run since this was asked last."""
    file = repository / "runs"
    count = len(file.read_bytes().splitlines()) if file.exists() else 0
    file.unlink(missing_ok=True)
    return count


def ours(repository: Path, *words: str) -> bytes:
    answer = pygitobj(repository, *words)
    assert answer.code == 0, answer
    return answer.out


def test_either_reads_what_the_other_kept(repository: Path) -> None:
    one, other = ["cat-file", "--textconv", "HEAD:a.u"], ["cat-file", "--textconv", "HEAD:b.u"]
    assert ours(repository, *one) == b"A.U\n"
    assert runs(repository) == 1
    assert git(repository, *one) == ours(repository, *one) == b"A.U\n"
    assert runs(repository) == 0
    assert git(repository, *other) == b"B.U\n"
    assert runs(repository) == 1
    assert ours(repository, *other) == ours(repository, *one).replace(b"A", b"B") == b"B.U\n"
    assert runs(repository) == 0
    assert len(git(repository, "notes", f"--ref={NOTES}", "list").splitlines()) == 2


def test_it_is_what_git_keeps(repository: Path) -> None:
    kept = []
    for keep in (ours, git):
        keep(repository, "cat-file", "--textconv", "HEAD:a.u")
        keep(repository, "cat-file", "--textconv", "HEAD:b.u")
        commit = git(repository, "cat-file", "-p", NOTES)
        log = git(repository, "reflog", "show", "--format=%gs", NOTES)
        kept.append((re.sub(rb"> \d+ [+-]\d{4}", b">", commit), log))
        git(repository, "update-ref", "-d", NOTES)
    assert kept[0] == kept[1]
    assert kept[0][0].endswith(b"\n\n" + COMMAND.encode())


def test_a_batch_keeps_all(repository: Path) -> None:
    stdin = b"HEAD:a.u a.u\nHEAD:b.u b.u\nHEAD:c.u c.u\nHEAD:a.u a.u\n"
    answers = [pygitobj(repository, "cat-file", "--batch", "--textconv", stdin=stdin) for _ in range(2)]
    assert answers[0] == answers[1] == run(["git", "cat-file", "--batch", "--textconv"], repository, stdin)
    assert runs(repository) == 3


def test_what_came_before_an_error_is_kept(repository: Path) -> None:
    answer = pygitobj(repository, "cat-file", "--batch", "--textconv", stdin=b"HEAD:a.u a.u\nHEAD:b.u\n")
    assert answer.code == 128
    assert b"A.U\n" in answer.out
    runs(repository)
    assert ours(repository, "cat-file", "--textconv", "HEAD:a.u") == b"A.U\n"
    assert runs(repository) == 0


# Where it does not count: another command, another object there, a commit that is none.
@pytest.mark.parametrize("change", ["command", "blob", "gone"])
def test_what_does_not_count_is_made_anew(repository: Path, change: str) -> None:
    ours(repository, "cat-file", "--textconv", "HEAD:a.u")
    runs(repository)
    if change == "command":
        git(repository, "config", "diff.up.textconv", f"{COMMAND} #")
        git(repository, "config", "diff.up.textconv", f" {COMMAND}")
    elif change == "blob":
        git(repository, "update-ref", NOTES, git(repository, "rev-parse", "HEAD:a.u").decode().strip())
    else:
        git(repository, "update-ref", "-d", NOTES)
    assert ours(repository, "cat-file", "--textconv", "HEAD:a.u") == b"A.U\n"
    assert runs(repository) == 1


@pytest.mark.parametrize("name", ["../../heads/main", "x..y", "v.lock"])
def test_names_that_no_reference_has(repository: Path, name: str) -> None:
    before = git(repository, "for-each-ref")
    git(repository, "config", f"diff.{name}.textconv", COMMAND)
    git(repository, "config", f"diff.{name}.cachetextconv", "true")
    (repository / ".gitattributes").write_text(f"*.u diff={name}\n")
    words = ["cat-file", "--textconv", "HEAD:a.u"]
    theirs = run(["git", *words], repository)
    assert pygitobj(repository, *words) == theirs
    assert git(repository, "for-each-ref") == before


def test_nobody_to_keep_it(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    git(repository, "config", "user.useConfigOnly", "true")
    git(repository, "config", "--unset", "user.email")
    words = ["cat-file", "--textconv", "HEAD:a.u"]
    assert pygitobj(repository, *words).code == run(["git", *words], repository).code == 128


def test_many(repository: Path) -> None:
    ids = git(
        repository, "hash-object", "-w", "--stdin-paths",
        stdin="".join(f"{made}\n" for made in some_files(repository)).encode(),
    ).split()  # fmt: skip
    stdin = b"".join(b"%b x.u\n" % oid for oid in ids)
    git(repository, "config", "diff.up.textconv", "cat")
    mine = pygitobj(repository, "cat-file", "--batch", "--textconv", stdin=stdin)
    tree = git(repository, "rev-parse", f"{NOTES}^{{tree}}")
    # git, which finds all of it there, adds one more and has to make the same of it.
    more = git(repository, "hash-object", "-w", "--stdin", stdin=b"one more").strip()
    assert run(["git", "cat-file", "--batch", "--textconv"], repository, stdin).out == mine.out
    assert git(repository, "rev-parse", f"{NOTES}^{{tree}}") == tree
    git(repository, "cat-file", "--textconv", "--path=x.u", more.decode())
    theirs = git(repository, "rev-parse", f"{NOTES}^{{tree}}")
    git(repository, "update-ref", NOTES, f"{NOTES}@{{1}}")
    ours(repository, "cat-file", "--textconv", "--path=x.u", more.decode())
    assert git(repository, "rev-parse", f"{NOTES}^{{tree}}") == theirs


def some_files(repository: Path) -> list[str]:
    names = [f"file-{number}" for number in range(MANY)]
    for name in names:
        (repository / name).write_text(name)
    return names
