"""A small repository with what revisions can name: merges, tags, worktrees, logs, alternates, a bisection."""

from __future__ import annotations

from pathlib import Path

from tests.support.command import git

WHO = ("-c", "user.name=A", "-c", "user.email=a@x", "-c", "core.logAllRefUpdates=always")


def make_history(directory: Path) -> Path:
    """Make the repository `r` in `directory`, beside `w`, another worktree of it, and `alt`, from which it borrows."""
    alt, r = directory / "alt", directory / "r"
    for place in (alt, r):
        git(directory, "init", "-q", "-b", "main", str(place))
    git(alt, "update-ref", "refs/heads/borrowed", commit(alt, git(alt, "mktree").decode().strip(), 1_600_000_000))
    (r / ".git/objects/info/alternates").write_text(f"{alt}/.git/objects\n")
    blob = git(r, "hash-object", "-w", "--stdin", stdin=b"x\n").decode().strip()
    below = git(r, "mktree", stdin=f"100644 blob {blob}\tg\n".encode()).decode().strip()
    tree = git(r, "mktree", stdin=f"040000 tree {below}\td\n100644 blob {blob}\tf\n".encode()).decode().strip()
    a = commit(r, tree, 1_700_000_100, message="first")
    b = commit(r, tree, 1_700_000_200, a, message="second: a fix")
    x = commit(r, tree, 1_700_000_250, a, message="side")
    y = commit(r, tree, 1_700_000_260, message="octo")
    m = commit(r, tree, 1_700_000_300, b, x, y, message="merge")
    h = commit(r, tree, 1_700_000_400, m, message="!odd")
    z = commit(r, tree, 1_700_000_500, b, message="lost")
    for name, oid in {
        "heads/main": b, "heads/side": x, "heads/feat/one": m, "heads/f": b, "tags/light": b, "tags/tree": tree,
        "remotes/o/main": m, "notes/n": y, "hidden/x": z, "bisect/bad": h, "bisect/good-1": b, "heads/gone": z,
    }.items():  # fmt: skip
        git(r, *WHO, "update-ref", "-m", "made", f"refs/{name}", oid)
    git(r, *WHO, "update-ref", "-m", "moved", "refs/heads/main", h)
    git(r, *WHO, "update-ref", "-d", "refs/heads/gone")
    git(r, "symbolic-ref", "refs/heads/dangling", "refs/heads/nowhere")
    git(r, *WHO, "tag", "-a", "-m", "one", "v1", m)
    git(r, *WHO, "-c", "advice.nestedTag=false", "tag", "-a", "-m", "two", "v2", "v1")
    git(r, *WHO, "tag", "-a", "-m", "b", "blob", blob)
    for line in (
        "transfer.hideRefs refs/hidden", "branch.main.remote o", "branch.main.merge refs/heads/main", "remote.o.url /x",
        "remote.o.fetch +refs/heads/*:refs/remotes/o/*",
    ):  # fmt: skip
        git(r, "config", *line.split())
    git(r, *WHO, "worktree", "add", "-q", "--detach", str(directory / "w"), x)
    git(r, "update-index", "--add", "--cacheinfo", f"100644,{blob},d/staged")
    for name in ("f", "side..main", "a file"):
        (r / name).write_text("a file\n")
    return r


def commit(directory: Path, tree: str, second: int, *parents: str, message: str = "x") -> str:
    """The id of a new commit."""
    text = f"tree {tree}\n" + "".join(f"parent {parent}\n" for parent in parents)
    text += f"author A <a@x> {second} +0000\ncommitter A <a@x> {second} +0000\n\n{message}\n"
    return git(directory, "hash-object", "-w", "-t", "commit", "--stdin", stdin=text.encode()).decode().strip()
