"""One measurement of one library, in a process of its own.

`python -m benchmarks.library read|in|scan <library> <repository>`: for `read` and `in` ids come on standard input, a
hex id a line. Prints the operations a second.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

Operation = Callable[[str], object]


def pygitobj_operations(repository: str, *, verify: bool) -> tuple[Operation, Operation]:
    """Reading and looking up with pygitobj."""
    from pygitobj import ObjectId, Repository

    store = Repository.open(repository, verify=verify).objects
    ids: dict[str, ObjectId] = {}

    def prepared(digits: str) -> ObjectId:
        return ids.setdefault(digits, ObjectId(digits))

    return lambda digits: store.read(prepared(digits)), lambda digits: prepared(digits) in store


def dulwich_operations(repository: str) -> tuple[Operation, Operation]:
    """Reading and looking up with dulwich."""
    from dulwich.repo import Repo

    store = Repo(repository).object_store
    return lambda digits: store.get_raw(digits.encode()), lambda digits: digits.encode() in store


def pygit2_operations(repository: str) -> tuple[Operation, Operation]:
    """Reading and looking up with pygit2."""
    import pygit2

    odb = pygit2.Repository(repository).odb
    ids: dict[str, Any] = {}

    def prepared(digits: str) -> Any:
        return ids.setdefault(digits, pygit2.Oid(hex=digits))

    return lambda digits: odb.read(prepared(digits)), lambda digits: prepared(digits) in odb


def gitdb_operations(repository: str) -> tuple[Operation, Operation]:
    """Reading and looking up with gitdb."""
    import os

    import gitdb

    objects = f"{repository}/objects"
    store = gitdb.GitDB(objects if os.path.isdir(objects) else f"{repository}/.git/objects")
    return (
        lambda digits: store.stream(bytes.fromhex(digits)).read(),
        lambda digits: store.has_object(bytes.fromhex(digits)),
    )


LIBRARIES: dict[str, Callable[[str], tuple[Operation, Operation]]] = {
    "pygitobj": lambda repository: pygitobj_operations(repository, verify=True),
    "pygitobj-unverified": lambda repository: pygitobj_operations(repository, verify=False),
    "dulwich": dulwich_operations,
    "pygit2": pygit2_operations,
    "gitdb": gitdb_operations,
}


def rate(operation: Operation, ids: Iterable[str]) -> float:
    """How often a second `operation` was done."""
    start = time.perf_counter()
    done = 0
    for digits in ids:
        operation(digits)
        done += 1
    return done / (time.perf_counter() - start)


def scan_pygitobj(repository: str, *, verify: bool) -> int:
    """Read all objects with pygitobj."""
    from pygitobj import RawObject, Repository

    with Repository.open(repository, verify=verify) as opened:
        return sum(1 for _, raw in opened.objects.scan() if isinstance(raw, RawObject))


def scan_dulwich(repository: str) -> int:
    """Read all objects with dulwich: it walks a pack in delta order, loose objects one by one."""
    from dulwich.pack import PackInflater
    from dulwich.repo import Repo

    count = 0
    for pack in Repo(repository).object_store.packs:
        for item in PackInflater.for_pack_data(pack.data, resolve_ext_ref=None):
            item.as_raw_string()
            count += 1
    return count


def scan_pygit2(repository: str) -> int:
    """Read all objects with pygit2."""
    import pygit2

    odb = pygit2.Repository(repository).odb
    count = 0
    for oid in odb:
        odb.read(oid)
        count += 1
    return count


SCANS: dict[str, Callable[[str], int]] = {
    "pygitobj": lambda repository: scan_pygitobj(repository, verify=True),
    "pygitobj-unverified": lambda repository: scan_pygitobj(repository, verify=False),
    "dulwich": scan_dulwich,
    "pygit2": scan_pygit2,
}


def main() -> None:
    """Measure what the arguments say."""
    what, library, repository = sys.argv[1:]
    if what == "scan":
        start = time.perf_counter()
        count = SCANS[library](repository)
        print(count / (time.perf_counter() - start))
        return
    ids = sys.stdin.read().split()
    read, has = LIBRARIES[library](repository)
    operation = read if what == "read" else has
    # The first touches open the files; making ids is not what is measured.
    for digits in ids if what != "read" else ids[:1]:
        operation(digits)
    print(rate(operation, ids))


if __name__ == "__main__":
    main()
