"""What `pack-objects` is told on standard input: ids, revisions or packs.

    <id>[ <path>]       an object, and where it lies
    -<id>               a commit or tree whose objects may be bases of a thin pack, but are not packed

    <rev>  ^<rev>  <rev>..<rev>     with --revs: what is reached, and what is left out
    --not                           turns the meaning of all lines after it round
    --shallow <id>                  a commit that is to have no parents
                                    an empty line ends it

    <pack>.pack  ^<pack>.pack       with --stdin-packs: whose objects are packed, or left out

Follows git's Documentation/git-pack-objects.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable
from typing import NamedTuple

from pygitobj.errors import GitObjectError, RevisionError, UnsupportedError
from pygitobj.files.pack import PackFile
from pygitobj.formats.links import TREE
from pygitobj.jobs.column import Column, new_column
from pygitobj.jobs.reachable import Root
from pygitobj.kernels import Reach, name_hash
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.repository.repository import Repository
from pygitobj.store.bulk import columns, describe_column
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.values import RawObject
from pygitobj.store.window import results_of

WINDOW = 32 << 20


class ObjectList(NamedTuple):
    """Objects with the hashes of their paths, each once, and those whose objects may be bases."""

    wanted: Column
    edges: list[bytes]


def parse_objects(lines: Iterable[bytes], object_format: ObjectFormat) -> ObjectList:
    """The objects that `lines` name. Raises GitObjectError for a line that names none."""
    digits = object_format.hex_size
    hashes: dict[bytes, int] = {}
    edges: list[bytes] = []
    for raw in lines:
        line = raw.removesuffix(b"\n")
        start = line.startswith(b"-")
        try:
            oid = bytes.fromhex(line[start : start + digits].decode("ascii"))
            if len(oid) != object_format.hash_size:
                raise ValueError
        except ValueError:
            what = "edge object ID" if start else "object ID"
            raise GitObjectError(f"expected {what}, got garbage:\n {os.fsdecode(line)}\n") from None
        if start:
            edges.append(oid)
        else:
            hashes.setdefault(oid, name_hash(line[digits + 1 :]))
    return ObjectList(Column(bytearray(b"".join(hashes)), array("I", hashes.values())), edges)


class RevisionList(NamedTuple):
    """Where walks begin: what is wanted, what is left out; commits that are to have no parents."""

    roots: list[Root]
    hidden: list[Root]
    shallow: frozenset[bytes]


def parse_revisions(lines: Iterable[bytes], repository: Repository) -> RevisionList:
    """What `lines` say. Raises GitObjectError in git's words, UnsupportedError for what is not supported yet."""
    sides: tuple[list[Root], list[Root]] = ([], [])
    shallow: set[bytes] = set()
    turned = False
    for raw in lines:
        line = os.fsdecode(raw.removesuffix(b"\n"))
        if not line:
            break
        if line == "--not":
            turned = not turned
        elif line.startswith("--shallow "):
            shallow.add(id_in(line.removeprefix("--shallow "), repository.format))
        elif line.startswith("-"):
            raise GitObjectError(f"not a rev '{line}'")
        else:
            for name, hidden in names_in(line):
                sides[hidden != turned].append(root_of(repository, name, line))
    return RevisionList(*sides, frozenset(shallow))


def id_in(text: str, object_format: ObjectFormat) -> bytes:
    """The raw id that `text` is. Raises GitObjectError."""
    try:
        oid = ObjectId(text)
        if len(oid) == object_format.hash_size:
            return bytes(oid)
    except ValueError:
        pass
    raise GitObjectError(f"not an object name '{text}'")


def names_in(line: str) -> list[tuple[str, bool]]:
    """The names in the revision argument `line`, and whether each is to be left out. Raises UnsupportedError."""
    if line.startswith("^"):
        return [(line[1:], True)]
    before, dots, after = line.partition("..")
    if not dots:
        if line.endswith(("^@", "^!")) or "^-" in line:
            raise UnsupportedError(f"ranges of parents are not supported yet: {line}")
        return [(line, False)]
    if after.startswith("."):
        raise UnsupportedError(f"symmetric differences are not supported yet: {line}")
    return [(before or "HEAD", True), (after or "HEAD", False)]


def root_of(repository: Repository, name: str, line: str) -> Root:
    """Where the revision `name` leads. Raises GitObjectError."""
    try:
        found = repository.lookup(name)
    except RevisionError:
        raise GitObjectError(f"bad revision '{line}'") from None
    if found.id is None:
        raise GitObjectError(f"bad revision '{line}'")
    return Root(bytes(found.id), os.fsencode(found.path or ""))


def parse_packs(lines: Iterable[bytes], store: ObjectStore) -> Column:
    """The objects of the packs that `lines` name, but not those of the packs that they leave out.

    Raises GitObjectError for a name of no pack.
    """
    known = {os.path.basename(pack.pack_path): pack for source in store.sources for pack in source.packed.all_packs()}
    sides: tuple[list[PackFile], list[PackFile]] = ([], [])
    for raw in lines:
        line = os.fsdecode(raw.removesuffix(b"\n"))
        name = line.removeprefix("^")
        if not line:
            continue
        if name not in known:
            raise GitObjectError(f"could not find pack '{name}'")
        sides[line.startswith("^")].append(known[name])
    return objects_of_packs(store, *sides)


def objects_of_packs(store: ObjectStore, packs: Iterable[PackFile], without: Iterable[PackFile] = ()) -> Column:
    """The objects of `packs` in the order of the packs, each once, named as the trees among them name them."""
    return named_within(store, ids_of_packs(packs, without, store.format.hash_size))


def ids_of_packs(packs: Iterable[PackFile], without: Iterable[PackFile], size: int) -> bytes:
    """The raw ids, of `size` bytes, of the objects of `packs` that are not in `without`, in pack order, each once."""
    seen = Reach(size)
    for pack in without:
        seen.add(pack.index.oid_column(0, pack.index.count))
    return b"".join([seen.add(pack.ids_of(pack.order.rows)) for pack in packs])


def named_within(store: ObjectStore, ids: bytes) -> Column:
    """The objects `ids` with the hashes of the names that trees among them give them, without directories."""
    size = store.format.hash_size
    hashes: dict[bytes, int] = {}
    known = Reach(size)
    for column in columns((ids[at : at + size] for at in range(0, len(ids), size)), store.format):
        codes, _ = describe_column(store, column)
        trees = b"".join([column[at * size : (at + 1) * size] for at, code in enumerate(codes) if code == TREE])
        bodies = [raw.data for raw in results_of(store, trees, WINDOW, None) if isinstance(raw, RawObject)]
        named = known.take(bodies, array("I", bytes(4 * len(bodies))))
        for some, their in ((named.trees, named.tree_hashes), (named.blobs, named.blob_hashes)):
            hashes.update((some[at * size : (at + 1) * size], hash_) for at, hash_ in enumerate(their))
    found = array("I", [hashes.get(ids[at : at + size], 0) for at in range(0, len(ids), size)])
    return Column(bytearray(ids), found) if found else new_column()
