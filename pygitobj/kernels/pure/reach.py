"""Which objects trees name, each told once, with the name hash of the path where it was found first.

    hash 1  of a path, over its bytes that are no white space: hash = hash / 4 + byte * 2^24, in 32 bits. The last
            sixteen count, the last one most, so that names which end alike come near one another.
    hash 2  of each part of a path in the same way, but of bytes whose bits are turned round; each part is xored with
            1/64 of the hash of what is before it. The last directories count too, so that only what also lies
            alike comes near.

Either hash of a path goes on from that of its directory, and a tree needs to know no more of where it is.

Follows git's Documentation/git-pack-objects, "--name-hash-version".
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from pygitobj.kernels.columns import Named
from pygitobj.kernels.pure.tree import parse_tree

# Without the vertical ones, as git has it.
WHITE_SPACE = b" \t\n\r"
TYPE_MASK, DIRECTORY, GITLINK = 0o170000, 0o040000, 0o160000
MASK = 0xFFFFFFFF
SHORTEST_HASH, LONGEST_HASH = 8, 32
# Bytes with their bits turned round.
TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def go_on(value: int, part: bytes) -> int:
    """The hash 1 of a path that goes on with `part`, after a part with the hash `value`."""
    return mixed(value, part.translate(None, WHITE_SPACE))


def mixed(value: int, part: bytes) -> int:
    """`value` with all bytes of `part` mixed in."""
    for byte in part:
        value = (value >> 2) + (byte << 24) & MASK
    return value


def below(value: int, name: bytes, version: int) -> int:
    """The hash of what is called `name` in a directory with the hash `value`, of the version `version`."""
    if version == 1:
        return go_on(go_on(value, b"/") if value else 0, name)
    return value >> 6 ^ mixed(0, name.translate(TURNED, WHITE_SPACE))


def name_hash(path: bytes, version: int = 1) -> int:
    """The hash of `path`, 32 bits, of the version `version`, 1 or 2."""
    if version == 1:
        return go_on(0, path)
    value = 0
    for part in path.split(b"/"):
        value = below(value, part, version)
    return value


class Reach:
    """A set of objects that are known, by raw ids of `hash_size` bytes; `version` is that of the name hashes."""

    def __init__(self, hash_size: int, version: int = 1) -> None:
        if not SHORTEST_HASH <= hash_size <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        if version not in (1, 2):
            raise ValueError("no version of a name hash")
        self.hash_size = hash_size
        self.version = version
        self.known: set[bytes] = set()

    def __len__(self) -> int:
        return len(self.known)

    def __contains__(self, oid: bytes) -> bool:
        return oid in self.known

    def add(self, column: bytes) -> bytes:
        """Know the raw ids in `column`; gives those that were not known, each once, in their order."""
        size = self.hash_size
        if len(column) % size:
            raise ValueError("not a column of ids")
        fresh = []
        for at in range(0, len(column), size):
            oid = column[at : at + size]
            if oid not in self.known:
                self.known.add(oid)
                fresh.append(oid)
        return b"".join(fresh)

    def take(self, bodies: Sequence[bytes], hashes: array[int]) -> Named:
        """Know what the trees `bodies` name, whose paths have these `hashes`; gives what of it was not known.

        Commits of other repositories are passed over. Raises CorruptObject for a malformed tree.
        """
        if len(bodies) != len(hashes):
            raise ValueError("a hash for each tree")
        found: tuple[list[bytes], list[bytes]] = ([], [])
        named = array("I"), array("I")
        for body, above in zip(bodies, hashes, strict=True):
            for mode, name, oid in parse_tree(body, self.hash_size):
                kind = mode & TYPE_MASK
                if kind == GITLINK or oid in self.known:
                    continue
                self.known.add(oid)
                is_blob = kind != DIRECTORY
                found[is_blob].append(oid)
                named[is_blob].append(below(above, name, self.version))
        return Named(b"".join(found[0]), named[0], b"".join(found[1]), named[1])
