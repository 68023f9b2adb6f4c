"""The packs of one object directory: `pack/*.idx` with their `*.pack`, the most recently useful first.

Packs come and go while we read, as `git repack` and `git gc` run: `refresh` looks at the directory again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from threading import Lock, RLock

from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.files.directory import is_gone
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import INDEX_SUFFIX, PACK_SUFFIX

# Some file systems keep a directory's time to the second or two: one that changed just now may change again unseen.
RACY_NS = 2_000_000_000


class PackedSource:
    """The packs in the directory `path`; `open_pack` makes a PackFile of a path without suffix.

    `report` is told of each pack that cannot be used, which is then left out.
    """

    def __init__(
        self, path: str, open_pack: Callable[[str], PackFile], report: Callable[[GitObjectError], None]
    ) -> None:
        self.path = path
        self.open_pack = open_pack
        self.report = report
        self.lock = Lock()
        self.by_path: dict[str, PackFile] = {}
        self.packs: list[PackFile] = []
        self.seen_time: int | None = None
        # Grows whenever packs are added, whichever thread saw them: who found nothing can tell whether to look again.
        self.generation = 0

    def locate(self, oid: bytes) -> tuple[PackFile, int] | None:
        """The first pack that has `oid`, and the row of its index; that pack is asked first from now on."""
        if self.seen_time is None:
            self.refresh()
        packs = self.packs
        for pack in packs:
            index = pack.opened_index
            try:
                row = pack.find(oid) if index is None else index.table.find(oid)
            except (OSError, GitObjectError) as error:
                self.drop(pack, error)
                continue
            if row >= 0:
                if pack is not packs[0]:
                    self.move_to_front(pack)
                return pack, row
        return None

    def locate_all(self, oid: bytes) -> Iterator[tuple[PackFile, int]]:
        """Every pack that has `oid`, and the row of its index."""
        if self.seen_time is None:
            self.refresh()
        for pack in self.packs:
            try:
                row = pack.find(oid)
            except (OSError, GitObjectError) as error:
                self.drop(pack, error)
                continue
            if row >= 0:
                yield pack, row

    def packs_at_hand(self) -> list[PackFile]:
        """The packs that are known, the most recently useful first."""
        if self.seen_time is None:
            self.refresh()
        return self.packs

    def all_packs(self) -> list[PackFile]:
        """The packs whose index can be used, in the order of their names."""
        if self.seen_time is None:
            self.refresh()
        usable = []
        for pack in sorted(self.packs, key=lambda pack: pack.path):
            try:
                pack.open_index()
            except (OSError, GitObjectError) as error:
                self.drop(pack, error)
            else:
                usable.append(pack)
        return usable

    def move_to_front(self, pack: PackFile) -> None:
        """Ask `pack` first from now on. The list is replaced, not changed: others may be walking it."""
        packs = self.packs
        if packs and packs[0] is pack:
            return
        with self.lock:
            if pack in self.packs:
                self.packs = [pack, *(other for other in self.packs if other is not pack)]

    def drop(self, pack: PackFile, error: OSError | GitObjectError) -> None:
        """Leave `pack` out from now on; if it is not gone but bad, say so."""
        with self.lock:
            self.packs = [other for other in self.packs if other is not pack]
            if isinstance(error, OSError):
                # Not noted as seen: it may be back, or another in its place, when the directory is read again.
                if self.by_path.get(pack.path) is pack:
                    del self.by_path[pack.path]
                self.seen_time = None if self.seen_time is None else 0
        if not isinstance(error, OSError):
            self.report(error)
        elif not is_gone(error):
            self.report(RepositoryError(f"unable to open {pack.path}: {error.strerror}"))

    def refresh(self) -> None:
        """Look at the directory again unless it did not change."""
        try:
            changed = os.stat(self.path).st_mtime_ns
        except OSError:
            self.seen_time = 0
            return
        with self.lock:
            if changed == self.seen_time:
                return
            racy = time.time_ns() - changed < RACY_NS
            fresh = self.list_packs()
            self.seen_time = 0 if racy else changed
            added = [path for path in fresh if path not in self.by_path]
            gone = [path for path in self.by_path if path not in fresh]
            for path in added:
                self.by_path[path] = self.open_pack(path)
            lost = {id(self.by_path.pop(path)) for path in gone}
            # A pack that is gone is asked last: while it is still mapped it can answer.
            kept = [pack for pack in self.packs if id(pack) not in lost]
            last = [pack for pack in self.packs if id(pack) in lost and pack.opened_decoder is not None]
            self.packs = [*(self.by_path[path] for path in added), *kept, *last]
            self.generation += bool(added)

    def list_packs(self) -> set[str]:
        """The paths, without suffix, of the packs that have an index."""
        try:
            names = set(os.listdir(self.path))
        except OSError:
            return set()
        stems = (name.removesuffix(INDEX_SUFFIX) for name in names if name.endswith(INDEX_SUFFIX))
        return {f"{self.path}/{stem}" for stem in stems if stem + PACK_SUFFIX in names}

    def release(self) -> None:
        """Let go of all that is open."""
        for pack in self.packs:
            pack.release()

    def renew_locks(self) -> None:
        """Make all locks anew, in the child of a fork."""
        self.lock = Lock()
        for pack in self.packs:
            pack.lock = RLock()
