"""Packs that come in, go out or are checked, for `Repository`: arguments checked, and the job run on what is there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from io import TextIOBase

from pygitobj.errors import RepositoryError
from pygitobj.face.arguments import (
    pack_names,
    require_flags,
    require_numbers,
    require_tuning,
    require_version,
    starts_given,
    told,
)
from pygitobj.face.running import Running
from pygitobj.files.directory import is_directory, path_given, unreadable
from pygitobj.files.pack_family import KEEP_SUFFIX, PACK_SUFFIX
from pygitobj.formats.filter_spec import parse_filter
from pygitobj.id_list import IdList
from pygitobj.jobs.packing.left_out import LeftOut
from pygitobj.jobs.packing.object_list import ObjectList
from pygitobj.jobs.packing.pack_config import Tuning, configured, tuned
from pygitobj.jobs.packing.pack_wanted import Output, pack_wanted
from pygitobj.jobs.packing.revision_list import RevisionList, revisions_named
from pygitobj.jobs.packing.wanted import ALLOW_ANY, ALLOW_PROMISOR, ERROR, Request
from pygitobj.jobs.receive.index_config import Said, index_options
from pygitobj.jobs.receive.index_pack import Indexed, IndexOptions, Stream
from pygitobj.jobs.receive.take_pack import Notes, index_in_place, index_name, take_in
from pygitobj.jobs.receive.unpack_objects import Unpacked, Unpacking, unpack_stream
from pygitobj.jobs.receive.verify_pack import PackContents, verify_named
from pygitobj.oid import ObjectId, shown
from pygitobj.record import Record
from pygitobj.store.arguments import list_given, require_file
from pygitobj.store.write_entries import Written
from pygitobj.walk.column import unnamed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from _typeshed import StrOrBytesPath

    from pygitobj.jobs.report import Progress
    from pygitobj.repository.repository import Repository
    from pygitobj.repository.typed import GitObject

    Start = str | ObjectId | GitObject


FLAGS = (
    "all", "reflog", "indexed_objects", "unpacked", "include_tag", "local", "incremental", "honor_pack_keep", "thin",
    "shallow", "exclude_promisor_objects", "keep_true_parents", "non_empty",
)  # fmt: skip


class PackedObjects(Record):
    """What was packed.

    `packs` are the names of the packs, without suffix, none where they went to a file; `objects` is how many objects
    they have, `deltas` how many of these are deltas. `reused` and `reused_deltas` are how many were copied as stored.
    """

    packs: tuple[str, ...]
    objects: int
    deltas: int
    reused: int
    reused_deltas: int


class IndexedPack(Record):
    """A pack that was indexed.

    `path` is that of the pack, `checksum` in hex what it ends with, `objects` how many it has now. `is_kept` says
    that a .keep file was made, and none was there. `rest` is what was read after the end of a pack that came in.
    """

    path: str
    checksum: str
    objects: int
    is_kept: bool
    rest: bytes = b""


class PackCall(Record):
    """What was asked of `Repository.pack_objects`, by its names."""

    revs: Iterable[Start] | None
    hide: Iterable[Start]
    all: bool
    reflog: bool
    indexed_objects: bool
    objects: Iterable[ObjectId] | None
    unpacked: bool
    include_tag: bool
    local: bool
    incremental: bool
    honor_pack_keep: bool
    keep_packs: Iterable[str]
    thin: bool
    shallow: bool
    sparse: bool | None
    missing: str
    exclude_promisor_objects: bool
    keep_true_parents: bool
    non_empty: bool
    name_hash_version: int
    filter: str | None


def pack_objects(
    repository: Repository,
    target: StrOrBytesPath | BinaryIO,
    call: PackCall,
    tuning: Tuning,
    report: Callable[[Progress], object] | None,
) -> PackedObjects:
    """Do what `call` and `tuning` say."""
    to, own = target_given(target), repository.format
    given = None if call.objects is None else list_given(own, call.objects)
    starts = starts_given("revs", () if call.revs is None else call.revs, own)
    hidden = starts_given("hide", call.hide, own)
    call = call._replace(keep_packs=pack_names("keep_packs", call.keep_packs))
    require_call(call, is_file=not isinstance(to, str), hides=bool(hidden))
    require_tuning(tuning)
    if tuning.max_pack_size and not isinstance(to, str):
        raise ValueError("max_pack_size is for packs that stay: a file gets one pack")
    running = Running(repository, "pack objects", told(report))
    with running as fresh:
        options = tuned(configured(fresh, streamed=not isinstance(to, str)), tuning, fresh.warn)
        sparse = fresh.config.get_bool("pack.useSparse", True) if call.sparse is None else call.sparse
        named = revisions_named(fresh, starts, hidden) if given is None else listed(given)
        trailers: list[str] = []
        output = Output(to, trailers.append, call.non_empty, running.report)
        request = request_for(call, named)._replace(sparse=sparse)
        written = pack_wanted(fresh, request, options._replace(report=running.report), output) or Written()
    stem = os.path.basename(to) if isinstance(to, str) else ""
    return PackedObjects(tuple(f"{stem}-{trailer}" for trailer in trailers), *written)


def target_given(target: StrOrBytesPath | BinaryIO) -> str | BinaryIO:
    """Where packs go: a path without "-<hash>.pack", in a directory that was given `pack`; or a file.

    Raises TypeError for what is neither, RepositoryError where there is no such directory.
    """
    if isinstance(target, TextIOBase):
        raise TypeError("a pack is bytes: a file that was opened for text cannot take it")
    if not isinstance(target, str | bytes | os.PathLike):
        if not callable(getattr(target, "write", None)):
            raise TypeError(f"a path or a binary file to write to is expected, not {shown(target)}")
        return target
    path = path_given(target)
    ends = os.fsdecode(target).endswith("/")
    try:
        if is_directory(path):
            return f"{path}/pack"
        parent = path if ends else os.path.dirname(path)
        if not is_directory(parent):
            raise RepositoryError(f"unable to pack objects: there is no directory {parent}")
    except OSError as error:
        raise unreadable(f"unable to access '{path}'", error) from error
    return path


def require_call(call: PackCall, *, is_file: bool, hides: bool) -> None:
    """Raises TypeError or ValueError for arguments that cannot be, do not go together, or name nothing."""
    require_flags(**{name: value for name, value in call._asdict().items() if name in FLAGS})
    if call.sparse is not None:
        require_flags(sparse=call.sparse)
    require_version("name_hash_version", call.name_hash_version)
    if not isinstance(call.missing, str) or call.missing not in (ERROR, ALLOW_ANY, ALLOW_PROMISOR):
        raise ValueError(f"missing is {ERROR!r}, {ALLOW_ANY!r} or {ALLOW_PROMISOR!r}, not {shown(call.missing)}")
    if call.filter is not None and not isinstance(call.filter, str):
        raise TypeError(f"a filter is a str, not {shown(call.filter)}")
    walks = call.revs is not None or call.all or call.reflog or call.indexed_objects
    if call.objects is None and not walks:
        raise ValueError("nothing to pack was named: give revs, all=True, reflog=True, indexed_objects=True or objects")
    if call.objects is not None and (walks or call.unpacked or hides or call.filter is not None):
        others = "revs, hide, all, reflog, indexed_objects, unpacked, filter"
        raise ValueError(f"objects are packed as they are named: no {others}")
    if call.shallow and not call.thin:
        raise ValueError("shallow says something of a thin pack alone")
    if call.thin and not is_file:
        raise ValueError("a thin pack goes to a file for others: it could not be indexed where it stays")


def request_for(call: PackCall, named: ObjectList | RevisionList) -> Request:
    """What `call` asks for of what it has `named`."""
    return Request(
        named,
        refs=call.all,
        reflogs=call.reflog,
        indexes=call.indexed_objects,
        unpacked=call.unpacked,
        thin=call.thin,
        aggressive=call.thin and call.shallow,
        exclude_promisor=call.exclude_promisor_objects,
        missing=call.missing,
        true_parents=call.keep_true_parents,
        tags=call.include_tag,
        left_out=LeftOut(call.local, call.incremental, call.honor_pack_keep, frozenset(call.keep_packs)),
        names=call.name_hash_version,
        filter=None if call.filter is None else parse_filter(call.filter),
    )


def listed(ids: IdList) -> ObjectList:
    """`ids` as objects to be packed, each once; nobody knows their paths."""
    raws = b"".join(dict.fromkeys(ids.raws()))
    return ObjectList(unnamed(raws, ids.size), [])


def index_pack(
    repository: Repository,
    pack: StrOrBytesPath | BinaryIO,
    index: StrOrBytesPath | None,
    said: Said,
    notes: Notes,
    fix_thin: bool,
    max_input_size: int | None,
    report: Callable[[Progress], object] | None,
) -> IndexedPack:
    """Index the pack in a file, or take the one in that a file gives."""
    require_flags(fix_thin=fix_thin, strict=said.strict, fsck_objects=said.fsck)
    if said.reverse is not None:
        require_flags(rev_index=said.reverse)
    require_numbers(max_input_size=max_input_size, threads=said.threads)
    require_version("index_version", said.version)
    most = max_input_size or 0
    running = Running(repository, "index a pack", told(report))
    if isinstance(pack, str | bytes | os.PathLike):
        if fix_thin or notes.promisor is not None:
            raise ValueError("fix_thin and promisor are for a pack that comes in from a binary file, not for a path")
    elif index is not None:
        raise ValueError("index is for the path of a pack: of one that comes in it stands beside the pack")
    else:
        require_binary(pack)
        return take_in_pack(running, Stream(pack, most, fix_thin), said, notes)
    where = path_given(pack)
    path = index_name(where) if index is None else path_given(index)
    with running as fresh:
        options = told_of(index_options(fresh, said), fresh, running)
        indexed = index_in_place(where, path, fresh, fresh.format, options, most=most, notes=notes)
    return IndexedPack(where, indexed.trailer.hex(), len(indexed.entries), KEEP_SUFFIX in indexed.notes)


def require_binary(file: object) -> None:
    """Raises TypeError for what no bytes can be read from."""
    require_file(file)
    if isinstance(file, TextIOBase):
        raise TypeError("a pack is bytes: a file that was opened for text cannot give it")


def take_in_pack(running: Running, stream: Stream, said: Said, notes: Notes) -> IndexedPack:
    """Take the pack in that comes by `stream`."""
    rests: list[bytes] = []

    def tell(_: Indexed, rest: bytes) -> None:
        rests.append(rest)

    with running as fresh:
        options = told_of(index_options(fresh, said), fresh, running)
        indexed = take_in(stream, fresh, options, notes, None, tell)
        path = f"{fresh.objects.path}/pack/pack-{indexed.trailer.hex()}{PACK_SUFFIX}"
    is_kept = KEEP_SUFFIX in indexed.notes
    return IndexedPack(path, indexed.trailer.hex(), len(indexed.entries), is_kept, rests[0])


def unpack_objects(
    repository: Repository,
    pack: BinaryIO,
    said: Said,
    how: Unpacking,
    max_input_size: int | None,
    report: Callable[[Progress], object] | None,
) -> Unpacked:
    """Unpack the pack that a file gives."""
    require_flags(strict=said.strict, recover=how.recover, dry_run=how.dry)
    require_numbers(max_input_size=max_input_size, threads=said.threads)
    require_binary(pack)
    running = Running(repository, "unpack objects", told(report))
    with running as fresh:
        options = told_of(index_options(fresh, said), fresh, running)
        # What is wrong with one object is told of, as by git, when all are there.
        options = options._replace(checks=options.checks._replace(at_once=False))
        stream = Stream(pack, max_input_size or 0, thin=True)
        return unpack_stream(stream, fresh.objects, fresh.write_policy(), options, how)


def told_of(options: IndexOptions, repository: Repository, running: Running) -> IndexOptions:
    """`options` with who is told how far the job is, and what is wrong with objects."""
    return options._replace(report=running.report, warn=repository.warn)


def note_given(name: str, text: bool | str) -> str | None:
    """What a file beside the pack says, nothing for True; None where there is to be none. Raises TypeError."""
    if isinstance(text, str):
        return text
    require_flags(**{name: text})
    return "" if text else None


def verify_pack(
    repository: Repository,
    pack: StrOrBytesPath,
    threads: int | None,
    report: Callable[[Progress], object] | None,
) -> PackContents:
    """Check a pack and its index."""
    path = path_given(pack)
    require_numbers(threads=threads)
    running = Running(repository, "verify a pack", told(report))
    with running as fresh:
        options = told_of(index_options(fresh, Said(threads=threads or 0)), fresh, running)
        contents = verify_named(path, fresh.format, options)
        _ = contents.depths  # worked out while the pack is there
    return contents
