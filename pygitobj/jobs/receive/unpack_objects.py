"""Unpack a pack into loose objects: every object is built and hashed first, and written if the store lacks it.

The pack is kept in a temporary file while that goes on, so that a delta may rest on what comes after it.

Follows git's Documentation/git-unpack-objects.
"""

from __future__ import annotations

from pygitobj.errors import CorruptError, CorruptPack
from pygitobj.files.atomic import TempFile, WritePolicy, make_directory
from pygitobj.files.incoming import PackInStream
from pygitobj.files.pack_install import PACK_WHAT
from pygitobj.files.stream import InflatingReader
from pygitobj.formats.pack import HEADER_SIZE
from pygitobj.jobs.receive.entry_bodies import entry_bodies
from pygitobj.jobs.receive.incoming import check_received
from pygitobj.jobs.receive.index_pack import IndexOptions, Stream, complete, refuse_unresolved, resolve_all
from pygitobj.jobs.receive.pack_entries import AT_ONCE, PackEntries
from pygitobj.kernels import parse_entry_header
from pygitobj.kernels.entry_writer import OFS_DELTA
from pygitobj.oid import TYPE_BY_CODE
from pygitobj.record import Record
from pygitobj.sources.copies import buffered
from pygitobj.store.object_store import ObjectStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

TITLE = "Unpacking objects"


class Unpacking(Record):
    """How a pack is unpacked: `dry` writes nothing, `recover` goes on after damage with what is good."""

    dry: bool = False
    recover: bool = False


class Unpacked(Record):
    """A pack that was unpacked.

    `objects` is how many of its objects the store has now, or would have; `is_whole` says that these are all of them,
    and that nothing was damaged. `rest` is what was read after the end of the pack.
    """

    objects: int
    is_whole: bool
    rest: bytes


def unpack_stream(
    stream: Stream, store: ObjectStore, policy: WritePolicy, options: IndexOptions, how: Unpacking
) -> Unpacked:
    """Unpack the pack that comes in into `store`.

    Raises CorruptError, UnsupportedError, GitObjectError, OSError; then nothing was written, and with `how.recover`
    damage is not raised but told to `options.warn`.
    """
    store.require_writable()
    directory = f"{store.path}/pack"
    make_directory(directory, policy)
    with TempFile(directory, PACK_WHAT) as temp:
        source = PackInStream(stream.source, temp, stream.most, stream.start, tells_limit=False)
        entries = PackEntries(source, store.format)
        good = find_all(entries, options, how)
        rest = b"" if not good else source.take_rest(entries.end + store.format.hash_size)
        count = len(entries)
        if not how.dry:
            good = build_all(entries, source, store, policy, options, how) and good
            count = write_all(entries, store, options)
        temp.drop()
    return Unpacked(count, good, rest)


def find_all(entries: PackEntries, options: IndexOptions, how: Unpacking) -> bool:
    """Find the entries; whether the pack was whole. Raises CorruptPack, unless what is good is to be recovered."""
    try:
        entries.scan(TITLE, options.report, streamed=True)
        entries.check_trailer()
    except CorruptPack as error:
        if not how.recover:
            raise
        options.warn(f"error: {error}")
        return False
    return True


def build_all(
    entries: PackEntries,
    source: PackInStream,
    store: ObjectStore,
    policy: WritePolicy,
    options: IndexOptions,
    how: Unpacking,
) -> bool:
    """Give the objects their ids and check them; whether all were good. Raises as `find_all`."""
    try:
        resolve_all(entries, options)
        if entries.unresolved():
            complete(entries, source, store, policy.level, options)
        refuse_unresolved(entries)
    except CorruptError as error:
        if not how.recover:
            raise
        options.warn(f"error: {error}")
        return False
    check_received(entries, store, options.checks, options.room, options.warn)
    return True


def write_all(entries: PackEntries, store: ObjectStore, options: IndexOptions) -> int:
    """Write the objects that have ids; gives how many. Raises RepositoryError."""
    known = [at for at, code in enumerate(entries.codes) if code]
    streamed = [at for at in known if entries.kinds[at] < OFS_DELTA and entries.sizes[at] > AT_ONCE]
    aside = set(streamed)
    for new in entry_bodies(entries, [at for at in known if at not in aside], options.room, options.threads):
        store.write(TYPE_BY_CODE[new.code], new.body)
    for at in streamed:
        with open_entry(entries, at) as file:
            store.write_stream(TYPE_BY_CODE[entries.codes[at]], entries.sizes[at], file)
    return len({entries.oid(at) for at in known})


def open_entry(entries: PackEntries, at: int) -> BinaryIO:
    """The body of the entry at the position `at`, which is stored whole, as a file."""
    source, offset = entries.source, entries.offsets[at]
    _, size, _, start = parse_entry_header(source.data, offset, HEADER_SIZE, entries.end, entries.format.hash_size)
    reader = InflatingReader(source.data, start, entries.end, size, path=source.path, offset=offset, error=CorruptPack)
    return buffered(reader)
