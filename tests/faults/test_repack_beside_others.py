"""Repacks beside writers and readers, and beside one another: no object that was written goes missing."""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from pygitobj import Commit, Repository, Tree
from pygitobj.formats.commit import build_commit
from pygitobj.formats.tree import TreeEntry, build_tree
from pygitobj.oid import ObjectId
from tests.support.command import PYGITOBJ, git

SECONDS = 60
WRITERS = READERS = 4
SPAWN = multiprocessing.get_context("spawn")
REPACKS = (["-adq"], ["-dq"], ["-Adq", "--unpack-unreachable=1.hour.ago"], ["-dq", "--geometric=2"], ["-adkq"])


def set_ref(repo: Path, name: str, oid: ObjectId) -> None:
    """Let the branch `name` point at `oid`, at once."""
    path = repo / ".git/refs/heads" / name
    waiting = path.with_suffix(".lock")
    waiting.write_text(f"{oid}\n")
    os.replace(waiting, path)


def write(repo: Path, number: int, over: Event) -> None:
    """Commit again and again on a branch of one's own; sometimes what was there before, sometimes a whole pack."""
    chance = random.Random(number)
    parent: list[tuple[bytes, bytes]] = []
    step = 0
    with Repository.open(repo) as opened:
        store = opened.objects
        while not over.is_set():
            step += 1
            bodies = [b"%d %d\n" % (number, step), b"the same again %d\n" % chance.randrange(5), b"x" * step]
            if chance.randrange(4):
                ids = [store.write("blob", body) for body in bodies]
            else:
                with store.pack_writer() as pack:
                    ids = [pack.add("blob", body) for body in bodies]
            tree = store.write(build_tree(TreeEntry(b"%d" % at, 0o100644, oid) for at, oid in enumerate(ids)))
            who = b"A <a@b> %d +0000" % (1_000_000_000 + step)
            headers = [(b"tree", str(tree).encode()), *parent, (b"author", who), (b"committer", who)]
            commit = store.write(build_commit(headers, b"step %d\n" % step))
            set_ref(repo, f"w{number}", commit)
            parent = [(b"parent", str(commit).encode())]
            # So that repacks keep up.
            time.sleep(0.02)


def read(repo: Path, number: int, over: Event) -> None:
    """Read what branches reach, some generations down, again and again. Raises where anything is missing."""
    chance = random.Random(number)
    with Repository.open(repo) as opened:
        while not over.is_set():
            for name in chance.sample(range(WRITERS), WRITERS):
                path = repo / f".git/refs/heads/w{name}"
                if not path.exists():
                    continue
                left = [ObjectId(path.read_text().strip())]
                for _ in range(chance.randrange(1, 40)):
                    if not left:
                        break
                    commit = opened[left.pop()]
                    assert isinstance(commit, Commit)
                    tree = opened[commit.tree]
                    assert isinstance(tree, Tree)
                    for entry in tree:
                        opened.objects.read(entry.id)
                    left.extend(commit.parents)


@contextmanager
def others(repo: Path) -> Iterator[list[multiprocessing.process.BaseProcess]]:
    """Writers and readers, in processes of their own."""
    over = SPAWN.Event()
    jobs = [(write, number) for number in range(WRITERS)] + [(read, number) for number in range(READERS)]
    running: list[multiprocessing.process.BaseProcess] = [
        SPAWN.Process(target=job, args=(repo, number, over)) for job, number in jobs
    ]
    for process in running:
        process.start()
    try:
        yield running
    finally:
        over.set()
        for process in running:
            process.join(60)
            if process.is_alive():
                process.kill()


@pytest.mark.slow
def test_nothing_goes_missing(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "--template=", "r")
    repo = tmp_path / "r"
    chance = random.Random(1)
    done = 0
    with others(repo) as running:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and all(process.is_alive() for process in running):
            # Two at once, of different kinds as it comes.
            both = [subprocess.Popen([*PYGITOBJ, "repack", *chance.choice(REPACKS)], cwd=repo) for _ in range(2)]
            assert [process.wait(120) for process in both] == [0, 0]
            done += len(both)
    assert [process.exitcode for process in running] == [0] * len(running)
    assert done > 4
    git(repo, "fsck", "--full", "--strict")
    for number in range(WRITERS):
        count = int(git(repo, "rev-list", "--count", f"w{number}"))
        last = git(repo, "log", "-1", "--format=%s", f"w{number}").split()[1]
        assert count == int(last)
