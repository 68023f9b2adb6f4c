"""What a multi-pack-index says of the packs of one object directory: candidates in packs that are there.

Loaded only where there is one. Who takes what it says away, or relies on it, asks the packs' own indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pygitobj.files.pack_family import is_passing
from pygitobj.sources.copies import PackedCopy, Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.files.multi_pack_index import CoveredPacks
    from pygitobj.files.pack import PackFile
    from pygitobj.id_list import IdList


class Covered:
    """The packs that `covers` tells of; `by_path` has those that are there, by their paths without suffix.

    Methods that take `packs` are given all that are known.
    """

    def __init__(self, covers: CoveredPacks, by_path: Mapping[str, PackFile]) -> None:
        self.covers = covers
        self.by_path = by_path
        # What is covered, the packs that were known then, and those of them that are not covered.
        self.known_rest: tuple[frozenset[str], list[PackFile], list[PackFile]] = (frozenset(), [], [])

    def rest(self, packs: list[PackFile]) -> list[PackFile]:
        """Those of `packs` that are not covered, or may pass."""
        stems = self.covers.stems
        known = self.known_rest
        if known[0] is not stems or known[1] is not packs:
            rest = [pack for pack in packs if pack.path not in stems or is_passing(pack.path)]
            known = self.known_rest = stems, packs, rest
        return known[2]

    def pack(self, stem: str) -> PackFile | None:
        """The pack at `stem`; None where it is not there, or may pass."""
        pack = self.by_path.get(stem)
        if pack is not None and not pack.covered:
            if is_passing(stem):
                return None
            pack.covered = True
        return pack

    def choice(self, oid: bytes, packs: list[PackFile]) -> tuple[PackedCopy | None, list[PackFile]]:
        """The copy of `oid` that was chosen, and those of `packs` that are to be asked if there is none."""
        found = self.covers.locate(oid)
        if found is None:
            return None, self.rest(packs)
        pack = self.pack(found[0])
        return None if pack is None else PackedCopy(pack, found[1]), packs

    def locate(self, oid: bytes) -> Iterator[PackedCopy | None]:
        """The copy of `oid` that each layer has chosen; None for one that is not there."""
        for stem, offset in self.covers.locate_all(oid):
            pack = self.pack(stem)
            yield None if pack is None else PackedCopy(pack, offset)

    def locate_many(self, ids: IdList, opens: Callable[[PackFile], bool]) -> list[Part]:
        """Where `ids` are that are covered, as far as it `opens` the packs."""
        parts = []
        for stem, offsets, positions in self.covers.locate_many(ids.raw):
            pack = self.pack(stem)
            if pack is not None and opens(pack):
                parts.append(Part(pack, offsets, None if len(positions) == len(ids) else list(positions)))
        return parts

    def find_prefix(self, digits: str, packs: list[PackFile]) -> tuple[set[bytes], list[PackFile]]:
        """The ids that begin with the hex `digits`, and those of `packs` that are to be asked for more."""
        stems = self.covers.stems
        # What tells of packs that are not there may tell of objects that are not there.
        if not stems <= self.by_path.keys():
            return set(), packs
        found = self.covers.between(*self.covers.object_format.bounds_of(digits))
        return found, self.rest(packs) if self.covers.stems is stems else packs

    def refresh(self, *, directory_changed: bool) -> bool:
        """Look whether it changed; gives whether it did."""
        return self.covers.refresh(directory_changed=directory_changed)

    def release(self) -> None:
        """Let go of the files until they are needed again."""
        self.covers.release()
