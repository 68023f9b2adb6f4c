"""An index that is split: the entries of a shared one, without some, some of them replaced, and others besides.

    0    hash     the id of the shared index, zeros for none
    …    …        a bitmap (ewah.py) of the shared entries that are deleted
    …    …        a bitmap of those that are replaced: by the first entries of this index, in their order, which have
                  no path of their own

This is the extension `link`. Follows git's Documentation/gitformat-index, "Split index".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.errors import CorruptIndex
from pygitobj.formats.ewah import build_ewah, parse_ewah, set_bits
from pygitobj.formats.git_index import IndexEntry


def parse_changes(link: bytes, shared_count: int) -> tuple[int, int]:
    """Which of the `shared_count` shared entries are deleted, and which replaced, as `link` says after the id.

    Raises CorruptIndex.
    """
    if not link:
        return 0, 0
    deleted, at = parse_ewah(link, 0, len(link), shared_count)
    replaced, at = parse_ewah(link, at, len(link), shared_count)
    if at != len(link):
        raise CorruptIndex("garbage at the end of link extension", offset=at)
    return deleted, replaced


def build_changes(deleted: int, replaced: int, shared_count: int) -> bytes:
    """What stands after the id where these of the `shared_count` shared entries are deleted and replaced."""
    return build_ewah(deleted, shared_count) + build_ewah(replaced, shared_count)


def merged(shared: Sequence[IndexEntry], entries: Sequence[IndexEntry], link: bytes) -> list[IndexEntry]:
    """The entries of an index that has these of its own, and `shared` ones, changed as `link` says; by path and stage.

    Raises CorruptIndex.
    """
    deleted, replaced = parse_changes(link, len(shared))
    if deleted & replaced:
        position = set_bits(deleted & replaced)[0]
        raise CorruptIndex(f"entry {position} is marked as both replaced and deleted")
    kept = list(shared)
    count = 0
    for position in set_bits(replaced):
        if count >= len(entries):
            raise CorruptIndex(f"too many replacements ({count} vs {len(entries)})")
        if entries[count].path:
            raise CorruptIndex(f"corrupt link extension, entry {position} should have zero length name")
        kept[position] = entries[count]._replace(path=shared[position].path)
        count += 1
    for position in reversed(set_bits(deleted)):
        del kept[position]
    return added(kept, entries, count)


def added(kept: Sequence[IndexEntry], entries: Sequence[IndexEntry], start: int) -> list[IndexEntry]:
    """`kept` and the `entries` from `start` on, which stand in the place of others of their path and stage.

    One without a conflict stands in the place of all stages. Raises CorruptIndex.
    """
    found = {(entry.path, entry.stage): entry for entry in kept}
    for number in range(start, len(entries)):
        entry = entries[number]
        if not entry.path:
            raise CorruptIndex(f"corrupt link extension, entry {number} should have non-zero length name")
        found[entry.path, entry.stage] = entry
        if entry.stage == 0:
            for stage in (1, 2, 3):
                found.pop((entry.path, stage), None)
    return [found[key] for key in sorted(found)]
