"""Take away loose objects that nothing reaches, and temporary files that were left behind.

    look        the loose objects; all roots; what these reach; what objects reach that are too young to go
    take away   what was there at first, is not reached and is still old enough: file after file; loose objects that
                are packed too; temporary files; directories that are empty then
    shallow     commits that are gone, out of the list of those where history was cut off

All of the first is done before any of the second: where anything cannot be read, nothing is taken away.

Follows git's Documentation/git-prune.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from shutil import rmtree

from pygitobj.errors import CorruptLoose, GitObjectError, RepositoryError
from pygitobj.files.atomic import RANDOM_BYTES
from pygitobj.files.directory import GONE, is_gone, remove_unused, status, unlink, unreadable
from pygitobj.files.leaving import give_back
from pygitobj.files.loose import read_loose_header
from pygitobj.formats.expiry import EVERYTHING, NEVER
from pygitobj.formats.loose import UnknownType
from pygitobj.id_list import IdList
from pygitobj.jobs.maintain.prune_packed import OBJECT_DIRECTORIES, packed_loose, prune_packed
from pygitobj.jobs.maintain.prune_shallow import gone_of, has_shallow, write_shallow
from pygitobj.jobs.report import enumerating, silent
from pygitobj.jobs.roots import all_roots
from pygitobj.jobs.unreachable.recent import SHARDS, loose_ids, reached_by_recent, seconds_of
from pygitobj.jobs.unreachable.recent_hook import HOOK
from pygitobj.kernels import Reach
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.repository.roots import UNABLE_TO_PARSE, entries_of
from pygitobj.sources.loose import HEX, SHARD_DIGITS
from pygitobj.store.bulk import header_many, split
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.problems import missing
from pygitobj.walk.reachable import Listed, Root, Scope, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.report import Report
    from pygitobj.repository.repository import Repository

TEMPORARY_PREFIX = "tmp_"
TEMPORARY_OBJECT = "tmp_obj_"

# What `Removed.what` may be besides the type of an object: "unknown" where that cannot be told.
UNKNOWN = "unknown"
TEMPORARY, TEMPORARY_DIRECTORY, PACKED, SHALLOW, STRANGE = "file", "directory", "packed", "shallow", "strange"


class PruneOptions(Record):
    """What to prune: only what last changed at the second `expiry` or before. `heads` are roots besides the usual ones.

    With `dry` nothing is taken away, only told; with `types` the types of objects are found for that.
    """

    heads: Sequence[Root] = ()
    expiry: int = EVERYTHING
    dry: bool = False
    types: bool = False


class Removed(Record):
    """Something that goes: an object's type and id; or TEMPORARY, TEMPORARY_DIRECTORY, PACKED and its path.

    SHALLOW goes with an id; STRANGE with the path of a file that stays, although nobody knows what it is.
    """

    what: str
    name: str


class Pruned(Record):
    """What a prune took away, or would take away where nothing was to be.

    `objects` are those that nothing reached, `packed` is how many loose ones some pack has too; `temporary` are the
    paths of files and directories that were left behind. `shallow` are commits that are no longer where history was
    cut off, since they went. The files `strange` are no objects, and stay.
    """

    objects: IdList
    packed: int
    temporary: tuple[str, ...]
    shallow: IdList
    strange: tuple[str, ...]


Tell = Callable[[Removed], None]


def tell_nobody(_removed: Removed) -> None:
    """Tell nobody."""


def prune(repository: Repository, options: PruneOptions, tell: Tell = tell_nobody, report: Report = silent) -> Pruned:
    """Do what the `options` say; `tell` is told what goes, just before it does. Gives what went.

    Raises RepositoryError, NotFoundError, CorruptError, UnsupportedError where it cannot be told what is reachable;
    then nothing was taken away. Raises OSError, RepositoryError where something could not be.
    """
    refuse_precious(repository)
    store = repository.objects
    before = store.trouble.count
    loose = loose_ids(store)
    known = Reach(store.format.hash_size)
    cut_off = has_shallow(repository)
    if loose or cut_off:
        known = reached(repository, options, report)
    shallow = gone_of(repository, known) if cut_off else []
    unreached = list(split(known.add(b"".join(loose)), store.format.hash_size))
    store.trouble.require_all(before, "unable to tell what is reachable")
    if options.expiry != NEVER:
        refuse_unknown_types(store, unreached)
    job = Pruning(repository, options, tell)
    job.run(unreached)
    if cut_off and options.dry:
        for oid in shallow:
            tell(Removed(SHALLOW, oid.hex()))
    elif cut_off:
        write_shallow(repository, shallow)
    size = store.format.hash_size
    went, cut = IdList.of(b"".join(job.objects), size), IdList.of(b"".join(shallow), size)
    return Pruned(went, job.packed, tuple(job.temporary), cut, tuple(job.strange))


def refuse_precious(repository: Repository) -> None:
    """Raises RepositoryError where objects of `repository` may not be taken away."""
    if repository.location.layout.precious_objects:
        raise RepositoryError("cannot prune in a precious-objects repo")


def head_named(repository: Repository, name: str) -> Root:
    """The object that `name` names, from which others are reachable. Raises RepositoryError where there is none."""
    found = repository.lookup(name).id
    if found is None:
        raise RepositoryError(f"unrecognized argument: {name}")
    if found not in repository.objects:
        raise RepositoryError(UNABLE_TO_PARSE.format(name))
    return Root(bytes(found))


def refuse_unknown_types(store: ObjectStore, oids: list[ObjectId]) -> None:
    """Raises GitObjectError, as git does, where one of the loose objects `oids` is of a type that is none.

    Raises RepositoryError where a file cannot be read.
    """
    for oid in oids:
        path = store.sources[0].loose.path(oid)
        try:
            read_loose_header(path)
        except UnknownType:
            raise GitObjectError("invalid object type") from None
        except CorruptLoose:
            continue
        except OSError as error:
            if not is_gone(error):
                raise unreadable(f"unable to read {path}", error) from error


def reached(repository: Repository, options: PruneOptions, report: Report) -> Reach:
    """All that must stay, as far as it is there."""
    store = repository.objects
    known = Reach(store.format.hash_size)
    scope = Scope(repository.shallow, missing(repository.promised_now()))
    roots = [*options.heads, *all_roots(repository, complaint=UNABLE_TO_PARSE, states=True)]
    every = know(known, reachable(store, roots, scope=scope, tell=enumerating(report)))
    if options.expiry == NEVER or (options.expiry == EVERYTHING and repository.config.last(HOOK) is None):
        return known
    know(known, reached_by_recent(repository, options.expiry, every, report))
    return known


def know(known: Reach, listed: Listed) -> bytes:
    """Add what was `listed` to `known`; gives it in one column."""
    return known.add(b"".join(bytes(column.ids) for column in listed[:4]))


class Pruning:
    """One round of taking away."""

    def __init__(self, repository: Repository, options: PruneOptions, tell: Tell) -> None:
        self.repository = repository
        self.store: ObjectStore = repository.objects
        self.directory = self.store.sources[0].path
        self.options = options
        self.tell = tell
        # What went.
        self.objects: list[bytes] = []
        self.temporary: list[str] = []
        self.strange: list[str] = []
        self.packed = 0

    def run(self, unreached: list[ObjectId]) -> None:
        """Take away the loose objects `unreached`, which are ascending, and what else there is to go."""
        types = self.types_of(unreached)
        emptied = set()
        at = 0
        for number in range(SHARDS):
            shard = f"{self.directory}/{number:02x}"
            before = len(self.objects) + len(self.temporary)
            while at < len(unreached) and unreached[at][0] == number:
                self.take_object(unreached[at], types[at])
                at += 1
            self.take_strange(shard)
            if len(self.objects) + len(self.temporary) > before:
                emptied.add(f"{number:02x}")
        if not self.options.dry:
            remove_unused(self.directory, OBJECT_DIRECTORIES, emptied)
        self.take_packed()
        for directory in (self.directory, f"{self.directory}/pack"):
            for name in entries_of(directory):
                if name.startswith(TEMPORARY_PREFIX):
                    self.take_temporary(f"{directory}/{name}")

    def types_of(self, oids: list[ObjectId]) -> list[str]:
        """The types of the objects `oids`, as far as they are asked for and can be told."""
        if not self.options.types:
            return [UNKNOWN] * len(oids)
        return [UNKNOWN if header is None else str(header.type) for header in header_many(self.store, oids)]

    def is_old(self, path: str) -> bool:
        """Whether the file `path` is there, and old enough to go; of what cannot be told is told, and it stays."""
        try:
            return seconds_of(os.lstat(path)) <= self.options.expiry
        except OSError:
            self.repository.warn(f"error: Could not stat '{path}'")
            return False

    def take_object(self, oid: ObjectId, kind: str) -> None:
        """Take away the loose object `oid`, unless it was given a new time since it was found."""
        path = self.store.sources[0].loose.path(oid)
        if not self.is_old(path):
            return
        self.tell(Removed(kind, oid.hex()))
        if self.options.dry or self.set_aside(path):
            self.objects.append(oid)

    def set_aside(self, path: str) -> bool:
        """Take the loose object `path` away unless it is young by now; whether it went.

        It loses its name first: whoever gives it a new time either finds it no more, and writes it, or is seen here.
        """
        aside = os.path.join(os.path.dirname(path), f"{TEMPORARY_OBJECT}{os.urandom(2 * RANDOM_BYTES).hex()}")
        try:
            os.rename(path, aside)
        except FileNotFoundError:
            return False
        except OSError as error:
            self.repository.warn(f"warning: unable to unlink '{path}': {error.strerror}")
            return False
        goes = False
        try:
            goes = seconds_of(os.lstat(aside)) <= self.options.expiry
        finally:
            if not goes:
                give_back(aside, path)
        return goes and self.unlink(aside)

    def take_strange(self, shard: str) -> None:
        """Take temporary files out of the directory `shard`, and tell what else in it is no object."""
        digits = self.store.format.hex_size - SHARD_DIGITS
        for name in entries_of(shard):
            if name.startswith(TEMPORARY_OBJECT):
                self.take_temporary(f"{shard}/{name}")
            elif len(name) != digits or not HEX.issuperset(name):
                self.strange.append(f"{shard}/{name}")
                self.tell(Removed(STRANGE, f"{shard}/{name}"))

    def take_temporary(self, path: str) -> None:
        """Take away the temporary file or directory `path` if it is old."""
        if not self.is_old(path):
            return
        found = status(path, follow=False)
        is_directory = found is not None and stat.S_ISDIR(found.st_mode)
        self.tell(Removed(TEMPORARY_DIRECTORY if is_directory else TEMPORARY, path))
        if is_directory and not self.options.dry:
            rmtree(path, onerror=self.stays)
        if is_directory or self.unlink(path):
            self.temporary.append(path)

    def stays(self, _: object, path: str, problem: tuple[type[BaseException], BaseException, object]) -> None:
        """Tell that the file or directory `path` is still there, because of `problem`."""
        if not isinstance(problem[1], GONE):
            self.repository.warn(f"warning: unable to unlink '{path}': {getattr(problem[1], 'strerror', problem[1])}")

    def take_packed(self) -> None:
        """Take away loose objects that are packed too, or tell which they are."""
        if self.options.dry:
            for path in packed_loose(self.store):
                self.packed += 1
                self.tell(Removed(PACKED, path))
        else:
            self.packed = prune_packed(self.store)

    def unlink(self, path: str) -> bool:
        """Take the file `path` away, or say, as git does, why that cannot be done; whether it goes."""
        if self.options.dry:
            return True
        try:
            return unlink(path)
        except OSError as error:
            self.repository.warn(f"warning: unable to unlink '{path}': {error.strerror}")
            return False
