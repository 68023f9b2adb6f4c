"""What the remote of a partial clone has promised: objects that may be missing here.

    pack-….promisor             stands beside a pack that came from such a remote

Promised are the objects in these packs and all that one of them names. Follows git's Documentation/technical/
partial-clone.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from pygitobj.errors import CorruptObject, GitObjectError
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import PROMISOR_SUFFIX, has
from pygitobj.formats.links import BLOB, COMMIT, TREE, links_of
from pygitobj.id_list import IdList
from pygitobj.kernels import Reach
from pygitobj.sources.values import RawObject
from pygitobj.store.bulk import read_targets
from pygitobj.store.object_store import ObjectStore

WINDOW = 32 << 20
# Entries of a pack that are looked at together.
STEP = 4096


def promisor_packs(store: ObjectStore) -> list[PackFile]:
    """The packs, of all object directories, that came from a remote which has promised what they name."""
    store.refresh()
    packs = (pack for source in store.sources for pack in source.packed.all_packs())
    return [pack for pack in packs if has(pack.path, PROMISOR_SUFFIX)]


def with_codes(store: ObjectStore, pack: PackFile) -> Iterator[tuple[IdList, array[int]]]:
    """The ids of the objects in `pack`, some at a time, and their type codes, all 0 where they cannot be told."""
    order = pack.order
    for start in range(0, len(order.offsets), STEP):
        ids = IdList.of(pack.ids_of(order.rows[start : start + STEP]), store.format.hash_size)
        try:
            codes, _, _ = pack.info_many(order.offsets[start : start + STEP], store.threads)
        except (OSError, GitObjectError):
            codes = array("B", bytes(len(ids)))
        yield ids, codes


def promised_commits(store: ObjectStore) -> bytes:
    """A column of the raw ids of the commits in packs of a promisor, and of what there might be one."""
    found = []
    for pack in promisor_packs(store):
        for ids, codes in with_codes(store, pack):
            found.append(ids.select(code in (0, COMMIT) for code in codes).raw)
    return b"".join(found)


class Promised:
    """Whether an object is promised. All of them are found when the first one is asked for, in bulk.

    What is damaged in a pack promises nothing. Raises RepositoryError for what the system does not let us read.
    """

    def __init__(self, store: ObjectStore) -> None:
        self.store = store
        self.known: Reach | None = None

    def __call__(self, oid: bytes) -> bool:
        """Whether the object with the raw id `oid` is promised."""
        if self.known is None:
            self.known = self.find()
        return bytes(oid) in self.known

    def find(self) -> Reach:
        """The objects that are promised."""
        known = Reach(self.store.format.hash_size)
        for pack in promisor_packs(self.store):
            for ids, naming in self.columns(pack):
                known.add(ids.raw)
                self.take_named(naming, known)
        return known

    def columns(self, pack: PackFile) -> Iterator[tuple[IdList, IdList]]:
        """The ids of the objects in `pack`, some at a time, and those among them that name others."""
        for ids, codes in with_codes(self.store, pack):
            yield ids, ids.select(code != BLOB for code in codes)

    def take_named(self, ids: IdList, known: Reach) -> None:
        """Add what the objects `ids` name to `known`."""
        trees: list[bytes] = []
        named: list[bytes] = []
        for raw in read_targets(self.store, ids, WINDOW, None):
            if not isinstance(raw, RawObject):
                continue
            if raw.type.code == TREE:
                trees.append(raw.data)
                continue
            try:
                named.extend(link.oid for link in links_of(raw.type.code, raw.data, self.store.format))
            except CorruptObject:
                continue
        known.add(b"".join(named))
        self.take_entries(trees, known)

    def take_entries(self, trees: list[bytes], known: Reach) -> None:
        """Add what the trees with the bodies `trees` name to `known`."""
        try:
            known.take(trees, array("I", bytes(4 * len(trees))))
        except CorruptObject:
            for tree in trees:
                try:
                    known.take([tree], array("I", [0]))
                except CorruptObject:
                    continue
