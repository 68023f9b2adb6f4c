"""What jobs work on: a directory with a repository `r`, another one that lends objects, and files that come in."""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path

from tests.support.command import git

REPOSITORY = "r"
MONTH = 30 * 24 * 60 * 60
LINES = 60
# Of the library's bodies too, so that some jobs find there what they write.
THERE = b"it was there before\n"


def lines(step: int) -> str:
    """A text in which one line is another one at each step."""
    return "".join(f"line {number} {step * (number == step)}\n" for number in range(LINES))


def commit(top: Path, name: str, text: str, message: str) -> None:
    """Commit the file `name`."""
    (top / name).parent.mkdir(exist_ok=True)
    (top / name).write_text(text)
    git(top, "add", name)
    git(top, "commit", "-qm", message)


def blob(top: Path, body: bytes) -> bytes:
    """The id of a new blob."""
    return git(top, "hash-object", "-w", "--stdin", stdin=body).strip()


def build_trials(root: Path) -> None:
    """All of it, in the empty directory `root`."""
    git(root, "init", "-q", "--bare", "--template=", "lender")
    borrowed = blob(root / "lender", b"borrowed\n").decode()
    repo = root / REPOSITORY
    git(root, "init", "-q", "-b", "main", "--template=", REPOSITORY)
    for key, value in (("gc.auto", "0"), ("maintenance.auto", "0"), ("pack.threads", "1")):
        git(repo, "config", key, value)
    (repo / ".git/objects/info").mkdir(exist_ok=True)
    (repo / ".git/objects/info/alternates").write_text("../../../lender/objects\n")
    history(repo, borrowed)
    stray(repo)
    incoming(root, repo)
    for file in (repo / ".git/objects").rglob("*"):
        os.utime(file, (time.time() - MONTH,) * 2, follow_symlinks=False)
    young = repo / ".git/objects" / "young"
    young.write_bytes(blob(repo, b"young and unreachable\n"))
    young.unlink()
    shutil.rmtree(repo / ".git/hooks", ignore_errors=True)


def build_shallow(root: Path) -> None:
    """A shallow clone in `root`, all objects loose, old and one packed too; one cut is not needed any more."""
    git(root, "init", "-q", "-b", "main", "--template=", "origin")
    for step in range(3):
        commit(root / "origin", "f", lines(step), f"step {step}")
    git(root / "origin", "branch", "side", "HEAD~1")
    git(root, "clone", "-q", "--depth=1", "--no-single-branch", f"file://{root}/origin", REPOSITORY)
    repo = root / REPOSITORY
    (pack,) = (repo / ".git/objects/pack").glob("*.pack")
    content = pack.read_bytes()
    shutil.rmtree(pack.parent)
    git(repo, "unpack-objects", "-q", stdin=content)
    git(repo, "update-ref", "-d", "refs/remotes/origin/side")
    (repo / "f").write_text("staged\n")
    git(repo, "add", "f")
    git(repo, "pack-objects", "-q", ".git/objects/pack/pack", stdin=git(repo, "rev-parse", "HEAD:f"))
    shutil.rmtree(root / "origin")
    shutil.rmtree(repo / ".git/hooks", ignore_errors=True)
    for file in (repo / ".git/objects").rglob("*"):
        os.utime(file, (time.time() - MONTH,) * 2)


def history(repo: Path, borrowed: str) -> None:
    """Branches, tags and worktrees; two packs, some objects packed once more as loose ones, some loose only."""
    commit(repo, "f", lines(0), "step 0")
    git(repo, "update-index", "--add", "--cacheinfo", f"100644,{borrowed},borrowed")
    commit(repo, "d/a", "a\n", "step 1")
    git(repo, "tag", "-a", "-m", "tag", "v1")
    git(repo, "repack", "-dqln")
    commit(repo, "f", lines(1), "step 2")
    commit(repo, "f", lines(2), "step 3")
    git(repo, "branch", "side")
    git(repo, "repack", "-dqln")
    git(repo, "pack-refs", "--all")
    commit(repo, "d/a", "lost but for the reflog\n", "step 4")
    git(repo, "reset", "-q", "--hard", "HEAD~1")
    commit(repo, "d/a", "loose\n", "step 5")
    git(repo, "worktree", "add", "-q", "--detach", "../linked")
    commit(repo.parent / "linked", "d/b", "only in the linked worktree\n", "linked")
    for top in (repo, repo.parent / "linked"):
        (top / "staged").write_text(f"staged in {top.name}\n")
        git(top, "add", "staged")


def stray(repo: Path) -> None:
    """What nothing leads to: packed, packed and kept, packed and loose, loose; and what others left behind."""
    packs = repo / ".git/objects/pack"
    for body, keep in ((b"packed, and nothing leads here\n", False), (b"kept\n", True), (THERE, False)):
        name = git(repo, "pack-objects", "-q", f"{packs}/pack", stdin=blob(repo, body)).decode().strip()
        if keep:
            (packs / f"pack-{name}.keep").touch()
    git(repo, "prune-packed", "-q")
    os.rename(packs, packs.with_name("away"))
    git(repo, "hash-object", "-w", "--stdin", stdin=lines(2).encode())
    os.rename(packs.with_name("away"), packs)
    blob(repo, b"old, loose and unreachable\n")
    for name in ("tmp_obj_x", "pack/tmp_pack_x"):
        (repo / ".git/objects" / name).touch()


def incoming(root: Path, repo: Path) -> None:
    """Packs and files that jobs take in, made from what the repository does not have."""
    place = root / "in"
    place.mkdir()
    work = root / "work"
    shutil.copytree(repo, work, symlinks=True)
    head = git(work, "rev-parse", "HEAD").decode().strip()
    commit(work, "f", lines(3), "step 6")
    commit(work, "g", "new\n" + random.Random(1).randbytes(3000).hex(), "step 7")
    (work / "ids").write_bytes(git(work, "rev-list", "--objects", "--no-object-names", "HEAD", f"^{head}"))
    new = (work / "ids").read_bytes()
    (place / "new.pack").write_bytes(git(work, "pack-objects", "-q", "--stdout", stdin=new))
    revisions = f"HEAD\n^{head}\n".encode()
    (place / "thin.pack").write_bytes(git(work, "pack-objects", "-q", "--thin", "--revs", "--stdout", stdin=revisions))
    (place / "file").write_bytes(b"a new file\n" * 300)
    shutil.rmtree(work)
