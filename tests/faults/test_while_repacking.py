"""Reading from many threads while another process repacks and prunes: no wrong byte, no object missed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.recipes import ENVIRONMENT
from pygitobj import ObjectStore
from tests.support.command import git

SECONDS = 12
REPACKS = {
    "packs": "git repack -adfq --window=3 && git gc -q --prune=now && git repack -adq",
    # Two packs, so that it tells of one that goes.
    "multi-pack-index": "git repack -adfq --window=3 --write-midx && git rev-list -n1 --all | git pack-objects -q"
    " .git/objects/pack/pack && git multi-pack-index write && git gc -q --prune=now && git repack -adq --write-midx",
}


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A repository with some hundreds of objects in long delta families."""
    git(tmp_path, "init", "-q", ".")
    script = []
    text = [f"line {number}\n" for number in range(400)]
    for step in range(150):
        text[step * 7 % 400] = f"changed in step {step}\n"
        body = "".join(text)
        script.append(
            f"commit refs/heads/main\ncommitter A <a@b> {step} +0000\ndata 2\nx\n"
            f"M 644 inline file\ndata {len(body)}\n{body}\nM 644 inline other\ndata {len(str(step))}\n{step}\n"
        )
    git(tmp_path, "fast-import", "--quiet", stdin="".join(script).encode())
    return tmp_path


@contextmanager
def repacking(repository: Path, commands: str) -> Iterator[None]:
    """Another process that repacks again and again."""
    environment = {**os.environ, **ENVIRONMENT}
    process = subprocess.Popen(
        ["sh", "-c", f"while {commands}; do :; done; exit 1"], cwd=repository, env=environment, start_new_session=True
    )
    try:
        yield
        assert process.poll() is None, "the repacking ended"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("commands", REPACKS.values(), ids=REPACKS)
@pytest.mark.parametrize("verify", [True, False])
def test_threads_read_while_git_repacks(history: Path, verify: bool, commands: str) -> None:
    with ObjectStore(str(history / ".git" / "objects")) as store:
        expected = dict(store.read_many(list(store)))
    wrong: list[object] = []
    until = time.monotonic() + SECONDS

    def read_alone(store: ObjectStore, seed: int) -> None:
        order = random.Random(seed)
        ids = list(expected)
        while time.monotonic() < until and not wrong:
            oid = order.choice(ids)
            if store.read(oid) != expected[oid] or oid not in store:
                wrong.append(oid)

    def read_many(store: ObjectStore, seed: int) -> None:
        order = random.Random(seed)
        while time.monotonic() < until and not wrong:
            asked = order.sample(list(expected), len(expected))
            wrong.extend(oid for oid, raw in store.read_many(asked) if raw != expected[oid])

    with ObjectStore(str(history / ".git" / "objects"), verify=verify, delta_base_cache_limit=1 << 18) as store:
        jobs = [read_alone] * 6 + [read_many] * 2
        with repacking(history, commands), ThreadPoolExecutor(len(jobs)) as pool:
            for done in [pool.submit(job, store, seed) for seed, job in enumerate(jobs)]:
                done.result()
    assert wrong == []
