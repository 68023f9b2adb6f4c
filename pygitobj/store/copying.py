"""Taking objects over from another store: entries as its packs have them, together as one pack.

    here already    read, hashed, and made as young as if it was written now: left out (docs/decisions/0007)
    the others      deltas stay where their bases come along; streams are copied once their sums are right; what is
                    loose, damaged in one of several copies, or a delta of what does not come along is made whole
    at the end      the pack gets its name, or, where anything was wrong, there is none

Nothing but columns is held of all objects, some 70 bytes for each.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from pygitobj.errors import GitObjectError
from pygitobj.files.atomic import make_directory
from pygitobj.files.directory import unreadable
from pygitobj.files.pack_install import HowIndexed, install_pack
from pygitobj.files.pack_writer import PackBuilder
from pygitobj.id_list import IdList
from pygitobj.kernels import cut_chains
from pygitobj.oid import shown
from pygitobj.sources.copies import PackedCopy, Part
from pygitobj.store.bulk import headers_or_reasons
from pygitobj.store.database import ObjectDatabase
from pygitobj.store.existing import digest_of, is_unbounded, keeps
from pygitobj.store.pack_list import listed
from pygitobj.store.parts import parts_of
from pygitobj.store.verify_many import built_soundly, reason_of
from pygitobj.store.windows import MOST_COUNT
from pygitobj.store.write_entries import EntryOptions, EntryWriter
from pygitobj.store.writing import cannot_write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.sources.copy import Copy

# Chains of deltas stay as long as git's readers take them.
DEPTH = 4095
# A larger object that is written whole is never held.
LARGEST = 16 << 20


def copy_objects(target: ObjectDatabase, source: ObjectDatabase, ids: IdList) -> int:
    """Have those of `ids` that are not in `target` yet copied from `source`; gives how many these were.

    Raises NotFoundError, CorruptError, UnsupportedError for an object that `source` cannot give, RepositoryError.
    """
    try:
        wanted = IdList.of(
            b"".join(lacking(target, IdList.of(b"".join(dict.fromkeys(ids.raws())), ids.size))), ids.size
        )
        for _, header in headers_or_reasons(source, wanted):
            if isinstance(header, GitObjectError):
                raise header
        if wanted:
            write_pack(target, source, wanted)
            target._refresh_packs()
    except OSError as error:
        if str(error.filename).startswith(f"{source.path}/"):
            raise unreadable(f"unable to read {error.filename}", error) from error
        raise cannot_write(target, error) from None
    return len(wanted)


def write_pack(target: ObjectDatabase, source: ObjectDatabase, wanted: IdList) -> None:
    """Write the objects `wanted` of `source` as one pack of `target`. Raises GitObjectError, OSError."""
    policy, directory = target.write_policy, f"{target.path}/pack"
    objects = listed(wanted.raw, array("I", bytes(4 * len(wanted))), source, len(wanted), reuse=True)
    cut_chains(objects.bases, DEPTH)
    make_directory(directory, policy)
    options = EntryOptions(distances=True, largest=LARGEST, level=policy.pack_level)
    builder = PackBuilder(directory, target.format)
    with builder.temp as temp:
        EntryWriter(objects, {}, source, options).write(builder)
        finished = builder.finish(HowIndexed(reverse=policy.reverse_index))
        install_pack(temp, f"{directory}/pack-{finished.trailer.hex()}", finished.indexes, policy, {})


def lacking(target: ObjectDatabase, ids: IdList) -> Iterator[bytes]:
    """Those of `ids` of which `target` has no sound copy that is sure to stay. Raises OSError."""
    for some in ids.pieces(MOST_COUNT):
        # Only a pack's own index says what stays there: that of many packs may be taken away at any time.
        parts = [part for part in parts_of(target, some, by_index=True) if not part.pack.substitutes]
        packed = bytearray(len(some))
        kept = bytearray(len(some))
        good = built_soundly(target, some, parts)
        for part in parts:
            stays = keeps_part(target, part, good)
            for position in part.places:
                packed[position] = True
                kept[position] = stays and good[position]
        for position, oid in enumerate(some.raws()):
            if packed[position] and not good[position]:
                reason_of(target, oid)  # what is wrong is told; another copy is not looked for
            if not kept[position] and not any(keeps_loose(target, copy, oid) for copy in loose_copies(target, oid)):
                yield oid


def keeps_part(target: ObjectDatabase, part: Part, good: bytearray) -> bool:
    """Whether the pack of `part`, made as young as a new one, is sure to stay, where it has any `good` objects."""
    return any(good[position] for position in part.places) and keeps(target, PackedCopy(part.pack, part.offsets[0]))


def loose_copies(target: ObjectDatabase, oid: bytes) -> Iterator[Copy]:
    """The loose copies of `oid` in any source."""
    for source in target.sources:
        yield from source.loose.locate(oid)


def keeps_loose(target: ObjectDatabase, copy: Copy, oid: bytes) -> bool:
    """Whether the loose `copy` is sound, and stays; it is told of where it is damaged. Raises OSError."""
    try:
        if is_unbounded(copy) or digest_of(target, *copy.header(), copy.open()) != oid:
            return False
    except GitObjectError as error:
        target.report(error)
        return False
    return keeps(target, copy)


def require_source(target: ObjectDatabase, source: object) -> ObjectDatabase:
    """`source`, which is a store of the format of `target`. Raises TypeError, ValueError."""
    if not isinstance(source, ObjectDatabase):
        raise TypeError(f"a store to copy from is expected, such as Repository.objects, not {shown(source)}")
    if source.format.name != target.format.name:
        raise ValueError(
            f"{source.format.name} objects of {source.path} cannot be copied into {target.format.name} objects"
        )
    return source
