"""Where a store's objects are: its own object directory and its alternates, and the copies of an object in them.

    <objects>/pack          packs, asked first, the most recently useful first
    <objects>/xx/…          loose objects
    info/alternates         further object directories, asked after ours

Packs come and go while we read: `refresh` looks again, and whoever finds nothing looks once more.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import count
from weakref import WeakSet

from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.files.directory import is_there, path_given, unreadable
from pygitobj.files.pack import PackFile
from pygitobj.files.pool import PROCESS, OpenFiles
from pygitobj.kernels import BaseCache
from pygitobj.oid import SHA1, ObjectFormat, ObjectType
from pygitobj.sources.copies import BadCopy, PackedCopy
from pygitobj.sources.object_directory import ObjectDirectory
from pygitobj.sources.packed import PackedSource
from pygitobj.sources.trouble import Trouble, everywhere, ignore, teller
from pygitobj.store.place import available_cores, object_directory, require_options, require_there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self, TypeVar

    from _typeshed import StrOrBytesPath

    from pygitobj.files.atomic import WritePolicy
    from pygitobj.sources.copy import Copy
    from pygitobj.sources.covered import Covered
    from pygitobj.sources.memory import MemorySource

    Item = TypeVar("Item")

DELTA_BASE_CACHE_LIMIT = 96 << 20
# What a one-shot command may well do without is imported where it is used: start-up is most of what it takes.

# How often the directories are read again for one object while packs vanish under our hands.
MAX_LOOKS = 8
# Seconds between the first look and the second where a pack is on its way; each time as long again: 0.25 in all.
FIRST_PAUSE = 0.001
# Copies that do not change: another one is not the same.
IN_PACKS = (PackedCopy, BadCopy)


class ObjectDatabase:
    """What an ObjectStore has open, and where it looks; its arguments are those of the store."""

    def __init__(
        self,
        path: StrOrBytesPath,
        object_format: ObjectFormat | None = None,
        *,
        alternates: str = "",
        verify: bool = True,
        delta_base_cache_limit: int = DELTA_BASE_CACHE_LIMIT,
        open_files: int | None = None,
        threads: int | None = None,
        policy: Callable[[], WritePolicy] | None = None,
        multi_pack_index: bool = True,
        warn: Callable[[str], None] = ignore,
        log: bool = True,
    ) -> None:
        require_options(object_format, alternates, warn, delta_base_cache_limit, open_files, threads)
        self.path = object_directory(path)
        self.format = self._find_format() if object_format is None else object_format
        self._format_is_given = object_format is not None
        self._format_is_sure = False
        # As they were given, for a store of the same place in another process.
        self._limits = (delta_base_cache_limit, open_files, threads)
        self._is_heard = log or warn is not ignore
        self.warn = teller(warn, log)
        self.trouble = Trouble(self.warn)
        self._load_policy = policy
        self._reads_multi = bool(multi_pack_index)
        self.verifies = verify
        self.threads = available_cores() if threads is None else max(1, threads)
        self.cache = BaseCache(delta_base_cache_limit)
        self.open_files = OpenFiles(open_files, PROCESS)
        # What each id is compared with that is asked for.
        self.hash_size, self.null_id = self.format.hash_size, self.format.null_id
        self.empty_tree = self.format.empty_tree
        # Whether a remote has promised an object that is not here, where somebody can tell.
        self.promised: Callable[[bytes], bool] | None = None
        self.alternates = alternates
        if alternates:
            from pygitobj.sources.alternates import absolute_list

            self.alternates = absolute_list(alternates, path_given("."))
        self._numbers = count()
        self._known_sources: list[ObjectDirectory] | None = None
        # Whether some directories may be unknown, since what names them could not be read.
        self._is_unsure = False
        # Grows whenever packs come or go, whichever thread sees it: who found nothing can tell whether to look again.
        self.generation = 0
        self.closed = False
        OPEN_STORES.add(self)

    def _what_opens(self) -> tuple[str, ObjectFormat | None, dict[str, object]]:
        """The path, the format if one was given, and the options that make a store as this one is."""
        cache_limit, open_files, threads = self._limits
        options: dict[str, object] = {
            "alternates": self.alternates,
            "verify": self.verifies,
            "delta_base_cache_limit": cache_limit,
            "open_files": open_files,
            "threads": threads,
            "policy": self._load_policy,
            "multi_pack_index": self._reads_multi,
            "log": self._is_heard,
        }
        return self.path, self.format if self._format_is_given else None, options

    def _find_format(self) -> ObjectFormat:
        """The format that the objects in the directory are of."""
        from pygitobj.store.foreign import found_format

        return found_format(self.path)

    def require_format(self) -> None:
        """Raises RepositoryError where the directory plainly holds objects of the other format; looks only once.

        Raises ValueError once the store is closed.
        """
        self._require_open()
        if not self._format_is_sure:
            from pygitobj.store.foreign import require_own_format

            require_own_format(self.sources, self.format, self.report)
            self._format_is_sure = True

    def require_writable(self) -> None:
        """Raises RepositoryError where nothing should be written: see the class for which formats."""
        self.require_format()
        if not self._format_is_given and self.format.name != SHA1.name:
            raise RepositoryError(
                f"object directory {self.path} holds {self.format.name} objects: to write there, say so with "
                f"ObjectStore(path, {self.format.name.upper()})"
            )

    @cached_property
    def write_policy(self) -> WritePolicy:
        """How files are written here."""
        from pygitobj.files.atomic import WritePolicy

        return WritePolicy() if self._load_policy is None else self._load_policy()

    @property
    def sources(self) -> list[ObjectDirectory]:
        """The object directories in the order in which they are asked: our own, then the alternates."""
        if self._known_sources is None or self._is_unsure:
            self._require_open()
            if self._known_sources is None:
                require_there(self.path)
            before = self.trouble.count
            known = {source.path: source for source in self._known_sources or ()}
            self._known_sources = [known.get(path) or self._source(path) for path in self._directories()]
            self._is_unsure = self.trouble.count != before
            self.generation += len(self._known_sources) > len(known)
        return self._known_sources

    def _directories(self) -> list[str]:
        """The paths of the object directories, our own first."""
        path = f"{self.path}/info/alternates"
        try:
            if not self.alternates and not is_there(path):
                return [self.path]
        except OSError as error:
            self.trouble.note(path, unreadable(f"unable to access '{path}'", error), "warning")
            return [self.path]
        from pygitobj.sources.alternates import object_directories

        # Looked at again only because something could not be read: of the rest was told already.
        warn = self.warn if self._known_sources is None else ignore
        return object_directories(self.path, self.alternates, warn, self.trouble)

    def _source(self, path: str) -> ObjectDirectory:
        """The object directory `path`."""
        covered = self._open_covered if self._reads_multi else None
        packed = PackedSource(f"{path}/pack", self._open_pack, self.open_files, self.trouble, self._note_move, covered)
        return ObjectDirectory(path, self.format, packed, self.trouble)

    @cached_property
    def _built_in(self) -> MemorySource:
        """What every store has without a file: the empty tree."""
        from pygitobj.sources.memory import MemorySource  # few commands meet it

        made = MemorySource(self.format, "built in")
        made.add(ObjectType.TREE, b"")
        return made

    def _note_move(self) -> None:
        """There are packs that were not there before, or some that were have gone."""
        self.generation += 1

    def _waits(self, look: int) -> bool:
        """Whether to look again after the `look`-th look found nothing; a moment later, where a pack is on its way."""
        for source in self._known_sources or ():
            # Most directories never had one: this is asked for each id that is nowhere.
            if source.packed.unsettled_time and not source.packed.is_settled():
                time.sleep(FIRST_PAUSE * (1 << look))
                return True
        return False

    def _open_pack(self, path: str) -> PackFile:
        """The pack at `path`, sharing this store's cache and limits."""
        return PackFile(path, self.format, self.cache, next(self._numbers), self.open_files)

    def _open_covered(self, path: str, packs: dict[str, PackFile]) -> Covered:
        """What a multi-pack-index says of `packs`, which are those in the directory `path`."""
        from pygitobj.files.multi_pack_index import CoveredPacks  # most directories have none
        from pygitobj.sources.covered import Covered

        def tell(problem: GitObjectError, place: str) -> None:
            self.trouble.report(problem, place, "warning")

        return Covered(CoveredPacks(path, self.format, self.open_files, tell), packs)

    def _require_open(self) -> None:
        """Raises ValueError once the store is closed."""
        if self.closed:
            raise ValueError("the object store is closed")

    def _until_closed(self, found: Iterable[Item]) -> Iterator[Item]:
        """What is `found`, each as it is asked for; once the store is closed ValueError is raised instead."""
        self._require_open()
        for item in found:
            yield item
            if self.closed:
                # Ending without a word would pass for having seen everything.
                self._require_open()

    def close(self) -> None:
        """Let go of every file and of the cache. Reading afterwards raises ValueError.

        So does an iterator that was given before, when it is asked for more; a file from `open` may be read to its end.
        """
        self.closed = True
        self.open_files.release_all()
        for source in self._known_sources or ():
            source.close()
        self._known_sources = None
        self.cache.clear()
        OPEN_STORES.discard(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __bool__(self) -> bool:
        return True  # without looking whether there are objects

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path}>"

    def _renew_locks(self) -> None:
        """Make all locks anew, and the cache with them."""
        self.cache.renew()
        self.open_files.renew_lock()
        for source in self._known_sources or ():
            source.packed.renew_locks()

    def report(self, problem: GitObjectError) -> None:
        """Tell of `problem`, once."""
        self.trouble.report(problem)

    def entry(self, oid: bytes) -> tuple[PackFile, int] | None:
        """The first pack of any source that has `oid`, and where in it; None where there is none, or it cannot tell."""
        for source in self._known_sources or self.sources:
            found = source.packed.entry(oid)
            if found is not None:
                return found
        return None

    def is_packed(self, oid: bytes) -> bool:
        """Whether a pack of any source has `oid`."""
        return any(source.packed.has(oid) for source in self._known_sources or self.sources)

    def _has_elsewhere(self, oid: bytes, generation: int) -> bool:
        """Whether `oid`, which no pack had that was known in `generation`, is loose or in a pack that came since.

        Raises RepositoryError where that cannot be told.
        """
        if oid == self.null_id or oid == self.empty_tree:
            return oid == self.empty_tree
        before = self.trouble.count
        if before and self.is_packed(oid):
            return True  # asked once more, so that what keeps a pack from answering is counted
        for look in range(MAX_LOOKS):
            unsettled = 0
            for source in self.sources:
                if source.loose.has(oid):
                    return True
                packed = source.packed
                packed.refresh()
                # Most directories never had a pack on its way: no more than this is asked for each id that is nowhere.
                unsettled |= packed.unsettled_time
            if self.generation == generation and not (unsettled and self._waits(look)):
                break
            generation = self.generation
            if self.is_packed(oid):
                return True
        if not self._format_is_sure:
            self.require_format()
        if self.trouble.count != before:
            self.trouble.require_none(before, everywhere(oid))
        return False

    def locate(self, oid: bytes) -> Iterator[Copy]:
        """Every copy of `oid`, in the order in which they are tried; looks at the directories again at the end."""
        self.format.require_id(oid)
        self._require_open()  # what is answered without looking at any file too
        if oid == self.null_id:
            return
        if oid == self.empty_tree:
            yield from self._built_in.locate(oid)
            return
        # A pack that went and came back under its name is another PackFile, and asked again; so is a loose file, which
        # may have come back too.
        tried: set[Copy] = set()
        for look in range(MAX_LOOKS):
            before = self.generation
            for copy in self.copies_at_hand(oid):
                if copy not in tried:
                    if isinstance(copy, IN_PACKS):
                        tried.add(copy)
                    yield copy
            self._refresh_packs()
            if self.generation == before and not self._waits(look):
                return

    def copies_at_hand(self, oid: bytes) -> Iterator[Copy]:
        """The copies of `oid` in the packs that are known and in the loose files that are there."""
        for source in self.sources:
            yield from source.packed.locate(oid)
            yield from source.loose.locate(oid)

    def refresh(self) -> None:
        """Look again which alternates and which packs there are, and how files are to be written.

        Raises RepositoryError where all that is there is of another format.
        """
        self.__dict__.pop("write_policy", None)
        # What names the directories is read again then.
        self._is_unsure = True
        self._refresh_packs()

    def _reconfigure(self, threads: int | None, *, multi_pack_index: bool) -> None:
        """Have these options from now on; what is at work goes on with those that it began with."""
        cache_limit, open_files, _ = self._limits
        self._limits = (cache_limit, open_files, threads)
        self.threads = available_cores() if threads is None else max(1, threads)
        if multi_pack_index != self._reads_multi:
            self._reads_multi = multi_pack_index
            for source in self._known_sources or ():
                source.packed.cover(self._open_covered if multi_pack_index else None)

    def _refresh_packs(self) -> None:
        """Look at the pack directories again. Raises RepositoryError where all that is there is of another format."""
        for source in self.sources:
            source.packed.refresh()
        self.require_format()


OPEN_STORES: WeakSet[ObjectDatabase] = WeakSet()


def renew_locks() -> None:
    """After a fork, in the child: no thread is left that could give back a lock that was held."""
    for store in OPEN_STORES:
        store._renew_locks()


os.register_at_fork(after_in_child=renew_locks)
