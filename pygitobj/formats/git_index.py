"""The index: the files of the next commit, and what git remembers beside them.

    0    4        magic "DIRC"
    4    4        version, 2 to 4 (big-endian, as all numbers here)
    8    4        number of entries
    12   …        the entries, by path and stage
    …    …        extensions: a signature of 4 bytes, a size of 4 bytes, so many bytes
    …    hash     the hash of all before it; zeros where index.skipHash says so

Entry
    0    24       times, device and inode, of no use here
    24   4        mode
    28   12       owner, group and size, of no use here
    40   hash     id
    …    2        flags: assume-valid, extended, 2 bits of stage, 12 bits of the path's length (all set: or longer)
    …    2        only if extended: reserved, skip-worktree, intent-to-add, and 13 bits that are zero
    …    …        versions 2 and 3: the path, NUL, and more NULs up to a multiple of 8
                  version 4: how many bytes to take from the end of the path before, what to put there, NUL

Extensions
    TREE      the trees that the entries would be written as, where they are known
    REUC      the stages of conflicts that were resolved
    link      the shared index of which this one is a change
    sdir      some entries are directories
    others    may be passed over if they start with a capital

Follows git's Documentation/gitformat-index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import Struct

from pygitobj.errors import CorruptIndex, UnsupportedError
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.record import Record

MAGIC = b"DIRC"
HEADER = Struct(">4sII")
VERSIONS = (2, 3, 4)
MODE_OFFSET = 24
ID_OFFSET = 40
WORD = Struct(">I")
SHORT = Struct(">H")
EXTENSION = Struct(">4sI")
ALIGNMENT = 8

ASSUME_VALID = 0x8000
EXTENDED = 0x4000
STAGE_SHIFT, STAGE_MASK = 12, 3
LENGTH_MASK = 0xFFF
# The second half of the flags is kept above the first.
EXTENDED_SHIFT = 16
SKIP_WORKTREE = 0x4000 << EXTENDED_SHIFT
INTENT_TO_ADD = 0x2000 << EXTENDED_SHIFT

REGULAR = 0o100000

# The paths of version 4 and of the tree extension share their beginnings. No index that git wrote comes near this many
# times its own size when they are written out.
MOST_EXPANSION = 256
# A number of bytes to take away that needs more than this takes away more than there is.
MAX_VARINT_BYTES = 9
TREE_NODE = re.compile(rb"([^\0]*)\0(-?\d{1,10}) (\d{1,10})\n")
UNDO = re.compile(rb"([^\0]+)\0([0-7]{1,11})\0([0-7]{1,11})\0([0-7]{1,11})\0")


class IndexEntry(Record):
    """A path with its mode, id and flags; the second half of the flags, if any, is in the upper 16 bits.

    The path is empty for an entry that stands in the place of one of the shared index.
    """

    path: bytes
    mode: int
    id: ObjectId
    flags: int

    @property
    def stage(self) -> int:
        """0, or in a conflict 1 for the base, 2 for ours and 3 for theirs."""
        return self.flags >> STAGE_SHIFT & STAGE_MASK

    @property
    def is_gitlink(self) -> bool:
        """Whether the id is a commit of a submodule, which is not of this repository."""
        return self.mode & TYPE_MASK == GITLINK

    @property
    def is_directory(self) -> bool:
        """Whether the id is a tree, which stands for all below the path in a sparse index."""
        return self.mode & TYPE_MASK == DIRECTORY


class CachedTree(Record):
    """A directory, "" for the top, and the id of the tree that its entries would be written as."""

    path: bytes
    id: ObjectId


class ResolveUndo(Record):
    """What the path had in a stage, 1 to 3, of a conflict before it was resolved."""

    path: bytes
    stage: int
    mode: int
    id: ObjectId


class GitIndex(Record):
    """What an index file holds.

    `base` is the id of the shared index, None where all is in this file; `link` says which entries of it are deleted
    or replaced (split_index.py). Whoever takes all its entries and these here has all that count, and may have more.
    `checksum` is None where the file has zeros for it.
    """

    version: int
    entries: list[IndexEntry]
    trees: list[CachedTree]
    undo: list[ResolveUndo]
    base: ObjectId | None
    link: bytes
    is_sparse: bool
    checksum: ObjectId | None


def parse_index(data: bytes, object_format: ObjectFormat) -> GitIndex:
    """The index in `data`, with its hash compared. Raises CorruptIndex, UnsupportedError."""
    if len(data) < HEADER.size + object_format.hash_size:
        raise CorruptIndex("index file smaller than expected", actual=f"{len(data)} bytes")
    magic, version, count = HEADER.unpack_from(data)
    if magic != MAGIC:
        raise CorruptIndex("bad signature of an index", offset=0, expected=MAGIC, actual=magic)
    if version not in VERSIONS:
        raise UnsupportedError(f"bad index version {version}")
    checksum = verified(data, object_format)
    end = len(data) - object_format.hash_size
    entries, at = parse_entries(data, end, version, count, object_format)
    index = GitIndex(version, entries, [], [], None, b"", False, checksum)
    for signature, start, stop in extensions(data, at, end):
        index = with_extension(index, signature, data[start:stop], start, object_format)
    return index


def verified(data: bytes, object_format: ObjectFormat) -> ObjectId | None:
    """The hash at the end of `data`, None where it is zeros. Raises CorruptIndex where it is another's."""
    end = len(data) - object_format.hash_size
    stored = ObjectId(data[end:])
    if stored == object_format.null_id:
        return None
    actual = ObjectId(object_format.new_hash(data[:end]).digest())
    if actual != stored:
        raise CorruptIndex("bad index file signature", offset=end, expected=stored, actual=actual)
    return stored


def parse_entries(
    data: bytes, end: int, version: int, count: int, object_format: ObjectFormat
) -> tuple[list[IndexEntry], int]:
    """The `count` entries before `end`, and where they end."""
    flags_offset = ID_OFFSET + object_format.hash_size
    if count * (flags_offset + SHORT.size + 1) > end - HEADER.size:
        raise CorruptIndex("too many entries for the size of an index", offset=8, actual=count)
    entries: list[IndexEntry] = []
    at = HEADER.size
    before = b""
    budget = MOST_EXPANSION * len(data)
    for _ in range(count):
        flags, path_at = parse_flags(data, at + flags_offset, end)
        if version == 4:
            before, after = compressed_path(data, path_at, end, before)
            budget -= len(before)
            if budget < 0:
                raise CorruptIndex("paths that are too long for an index of this size", offset=at)
        else:
            before, after = padded_path(data, path_at, end, at)
        if min(len(before), LENGTH_MASK) != flags & LENGTH_MASK:
            raise CorruptIndex(
                "a path of the wrong length", offset=at, expected=flags & LENGTH_MASK, actual=len(before)
            )
        (mode,) = WORD.unpack_from(data, at + MODE_OFFSET)
        oid = ObjectId(data[at + ID_OFFSET : at + flags_offset])
        entries.append(IndexEntry(before, mode, oid, flags))
        at = after
    return entries, at


def parse_flags(data: bytes, at: int, end: int) -> tuple[int, int]:
    """The flags at `at`, both halves, and where the path starts."""
    if at + 2 * SHORT.size > end:
        raise CorruptIndex("an entry that is cut short", offset=at)
    (flags,) = SHORT.unpack_from(data, at)
    at += SHORT.size
    if flags & EXTENDED:
        (extended,) = SHORT.unpack_from(data, at)
        flags |= extended << EXTENDED_SHIFT
        unknown = extended << EXTENDED_SHIFT & ~(SKIP_WORKTREE | INTENT_TO_ADD)
        if unknown:
            raise UnsupportedError(f"unknown index entry format 0x{extended << EXTENDED_SHIFT:08x}")
        at += SHORT.size
    return flags, at


def padded_path(data: bytes, at: int, end: int, entry: int) -> tuple[bytes, int]:
    """The path at `at` of the entry that starts at `entry`, and where the next entry starts."""
    stop = data.find(b"\0", at, end)
    after = entry + (stop - entry + ALIGNMENT) // ALIGNMENT * ALIGNMENT
    if stop < 0 or after > end:
        raise CorruptIndex("a path that is cut short", offset=at)
    return data[at:stop], after


def compressed_path(data: bytes, at: int, end: int, before: bytes) -> tuple[bytes, int]:
    """The path at `at` after the path `before`, and where the next entry starts."""
    strip, start = parse_varint(data, at, end)
    stop = data.find(b"\0", start, end)
    if stop < 0:
        raise CorruptIndex("a path that is cut short", offset=at)
    if strip > len(before):
        raise CorruptIndex(
            "malformed name field in the index", offset=at, expected=f"at most {len(before)}", actual=strip
        )
    return before[: len(before) - strip] + data[start:stop], stop + 1


def parse_varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """The number at `at`, written as a pack writes how far back a base is, and where it ends."""
    value = -1
    for after in range(at, min(at + MAX_VARINT_BYTES, end)):
        byte = data[after]
        value = value + 1 << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, after + 1
    raise CorruptIndex("a number that does not end", offset=at)


def extensions(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The extensions from `at` to `end`: signature, and where the content starts and stops."""
    while at < end:
        start = at + EXTENSION.size
        if start > end:
            raise CorruptIndex("an extension that is cut short", offset=at)
        signature, size = EXTENSION.unpack_from(data, at)
        if size > end - start:
            raise CorruptIndex(
                "an extension that is cut short", offset=at, expected=f"{size} bytes", actual=end - start
            )
        at = start + size
        yield signature, start, at


def with_extension(
    index: GitIndex, signature: bytes, content: bytes, offset: int, object_format: ObjectFormat
) -> GitIndex:
    """`index` with what the extension says. Raises UnsupportedError for one that may not be passed over."""
    try:
        if signature == b"TREE":
            return index._replace(trees=list(parse_cache_tree(content, object_format.hash_size)))
        if signature == b"REUC":
            return index._replace(undo=list(parse_resolve_undo(content, object_format.hash_size)))
        if signature == b"link":
            base = parse_link(content, object_format)
            return index._replace(base=base, link=b"" if base is None else content[object_format.hash_size :])
        if signature == b"sdir":
            return index._replace(is_sparse=True)
    except CorruptIndex as error:
        error.offset = offset + (error.offset or 0)
        raise
    if not b"A" <= signature[:1] <= b"Z":
        raise UnsupportedError(f"index uses {signature.decode('latin-1')} extension, which we do not understand")
    return index


def parse_cache_tree(content: bytes, hash_size: int) -> Iterator[CachedTree]:
    """The trees of the extension TREE that are known, each before those below it."""
    # For each directory on the way down: its path, and how many below it are still to come.
    waiting: list[tuple[bytes, int]] = []
    budget = MOST_EXPANSION * len(content)
    at = 0
    while waiting or at == 0:
        node = TREE_NODE.match(content, at)
        if node is None or (at == 0 and node[1]):
            raise CorruptIndex("malformed cached tree in the index", offset=at)
        path = node[1]
        if waiting:
            above, left = waiting.pop()
            path = above + b"/" + path if above else path
            if left > 1:
                waiting.append((above, left - 1))
        budget -= len(path)
        if budget < 0:
            raise CorruptIndex("paths that are too long for an index of this size", offset=at)
        at = node.end()
        if int(node[2]) >= 0:
            yield CachedTree(path, id_at(content, at, hash_size))
            at += hash_size
        if int(node[3]):
            waiting.append((path, int(node[3])))
    if at != len(content):
        raise CorruptIndex("something after the cached trees in the index", offset=at)


def parse_resolve_undo(content: bytes, hash_size: int) -> Iterator[ResolveUndo]:
    """The stages in the extension REUC."""
    at = 0
    while at < len(content):
        found = UNDO.match(content, at)
        if found is None:
            raise CorruptIndex("invalid resolve-undo information in the index", offset=at)
        at = found.end()
        for stage in (1, 2, 3):
            mode = int(found[stage + 1], 8)
            if mode:
                yield ResolveUndo(found[1], stage, mode, id_at(content, at, hash_size))
                at += hash_size


def parse_link(content: bytes, object_format: ObjectFormat) -> ObjectId | None:
    """The id of the shared index in the extension link, None for zeros."""
    base = id_at(content, 0, object_format.hash_size)
    return None if base == object_format.null_id else base


def id_at(content: bytes, at: int, hash_size: int) -> ObjectId:
    """The id at `at` of an extension's content."""
    raw = content[at : at + hash_size]
    if len(raw) != hash_size:
        raise CorruptIndex("an id that is cut short", offset=at)
    return ObjectId(raw)
