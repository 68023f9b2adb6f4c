"""What a repository does with packs, as git's commands do: `pygitobj.Repository` has these calls.

What a call needs is imported when it is made.
"""

from __future__ import annotations

from pygitobj.repository.repository import Repository as PlainRepository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO, Literal

    from _typeshed import StrOrBytesPath

    from pygitobj.face.packs import IndexedPack, PackedObjects
    from pygitobj.jobs.receive.unpack_objects import Unpacked
    from pygitobj.jobs.receive.verify_pack import PackContents
    from pygitobj.jobs.report import Progress
    from pygitobj.oid import ObjectId
    from pygitobj.repository.typed import GitObject

    Start = str | ObjectId | GitObject
    Report = Callable[[Progress], object]


class PackCalls(PlainRepository):
    """A repository that makes packs, takes them in and looks into them, as it is at that moment."""

    def pack_objects(
        self,
        target: StrOrBytesPath | BinaryIO,
        *,
        revs: Iterable[Start] | None = None,
        hide: Iterable[Start] = (),
        all: bool = False,
        reflog: bool = False,
        indexed_objects: bool = False,
        objects: Iterable[ObjectId] | None = None,
        unpacked: bool = False,
        include_tag: bool = False,
        local: bool = False,
        incremental: bool = False,
        honor_pack_keep: bool = False,
        keep_packs: Iterable[str] = (),
        thin: bool = False,
        shallow: bool = False,
        sparse: bool | None = None,
        missing: Literal["error", "allow-any", "allow-promisor"] = "error",
        exclude_promisor_objects: bool = False,
        keep_true_parents: bool = False,
        non_empty: bool = False,
        delta_base_offset: bool = False,
        reuse_delta: bool = True,
        reuse_object: bool = True,
        window: int | None = None,
        depth: int | None = None,
        window_memory: int | None = None,
        threads: int | None = None,
        max_pack_size: int | None = None,
        compression: int | None = None,
        index_version: Literal[1, 2] | None = None,
        name_hash_version: Literal[1, 2] = 1,
        filter: str | None = None,
        report: Report | None = None,
    ) -> PackedObjects:
        """Pack what can be reached from `revs`, or `objects` as they are named: git's `pack-objects`.

        Packs go into files `<target>-<hash>.pack`, with their indexes, in a directory `pack-<hash>.pack`; or one goes
        to `target`, a binary file. `revs` are revisions as git writes them ("main", "v1..v2", "^x"; a str is never an
        option), ids or objects; what `hide` reaches is left out. With `all` every reference is walked from, with
        `reflog` the reflogs, with `indexed_objects` the indexes.

        `unpacked` takes what no pack has; `incremental` leaves that out which some pack has, `local` what alternates
        have, `honor_pack_keep` and `keep_packs` what these packs have. `include_tag` adds tags of what is packed. A
        `thin` pack, for a file alone, may have bases outside; `shallow` and `sparse` as for git. `missing` objects are
        an error, or passed over; `exclude_promisor_objects` leaves alone what a remote has promised; a `filter`
        ("blob:none", "tree:1") leaves out what it says. With `non_empty` there is no pack of nothing. Where a number
        is None the configuration decides; sizes are in bytes.

        Follows git's Documentation/git-pack-objects.
        """
        from pygitobj.face.packs import PackCall, pack_objects
        from pygitobj.jobs.packing.pack_config import Tuning

        call = PackCall(
            revs, hide, all, reflog, indexed_objects, objects, unpacked, include_tag, local, incremental,
            honor_pack_keep, keep_packs, thin, shallow, sparse, missing, exclude_promisor_objects, keep_true_parents,
            non_empty, name_hash_version, filter,
        )  # fmt: skip
        tuning = Tuning(
            window, depth, window_memory, threads, max_pack_size, compression, reuse_delta, reuse_object,
            delta_base_offset, index_version,
        )  # fmt: skip
        return pack_objects(self, target, call, tuning, report)

    def index_pack(
        self,
        pack: StrOrBytesPath | BinaryIO,
        *,
        index: StrOrBytesPath | None = None,
        fix_thin: bool = False,
        strict: bool = False,
        fsck_objects: bool = False,
        keep: bool | str = False,
        promisor: bool | str = False,
        max_input_size: int | None = None,
        index_version: Literal[1, 2] | None = None,
        rev_index: bool | None = None,
        threads: int | None = None,
        report: Report | None = None,
    ) -> IndexedPack:
        """Index a pack, every object of which is built and hashed first: git's `index-pack`.

        `pack` is the path of one, whose index is written beside it or to `index`; or a binary file that gives one,
        which becomes part of the repository. A file that can be sought in ends with the pack; of another one, such as
        a pipe, what was read beyond the pack is given as `rest`.

        With `fix_thin` bases that the pack lacks are added. `strict` demands well-formed objects that name nothing
        which is not there, `fsck_objects` only the first. `keep` makes a .keep file, with that text if it is a str;
        `promisor` says that the pack is from a remote that has promised what it names. A pack may have
        `max_input_size` bytes.

        Raises CorruptError where the pack is damaged, or has another object than the repository under one id; then
        the repository is what it was. Follows git's Documentation/git-index-pack.
        """
        from pygitobj.face.packs import index_pack, note_given
        from pygitobj.jobs.receive.index_config import Said
        from pygitobj.jobs.receive.take_pack import Notes

        notes = Notes(note_given("keep", keep), note_given("promisor", promisor))
        said = Said(
            strict, fsck_objects, promisor=notes.promisor is not None, version=index_version, reverse=rev_index,
            threads=0 if threads is None else threads,
        )  # fmt: skip
        return index_pack(self, pack, index, said, notes, fix_thin, max_input_size, report)

    def unpack_objects(
        self,
        pack: BinaryIO,
        *,
        strict: bool = False,
        recover: bool = False,
        dry_run: bool = False,
        max_input_size: int | None = None,
        threads: int | None = None,
        report: Report | None = None,
    ) -> Unpacked:
        """Take in a pack as loose objects, every one of which is built and hashed first: git's `unpack-objects`.

        `pack` is a binary file that gives one; what was read beyond its end is given as `rest`. A thin pack may have
        bases that are here. What is here already is not written again, and made young.

        `strict` demands well-formed objects that name nothing which is not there. With `recover` what is good of a
        damaged pack is taken, `warn` is told of the damage, and `is_whole` is false; `dry_run` looks whether the pack
        is whole and writes nothing. A pack may have `max_input_size` bytes.

        Raises CorruptError where the pack is damaged, or has another object than the repository under one id; then
        nothing was written. Follows git's Documentation/git-unpack-objects.
        """
        from pygitobj.face.packs import unpack_objects
        from pygitobj.jobs.receive.index_config import Said
        from pygitobj.jobs.receive.unpack_objects import Unpacking

        said = Said(strict, threads=0 if threads is None else threads)
        return unpack_objects(self, pack, said, Unpacking(dry_run, recover), max_input_size, report)

    def verify_pack(
        self, pack: StrOrBytesPath, *, threads: int | None = None, report: Report | None = None
    ) -> PackContents:
        """What is in a pack, whose objects are all built and hashed, and its indexes compared: git's `verify-pack`.

        `pack` is the path of the pack or its index, also without a suffix. Raises CorruptError where one of them is
        damaged. Follows git's Documentation/git-verify-pack.
        """
        from pygitobj.face.packs import verify_pack

        return verify_pack(self, pack, threads, report)
