"""Repositories to be pruned, and `prune` beside git on two copies of one."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from tests.support.command import Answer, git, pygitobj, run

DAY = 24 * 60 * 60
NOWHERE = "1" * 40
# Git has its own words for what it cannot read: only that it ends so, and takes nothing away, must be the same.
FATAL = 128


def loose_path(path: Path, oid: str) -> Path:
    """The file of the loose object `oid`."""
    return path / ".git/objects" / oid[:2] / oid[2:]


def age(path: Path, days: float) -> None:
    """Give `path` a time so many `days` ago."""
    then = time.time() - days * DAY
    os.utime(path, (then, then), follow_symlinks=False)


def write(path: Path, text: str) -> str:
    """The id of a new blob."""
    return git(path, "hash-object", "-w", "--stdin", stdin=text.encode()).decode().strip()


def tree(path: Path, text: str) -> str:
    """The id of a new tree with a new blob."""
    return git(path, "mktree", stdin=f"100644 blob {write(path, text)}\tf\n".encode()).decode().strip()


def commit(path: Path, text: str, *parents: str) -> str:
    """The id of a new commit with all below it."""
    words = [word for parent in parents for word in ("-p", parent)]
    return git(path, "commit-tree", "-m", text, *words, tree(path, text)).decode().strip()


def commit_file(top: Path, name: str, text: str) -> None:
    (top / name).parent.mkdir(exist_ok=True)
    (top / name).write_text(text)
    git(top, "add", name)
    git(top, "commit", "-qm", text)


def build(directory: Path, object_format: str = "sha1") -> Path:
    """A repository with all that keeps an object and all that does not, all of it 30 days old."""
    git(directory, "init", "-q", "-b", "main", f"--object-format={object_format}", "r")
    path = directory / "r"
    for step in range(3):
        commit_file(path, "d/a", f"{step}\n")
    git(path, "repack", "-q")
    git(path, "tag", "-am", "tag", "v1", "HEAD~1")
    commit_file(path, "d/a", "only in the reflog\n")
    git(path, "reset", "-q", "--hard", "HEAD~1")
    git(path, "worktree", "add", "-q", "--detach", "../linked")
    commit_file(directory / "linked", "d/b", "only in the other worktree\n")
    for top in (path, directory / "linked"):
        (top / "staged").write_text(f"staged in {top.name}\n")
        git(top, "add", "staged")
    for number in (1, 2, 3):
        lines = f"100644 {write(path, f'stage {number}')} {number}\tconflict\n"
        git(path, "update-index", "--index-info", stdin=lines.encode())
    lost = commit(path, "lost", commit(path, "before it"))
    git(path, "mktag", stdin=f"object {lost}\ntype commit\ntag t\ntagger A <a> 1 +0000\n\nx\n".encode())
    git(path, "replace", git(path, "rev-parse", "HEAD~2").decode().strip(), commit(path, "replacement"))
    objects = path / ".git/objects"
    shard = sorted(objects.glob("[0-9a-f][0-9a-f]"))[0]
    for name in ("tmp_x", "pack/tmp_pack_x", "pack/tmp_idx_x", f"{shard.name}/tmp_obj_x"):
        (objects / name).touch()
    (objects / "tmp_objdir-x" / "pack").mkdir(parents=True)
    (objects / "tmp_objdir-x" / "pack" / "f").touch()
    (objects / "tmp_link").symlink_to("pack")
    (objects / "f0").mkdir(exist_ok=True)
    for file in objects.rglob("*"):
        age(file, 30)
    return path


def copy_of(template: Path, directory: Path) -> Path:
    """A copy of what `build` made in `template`, on which a test may do what it likes."""
    run(["cp", "-a", f"{template}/r", f"{template}/linked", "."], directory)
    own = directory / "r/.git/worktrees/linked"
    (directory / "linked/.git").write_text(f"gitdir: {own}\n")
    (own / "gitdir").write_text(f"{directory}/linked/.git\n")
    return directory / "r"


def files(path: Path) -> dict[str, bytes]:
    """All files and directories of the git directory, with the content of `shallow`.

    Without empty directories of loose objects: where something changed in one just now it stays here, not with git.
    """
    top = path / ".git" if (path / ".git").is_dir() else path
    shallow = {"shallow": (top / "shallow").read_bytes()} if (top / "shallow").exists() else {}
    unused = {file for file in (top / "objects").glob("[0-9a-f][0-9a-f]") if not any(file.iterdir())}
    return {str(file.relative_to(top)): b"" for file in top.rglob("*") if file not in unused} | shallow


def lines(answer: Answer) -> tuple[list[bytes], list[bytes], int]:
    """An answer, in whatever order git walked over its directories; it looks at reflogs once for each worktree."""
    return sorted(answer.out.splitlines()), sorted(set(answer.err.splitlines())), answer.code


def same(path: Path, *words: str, top: str = ".") -> Answer:
    """What `prune <words>` says, after it was seen that git says and does the same in a copy."""
    twin = path.parent / "twin"
    run(["rm", "-rf", "twin"], path.parent)
    run(["cp", "-a", path.name, "twin"], path.parent)
    expected = run(["git", "prune", *words], twin / top)
    answer = pygitobj(path / top, "prune", *words)
    assert lines(answer) == lines(expected)
    assert files(path) == files(twin)
    return answer


def refused(path: Path, *words: str) -> Answer:
    """What `prune <words>` says where it and git give up, and it has taken nothing away."""
    before = files(path)
    answer = pygitobj(path, "prune", *words)
    assert files(path) == before
    expected = run(["git", "prune", *words], path)
    assert (answer.out, answer.code) == (b"", FATAL) == (expected.out, expected.code)
    assert re.fullmatch(rb"((error|warning): .*\n)*fatal: .*\n", answer.err)
    return answer


def damage(path: Path, oid: str) -> None:
    loose_path(path, oid).chmod(0o644)
    loose_path(path, oid).write_bytes(b"damaged")
