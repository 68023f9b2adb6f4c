"""Bitmap files made by hand, without asking git."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.formats.bitmap import (
    COMMIT_ROW,
    ENTRY,
    FULL_DAG,
    HEADER,
    LOOKUP_ROW,
    LOOKUP_TABLE,
    MAGIC,
    MERGES_END,
    NAME_HASHES,
    NO_ENTRY,
    PSEUDO_MERGES,
)
from pygitobj.formats.ewah import build_ewah
from pygitobj.oid import ObjectFormat

# The row of a commit, how many entries before it the other is, and the set that is written.
Entry = tuple[int, int, int]


def build_bitmap(
    object_format: ObjectFormat,
    owner: bytes,
    total: int,
    types: Sequence[int],
    entries: Sequence[Entry],
    *,
    hashes: Sequence[int] = (),
    lookup: bool = False,
    merges: Sequence[tuple[int, int]] = (),
) -> bytes:
    """A bitmap of `total` objects; a merge is a set of commits and what they reach."""
    options = FULL_DAG | NAME_HASHES * bool(hashes) | LOOKUP_TABLE * lookup | PSEUDO_MERGES * bool(merges)
    body = HEADER.pack(MAGIC, 1, options, len(entries)) + owner
    body += b"".join(build_ewah(bits, total) for bits in types)
    starts = []
    for row, back, bits in entries:
        starts.append(len(body))
        body += ENTRY.pack(row, back, 0) + build_ewah(bits, total)
    if merges:
        body += build_merges(len(body), total, merges)
    if lookup:
        order = sorted(range(len(entries)), key=lambda at: entries[at][0])
        for at in order:
            row, back, _ = entries[at]
            body += LOOKUP_ROW.pack(row, starts[at], order.index(at - back) if back else NO_ENTRY)
    body += b"".join(value.to_bytes(4) for value in hashes)
    return body + object_format.new_hash(body).digest()


def build_merges(start: int, total: int, merges: Sequence[tuple[int, int]]) -> bytes:
    """The part with pseudo-merges, which comes at `start`; each commit is in one of them."""
    sets, places, rows = b"", [], {}
    for commits, reached in merges:
        places.append(start + len(sets))
        rows.update({at: places[-1] for at in range(total) if commits >> at & 1})
        sets += build_ewah(commits, total) + build_ewah(reached, total)
    table = b"".join(COMMIT_ROW.pack(at, place) for at, place in sorted(rows.items()))
    positions = b"".join(place.to_bytes(8) for place in places)
    size = len(sets) + len(table) + len(positions) + MERGES_END.size
    return sets + table + positions + MERGES_END.pack(len(merges), len(rows), len(sets), size)


def resummed(data: bytes | bytearray, object_format: ObjectFormat) -> bytes:
    """`data` with the right hash at its end."""
    body = bytes(data[: -object_format.hash_size])
    return body + object_format.new_hash(body).digest()
