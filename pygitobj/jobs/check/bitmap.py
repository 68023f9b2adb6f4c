"""Compare what a bitmap says of a commit with what the objects say.

Follows git's `rev-list --test-bitmap`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

from pygitobj.errors import RepositoryError
from pygitobj.files.bitmap import Bitmaps
from pygitobj.formats.bitmap import CODES, Bitmap
from pygitobj.formats.ewah import HEADER, bits_at, build_ewah
from pygitobj.oid import TYPE_BY_CODE
from pygitobj.repository.repository import Repository
from pygitobj.store.bitmaps import open_bitmaps
from pygitobj.walk.column import Column, ids_in
from pygitobj.walk.reachable import Root, reachable

LAST_RUN_SIZE = 4
MASK = (1 << 32) - 1


def compare_bitmap(repository: Repository, tips: list[bytes], tell: Callable[[str], None]) -> None:
    """Compare the bitmap of the one commit in `tips` with a walk; `tell` is told of it, line by line.

    Raises RepositoryError where they differ, or there is none, in git's words.
    """
    store = repository.objects
    bitmaps = open_bitmaps(store)
    if bitmaps is None:
        raise RepositoryError("failed to load bitmap indexes")
    if len(tips) != 1:
        raise RepositoryError("you must specify exactly one commit to test")
    oid = tips[0]
    own = bitmaps.files[-1]
    loaded = "" if own.has_lookup_table else " loaded"
    total = sum(file.entry_count for file in bitmaps.files)
    tell(f"Bitmap v{own.version} test ({own.entry_count} entries{loaded}, {total} total)")
    found = bitmaps.entry(oid)
    if found is None:
        raise RepositoryError(f"commit '{oid.hex()}' doesn't have an indexed bitmap")
    file, number = found
    size, checksum = described(file, number)
    tell(f"Found bitmap for '{oid.hex()}'. {size} bits / {checksum:08x} checksum")
    tell(f"Located via {bitmaps.name_of(file)}.")
    bits = bitmaps.reached(oid) or 0
    walked = reachable(store, [Root(oid)])
    seen = 0
    for code, column in zip(CODES, (walked.commits, walked.trees, walked.blobs, walked.tags), strict=True):
        seen |= placed(bitmaps, column, code, store.format.hash_size)
    if seen != bits:
        raise RepositoryError("mismatch in bitmap results")
    count = bits.bit_count()
    tell(f"Verifying bitmap entries: 100% ({count}/{count}), done.")
    tell("OK!")


def placed(bitmaps: Bitmaps, column: Column, code: int, size: int) -> int:
    """The objects of `column`, all of the type `code`, as a set. Raises RepositoryError where the bitmaps say no."""
    places = bitmaps.positions(bytes(column.ids))
    for oid, at in zip(ids_in(column, size).raws(), places, strict=True):
        if at < 0:
            raise RepositoryError(f"object not in bitmap: '{oid.hex()}'")
        if bitmaps.code_at(at) != code:
            real, expected = TYPE_BY_CODE[code], TYPE_BY_CODE[bitmaps.code_at(at)]
            raise RepositoryError(f"object '{oid.hex()}': real type '{real}', expected: '{expected}'")
    return bits_at(places, bitmaps.total)


def described(file: Bitmap, number: int) -> tuple[int, int]:
    """How many bits the set of the entry `number` has, and the sum of its words, as git has it in memory."""
    stored = file.sets[number]
    size = stored.size
    words = file.data[stored.start : stored.end]
    at = number
    while file.back[at]:
        at -= file.back[at]
        size = max(size, file.sets[at].size)
    if at != number:
        words = build_ewah(file.reached(number), size)[HEADER.size : -LAST_RUN_SIZE]
    turned = array("Q", words)
    turned.byteswap()
    total = size
    for byte in turned.tobytes():
        total = total * 31 + byte & MASK
    return size, total
