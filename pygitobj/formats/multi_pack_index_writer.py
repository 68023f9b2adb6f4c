"""A multi-pack-index, or one layer of a chain, made of what the indexes of its packs say.

The layout is that of multi_pack_index.py, and the bytes are git's for the same packs and times.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from pygitobj.formats.chunks import build_chunks
from pygitobj.formats.idx import SortedIds
from pygitobj.formats.idx_writer import PIECE, big_endian, build_fanout, order_by_id
from pygitobj.formats.multi_pack_index import (
    ALIGNMENT,
    BITMAPPED,
    FANOUT_CHUNK,
    HEADER,
    HEADER_SIZE,
    IDS,
    INDEX_SUFFIX,
    LARGE_OFFSETS,
    MAGIC,
    NAMES,
    OFFSETS,
    REVERSE,
    VERSIONS,
)
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

IN_LARGE_TABLE = 0x80000000
# One offset from here on, and all from IN_LARGE_TABLE on go into the table of large ones.
FIRST_LARGE = 1 << 32
MAX_OFFSET = (1 << 63) - 1


class IndexedPack(Record):
    """One pack: the name of its index, its raw ids one after another, in any order, and the offset of each.

    `time` is when the pack was last changed, in seconds: of objects in several packs the youngest one's copy is taken,
    and of equal ones that of the pack which was handed in first.
    """

    name: bytes
    ids: bytes
    offsets: Sequence[int]
    time: int = 0


class Rows(Record):
    """What the index says, by id: the raw ids, the numbers of the packs and the offsets.

    `preferred` has the number of the pack that is asked first, -1 for none.
    """

    ids: bytes
    numbers: array[int]
    offsets: array[int]
    preferred: int


def build_multi_pack_index(
    object_format: ObjectFormat,
    packs: Sequence[IndexedPack],
    *,
    version: int = 2,
    preferred: int | None = None,
    bitmapped: bool = False,
    base: Sequence[SortedIds] = (),
) -> bytes:
    """The index of `packs`; as a layer it leaves out what the layers of `base` have.

    `preferred` is the position of the pack whose copies are taken before all others. With `bitmapped` it has the
    chunks that a bitmap needs (git has a preferred pack then). Raises ValueError for packs that cannot be in one.
    """
    require_packs(object_format, packs, version, preferred)
    names = sorted(pack.name for pack in packs)
    rows = chosen_rows(object_format, packs, names, preferred, base)
    chunks: list[tuple[bytes, Sequence[bytes]]] = [
        (NAMES, [padded(b"".join(name + b"\0" for name in names))]),
        (FANOUT_CHUNK, [build_fanout(rows.ids[:: object_format.hash_size])]),
        (IDS, [rows.ids]),
    ]
    chunks += offset_chunks(rows)
    if bitmapped and rows.numbers:
        chunks += bitmap_chunks(rows, len(names), sum(layer.count for layer in base))
    header = HEADER.pack(MAGIC, version, object_format.number, len(chunks), 0, len(names))
    body = b"".join([header, *build_chunks(chunks, HEADER_SIZE)])
    return body + object_format.new_hash(body).digest()


def require_packs(
    object_format: ObjectFormat, packs: Sequence[IndexedPack], version: int, preferred: int | None
) -> None:
    """Raises ValueError unless there can be an index of `packs`."""
    if version not in VERSIONS:
        raise ValueError(f"not the version of a multi-pack-index: {version}")
    if not packs:
        raise ValueError("no packs to index")
    if preferred is not None and not (0 <= preferred < len(packs) and packs[preferred].offsets):
        raise ValueError("a preferred pack that is not there, or has no objects")
    if len({pack.name for pack in packs}) != len(packs):
        raise ValueError("two packs of one name")
    for name, ids, offsets, _ in packs:
        if b"/" in name or b"\0" in name or not name.endswith(INDEX_SUFFIX) or name == INDEX_SUFFIX:
            raise ValueError(f"not the name of an index: {name!r}")
        if len(ids) != len(offsets) * object_format.hash_size:
            raise ValueError(f"columns of {name!r} that are not both as long")
        if min(offsets, default=0) < 0 or max(offsets, default=0) > MAX_OFFSET:
            raise ValueError(f"offsets in {name!r} that are none")


def chosen_rows(
    object_format: ObjectFormat,
    packs: Sequence[IndexedPack],
    names: Sequence[bytes],
    preferred: int | None,
    base: Sequence[SortedIds],
) -> Rows:
    """One copy of each object that no layer of `base` has."""
    size = object_format.hash_size
    number_of = {name: number for number, name in enumerate(names)}
    # The copies that are taken rather stand before the others, and sorting by id keeps it so.
    order = sorted(range(len(packs)), key=lambda at: (at != preferred, -packs[at].time, at))
    all_ids = b"".join(packs[at].ids for at in order)
    all_numbers, all_offsets = array("I"), array("Q")
    for at in order:
        all_numbers.extend([number_of[packs[at].name]] * len(packs[at].offsets))
        all_offsets.extend(iter(packs[at].offsets))
    pieces: list[bytes] = []
    numbers, offsets = array("I"), array("Q")
    last = b""
    by_id = order_by_id(all_ids, size)
    for start in range(0, len(by_id), PIECE):
        piece: list[bytes] = []
        for position in by_id[start : start + PIECE]:
            oid = all_ids[position * size : (position + 1) * size]
            if oid == last or any(layer.find(oid) >= 0 for layer in base):
                continue
            last = oid
            piece.append(oid)
            numbers.append(all_numbers[position])
            offsets.append(all_offsets[position])
        pieces.append(b"".join(piece))
    first = -1 if preferred is None else number_of[packs[preferred].name]
    return Rows(b"".join(pieces), numbers, offsets, first)


def padded(text: bytes) -> bytes:
    """`text` with NULs up to a multiple of ALIGNMENT."""
    return text + bytes(-len(text) % ALIGNMENT)


def offset_chunks(rows: Rows) -> list[tuple[bytes, Sequence[bytes]]]:
    """The chunk of places, and that of large offsets where one of them needs it."""
    needed = max(rows.offsets, default=0) >= FIRST_LARGE
    words, large = array("I"), array("Q")
    for number, offset in zip(rows.numbers, rows.offsets, strict=True):
        words.append(number)
        if needed and offset >= IN_LARGE_TABLE:
            words.append(IN_LARGE_TABLE | len(large))
            large.append(offset)
        else:
            words.append(offset)
    chunks: list[tuple[bytes, Sequence[bytes]]] = [(OFFSETS, [big_endian(words)])]
    if needed:
        chunks.append((LARGE_OFFSETS, [big_endian(large)]))
    return chunks


def bitmap_chunks(rows: Rows, packs: int, before: int) -> list[tuple[bytes, Sequence[bytes]]]:
    """The chunks for bitmaps: the rows by pack, the preferred one first, and offset; and each pack's share of them.

    `before` rows are in the layers below.
    """
    numbers, offsets = rows.numbers, rows.offsets
    order = sorted(range(len(numbers)), key=lambda at: (numbers[at] != rows.preferred, numbers[at], offsets[at]))
    first, count = [0] * packs, [0] * packs
    for bit, row in enumerate(order):
        number = numbers[row]
        if not count[number]:
            first[number] = before + bit
        count[number] += 1
    shares = array("I", [word for pair in zip(first, count, strict=True) for word in pair])
    return [(REVERSE, [big_endian(array("I", (before + row for row in order)))]), (BITMAPPED, [big_endian(shares)])]
