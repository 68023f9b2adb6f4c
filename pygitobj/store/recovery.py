"""The long way to an object: every copy in turn until one is good, and damaged delta bases replaced by good copies.

The straight way (`ObjectStore.read`, windows of many) comes here whenever anything is odd.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import (
    CorruptError,
    GitObjectError,
    NotFoundError,
    RepositoryError,
    UnsupportedError,
)
from pygitobj.files.directory import is_gone, unreadable
from pygitobj.formats.loose import UnknownType
from pygitobj.oid import TYPE_BY_CODE, ObjectId
from pygitobj.sources.copies import PackedCopy, require_hash
from pygitobj.sources.trouble import everywhere
from pygitobj.sources.values import RawObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from pygitobj.files.pack import PackFile
    from pygitobj.sources.copy import Copy
    from pygitobj.store.database import ObjectDatabase

    Answer = TypeVar("Answer")


def first_good(store: ObjectDatabase, oid: bytes, ask: Callable[[Copy], Answer]) -> Answer:
    """The answer of the first copy of `oid` that is not damaged or gone. Raises NotFoundError, or what was wrong.

    Where the system kept us from looking everywhere it cannot be told whether there is one: RepositoryError.
    """
    trouble = store.trouble
    before = trouble.count
    problems: list[GitObjectError] = []
    for copy in store.locate(oid):
        while True:
            try:
                return checked(store, oid, copy, store.open_files.attempt(ask, copy))
            except (OSError, RepositoryError) as error:
                note(store, copy, error)
                break
            except GitObjectError as error:
                # Without where it came from: that would hold the bodies that led to it.
                problem = error.with_traceback(None)
            if not repair(store, copy, problem):
                problems.append(problem)
                if not ends_git(store, problem):
                    store.report(problem)
                break
    shown = ObjectId(oid)
    trouble.require_none(before, everywhere(oid))
    if problems:
        first = problems[0]
        if ends_git(store, first):
            raise GitObjectError("invalid object type")
        raise first.located(oid=shown) if isinstance(first, CorruptError) else first
    reason = "promised" if store.promised is not None and store.promised(oid) else "missing"
    raise NotFoundError(shown, reason, trouble.passed_over)


def ends_git(store: ObjectDatabase, problem: GitObjectError) -> bool:
    """Whether git ends at `problem`, and with it who trusts objects as git does: it is no damage that one goes past."""
    return not store.verifies and isinstance(problem, UnknownType)


def checked(store: ObjectDatabase, oid: bytes, copy: Copy, answer: Answer) -> Answer:
    """`answer`, which `copy` gave. Raises CorruptObject for an object that does not hash to `oid`."""
    if store.verifies and isinstance(answer, RawObject):
        require_hash(copy, oid, store.format.digest(answer.type, answer.data))
    return answer


def note(store: ObjectDatabase, copy: Copy, error: OSError | RepositoryError) -> None:
    """Go on without `copy`, which ended with `error`: a pack that is gone is left out, anything else is noted."""
    if isinstance(error, RepositoryError):
        store.trouble.note(copy.place, error)
    elif not is_gone(error):
        store.trouble.note(copy.place, unreadable(f"unable to read {copy.place}", error))
    elif isinstance(copy, PackedCopy):
        for source in store.sources:
            source.packed.pass_over(copy.pack, error)


def repair(store: ObjectDatabase, copy: Copy, error: GitObjectError) -> bool:
    """Put a good copy of a damaged delta base in its place in the pack, so that `copy` can be asked again.

    Damaged is one that cannot be read, and one that reads as another object; which of them led to `error` cannot always
    be told. False where it is `copy` itself that is damaged, or no good copy of a base is to be had.
    """
    if not isinstance(copy, PackedCopy) or not isinstance(error, CorruptError) or error.path != copy.pack.pack_path:
        return False
    before = store.generation
    if repair_at_hand(store, copy, error):
        return True
    store._refresh_packs()
    return store.generation != before and repair_at_hand(store, copy, error)


def repair_at_hand(store: ObjectDatabase, copy: PackedCopy, error: CorruptError) -> bool:
    """As `repair`, from what is known to be there."""
    pack = copy.pack
    try:
        # What lies deepest first: what rests on it may be sound.
        for offset in reversed(bases_of(pack, copy.offset)):
            oid = None if offset in pack.substitutes else pack.oid_at(offset)
            # Where no entry starts a damaged distance leads; then what has that distance is damaged.
            if oid is None or is_sound(store, pack, offset, oid):
                continue
            good = good_copy(store, oid, pack, offset)
            if good is not None:
                store.report(error)
                pack.substitute(offset, good.type.code, good.data)
                return True
    except (OSError, RepositoryError) as problem:
        note(store, copy, problem)
    except CorruptError:
        pass  # the order of the entries cannot be told; `error` is what is told
    return False


def bases_of(pack: PackFile, offset: int) -> list[int]:
    """The offsets of what the entry at `offset` rests on, as far as that can be told, the nearest first."""
    found: dict[int, None] = {offset: None}
    at = offset
    while at not in pack.substitutes:
        try:
            base = pack.entry(at)[2]
        except CorruptError:
            break
        if base is None or base in found:
            break
        found[base] = None
        at = base
    return [*found][1:]


def is_sound(store: ObjectDatabase, pack: PackFile, offset: int, oid: bytes) -> bool:
    """Whether the entry at `offset` of `pack` reads as the object `oid`. Raises OSError, RepositoryError."""
    try:
        code, body = pack.read(offset)
    except (CorruptError, UnsupportedError):
        return False
    return store.format.digest(TYPE_BY_CODE[code], body) == oid


def good_copy(store: ObjectDatabase, oid: bytes, pack: PackFile, offset: int) -> RawObject | None:
    """The object `oid` from a good copy that is at hand, other than the one at `offset` of `pack`; None for none."""
    for other in store.copies_at_hand(oid):
        try:
            if isinstance(other, PackedCopy) and other.pack is pack and other.offset == offset:
                continue
            raw = other.read()
        except (OSError, RepositoryError) as problem:
            note(store, other, problem)
            continue
        except GitObjectError:
            continue  # as bad as the one that it is to replace
        if store.format.digest(raw.type, raw.data) == oid:
            return raw
    return None
