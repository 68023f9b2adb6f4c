"""The packs of one object directory: `pack/*.idx` with their `*.pack`, the most recently useful first.

What a multi-pack-index covers is found by it, without opening any .idx; where such a copy is bad or gone, by .idx.

Packs come and go while we read, as `git repack` and `git gc` run: `refresh` looks at the directory again.
"""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Callable, Iterator
from itertools import compress
from threading import Lock, RLock

from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.files.directory import GONE, is_gone, unreadable
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import is_passing, look_for_packs
from pygitobj.files.pool import OpenFiles
from pygitobj.files.unmapped import is_unreadable
from pygitobj.sources.copies import BadCopy, PackedCopy, Part, moved_to, open_first, without
from pygitobj.sources.matching import parts_of_many
from pygitobj.sources.trouble import Trouble

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.id_list import IdList
    from pygitobj.sources.covered import Covered

# Some file systems keep a directory's time to the second or two: one that changed just now may change again unseen.
RACY_NS = 2_000_000_000
# From how many packs and ids on it pays to look up the packs' ids among those that are looked for.
FEW_PACKS = 8
MANY_IDS = 256


class PackedSource:
    """The packs in the directory `path`; `open_pack` makes a PackFile of a path without suffix.

    What cannot be looked at is noted in `trouble`: a pack whose index is damaged is left out from then on; one that
    the system does not let us open is passed over and tried again the next time, and so is the directory. `moved` is
    called whenever packs came or went. `open_covered` gives what a multi-pack-index says of the packs in a directory,
    of which those are there that it is handed; without it none is used.
    """

    def __init__(
        self,
        path: str,
        open_pack: Callable[[str], PackFile],
        open_files: OpenFiles,
        trouble: Trouble,
        moved: Callable[[], None],
        open_covered: Callable[[str, dict[str, PackFile]], Covered] | None = None,
    ) -> None:
        self.path = path
        self.open_pack = open_pack
        self.open_files = open_files
        self.trouble = trouble
        self.moved = moved
        self.open_covered = open_covered
        self.covered: Covered | None = None
        self.lock = Lock()
        self.by_path: dict[str, PackFile] = {}
        self.packs: list[PackFile] = []
        # The same where no multi-pack-index covers any, else none: these are asked without further ado.
        self.plain: list[PackFile] = []
        self.seen_time: int | None = None
        # When the directory last changed where it has packs on their way in or out, else 0.
        self.unsettled_time = 0
        self.on_their_way: list[str] = []
        # Why the directory could not be looked at when that was last tried.
        self.unlisted: RepositoryError | None = None

    def has(self, oid: bytes) -> bool:
        """Whether some pack has `oid`; that pack is asked first from now on."""
        # As `find`, at less cost: one call more would be a tenth of it.
        packs = self.plain
        for pack in packs:
            index = pack.opened_index
            try:
                if (pack.find(oid) if index is None else index.table.find(oid)) >= 0:
                    if pack is not packs[0]:
                        self.move_to_front(pack)
                    return True
            except (OSError, GitObjectError) as error:
                self.pass_over(pack, error)
        return (self.covered is not None or self.seen_time is None or any_failed(packs)) and self.has_odd(oid)

    def has_odd(self, oid: bytes) -> bool:
        """As `has`, where a multi-pack-index covers packs, or none was looked for yet, or a map failed."""
        packs, covered = self.packs_at_hand(), self.covered
        if covered is not None:
            chosen, packs = covered.choice(oid, packs)
            if chosen is not None:
                return True
        return self.find(oid, packs) is not None

    def entry(self, oid: bytes) -> tuple[PackFile, int] | None:
        """The first pack that has `oid`, and where its entry starts; None also where its index does not tell where."""
        if self.seen_time is None:
            self.refresh()
        packs, covered = self.packs, self.covered
        if covered is not None:
            chosen, packs = covered.choice(oid, packs)
            if chosen is not None:
                return chosen
        found = self.find(oid, packs)
        if found is None:
            return None
        pack, row = found
        try:
            return pack, pack.offset(row)
        except (OSError, GitObjectError):
            return None  # met again by whoever asks for every copy

    def locate(self, oid: bytes) -> Iterator[PackedCopy | BadCopy]:
        """The copies of `oid` in every pack that has it, each where a pack has several, first the chosen one."""
        if self.seen_time is None:
            self.refresh()
        packs, covered = self.packs, self.covered
        chosen: list[PackedCopy | BadCopy | None] | None = None
        if covered is not None:
            chosen = []
            for found in covered.locate(oid):
                chosen.append(found)
                if found is not None:
                    yield found
            # Packs that it covers have none that it does not know of.
            packs = self.packs if chosen else covered.rest(self.packs)
        for pack in packs:
            row = self.row_in(pack, oid)
            if row >= 0:
                copy = self.copy_at(pack, row)
                if copy is not None and (chosen is None or copy not in chosen):
                    yield copy
                # Nearly always the first one serves: the others are looked for when it did not.
                yield from filter(None, [self.copy_at(pack, other) for other in self.rows_like(pack, row)])

    def copy_at(self, pack: PackFile, row: int) -> PackedCopy | BadCopy | None:
        """The copy in `row` of the index of `pack`; None where it cannot be asked and is passed over."""
        try:
            return PackedCopy(pack, pack.offset(row))
        except (OSError, RepositoryError) as error:
            self.pass_over(pack, error)
            return None
        except GitObjectError as error:
            return BadCopy(pack.pack_path, error.with_traceback(None))

    def locate_many(self, ids: IdList, *, by_index: bool = False) -> list[Part]:
        """Which of `ids` each pack has; `by_index` by its own index, never by that of many packs.

        What no pack has, or only one that is bad or cannot be read, is in no part: `locate` tells these apart.
        """
        packs, covered = self.packs_at_hand(), self.covered
        if covered is None or by_index:
            return self.parts_in(packs, ids)
        chosen = covered.locate_many(ids, self.opens)
        left = without(range(len(ids)), chosen)
        if not left:
            return chosen
        return chosen + moved_to(left, self.parts_in(covered.rest(self.packs), ids.at(left) if chosen else ids))

    def parts_in(self, packs: list[PackFile], ids: IdList) -> list[Part]:
        """Which of `ids` each of `packs` has, by its own index."""
        parts: list[Part] = []
        left: list[int] | None = None
        asked = ids
        for number, pack in enumerate(packs):
            if not asked:
                break
            if number >= FEW_PACKS and len(asked) >= MANY_IDS:
                rest = parts_of_many(packs[number:], asked, self.opens, self.pass_over)
                return parts + (rest if left is None else moved_to(left, rest))
            try:
                offsets = pack.find_offsets(asked.raw)
            except (OSError, GitObjectError) as error:
                self.pass_over(pack, error)
                continue
            if max(offsets) >= 0 and not self.opens(pack):
                continue
            if left is None and min(offsets) >= 0:
                return [Part(pack, offsets, None)]
            has = [offset >= 0 for offset in offsets]
            if not any(has):
                continue
            if left is None:
                left = list(range(len(offsets)))
            parts.append(Part(pack, array("q", compress(offsets, has)), list(compress(left, has))))
            left = [position for position, hit in zip(left, has, strict=True) if not hit]
            asked = ids.at(left)
        return parts

    def opens(self, pack: PackFile) -> bool:
        """Whether the entries of `pack` can be looked at; one that is gone is left out from now on."""
        try:
            pack.open_decoder()
        except OSError as error:
            self.pass_over(pack, error)
            return False
        except GitObjectError:
            return False  # met again by each object that it concerns
        return True

    def ids(self) -> Iterator[bytes]:
        """All ids, ascending, each once; those of a pack whose index is damaged are left out. Raises as `all_packs`."""
        from pygitobj.id_list import once_each  # only who lists ids wants it

        return once_each([pack.index.oids() for pack in self.all_packs()])

    def find_prefix(self, digits: str) -> list[bytes]:
        """The ids that begin with the hex `digits`, ascending, each once. Raises as `all_packs`."""
        found: set[bytes] = set()
        among, covered = None, self.covered
        if covered is not None and self.unlisted is None:
            found, among = covered.find_prefix(digits, self.packs)
        for pack in self.all_packs(among):
            found.update(pack.ids_with_prefix(digits))
        return sorted(found)

    def shares_prefix(self, oid: bytes, digits: str) -> bool:
        """Whether there is an id other than `oid` that begins with the hex `digits`, as that does. As `all_packs`."""
        if self.covered is not None:
            return any(other != oid for other in self.find_prefix(digits))
        return any(pack.shares_prefix(oid, digits) for pack in self.all_packs())

    def shared_digits(self, oids: bytes, digits: bytes) -> bytes:
        """`digits`, or more: how many digits each of the raw ids `oids` shares with another id. As `all_packs`."""
        for pack in self.all_packs():
            digits = pack.shared_digits(oids, digits)
        return digits

    def open(self, oid: bytes) -> BinaryIO:
        """The body of `oid` as a file. Raises NotFoundError, CorruptPack, CorruptIndex."""
        return open_first(self.locate(oid), oid)

    def find(self, oid: bytes, packs: list[PackFile]) -> tuple[PackFile, int] | None:
        """The first of `packs` that has `oid`, and the row of its index."""
        for pack in packs:
            index = pack.opened_index
            try:
                row = pack.find(oid) if index is None else index.table.find(oid)
            except (OSError, GitObjectError) as error:
                self.pass_over(pack, error)
                continue
            if row >= 0:
                if pack is not packs[0]:
                    self.move_to_front(pack)
                return pack, row
        return self.find_in_failed(oid, packs) if any_failed(packs) else None

    def find_in_failed(self, oid: bytes, packs: list[PackFile]) -> tuple[PackFile, int] | None:
        """As `find`, in those of `packs` whose map failed, which are asked anew."""
        for pack in packs:
            index = pack.opened_index
            if index is not None and index.failed():
                row = self.row_in(pack, oid)
                if row >= 0:
                    return pack, row
        return None

    def rows_like(self, pack: PackFile, row: int) -> list[int]:
        """The other rows of the id in `row` of `pack`; none where it cannot be asked and is passed over."""
        try:
            return list(pack.rows_like(row))
        except (OSError, GitObjectError) as error:
            self.pass_over(pack, error)
            return []

    def row_in(self, pack: PackFile, oid: bytes) -> int:
        """The row of `oid` in `pack`; -1 where it has none, or cannot be asked and is passed over."""
        try:
            return pack.find(oid)
        except (OSError, GitObjectError) as error:
            self.pass_over(pack, error)
            return -1

    def packs_at_hand(self) -> list[PackFile]:
        """The packs that are known, the most recently useful first."""
        if self.seen_time is None:
            self.refresh()
        return self.packs

    def all_packs(self, among: list[PackFile] | None = None) -> list[PackFile]:
        """The packs, or those `among` these, whose index can be used, by their names; of damaged ones is told.

        Raises RepositoryError where the system does not let us see all of them.
        """
        if self.seen_time is None or self.unlisted is not None:
            self.refresh()
        if self.unlisted is not None:
            raise self.unlisted.with_traceback(None)
        usable = []
        for pack in sorted(self.packs if among is None else among, key=lambda pack: pack.path):
            try:
                pack.open_index()
            except RepositoryError:
                raise
            except (OSError, GitObjectError) as error:
                self.pass_over(pack, error)
            else:
                usable.append(pack)
        return usable

    def move_to_front(self, pack: PackFile) -> None:
        """Ask `pack` first from now on. The list is replaced, not changed: others may be walking it."""
        packs = self.packs
        if packs and (packs[0] is pack or is_passing(pack.path)):
            return
        with self.lock:
            if pack in self.packs:
                self.set_packs([pack, *(other for other in self.packs if other is not pack)])

    def set_packs(self, packs: list[PackFile]) -> None:
        """Know `packs` from now on, in this order."""
        self.packs = packs
        self.plain = packs if self.covered is None else []

    def pass_over(self, pack: PackFile, error: OSError | GitObjectError) -> None:
        """Go on without `pack`, which ended with `error`: for this time where the system said no, else for good.

        Of what is not gone is told. Where a part of it could not be read, the others may be sound: it stays.
        """
        if isinstance(error, OSError) and not is_gone(error):
            error = unreadable(f"unable to read {pack.path}", error)
        if is_unreadable(error):
            error = RepositoryError(f"{error}")
        if isinstance(error, RepositoryError):
            self.trouble.note(pack.path, error)
            return
        with self.lock:
            self.set_packs([other for other in self.packs if other is not pack])
            if isinstance(error, OSError):
                # Not noted as seen: it may be back, or another in its place, when the directory is read again.
                if self.by_path.get(pack.path) is pack:
                    del self.by_path[pack.path]
                self.seen_time = None if self.seen_time is None else 0
        if isinstance(error, OSError):
            self.moved()
        if isinstance(error, GitObjectError):
            self.trouble.note_damage(pack.path, error)

    def refresh(self) -> None:
        """Look at the directory again unless it did not change.

        Where it cannot be looked at, the packs stay that are known, and it is noted.
        """
        try:
            changed = os.stat(self.path).st_mtime_ns
            has_changed = changed != self.seen_time
            if has_changed:
                self.look(changed)
            if (covered := self.covered) is not None and covered.refresh(directory_changed=has_changed):
                self.moved()
        except GONE:
            # The packs stay that are known: one that is mapped can answer.
            self.seen_time, self.unlisted = 0, None
        except OSError as error:
            self.seen_time = 0
            self.unlisted = unreadable(f"unable to open object pack directory: {self.path}", error)
            self.trouble.note(self.path, self.unlisted)

    def look(self, changed: int) -> None:
        """Look at the directory, which has the time `changed`. Raises OSError."""
        with self.lock:
            racy = time.time_ns() - changed < RACY_NS
            found = self.open_files.attempt(look_for_packs, self.path)
            fresh = set(found.whole)
            self.unsettled_time = changed if found.on_their_way else 0
            arrived = self.on_their_way != found.on_their_way
            self.on_their_way = found.on_their_way
            self.seen_time, self.unlisted = 0 if racy else changed, None
            opening = self.open_covered if found.multi else None
            self.covered = opening and (self.covered or opening(self.path, self.by_path))
            added = sorted(path for path in fresh if path not in self.by_path)
            gone = [path for path in self.by_path if path not in fresh]
            for path in added:
                self.by_path[path] = self.open_pack(path)
            lost = {id(self.by_path.pop(path)) for path in gone}
            self.trouble.forget(gone)
            # A pack that is gone is asked last: while it is still mapped it can answer.
            kept = [pack for pack in self.packs if id(pack) not in lost]
            last = [pack for pack in self.packs if id(pack) in lost and pack.opened_decoder is not None]
            packs = [*(self.by_path[path] for path in added), *kept, *last]
            # What may pass is asked last, so that it hides no pack that stays.
            self.set_packs(sorted(packs, key=lambda pack: is_passing(pack.path)))
        # One that was on its way out may have gone since the loose objects were looked at.
        if added or gone or arrived:
            self.moved()

    def cover(self, open_covered: Callable[[str, dict[str, PackFile]], Covered] | None) -> None:
        """Have `open_covered` give what a multi-pack-index says from now on, or use none; the next look tells."""
        with self.lock:
            before, self.covered, self.open_covered = self.covered, None, open_covered
            self.set_packs(self.packs)
            self.seen_time = None if self.seen_time is None else 0
        if before is not None:
            before.release()

    def is_settled(self) -> bool:
        """Whether no pack was on its way in or out when the directory was last looked at, or that was long ago.

        Of one on its way out objects are made loose again while nobody sees it.
        """
        return self.unsettled_time == 0 or abs(time.time_ns() - self.unsettled_time) >= RACY_NS

    def close(self) -> None:
        """Let go of all that is open."""
        for pack in self.packs:
            pack.release()
        if self.covered is not None:
            self.covered.release()

    def renew_locks(self) -> None:
        """Make all locks anew, in the child of a fork."""
        self.lock = Lock()
        for pack in self.packs:
            pack.lock = RLock()


def any_failed(packs: list[PackFile]) -> bool:
    """Whether the map of an index among those of `packs` failed: what it said comes of zeros."""
    for pack in packs:
        index = pack.opened_index
        if index is not None and index.failed():
            return True
    return False
