"""What objects are called in the other hash of a repository that has two.

Each object directory says so of its loose objects: a text (formats/loose_object_idx.py), and maps
(formats/object_map.py). No document says so far how packs do.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pygitobj.errors import CorruptError
from pygitobj.files.directory import GONE, listed, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.loose_object_idx import parse_loose_object_idx
from pygitobj.formats.object_map import ObjectMap
from pygitobj.oid import ObjectFormat, ObjectId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.store.database import ObjectDatabase

TEXT = "loose-object-idx"
MAPS = "object-map"
MAP_NAME = ("map-", ".map")


def translated(database: ObjectDatabase, other: ObjectFormat, oid: ObjectId) -> ObjectId | None:
    """The name in the one format of the object that is `oid` in the other one; None where no file tells it.

    All files are looked at anew. Raises RepositoryError where one cannot be read, CorruptError, UnsupportedError.
    """
    main = database.format
    told = (pairs_of(source.path, main, other, oid) for source in database.sources)
    for ours, theirs in chain(pairs_everywhere(main, other), chain.from_iterable(told)):
        if oid in (ours, theirs):
            return theirs if oid == ours else ours
    return None


def pairs_everywhere(main: ObjectFormat, other: ObjectFormat) -> list[tuple[ObjectId, ObjectId]]:
    """The names in both formats that no file tells: no object, the empty tree, the empty blob."""
    empty = [(main.hash_object(kind, b""), other.hash_object(kind, b"")) for kind in ("tree", "blob")]
    return [(main.null_id, other.null_id), *empty]


def pairs_of(objects: str, main: ObjectFormat, other: ObjectFormat, oid: bytes) -> Iterator[tuple[ObjectId, ObjectId]]:
    """Names in both formats, as the files in the object directory `objects` have them: at least those of `oid`."""
    path = f"{objects}/{TEXT}"
    data = content(path)
    try:
        if data is not None:
            for entry in parse_loose_object_idx(data, main, other):
                yield entry.main, entry.other
        for path in maps_of(objects):
            data = content(path)
            found = None if data is None else ObjectMap(data, main, other).find(oid)
            if found is not None:
                yield found.main, found.other
    except CorruptError as error:
        raise error.located(path) from None


def maps_of(objects: str) -> list[str]:
    """The maps in the object directory `objects`. Raises RepositoryError."""
    directory = f"{objects}/{MAPS}"
    start, end = MAP_NAME
    return [f"{directory}/{name}" for name in listed(directory) if name.startswith(start) and name.endswith(end)]


def content(path: str) -> bytes | None:
    """What the file `path` holds, None where it is not there. Raises RepositoryError."""
    try:
        return read_small(path)
    except GONE:
        return None
    except OSError as error:
        raise unreadable(f"unable to read {path}", error) from error
