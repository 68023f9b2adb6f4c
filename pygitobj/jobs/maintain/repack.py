"""Repack: put the objects of a repository into one new pack, or the loose ones into one, or small packs together.

    look        which packs there are now: only these may go in the end
    pack        what is reachable, or what was chosen (pack_objects.py); promised objects into a pack of their own
    behind      unreachable objects stay too, or become loose, where that was asked for
    remove      the packs that were looked at first, once the new ones are there with their indexes, and on the disk
                (remove_packs.py); not one that was given a new time meanwhile, since a writer found an object in it and
                counts on it; nor one that has something which can be reached now and could not when this began; nor
                one whose name is not as git gives them, which somebody has put there
    prune       loose objects that are packed now; of the list of commits without parents here, those that are gone

Follows git's Documentation/git-repack.
"""

from __future__ import annotations

import os

from pygitobj.errors import CorruptError, GitObjectError, RepositoryError
from pygitobj.files.atomic import READ_ONLY, make_directory
from pygitobj.files.directory import GONE, is_file, seen, unlink
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import (
    INDEX_SUFFIX,
    KEEP_SUFFIX,
    MTIMES_SUFFIX,
    PACK_SUFFIX,
    PROMISOR_SUFFIX,
    has,
    is_named_by_hash,
)
from pygitobj.jobs.maintain.prune_packed import prune_packed
from pygitobj.jobs.maintain.prune_shallow import has_shallow, write_shallow
from pygitobj.jobs.maintain.remove_packs import Existing, PackRemoval
from pygitobj.jobs.maintain.server_info import update_server_info
from pygitobj.jobs.maintain.sole_copies import relied_on, without_sound_copy
from pygitobj.jobs.packing.left_behind import make_loose, readable_loose, with_unreachable
from pygitobj.jobs.packing.left_out import LeftOut
from pygitobj.jobs.packing.object_list import ids_of_packs, named_within, objects_of_packs
from pygitobj.jobs.packing.pack_objects import PackOptions, prepare, write_packs
from pygitobj.jobs.report import ENUMERATING, enumerating
from pygitobj.jobs.roots import all_roots
from pygitobj.jobs.unreachable.loosened import Loosened
from pygitobj.kernels import Reach
from pygitobj.record import Record
from pygitobj.repository.gc_lock import gc_runs
from pygitobj.repository.repository import Repository
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.column import Column, fresh_of, joined
from pygitobj.walk.problems import missing, nothing
from pygitobj.walk.promised import promisor_packs
from pygitobj.walk.reachable import Root, Scope, reachable


class RepackOptions(Record):
    """What is repacked, and what becomes of the rest.

    With `everything` all that is reachable goes into one pack, else what no pack has yet; with `geometric`, a factor,
    small packs and loose objects go together until each pack has so many times as many objects as the next smaller
    one. `delete` removes the packs that are not needed any more; with it `loosen` makes their unreachable objects
    loose, but not those of packs from `oldest` or before it, and `keep_unreachable` packs them too. Packs of the names
    `keep` stay as they are, and those with a .keep file unless `pack_kept`; `local` leaves out what alternates have.
    `names` is the version of name hashes.
    """

    everything: bool = False
    geometric: int = 0
    loosen: bool = False
    oldest: int | None = None
    keep_unreachable: bool = False
    delete: bool = False
    local: bool = False
    keep: frozenset[str] = frozenset()
    pack_kept: bool = False
    server_info: bool = True
    names: int = 1
    packing: PackOptions = PackOptions()


class Repacked(Record):
    """What a repack did.

    The names of the new packs and of those that were removed, without suffix; how many objects were packed, and how
    many loose ones taken away.
    """

    packs: list[str]
    removed: list[str]
    objects: int
    pruned: int


def repack(repository: Repository, options: RepackOptions) -> Repacked:
    """Repack `repository`. Raises GitObjectError, OSError; until the new packs are there nothing is taken away."""
    refuse_combinations(options)
    if options.delete and repository.location.layout.precious_objects:
        raise RepositoryError("cannot delete packs in a precious-objects repo")
    job = Repacking(repository, options)
    if options.geometric:
        job.roll_up()
    elif options.everything:
        job.pack_everything()
    else:
        job.pack_loose()
    removed, pruned = job.remove_old() if options.delete else ([], 0)
    if removed and options.everything and not options.keep_unreachable:
        forget_shallow(repository)
    if options.server_info:
        tell_clients(repository)
    return Repacked(job.names, removed, job.count, pruned)


def refuse_combinations(options: RepackOptions) -> None:
    """Raises GitObjectError for options that do not go together."""
    if options.keep_unreachable and options.loosen:
        raise GitObjectError("options '-A' and '-k/--keep-unreachable' cannot be used together")
    if options.geometric and options.everything:
        raise GitObjectError("options '--geometric' and '-A/-a' cannot be used together")


def forget_shallow(repository: Repository) -> None:
    """Take commits that went with their packs out of the list of those where history was cut off."""
    if not has_shallow(repository):
        return
    store = repository.objects
    with ObjectStore(store.path, store.format, alternates=store.alternates, warn=store.warn, log=False) as fresh:
        gone = [oid for oid in sorted(repository.shallow) if oid not in fresh]
    if gone:
        write_shallow(repository, gone)


def tell_clients(repository: Repository) -> None:
    """Write what clients of http read; where that cannot be done the repack was one all the same."""
    try:
        update_server_info(repository, repository.write_policy())
    except GitObjectError as error:
        repository.warn(f"error: {error}")


class Repacking:
    """One repack."""

    def __init__(self, repository: Repository, options: RepackOptions) -> None:
        self.repository = repository
        self.options = options
        self.store = repository.objects
        self.before = self.store.trouble.count
        self.policy = repository.write_policy()
        self.left_out = LeftOut(options.local, honor_keep=not options.pack_kept, keep=options.keep)
        self.store.refresh()
        self.existing = self.look()
        self.require_all_seen()
        self.old: list[Existing] = []
        self.loosened = Loosened(self.store, self.policy)
        self.roots: list[Root] = []
        # What could be reached when this began, and what is promised: it is in a new pack, or in a place that stays.
        self.safe = b""
        # The raw ids of what is in the new packs.
        self.packed = bytearray()
        self.names: list[str] = []
        self.count = 0

    def look(self) -> list[Existing]:
        """The packs of the repository itself that may go, opened: what another repack removes can still be read."""
        found = []
        for pack in self.store.sources[0].packed.all_packs():
            if self.left_out.keeps(pack.path) or not is_named_by_hash(pack.path, self.store.format.hex_size):
                continue
            try:
                pack.open_decoder()
                known = seen(pack.pack_path)
            except GONE:
                continue
            except CorruptError as error:
                # Not to be removed, since nothing can be read from it.
                self.repository.warn(f"error: {error}")
                continue
            if known is not None:
                found.append(Existing(pack, known))
        return found

    # Packing

    def pack_everything(self) -> None:
        """Pack all that is reachable, promised objects apart."""
        options = self.options
        self.old = self.existing
        going = [one.pack for one in self.old]
        packs = promisor_packs(self.store)
        promised = objects_of_packs(self.store, filter(self.may_go, packs), names=self.options.names)
        wanted = self.reached(ids_of_packs(packs, (), self.store.format.hash_size))
        if options.keep_unreachable and options.delete:
            known = Reach(self.store.format.hash_size)
            known.add(bytes(promised.ids))
            every = with_unreachable(self.store, wanted, going, loose=True)
            wanted = fresh_of(every, known, self.store.format.hash_size)
        elif options.loosen and options.delete:
            every = joined([wanted, promised])
            self.loosened = make_loose(self.repository, every, self.left_out, options.oldest, going)
        self.write(promised, {PROMISOR_SUFFIX: b""})
        self.write(self.left_out.drop(self.store, wanted), {})

    def pack_loose(self) -> None:
        """Pack what is reachable and in no pack yet."""
        promised = ids_of_packs(promisor_packs(self.store), (), self.store.format.hash_size)
        every = self.left_out._replace(incremental=True)
        self.write(every.drop(self.store, self.reached(promised, unpacked=True)), {})

    def roll_up(self) -> None:
        """Pack small packs and loose objects together; small packs of a promisor apart, a progression too."""
        plain: list[PackFile] = []
        promised: list[PackFile] = []
        for pack in [*(one.pack for one in self.existing), *self.borrowed()]:
            if not has(pack.path, MTIMES_SUFFIX):
                (promised if has(pack.path, PROMISOR_SUFFIX) else plain).append(pack)
        self.write(self.rolled(promised), {PROMISOR_SUFFIX: b""})
        wanted = self.rolled(plain)
        loose = named_within(self.store, readable_loose(self.store), self.options.names)
        fresh = self.left_out._replace(incremental=True).drop(self.store, loose)
        self.write(joined([wanted, fresh]), {})

    def borrowed(self) -> list[PackFile]:
        """The packs of alternates, whose objects are packed here too unless that is to stay local."""
        if self.options.local:
            return []
        packs = (pack for source in self.store.sources[1:] for pack in source.packed.all_packs())
        return [pack for pack in packs if not self.left_out.keeps(pack.path)]

    def rolled(self, packs: list[PackFile]) -> Column:
        """What those of `packs` have that must go together; the repository's own of them may go."""
        packs.sort(key=lambda pack: pack.index.count)
        split = geometric_split([pack.index.count for pack in packs], self.options.geometric)
        self.old += [one for one in self.existing if any(one.pack is pack for pack in packs[:split])]
        wanted = objects_of_packs(self.store, packs[:split], packs[split:], self.options.names)
        return self.left_out.drop(self.store, wanted)

    def may_go(self, pack: PackFile) -> bool:
        """Whether `pack` is one of those that were looked at."""
        return any(one.pack is pack for one in self.existing)

    def reached(self, ignored: bytes, *, unpacked: bool = False) -> Column:
        """What is reachable in the repository, but not through the raw ids in `ignored`, which are promised.

        With `unpacked` not what only commits reach that are packed.
        """
        report = self.options.packing.report
        self.roots = all_roots(self.repository)
        found = reachable(self.store, self.roots, (), self.scope(ignored, unpacked=unpacked), enumerating(report)).all()
        report(ENUMERATING, len(found.hashes), len(found.hashes), None)
        self.safe = ignored + bytes(found.ids)
        return found

    def scope(self, ignored: bytes, *, unpacked: bool = False) -> Scope:
        """What surrounds a walk that leaves the raw ids in `ignored` alone."""
        store = self.store
        skipped = store.is_packed if unpacked else nothing
        promised = missing(self.repository.promised_now())
        return Scope(self.repository.shallow, promised, ignored, skipped=skipped, names=self.options.names)

    def write(self, wanted: Column, notes: dict[str, bytes]) -> None:
        """Write the objects `wanted` into a new pack, or several; none where there are none."""
        if not wanted.hashes:
            return
        directory = f"{self.store.path}/pack"
        make_directory(directory, self.policy)
        packing = self.options.packing
        prepared = prepare(self.store, wanted, packing)

        def tell(trailer: str) -> None:
            self.names.append(f"pack-{trailer}")
            # An earlier pack of this name may have had some; what they tell is of what could not be reached.
            unlink(f"{directory}/pack-{trailer}.mtimes")

        self.packed += wanted.ids
        written = write_packs(prepared, self.store, f"{directory}/pack", packing, self.policy, notes, tell, READ_ONLY)
        self.count += written.total

    # Removing

    def remove_old(self) -> tuple[list[str], int]:
        """Remove the packs and loose objects that are not needed any more; gives the packs' names, and how many.

        Raises GitObjectError, OSError; then what was not removed yet is there.
        """
        directory = f"{self.store.path}/pack"
        for name in self.names:
            for suffix in (PACK_SUFFIX, INDEX_SUFFIX):
                if not is_file(f"{directory}/{name}{suffix}"):
                    raise RepositoryError(f"the new pack {name} is gone: nothing is removed")
        newly = self.newly_reached()
        self.require_all_seen()
        # What git gc has packed just now it takes away where it is loose, without looking for its pack again.
        is_beside_gc = bool(self.loosened.left) and gc_runs(self.repository.location.common_dir)
        needed = {left.pack.path for left in self.loosened.left if left.ids and is_beside_gc}
        going = [one for one in self.old if one.pack.path not in needed and self.is_unneeded(one, newly)]
        going = self.without_sole_copies(going)
        removal = PackRemoval(self.loosened, going)
        removed = removal.run()
        # The disk is asked anew: packs that went do not count.
        store = self.store
        with ObjectStore(
            store.path,
            store.format,
            alternates=store.alternates,
            threads=store.threads,
            policy=lambda: self.policy,
            warn=store.warn,
            log=False,
        ) as fresh:
            pruned = prune_packed(fresh, removal.flushed)
        removal.look_once_more()
        return removed, pruned

    def is_unneeded(self, old: Existing, newly: bytes) -> bool:
        """Whether the pack `old` may go, since it has none of the raw ids in `newly`, as far as can be told now."""
        pack = old.pack
        if os.path.basename(pack.path) in self.names or has(pack.path, KEEP_SUFFIX) or seen(pack.pack_path) != old.seen:
            return False
        try:
            return not newly or max(pack.find_offsets(newly)) < 0
        except GONE:
            return False  # another repack was faster

    def without_sole_copies(self, going: list[Existing]) -> list[Existing]:
        """Those of `going` that have no object which is to stay and which nobody else has soundly; tells of others."""
        size = self.store.format.hash_size
        wanted = self.safe if self.options.everything and not self.options.keep_unreachable else None
        loosened = b"".join(left.ids for left in self.loosened.left)
        relied = relied_on([one.pack for one in going], bytes(self.packed) + loosened, wanted, size)
        alone = without_sound_copy(self.store, relied, {one.pack.path for one in going}) if relied else b""
        if not alone:
            return going
        gone = []
        for one in going:
            if max(one.pack.find_offsets(alone)) >= 0:
                self.repository.warn(f"error: {one.pack.pack_path} stays: it has the only sound copy of some objects")
            else:
                gone.append(one)
        return gone

    def require_all_seen(self) -> None:
        """Raises RepositoryError where something could not be looked at that may name what would be removed."""
        if self.options.delete:
            self.store.trouble.require_all(self.before, "nothing is removed")

    def newly_reached(self) -> bytes:
        """The raw ids of what can be reached now, but could not when the repack began."""
        if not self.options.everything:
            # Then nothing is left behind.
            return b""
        before = set(self.roots)
        roots = [root for root in all_roots(self.repository) if root not in before]
        return bytes(reachable(self.store, roots, (), self.scope(self.safe)).all().ids) if roots else b""


def geometric_split(counts: list[int], factor: int) -> int:
    """How many packs, of so many objects each, ascending, must go together to leave a geometric progression."""
    split = len(counts) - 1
    while split > 0 and counts[split] >= factor * counts[split - 1]:
        split -= 1
    split = max(split, 0)
    if split:
        # The larger one of the last pair is no part of the progression either.
        split += 1
    total = sum(counts[:split])
    while split < len(counts) and split and counts[split] < factor * total:
        total += counts[split]
        split += 1
    return split
