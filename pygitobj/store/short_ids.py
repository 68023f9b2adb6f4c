"""Abbreviated ids, as they are shown: so many digits that no other object shares them.

How many are usual grows with the store: half as many as the number of objects has bits, and seven at least. Follows
git's Documentation/config/core, "core.abbrev".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.files.directory import names_in, unreadable
from pygitobj.oid import HEX_DIGITS
from pygitobj.store.ids import UNLISTED, known_packs, vanished

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.store.object_store import ObjectStore

# Loose objects are in directories by their first digits.
SHARD_DIGITS = 2
LEAST_USUAL = 7
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
        length = self.usual if least is None else least
        if not 0 < length < 2 * self.store.hash_size:
            return [oid.hex() for oid in oids]
        before = self.store.trouble.count
        shards: dict[int, list[int]] = {}
        for at, oid in enumerate(oids):
            shards.setdefault(oid[0], []).append(at)
        shared: set[int] = set()
        try:
            for number, source in enumerate(self.store.sources):
                found = source.packed.sharing(oids, length)
                shared.update(at for at, is_so in enumerate(found) if is_so)
                for places in shards.values():
                    if self.loose_like(oids[places[0]], number):
                        like = (
                            at for at in places if self.is_shared_loosely(oids[at], oids[at].hex()[:length], number)
                        )
                        shared.update(like)
        except OSError as error:
            raise vanished(error) from error
        self.store.trouble.require_none(before, UNLISTED)
        return [self.short(oid, least) if at in shared else oid.hex()[:length] for at, oid in enumerate(oids)]

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
