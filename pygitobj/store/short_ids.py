"""Abbreviated ids, as they are shown: so many digits that no other object shares them.

How many are usual grows with the store: half as many as the number of objects has bits, and seven at least. Follows
git's Documentation/config/core, "core.abbrev".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.files.directory import names_in, unreadable
from pygitobj.oid import HEX_DIGITS, RAW_SIZES
from pygitobj.store.ids import UNLISTED, known_packs, vanished

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.store.object_store import ObjectStore

# Loose objects are in directories by their first digits.
SHARD_DIGITS = 2
LEAST_USUAL = 7
# From how many digits ids share to how many tell them apart, by the size of ids.
ONE_MORE = {size: bytes(min(digits + 1, 2 * size) for digits in range(256)) for size in RAW_SIZES}
# Loose objects are counted in one directory of 256, as git does.
COUNTED, OF_ALL = "17", 256


class ShortIds:
    """The abbreviated ids of `store`, with `usual` digits, or as many as are usual in a store of its size.

    Methods raise RepositoryError where not everything could be looked at.
    """

    def __init__(self, store: ObjectStore, usual: int | None = None) -> None:
        self.store = store
        self.given = usual
        self.counted: int | None = None
        # Loose objects by the source that has them and their first digits: a directory is read once.
        self.loose: dict[tuple[int, str], list[bytes]] = {}

    @property
    def usual(self) -> int:
        """How many digits an id has where no other object shares them."""
        if self.given is not None:
            return self.given
        if self.counted is None:
            self.counted = max(LEAST_USUAL, (rough_count(self.store).bit_length() + 1) // 2)
        return self.counted

    def short(self, oid: bytes, least: int | None = None) -> str:
        """The digits of `oid`, at least as many as `least` says, or as is usual; 0 stands for all of them."""
        digits = oid.hex()
        length = self.usual if least is None else least
        if length == 0:
            return digits
        while length < len(digits) and self.is_shared(oid, digits[:length]):
            length += 1
        return digits[:length]

    def short_many(self, oids: Sequence[bytes], least: int | None = None) -> list[str]:
        """As `short`, for many."""
        digits = self.digits_of(b"".join(oids), least)
        return [oid.hex()[:length] for oid, length in zip(oids, digits, strict=True)]

    def digits_of(self, column: bytes, least: int | None = None) -> bytes:
        """How many digits `short` gives of each of the raw ids that stand one after another in `column`."""
        size = self.store.hash_size
        usual = self.usual if least is None else least
        count = len(column) // size
        if not 0 < usual < 2 * size:
            return bytes([2 * size]) * count
        before = self.store.trouble.count
        # What must not do: one digit less.
        shared = bytes([usual - 1]) * count
        try:
            for number, source in enumerate(self.store.sources):
                shared = source.packed.shared_digits(column, shared)
                shared = self.shared_loosely(column, shared, number)
        except OSError as error:
            raise vanished(error) from error
        self.store.trouble.require_none(before, UNLISTED)
        return shared.translate(ONE_MORE[size])

    def shared_loosely(self, column: bytes, shared: bytes, number: int) -> bytes:
        """`shared`, or more: how many digits ids have in common with loose objects of one source."""
        size = self.store.hash_size
        firsts = column[::size]
        found = bytearray(shared)
        for first in set(firsts):
            like = self.loose_like(bytes([first]), number)
            at = firsts.find(first) if like else -1
            while at >= 0:
                oid = column[at * size : (at + 1) * size]
                found[at] = max(found[at], *(common_digits(oid, other) for other in like if other != oid), 0)
                at = firsts.find(first, at + 1)
        return bytes(found)

    def is_shared(self, oid: bytes, digits: str) -> bool:
        """Whether an object other than `oid` has an id that starts with `digits`."""
        before = self.store.trouble.count
        try:
            shared = any(
                source.packed.shares_prefix(oid, digits) or self.is_shared_loosely(oid, digits, number)
                for number, source in enumerate(self.store.sources)
            )
        except OSError as error:
            raise vanished(error) from error
        self.store.trouble.require_none(before, UNLISTED)
        return shared

    def is_shared_loosely(self, oid: bytes, digits: str, number: int) -> bool:
        """The same for the loose objects of one source."""
        found = self.loose_like(oid, number)
        return any(other != oid and other.hex().startswith(digits) for other in found)

    def loose_like(self, oid: bytes, number: int) -> list[bytes]:
        """The loose objects of one source in the directory that `oid` would be in."""
        key = number, oid.hex()[:SHARD_DIGITS]
        found = self.loose.get(key)
        if found is None:
            found = self.loose[key] = self.store.sources[number].loose.shard(key[1])
        return found


def rough_count(store: ObjectStore) -> int:
    """About how many objects `store` has, one that it has twice counted twice."""
    count = sum(pack.index.count for pack in known_packs(store))
    for source in store.sources:
        try:
            names = names_in(f"{source.loose.directory}/{COUNTED}")
        except OSError as error:
            raise unreadable(UNLISTED, error) from error
        rest = source.loose.rest_digits
        count += OF_ALL * sum(len(name) == rest and HEX_DIGITS.issuperset(name) for name in names)
    return count


def common_digits(one: bytes, other: bytes) -> int:
    """With how many digits alike two ids begin."""
    pairs = zip(one.hex(), other.hex(), strict=True)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), 2 * len(one))
