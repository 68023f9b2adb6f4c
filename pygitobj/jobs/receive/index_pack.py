"""Index a pack: every object in it is built and hashed, and only then gets its place in an index.

    scan        find the entries, one after another; hash those that are whole
    resolve     build and hash the deltas, from their bases up
    complete    a thin pack gets the bases that it lacks
    check       what the store has already, soundly, must be the same; with `checks` more (check/incoming.py)
    install     the pack, then its reverse index, then its index

Follows git's Documentation/git-index-pack.
"""

from __future__ import annotations

import os
import zlib
from array import array
from collections.abc import Callable
from itertools import pairwise

from pygitobj.errors import CorruptPack, GitObjectError, NotFoundError
from pygitobj.files.atomic import TempFile, WritePolicy, make_directory
from pygitobj.files.directory import is_there
from pygitobj.files.incoming import PackInFile, PackInStream
from pygitobj.files.pack_install import PACK_WHAT, HowIndexed, PackIndexes, build_indexes, install_indexes, install_pack
from pygitobj.formats.idx_writer import FIRST_LARGE, order_by_id
from pygitobj.formats.pack import build_pack_header
from pygitobj.jobs.receive.entry_bodies import refuse_collisions
from pygitobj.jobs.receive.incoming import Checked, Checks, check_received
from pygitobj.jobs.receive.pack_entries import PackEntries
from pygitobj.jobs.report import silent
from pygitobj.kernels import deflate
from pygitobj.kernels.entry_writer import OFS_DELTA, REF_DELTA, build_entry_header
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.verify import read_verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.jobs.report import Report


# Bytes of delta bases that are held at once.
ROOM = 96 << 20
# What is told of it.
RESOLVING = "Resolving deltas"


def tell_nobody(_line: str) -> None:
    """Tell nobody."""


def go_on() -> None:
    """Do nothing."""


class IndexOptions(Record):
    """How a pack is indexed.

    `version`, `first_large` and `reverse` say how its indexes are written; `refuse_twice` whether an object may stand
    in it twice; `room` how many bytes of delta bases are held at once. `report` is told how far the work is, of finding
    the entries under the name `title`, and `warn`, in one line each, what is wrong with objects. `at_end` is called
    once all of the pack was read: whoever sends it need not wait any longer.
    """

    version: int = 2
    first_large: int = FIRST_LARGE
    reverse: bool = True
    refuse_twice: bool = False
    checks: Checks = Checks()
    room: int = ROOM
    threads: int = 1
    report: Report = silent
    title: str | None = None
    warn: Callable[[str], None] = tell_nobody
    at_end: Callable[[], None] = go_on


DEFAULTS = IndexOptions()


class Indexed(Record):
    """An indexed pack: its trailer, which names it, its entries, its indexes, and what was found of its objects.

    `notes` are the suffixes of those files beside it that were not there.
    """

    trailer: bytes
    entries: PackEntries
    indexes: PackIndexes
    checked: Checked = Checked()
    notes: frozenset[str] = frozenset()


def index_file(
    path: str,
    object_format: ObjectFormat,
    options: IndexOptions = DEFAULTS,
    store: ObjectStore | None = None,
    most: int = 0,
) -> Indexed:
    """Index the pack in the file `path`; nothing is written.

    Where there is a `store`, its objects must be the same as those in the pack that have the same ids. It may have
    `most` bytes, 0 any. Raises CorruptError, UnsupportedError, GitObjectError, OSError.
    """
    source = PackInFile(path, most)
    entries = PackEntries(source, object_format)
    entries.scan(options.title or "Indexing objects", options.report, streamed=False)
    trailer = entries.check_trailer()
    options.at_end()
    if source.end != entries.end + object_format.hash_size:
        raise CorruptPack("pack has junk at the end", path=path, offset=entries.end, expected="the trailer and no more")
    resolve_all(entries, options)
    refuse_unresolved(entries)
    return finish(entries, trailer, options, store)


def write_index(path: str, indexed: Indexed, policy: WritePolicy) -> None:
    """Write the index of an indexed pack to the file `path`, and its reverse index beside it. Raises OSError."""
    install_indexes(path, indexed.indexes, policy)


class Stream(Record):
    """A pack that comes in: the descriptor or the file that gives it, and how many bytes it may have (0: any).

    In a `thin` one bases may be missing. `start` was read of it before.
    """

    source: int | BinaryIO
    most: int = 0
    thin: bool = False
    start: bytes = b""


def index_stream(
    stream: Stream,
    store: ObjectStore,
    policy: WritePolicy,
    options: IndexOptions = DEFAULTS,
    *,
    notes: dict[str, bytes] | None = None,
    path: str | None = None,
) -> tuple[Indexed, bytes]:
    """Take the pack that comes in into `store`; gives it, and what was read beyond its end.

    `notes` has the contents of further files, by suffix (".keep"); what is there of them stays. With `path`, a name
    that ends in ".pack", it gets that name, else its hash in the store's pack directory. Raises CorruptError,
    UnsupportedError, GitObjectError, OSError; the store is then what it was.
    """
    if path is not None and is_there(path):
        raise GitObjectError(f"unable to create '{path}': File exists")
    store.require_writable()
    directory = f"{store.path}/pack"
    make_directory(directory, policy)
    with TempFile(directory if path is None else os.path.dirname(path) or ".", PACK_WHAT) as temp:
        source = PackInStream(stream.source, temp, stream.most, stream.start)
        entries = PackEntries(source, store.format)
        entries.scan(options.title or "Receiving objects", options.report, streamed=True)
        trailer = entries.check_trailer()
        options.at_end()
        rest = source.take_rest(entries.end + store.format.hash_size)
        if source.is_file_with_more(rest):
            raise CorruptPack("pack has junk at the end", path=source.path, offset=source.end)
        resolve_all(entries, options)
        if stream.thin and entries.unresolved():
            trailer = complete(entries, source, store, policy.level, options)
        refuse_unresolved(entries)
        indexed = finish(entries, trailer, options, store)
        stem = f"{directory}/pack-{trailer.hex()}" if path is None else path.removesuffix(".pack")
        try:
            new = install_pack(temp, stem, indexed.indexes, policy, notes or {}, named_by_hash=path is None)
        except FileExistsError:
            raise GitObjectError(f"unable to create '{path}': File exists") from None
    return indexed._replace(notes=new), rest


def resolve_all(entries: PackEntries, options: IndexOptions) -> None:
    """Give all deltas their ids whose bases are there. Raises CorruptError."""
    deltas = entries.codes.count(0)
    if deltas:
        options.report(RESOLVING, 0, deltas, None)
        entries.resolve(options.room, options.threads)
        options.report(RESOLVING, deltas - entries.codes.count(0), deltas, None)


def refuse_unresolved(entries: PackEntries) -> None:
    """Raises CorruptPack where deltas have no base."""
    missing = entries.unresolved()
    if missing:
        base = entries.base_id(missing[0])
        raise CorruptPack(
            f"pack has {len(missing)} unresolved delta{'s' if len(missing) > 1 else ''}",
            path=entries.source.path,
            offset=entries.offsets[missing[0]],
            expected=f"its base {base.hex()} in the pack" if base is not None else "its base in the pack",
        )


def complete(
    entries: PackEntries, source: PackInStream, store: ObjectStore, level: int, options: IndexOptions
) -> bytes:
    """Append the bases that a thin pack lacks, as far as `store` has them; gives the new trailer.

    In the order of the pack, as git does: many a base that is missing is itself made by a delta that comes before.
    """
    temp, hash_size = source.temp, store.format.hash_size
    count, deltas = len(entries), entries.kinds.count(OFS_DELTA) + entries.kinds.count(REF_DELTA)
    for at in entries.unresolved():
        base = entries.base_id(at)
        if entries.codes[at] or base is None:
            continue
        try:
            kind, body = read_verified(store, base)
        except NotFoundError:
            continue
        entry = build_entry_header(kind.code, len(body)) + deflate(body, level)
        os.lseek(temp.descriptor, entries.end, os.SEEK_SET)
        temp.write(entry)
        source.look_again(entries.end + len(entry))
        place = array("Q", [entries.end]), array("B", [kind.code]), array("Q", [len(body)]), array("q", [-1])
        entries.take(entries.end + len(entry), *place, array("I", [zlib.crc32(entry)]), base)
        entries.resolve_on(len(entries) - 1, options.room, options.threads)
    added = len(entries) - count
    end = f"completed with {added} local object{'' if added == 1 else 's'}"
    options.report(RESOLVING, deltas - entries.codes.count(0), deltas, None, end=end)
    os.lseek(temp.descriptor, 0, os.SEEK_SET)
    temp.write(build_pack_header(len(entries)))
    source.look_again(entries.end)
    trailer = entries.hash()
    os.lseek(temp.descriptor, entries.end, os.SEEK_SET)
    temp.write(trailer)
    source.look_again(entries.end + hash_size)
    return trailer


def finish(entries: PackEntries, trailer: bytes, options: IndexOptions, store: ObjectStore | None) -> Indexed:
    """Check the objects, all of which have their ids, and make the indexes. Raises CorruptError."""
    if options.refuse_twice:
        refuse_duplicates(entries)
    if store is not None:
        refuse_collisions(entries, store, options.room)
    checked = check_received(entries, store, options.checks, options.room, options.warn)
    how = HowIndexed(options.version, options.first_large, options.reverse)
    indexes = build_indexes(entries.format, entries.ids, entries.offsets, entries.crcs, trailer, how)
    return Indexed(trailer, entries, indexes, checked)


def refuse_duplicates(entries: PackEntries) -> None:
    """Raises CorruptPack where an object stands in the pack twice."""
    for before, at in pairwise(order_by_id(entries.ids, entries.format.hash_size)):
        if entries.oid(before) == entries.oid(at):
            raise CorruptPack(
                f"the same object {entries.oid(at).hex()} appears twice in the pack",
                path=entries.source.path, offset=entries.offsets[at],
            )  # fmt: skip
