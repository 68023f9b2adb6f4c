"""What is open stays within half of what the process may have, however many stores there are; no reader notices.

Tried besides: `ulimit -n` of 64 and 1,024, a limit that is lowered meanwhile, stores in circles of references, and the
bulk calls of eight threads over 300 stores.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pygitobj import ObjectStore
from pygitobj.files.pool import PROCESS, OpenFiles
from tests.support.packs import object_id, whole
from tests.support.stores import write_pack

BODIES = [b"%d " % number + os.urandom(70_000) for number in range(2)]
IDS = [object_id("blob", body) for body in BODIES]

MANY_STORES = """
import os, random, resource, sys, threading
from pygitobj import ObjectStore, SHA1

def descriptors():
    return len(os.listdir("/proc/self/fd"))

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
top, ids = sys.argv[1], [bytes.fromhex(text) for text in sys.argv[2:]]
stores, most = [], 0
for number in range(1000):
    store = ObjectStore(f"{top}/{number % 300}", SHA1)
    assert [len(store.read(oid).data) for oid in ids] == [70_002] * 2
    stores.append(store)
    most = max(most, descriptors())
assert len(stores) == 1000
for number in random.Random(1).choices(range(1000), k=1000):
    assert ids[number % 2] in stores[number]
    assert stores[number].read(ids[0]).type == "blob"
    most = max(most, descriptors())
wrong = []
def read(seed):
    try:
        for number in random.Random(seed).choices(range(1000), k=200):
            wrong.extend(1 for _, raw in stores[number].read_many(ids) if len(getattr(raw, 'data', b'')) != 70_002)
    except BaseException as error:
        wrong.append(error)
        raise
threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not wrong, wrong[:3]
print(soft, most)
if os.fork() == 0:
    ok = all(len(store.read(ids[1]).data) == 70_002 for store in stores[:300])
    os._exit(0 if ok and descriptors() <= soft // 2 else 1)
assert os.wait()[1] == 0
"""


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    folder = tmp_path / "objects"
    for body, oid in zip(BODIES, IDS, strict=True):
        write_pack(folder, oid.hex(), [whole(3, body)], [oid])
    return folder


@pytest.mark.parametrize("pure", ["0", "1"])
def test_a_thousand_stores_and_few_descriptors(
    objects: Path, tmp_path: Path, pure: str, request: pytest.FixtureRequest
) -> None:
    if pure == "0" and request.config.getoption("no_native"):
        pytest.skip("--no-native")
    for number in range(300):
        (tmp_path / f"{number}" / "pack").mkdir(parents=True)
        for path in (objects / "pack").iterdir():
            os.link(path, tmp_path / f"{number}" / "pack" / path.name)
    words = ["sh", "-c", 'ulimit -n 256 && exec "$@"', "sh", sys.executable, "-W", "ignore", "-c", MANY_STORES]
    environment = {**os.environ, "PYGITOBJ_PURE": pure, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [*words, str(tmp_path), *(oid.hex() for oid in IDS)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    soft, most = map(int, done.stdout.split())
    assert soft == 256
    assert most <= soft // 2


def test_stores_that_are_garbage_are_not_counted(objects: Path) -> None:
    before = PROCESS.count
    for _ in range(50):
        store = ObjectStore(objects)
        assert store.read(IDS[0]).data == BODIES[0]
        del store
    gc.collect()
    PROCESS.drop_gone()
    assert PROCESS.count == before
    with ObjectStore(objects) as store:
        assert store.read(IDS[0]).data == BODIES[0]
        assert PROCESS.count > before
    assert PROCESS.count == before


class Holder:
    """Something that can be let go of."""

    def __init__(self, pool: OpenFiles) -> None:
        self.pool = pool
        self.used = False
        self.is_open = False

    def open(self) -> None:
        self.is_open = True
        self.pool.add(self)

    def release(self) -> None:
        self.pool.forget(self)
        self.is_open = False


def test_what_is_read_stays_longer() -> None:
    pool = OpenFiles(3)
    holders = [Holder(pool) for _ in range(5)]
    for holder in holders[:3]:
        holder.open()
        holder.used = False
    holders[0].used = True
    holders[3].open()
    assert [holder.is_open for holder in holders] == [True, False, True, True, False]
    holders[4].open()
    assert [holder.is_open for holder in holders] == [True, False, False, True, True]
    assert pool.count == 3
    # Where all were read, the one that is open for longest goes.
    for holder in holders:
        holder.used = True
    holders[1].open()
    assert sum(holder.is_open for holder in holders) == pool.count == 3
    assert holders[1].is_open


def test_two_limits_at_once() -> None:
    whole = OpenFiles(4)
    pools = [OpenFiles(2, whole), OpenFiles(None, whole)]
    first, second = ([Holder(pool) for _ in range(4)] for pool in pools)
    for holder in first:
        holder.open()
    assert [sum(holder.is_open for holder in first), whole.count, pools[0].count] == [2, 2, 2]
    for holder in second:
        holder.open()
    assert [holder.is_open for holder in second] == [True] * 4
    assert [sum(holder.is_open for holder in first), whole.count, pools[0].count, pools[1].count] == [0, 4, 0, 4]
    # Of one that opened two files both go, and it is counted once.
    second[0].open()
    assert whole.count <= 4
    pools[1].release_all()
    assert [whole.count, pools[1].count] == [0, 0]
    del first, second
    gc.collect()


def test_opened_and_let_go_in_many_threads() -> None:
    whole = OpenFiles(10)
    pools = [OpenFiles(None, whole) for _ in range(4)]
    holders = [Holder(pool) for pool in pools for _ in range(20)]

    def work(start: int) -> None:
        for step in range(2000):
            holder = holders[(start + 7 * step) % len(holders)]
            holder.used = step % 3 == 0
            holder.open()
            if step % 50 == 0:
                pools[start % 4].release_all()

    threads = [threading.Thread(target=work, args=(start,)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert whole.count == sum(whole.opened.values()) <= 10
    whole.release_all()
    assert whole.count == 0
    assert all(pool.count == sum(pool.opened.values()) for pool in pools)


def test_a_store_that_is_closed_while_the_list_changes() -> None:
    """As garbage collection may do it, in the very thread that holds the lock."""
    whole = OpenFiles(2)
    pool = OpenFiles(None, whole)
    holders = [Holder(pool) for _ in range(3)]
    for holder in holders:
        holder.open()
    with whole.lock, pool.lock:
        pool.release_all()
    assert [whole.count, pool.count] == [0, 0]
