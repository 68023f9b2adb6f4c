"""An archive of a tree, as tar or as zip.

Follows git's Documentation/git-archive.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from pygitobj.errors import RepositoryError
from pygitobj.formats.binary import looks_binary
from pygitobj.formats.tar import BLOCK, TarEntry, end_of_archive, entry_head, global_head, padding
from pygitobj.formats.tree import SYMLINK, TYPE_MASK, is_regular
from pygitobj.formats.zip import ZipEntry, ZipWriter
from pygitobj.jobs.archive.entries import Entry, Wanted, entries_wanted
from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.oid import ObjectId
from pygitobj.repository.big_files import big_file_size
from pygitobj.repository.diff_drivers import driver_at, load_diff_drivers
from pygitobj.repository.repository import Repository

PIECE = 16 << 10
# What gzip's header is made with, and the most that levels of compression are.
GZIP_BITS = 31
MOST_LEVEL = 9
EPOCH_OF_DOS = 1980


def tar_of(
    repository: Repository, wanted: Wanted, conversions: Conversions, moment: int, umask: int
) -> Iterator[bytes]:
    """The bytes of an archive of the kind tar, whose entries have changed at `moment`."""
    comment = None if wanted.commit is None else wanted.commit.hex().encode("ascii")
    size = 0
    for piece in chain([global_head(comment, moment)], tar_entries(repository, wanted, conversions, moment, umask)):
        size += len(piece)
        yield piece
    yield end_of_archive(size)


def tar_entries(
    repository: Repository, wanted: Wanted, conversions: Conversions, moment: int, umask: int
) -> Iterator[bytes]:
    """The bytes of its entries."""
    for entry in entries_wanted(repository, wanted, conversions, big_file_size(repository.config)):
        is_link = entry.mode & TYPE_MASK == SYMLINK
        target = entry.content or b"" if is_link else b""
        name = entry.oid.hex().encode("ascii")
        yield entry_head(TarEntry(entry.path, entry.mode, entry.size, target, name), moment, umask)
        if is_regular(entry.mode):
            yield from content_of(repository, entry)
            yield padding(entry.size)


def content_of(repository: Repository, entry: Entry) -> Iterator[bytes]:
    """What a file has, some at a time where it is not held."""
    if entry.content is not None:
        yield entry.content
        return
    with repository.reader.open(ObjectId(entry.oid)) as file:
        while piece := file.read(PIECE):
            yield piece


def zip_of(
    repository: Repository, wanted: Wanted, conversions: Conversions, moment: int, level: int
) -> Iterator[bytes]:
    """The bytes of an archive of the kind zip, deflated as hard as `level` says. Raises RepositoryError."""
    writer = ZipWriter(dos_time(moment), moment, level)
    drivers = load_diff_drivers(repository.config)

    def is_binary(entry: Entry, start: bytes) -> bool:
        driver = driver_at(conversions.attributes, drivers, entry.place, entry.mode)
        known = None if driver is None else driver.binary
        return looks_binary(start) if known is None else known

    for entry in entries_wanted(repository, wanted, conversions, big_file_size(repository.config)):
        if entry.path.isascii() is False and not is_utf_8(entry.path):
            shown = entry.path.decode("utf-8", "surrogateescape")
            repository.warn(f"warning: path is not valid UTF-8: {shown}")
        if entry.content is not None:
            binary = is_binary(entry, entry.content)
            yield from writer.entry(ZipEntry(entry.path, entry.mode, entry.content, binary))
        elif is_regular(entry.mode):
            pieces = content_of(repository, entry)
            first = next(pieces, b"")
            made = ZipEntry(entry.path, entry.mode, b"", is_binary(entry, first), chain([first], pieces), entry.size)
            yield from writer.entry(made)
        else:
            yield from writer.entry(ZipEntry(entry.path, entry.mode, b"", True))
    yield writer.end(b"" if wanted.commit is None else wanted.commit.hex().encode("ascii"))


def is_utf_8(path: bytes) -> bool:
    """Whether a path is UTF-8."""
    try:
        path.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def dos_time(moment: int) -> tuple[int, int]:
    """The day and the time of day of a moment, here, as DOS counts them. Raises RepositoryError."""
    try:
        here = time.localtime(moment)
    except (OverflowError, OSError, ValueError):
        raise RepositoryError(f"timestamp too large for this system: {moment}") from None
    day = here.tm_mday + here.tm_mon * 32 + (here.tm_year - EPOCH_OF_DOS) * 512
    return day & 0xFFFF, here.tm_sec // 2 + here.tm_min * 32 + here.tm_hour * 2048


def gzipped(pieces: Iterable[bytes], level: int) -> Iterator[bytes]:
    """`pieces` as gzip compresses them, without a name and a time. Raises RepositoryError."""
    if level > MOST_LEVEL:
        raise RepositoryError(f"deflateInit2: stream consistency error ({level} is no level of compression)")
    compressor = zlib.compressobj(level, zlib.DEFLATED, GZIP_BITS)
    for block in in_blocks(pieces):
        yield compressor.compress(block)
    yield compressor.flush()


def in_blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """`pieces` in whole blocks, but for the last one."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= BLOCK:
            joined = b"".join(held)
            whole = size - size % BLOCK
            yield joined[:whole]
            held, size = [joined[whole:]], size - whole
    yield b"".join(held)
