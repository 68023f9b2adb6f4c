"""Jobs that are no command: what the library is asked, and what it is told to write.

Each runs in a repository with the input of the job, and gives answers by name; what is confirmed is printed at once.
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pygitobj
from pygitobj import ObjectStore, Repository

ERROR = "error "
# The answer of a job that writes says how it ended.
ENDED, WELL = "ended", "well"
# Digits of an id that are asked for.
DIGITS = 9
BODIES = [b"new one\n", b"new two\n", b"new three\n" * 2000]
LARGE = b"0123456789abcdef" * (3 << 16)


def ask(question: Callable[[], object]) -> str:
    """The answer, or the error that is one of ours or the system's."""
    try:
        return repr(question())
    except pygitobj.NotFoundError as error:
        return f"missing {error}"
    except (pygitobj.GitObjectError, OSError) as error:
        return f"{ERROR}{type(error).__name__}: {error}"


def short(raw: pygitobj.RawObject | pygitobj.GitObjectError) -> object:
    """Enough of an object to tell it from another."""
    if isinstance(raw, pygitobj.GitObjectError):
        return None
    return raw.type.value, hashlib.sha1(raw.data).hexdigest()


def known(info: pygitobj.ObjectInfo | pygitobj.GitObjectError) -> object:
    """Its type and size, which are the same wherever it is read."""
    return None if isinstance(info, pygitobj.GitObjectError) else info[:2]


def questions(store: ObjectStore, ids: list[pygitobj.ObjectId]) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is asked of a store, and how."""
    about: dict[str, Callable[[pygitobj.ObjectId], object]] = {
        "read": lambda oid: short(store.read(oid)),
        "in": lambda oid: oid in store,
        "header": store.header,
        # Where a copy cannot be read another one is shown, of another size on disk.
        "info": lambda oid: store.info(oid)[:2],
        "open": lambda oid: hashlib.sha1(store.open(oid).read()).hexdigest(),
        "prefix": lambda oid: store.find_prefix(str(oid)[:DIGITS]),
    }
    for oid in ids:
        for name, question in about.items():
            yield f"{name} {oid}", partial(question, oid)
    yield "iter", lambda: list(store)
    yield "len", lambda: len(store)
    yield "read_many", lambda: [short(raw) for _, raw in store.read_many(ids)]
    yield "header_many", lambda: [row and row[1:] for row in store.sizes(ids)]
    yield "info_many", lambda: [known(info) for _, info in store.info_many(ids)]
    yield "scan", lambda: sorted((str(oid), short(raw)) for oid, raw in store.scan())


def ids_of(stdin: bytes) -> list[pygitobj.ObjectId]:
    """The ids in the input."""
    return [pygitobj.ObjectId(line.decode()) for line in stdin.split()]


def read_once(stdin: bytes) -> dict[str, str]:
    """Every question to one store that stays open."""
    answers: dict[str, str] = {}
    try:
        with Repository.open(".") as repository:
            for name, question in questions(repository.objects, ids_of(stdin)):
                answers[name] = ask(question)
    except (pygitobj.GitObjectError, OSError) as error:
        answers["open"] = f"{ERROR}{error}"
    return answers


def read_anew(stdin: bytes) -> dict[str, str]:
    """A few questions, each to a store of its own."""

    def anew(at: int) -> object:
        with Repository.open(".") as repository:
            return list(questions(repository.objects, ids_of(stdin)[:1]))[at][1]()

    names = [
        "read",
        "in",
        "header",
        "info",
        "open",
        "prefix",
        "iter",
        "len",
        "read_many",
        "header_many",
        "info_many",
        "scan",
    ]
    return {name: ask(partial(anew, at)) for at, name in enumerate(names)}


def names(stdin: bytes) -> dict[str, str]:
    """Names resolved."""

    def resolve(name: str) -> object:
        with Repository.open(".") as repository:
            return repository.resolve(name)

    return {name: ask(partial(resolve, name)) for name in stdin.decode().split()}


def tell(oids: Iterable[object]) -> None:
    """Print ids that were confirmed."""
    for oid in oids:
        sys.stdout.write(f"{oid}\n")
    sys.stdout.flush()


def writing(job: Callable[[ObjectStore], Any]) -> Callable[[bytes], dict[str, str]]:
    """A job that writes into the store of the repository."""

    def run(_: bytes) -> dict[str, str]:
        try:
            with Repository.open(".") as repository:
                job(repository.objects)
        except (pygitobj.GitObjectError, OSError) as error:
            sys.stderr.write(f"fatal: {error}\n")
            return {ENDED: f"{ERROR}{error}"}
        return {ENDED: WELL}

    return run


def write(store: ObjectStore) -> None:
    """Objects one by one."""
    for body in BODIES:
        tell([store.write("blob", body)])


def write_stream(store: ObjectStore) -> None:
    """Objects from streams."""
    for body in BODIES:
        tell([store.write_stream("blob", len(body), io.BytesIO(body))])


def write_large(store: ObjectStore) -> None:
    """Objects that are written in several pieces."""
    tell([store.write("blob", LARGE), store.write_stream("blob", len(LARGE) - 1, io.BytesIO(LARGE[1:]))])


def pack_writer(store: ObjectStore) -> None:
    """A pack of objects; an id counts once the pack is there."""
    with store.pack_writer() as pack:
        ids = [pack.add("blob", body) for body in BODIES]
    tell(ids)


def type_of(store: ObjectStore, oid: pygitobj.ObjectId) -> str:
    """The type of an object that is read and hashed."""
    return store.read(oid).type.value


def all_of(path: str) -> dict[str, str]:
    """Every object that is there, read and hashed: its type, or the error."""
    with Repository.open(path) as repository:
        store = repository.objects
        return {str(oid): ask(partial(type_of, store, oid)) for oid in store}


def check(stdin: bytes) -> dict[str, str]:
    """All objects of many repositories, whose places are the lines of the input."""
    answers = {}
    for line in stdin.decode().splitlines():
        try:
            for oid, answer in all_of(line).items():
                answers[f"{line} {oid}"] = answer
        except (pygitobj.GitObjectError, OSError) as error:
            answers[f"{line} "] = f"{ERROR}{error}"
    return answers


LIBRARY: dict[str, Callable[[bytes], dict[str, str]]] = {
    "read-once": read_once,
    "read-anew": read_anew,
    "names": names,
    "write": writing(write),
    "write-stream": writing(write_stream),
    "write-large": writing(write_large),
    "pack-writer": writing(pack_writer),
    "check": check,
}
