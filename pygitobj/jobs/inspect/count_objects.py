"""Count what an object directory holds, and what lies in it that is none of git's.

Follows git's Documentation/git-count-objects.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable

from pygitobj.files.directory import names_in, status, unreadable
from pygitobj.files.pack_family import MULTI, SUFFIXES
from pygitobj.record import Record
from pygitobj.sources.loose import HEX
from pygitobj.store.object_store import ObjectStore

BLOCK = 512

# Told what is wrong with a file, and its path.
Report = Callable[[str, str], None]


class Garbage(Record):
    """A file that belongs to nothing: why it does not, and its path."""

    message: str
    path: str


class ObjectCounts(Record):
    """How many objects, packs and other files an object directory has, and their sizes in bytes.

    `loose_size` is what the loose objects take on the disk; `packable` of them stand in a pack too. `alternates` are
    the object directories that are borrowed from, which are not counted; `garbage_files` what belongs to nothing.
    """

    loose: int
    loose_size: int
    packed: int
    packs: int
    pack_size: int
    packable: int
    garbage: int
    garbage_size: int
    alternates: tuple[str, ...]
    garbage_files: tuple[Garbage, ...]


def ignore(_message: str, _path: str) -> None:
    """Tell nobody."""


def count_objects(store: ObjectStore, report: Report = ignore) -> ObjectCounts:
    """Count what the first object directory of `store` holds; `report` is told each file that does not belong.

    Raises RepositoryError where not everything can be looked at.
    """
    before = store.trouble.count
    try:
        counts = count(store, report)
    except OSError as error:
        raise unreadable(f"unable to count objects: {error.filename}", error) from error
    store.trouble.require_none(before, "unable to count objects")
    return counts


def count(store: ObjectStore, report: Report) -> ObjectCounts:
    """As `count_objects`. Raises OSError."""
    loose, garbage = look_at_loose(store)
    garbage += look_at_packs(f"{store.sources[0].path}/pack")
    for file in garbage:
        report(*file)
    packs = store.sources[0].packed.all_packs()
    sizes = [size_of(pack.pack_path) + size_of(pack.index_path) for pack in packs]
    return ObjectCounts(
        loose=len(loose),
        loose_size=sum(disk_size(path) for _, path in loose),
        packed=sum(pack.index.count for pack in packs),
        packs=len(packs),
        pack_size=sum(sizes),
        packable=sum(store.is_packed(oid) for oid, _ in loose),
        garbage=len(garbage),
        garbage_size=sum(size_of_garbage(file.path) for file in garbage),
        alternates=tuple(source.path for source in store.sources[1:]),
        garbage_files=tuple(garbage),
    )


def look_at_loose(store: ObjectStore) -> tuple[list[tuple[bytes, str]], list[Garbage]]:
    """The loose objects as (raw id, path), and what else is in their directories."""
    directory = store.sources[0].path
    loose: list[tuple[bytes, str]] = []
    garbage: list[Garbage] = []
    for number in range(256):
        shard = f"{directory}/{number:02x}"
        for name in names_in(shard):
            oid = oid_of(f"{number:02x}{name}", store.format.hex_size)
            path = f"{shard}/{name}"
            if oid is None or not is_plain(path):
                garbage.append(Garbage("garbage found", path))
            else:
                loose.append((oid, path))
    return loose, garbage


def oid_of(digits: str, hex_size: int) -> bytes | None:
    """The raw id that `digits` are, None where they are none."""
    return bytes.fromhex(digits) if len(digits) == hex_size and HEX.issuperset(digits) else None


def look_at_packs(directory: str) -> list[Garbage]:
    """What in a pack directory belongs to no pack."""
    garbage: list[Garbage] = []
    families: dict[str, list[str]] = {}
    for name in names_in(directory):
        stem, dot, suffix = name.rpartition(".")
        if dot + suffix in SUFFIXES:
            families.setdefault(stem, []).append(dot + suffix)
        elif not name.startswith(MULTI):
            garbage.append(Garbage("garbage found", f"{directory}/{name}"))
    for stem, suffixes in sorted(families.items()):
        missing = [suffix for suffix in (".idx", ".pack") if suffix not in suffixes]
        if missing:
            message = f"no corresponding {' or '.join(missing)}"
            garbage.extend(Garbage(message, f"{directory}/{stem}{suffix}") for suffix in suffixes)
    return garbage


def is_plain(path: str) -> bool:
    """Whether a regular file is at `path`, no link to one. Raises OSError."""
    found = status(path, follow=False)
    return found is not None and stat.S_ISREG(found.st_mode)


def size_of(path: str) -> int:
    """The bytes in the file `path`, 0 where it is gone. Raises OSError."""
    found = status(path)
    return 0 if found is None else found.st_size


def size_of_garbage(path: str) -> int:
    """As `size_of`, and 0 for a link that leads round in a circle."""
    try:
        return size_of(path)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return 0
        raise


def disk_size(path: str) -> int:
    """The bytes that the file `path` takes on the disk, 0 where it is gone. Raises OSError."""
    found = status(path, follow=False)
    return 0 if found is None else found.st_blocks * BLOCK
