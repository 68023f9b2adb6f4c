"""Which ids a store has: all of them, and those that begin with some digits."""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.files.directory import unreadable
from pygitobj.files.pack import PackFile
from pygitobj.formats.numbers import lower
from pygitobj.id_list import as_oid, once_each
from pygitobj.oid import HEX_DIGITS, ObjectId, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.store.database import ObjectDatabase

MIN_PREFIX_DIGITS = 4
# What cannot be told where not everything could be looked at.
UNLISTED = "unable to list all objects"


def every_pack(store: ObjectDatabase) -> list[PackFile]:
    """As `known_packs`, after looking at the directories again."""
    before = store.trouble.count
    store._refresh_packs()
    store.trouble.require_none(before, UNLISTED)
    return known_packs(store)


def known_packs(store: ObjectDatabase) -> list[PackFile]:
    """The packs of all sources whose index can be used.

    Raises RepositoryError where the system does not let us see all of them.
    """
    before = store.trouble.count
    packs = [pack for source in store.sources for pack in source.packed.all_packs()]
    store.trouble.require_none(before, UNLISTED)
    return packs


def all_ids(store: ObjectDatabase) -> Iterator[ObjectId]:
    """Every id once, ascending, from all sources. Raises RepositoryError."""
    try:
        packed = [pack.index.oids() for pack in every_pack(store)]
        yield from map(as_oid, once_each([*packed, *(source.loose.ids() for source in store.sources)]))
    except OSError as error:
        raise vanished(error) from error


def vanished(error: OSError) -> Exception:
    """The error to raise where a pack is gone that was about to be listed."""
    return unreadable(f"{UNLISTED}: {error.filename}", error)


def ids_with_prefix(store: ObjectDatabase, digits: str) -> list[ObjectId]:
    """The ids that begin with the hex `digits`, ascending, each once.

    Raises ValueError where these are none, RepositoryError.
    """
    hex_size = store.format.hex_size
    if not isinstance(digits, str):
        raise TypeError(f"hex digits are expected, such as str(oid), not {shown(digits)}")
    if not MIN_PREFIX_DIGITS <= len(digits) <= hex_size or not HEX_DIGITS.issuperset(digits):
        raise ValueError(
            f"not an abbreviated object id: {shown(digits)} (expected {MIN_PREFIX_DIGITS} to {hex_size} hex digits)"
        )
    digits = lower(digits)
    found: set[bytes] = set()
    before = store.trouble.count
    store._refresh_packs()
    store.trouble.require_none(before, UNLISTED)
    try:
        for source in store.sources:
            found.update(source.find_prefix(digits))
        store.trouble.require_none(before, UNLISTED)
    except OSError as error:
        raise vanished(error) from error
    return [ObjectId(oid) for oid in sorted(found)]
