"""Every call that looks at a file fails once, and from then on: reading gives the right answer or an error.

Never "missing", never an empty list, never False. The errors take turns from call to call.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pygitobj import ObjectId, Repository
from pygitobj.errors import GitObjectError, NotFoundError
from pygitobj.jobs.inspect.count_objects import count_objects
from pygitobj.jobs.roots import all_roots
from tests.support.command import git
from tests.support.refusing import ERRNOS, refusing
from tests.support.stores import unless_bad

pytestmark = pytest.mark.slow

LAYOUTS = ("loose", "packed", "both", "alternates")
ABSENT = ObjectId("12" * 20)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A repository in each layout; one file is too large for a pack with it to be read instead of mapped."""
    folder = tmp_path_factory.mktemp("layouts")
    loose = folder / "loose"
    git(folder, "init", "-q", "-b", "main", "loose")
    for step in range(3):
        (loose / "file").write_text("".join(f"{line} {step * (line == 7)}\n" for line in range(40)))
        (loose / "large").write_bytes(random.Random(1).randbytes(80_000))
        git(loose, "add", ".")
        git(loose, "commit", "-qm", f"step {step}")
    git(loose, "tag", "-am", "a tag", "v1", "HEAD~1")
    git(loose, "replace", "HEAD~2", "HEAD~1")
    git(loose, "pack-refs", "--all")
    git(loose, "branch", "side", "HEAD~1")
    git(loose, "symbolic-ref", "refs/heads/other", "refs/heads/side")
    for name in ("packed", "both", "base"):
        shutil.copytree(loose, folder / name, symlinks=True)
    git(folder / "packed", "repack", "-adq")
    git(folder / "both", "repack", "-aq")
    git(folder / "base", "repack", "-adq")
    shutil.copytree(loose, folder / "alternates", symlinks=True)
    for path in (folder / "alternates/.git/objects").iterdir():
        shutil.rmtree(path)
    (folder / "alternates/.git/objects/info").mkdir()
    (folder / "alternates/.git/objects/info/alternates").write_text("../../../base/.git/objects\n")
    for path in folder.glob("**/*"):
        if not path.is_symlink():
            os.utime(path, (1, 1))
    return {name: folder / name for name in LAYOUTS}


def contents(found: Any) -> Any:
    """What was read, without how it was stored."""
    return (
        None
        if found is None or isinstance(found, GitObjectError)
        else (str(found.type), getattr(found, "data", getattr(found, "size", None)))
    )


def unless_raised(pair: tuple[ObjectId, GitObjectError | None]) -> ObjectId:
    """Its id; raises what was given as a value."""
    oid, error = pair
    if error is not None:
        raise error
    return oid


def reading(repository: Repository, ids: list[ObjectId]) -> dict[str, Callable[[], object]]:
    """All ways to ask; each gives something that is the same in all layouts."""
    store = repository.objects
    return {
        "read": lambda: [contents(store.read(oid)) for oid in ids],
        "header": lambda: [contents(store.header(oid)) for oid in ids],
        "info": lambda: [(info.type, info.size) for info in map(store.info, ids)],
        "open": lambda: [store.open(oid).read() for oid in ids],
        "in": lambda: [oid in store for oid in ids],
        "absent": lambda: ABSENT in store,
        "iter": lambda: list(store),
        "len": lambda: len(store),
        "scan": lambda: sorted((oid, contents(found)) for oid, found in store.scan()),
        "scan by id": lambda: [(oid, contents(found)) for oid, found in store.scan(ordered=True)],
        "read_many": lambda: [(oid, contents(found)) for oid, found in store.read_many(ids)],
        "header_many": lambda: list(map(contents, unless_bad(store.header_many(ids)))),
        "info_many": lambda: [info and (info.type, info.size) for info in unless_bad(store.info_many(ids))],
        "sizes": lambda: list(store.sizes(ids)),
        "verify": lambda: list(map(unless_raised, store.verify(ids))),
        "find_prefix": lambda: [store.find_prefix(oid.hex()[:5]) for oid in ids],
        "expand": lambda: [store.expand(oid.hex()[:12]) for oid in ids],
        "names": lambda: [
            repository.resolve(name)
            for name in ("HEAD", "main", "other", "v1^{tree}", "HEAD~1:file", ids[0].hex()[:10], "v1~1")
        ],
        "no name": lambda: [repository.lookup(name).status for name in ("nothing", "HEAD:nothing", "v2", "1212121212")],
        "refs": lambda: list(repository.ref_store),
        "roots": lambda: all_roots(repository),
        "shallow": lambda: repository.shallow,
        "count": lambda: count_objects(store, lambda _message, _path: None),
    }


NAMES = (
    "read", "header", "info", "open", "in", "absent", "iter", "len", "scan", "scan by id", "read_many", "header_many",
    "info_many", "sizes", "verify", "find_prefix", "expand", "names", "no name", "refs", "roots", "shallow", "count",
)  # fmt: skip


def asked(path: Path, way: str, ids: list[ObjectId]) -> object:
    """The answer of one way, in a repository that is opened for it."""
    with Repository.open(path, log=False, environ={"HOME": str(path)}) as repository:
        return reading(repository, ids)[way]()


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("way", NAMES)
def test_each_call_fails(made: dict[str, Path], way: str, layout: str, lasting: bool) -> None:
    path = made[layout]
    with Repository.open(made["loose"]) as repository:
        ids = list(repository.objects)
    expected = asked(path, way, ids)
    assert way in ("absent", "len", "no name", "shallow") or expected
    at, failed = 0, 0
    while True:
        at += 1
        with refusing(path.parent, at, ERRNOS[at % len(ERRNOS)], lasting=lasting) as system:
            try:
                answer = asked(path, way, ids)
            except NotFoundError as error:
                pytest.fail(f"call {at}, {system.place}: {error}")
            except GitObjectError:
                failed += 1
                continue
        assert answer == expected, (at, system.place)
        if at > system.count:
            break
    assert failed
