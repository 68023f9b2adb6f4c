"""Whether all that must be there is there and is right, as git itself reads it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.support.command import git, run
from tests.support.trials.repositories import REPOSITORY

ID = re.compile(rb"\b[0-9a-f]{40}\b")
# Names that unfinished work has, as git's: readers pass over them.
TEMPORARY = re.compile(r"(^|/)tmp_[^/]*$|\.lock$|(^|/)(packs|refs)_[^/]+$|(^|/)packed-refs\.new$|\.temp\.[0-9a-f]+$")
EVERY = ("cat-file", "--batch-all-objects", "--batch-check=%(objectname)", "--unordered")
ROOTED = ("rev-list", "--objects", "--no-object-names", "--all", "--reflog", "--indexed-objects")


class Files(NamedTuple):
    """What is below a directory: by path, the content of a file (a directory has none), and a key of all."""

    files: dict[str, bytes | None]
    key: bytes


def files_of(root: Path) -> Files:
    """All below `root`."""
    found: dict[str, bytes | None] = {}
    stack = [str(root)]
    start = len(str(root)) + 1
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.is_symlink():
                    found[entry.path[start:]] = b"link " + os.fsencode(os.readlink(entry.path))
                elif entry.is_dir():
                    found[entry.path[start:]] = None
                    stack.append(entry.path)
                else:
                    with open(entry.path, "rb") as file:
                        found[entry.path[start:]] = file.read()
    return Files(found, key_of(found))


def key_of(files: dict[str, bytes | None]) -> bytes:
    """Equal for what readers cannot tell apart: temporary files do not count."""
    digest = hashlib.sha1()
    for path in sorted(files):
        if not TEMPORARY.search(path):
            content = files[path]
            digest.update(path.encode() + b"\0" + (b"-" if content is None else hashlib.sha1(content).digest()))
    return digest.digest()


def every_object(root: Path) -> set[str]:
    """All objects that git sees."""
    return set(git(root / REPOSITORY, *EVERY).decode().split())


def reachable(root: Path) -> set[str]:
    """All that references, reflogs and indexes lead to, of all worktrees."""
    return set(git(root / REPOSITORY, *ROOTED).decode().split())


def unreadable(root: Path, ids: Iterable[str]) -> list[str]:
    """Those of `ids` that git does not read, or whose bytes have another id."""
    wanted = sorted(ids)
    answer = run(["git", "cat-file", "--batch"], root / REPOSITORY, "".join(f"{oid}\n" for oid in wanted).encode())
    at, good = 0, set()
    while (end := answer.out.find(b"\n", at)) >= 0:
        words = answer.out[at:end].split()
        at = end + 1
        if len(words) == 3:
            size = int(words[2])
            body = answer.out[at : at + size]
            at += size + 1
            if hashlib.sha1(b"%s %d\0" % (words[1], size) + body).hexdigest() == words[0].decode():
                good.add(words[0].decode())
    # Git ends where it finds one that is damaged.
    left = [oid for oid in wanted if oid not in good]
    if answer.code and len(left) > 1:
        return [oid for oid in left if unreadable(root, [oid])]
    return left


def fsck_faults(root: Path) -> str:
    """What git's fsck finds wrong, but for what nothing leads to."""
    words = ["git", "fsck", "--full", "--no-dangling", "--no-progress"]
    done = subprocess.run(words, cwd=root / REPOSITORY, capture_output=True, text=True, check=False)
    found = [
        line for line in (done.stdout + done.stderr).splitlines() if line.startswith(("error", "missing", "fatal"))
    ]
    return "; ".join(found) or ("" if done.returncode == 0 else f"fsck ends with {done.returncode}")


def ids_in(text: bytes) -> list[str]:
    """All ids in a text."""
    return [found.decode() for found in ID.findall(text)]
