"""What `pack-objects` is told on standard input: ids or packs. Revisions have a room of their own (revision_list.py).

    <id>[ <path>]       an object, and where it lies
    -<id>               a commit or tree whose objects may be bases of a thin pack, but are not packed

    <pack>.pack         with --stdin-packs: whose objects are packed
    ^<pack>.pack        whose objects are left out; with --stdin-packs=follow it has all that they reach
    !<pack>.pack        with --stdin-packs=follow: the same of a pack that may not have all that

Follows git's Documentation/git-pack-objects.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable

from pygitobj.errors import GitObjectError
from pygitobj.files.pack import PackFile
from pygitobj.formats.links import TREE
from pygitobj.id_list import IdList
from pygitobj.kernels import Reach, name_hash
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record
from pygitobj.sources.values import RawObject
from pygitobj.store.bulk import columns, describe_column
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.windows import results_of
from pygitobj.walk.column import Column, new_column

WINDOW = 32 << 20


class ObjectList(Record):
    """Objects with the hashes of their paths, each once, and those whose objects may be bases."""

    wanted: Column
    edges: list[bytes]


def parse_objects(lines: Iterable[bytes], object_format: ObjectFormat, names: int = 1) -> ObjectList:
    """The objects that `lines` name; `names` is the version of the name hashes.

    Raises GitObjectError for a line that names none.
    """
    digits = object_format.hex_size
    hashes: dict[bytes, int] = {}
    edges: list[bytes] = []
    for raw in lines:
        line = raw.partition(b"\0")[0]
        start = line.startswith(b"-")
        try:
            oid = bytes.fromhex(line[start : start + digits].decode("ascii"))
            if len(oid) != object_format.hash_size:
                raise ValueError
        except ValueError:
            what = "edge object ID" if start else "object ID"
            raise GitObjectError(f"expected {what}, got garbage:\n {os.fsdecode(line)}") from None
        if start:
            edges.append(oid)
        else:
            hashes.setdefault(oid, name_hash(line[digits + 1 :], names))
    return ObjectList(Column(bytearray(b"".join(hashes)), array("I", hashes.values())), edges)


class NamedPacks(Record):
    """Packs whose objects are packed, those whose objects are left out, and of these the ones that are not closed."""

    included: list[PackFile]
    excluded: list[PackFile]
    open: list[PackFile]


def parse_packs(lines: Iterable[bytes], store: ObjectStore, *, follow: bool = False) -> NamedPacks:
    """The packs that `lines` name; with `follow` "!" stands before those that may not have all that they reach.

    Raises GitObjectError for a name of no pack: for the first one in order.
    """
    known = {os.path.basename(pack.pack_path): pack for source in store.sources for pack in source.packed.all_packs()}
    asked: dict[str, set[str]] = {"": set(), "^": set(), "!": set()}
    for raw in lines:
        line = os.fsdecode(trimmed(raw))
        mark = line[:1] if line[:1] == "^" or (follow and line[:1] == "!") else ""
        if line:
            asked[mark].add(line[len(mark) :])
    unknown = {name for names in asked.values() for name in names if name not in known}
    if unknown:
        raise GitObjectError(f"could not find pack '{min(unknown, key=os.fsencode)}'")
    return NamedPacks(*([known[name] for name in sorted(names)] for names in asked.values()))


def trimmed(line: bytes) -> bytes:
    """`line` without its end, that of other systems too, up to a NUL."""
    if line.endswith(b"\n"):
        line = line[:-1].removesuffix(b"\r")
    return line.partition(b"\0")[0]


def objects_of_packs(
    store: ObjectStore, packs: Iterable[PackFile], without: Iterable[PackFile] = (), names: int = 1
) -> Column:
    """The objects of `packs` in the order of the packs, each once, named as the trees among them name them.

    Not those of the packs `without`; `names` is the version of the name hashes.
    """
    return named_within(store, ids_of_packs(packs, without, store.format.hash_size), names)


def ids_of_packs(packs: Iterable[PackFile], without: Iterable[PackFile], size: int) -> bytes:
    """The raw ids, of `size` bytes, of the objects of `packs` that are not in `without`, in pack order, each once."""
    seen = Reach(size)
    for pack in without:
        seen.add(pack.index.oid_column(0, pack.index.count))
    return b"".join([seen.add(pack.ids_of(pack.order.rows)) for pack in packs])


def named_within(store: ObjectStore, ids: bytes, names: int = 1) -> Column:
    """The objects `ids` with the hashes of the names that trees among them give them, without directories.

    `names` is the version of the name hashes.
    """
    size = store.format.hash_size
    hashes: dict[bytes, int] = {}
    known = Reach(size, names)
    for column in columns(IdList.of(ids, size).raws(), store.format):
        codes, _ = describe_column(store, column)
        trees = IdList.of(column, size).select(code == TREE for code in codes)
        bodies = [raw.data for raw in results_of(store, trees, WINDOW, None) if isinstance(raw, RawObject)]
        named = known.take(bodies, array("I", bytes(4 * len(bodies))))
        for some, their in ((named.trees, named.tree_hashes), (named.blobs, named.blob_hashes)):
            hashes.update(zip(IdList.of(some, size).raws(), their, strict=True))
    found = array("I", [hashes.get(oid, 0) for oid in IdList.of(ids, size).raws()])
    return Column(bytearray(ids), found) if found else new_column()
