"""The names of loose objects in a repository of two hashes, as text: `objects/loose-object-idx`.

    # loose-object-idx
    <id in the repository's own format> <id in the other one>      a line for each

Lines are added as objects are written, in any order. One file may have a last line that was not written to its end.
Follows git's Documentation/technical/hash-function-transition, "Loose object index".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pygitobj.errors import CorruptError
from pygitobj.formats.object_map import MappedName
from pygitobj.formats.small_text import id_at_start
from pygitobj.oid import ObjectFormat

HEAD = b"# loose-object-idx\n"


def parse_loose_object_idx(data: bytes, main: ObjectFormat, other: ObjectFormat) -> Iterator[MappedName]:
    """The names in `data`, in its order, without a last line that has no end. Raises CorruptError."""
    if not data.startswith(HEAD):
        raise CorruptError("no index of loose objects", offset=0, expected="# loose-object-idx")
    at = len(HEAD)
    while (end := data.find(b"\n", at)) >= 0:
        line = data[at:end]
        first, space, second = line.partition(b" ")
        ours, theirs = id_at_start(first, main), id_at_start(second, other)
        if ours is None or theirs is None or not space or len(line) != main.hex_size + 1 + other.hex_size:
            raise CorruptError("a line of another form", offset=at, expected="an id, a space and an id")
        yield MappedName(ours, theirs)
        at = end + 1


def build_loose_object_idx(names: Iterable[MappedName]) -> bytes:
    """The file of `names`."""
    return HEAD + b"".join(f"{entry.main} {entry.other}\n".encode() for entry in names)
