"""The long way to an object: every copy in turn until one is good, and damaged delta bases replaced by good copies.

The straight way (`ObjectStore.read`, windows of many) comes here whenever anything is odd.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pygitobj.errors import CorruptError, CorruptObject, GitObjectError, NotFoundError, RepositoryError
from pygitobj.files.directory import is_gone, unreadable
from pygitobj.oid import ObjectId
from pygitobj.store.copies import Copy, PackedCopy
from pygitobj.store.trouble import everywhere
from pygitobj.store.values import RawObject

if TYPE_CHECKING:
    from pygitobj.store.object_store import ObjectStore

Answer = TypeVar("Answer")


def first_good(store: ObjectStore, oid: bytes, ask: Callable[[Copy], Answer]) -> Answer:
    """The answer of the first copy of `oid` that is not damaged or gone. Raises NotFoundError, or what was wrong.

    Where the system kept us from looking everywhere it cannot be told whether there is one: RepositoryError.
    """
    trouble = store.trouble
    before = trouble.count
    problems: list[GitObjectError] = []
    for copy in store.copies(oid):
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
                store.report(problem)
                break
    shown = ObjectId(oid)
    trouble.require_none(before, everywhere(oid))
    if problems:
        first = problems[0]
        raise first.located(oid=shown) if isinstance(first, CorruptError) else first
    raise NotFoundError(shown, passed_over=trouble.passed_over)


def checked(store: ObjectStore, oid: bytes, copy: Copy, answer: Answer) -> Answer:
    """`answer`, which `copy` gave. Raises CorruptObject for an object that does not hash to `oid`."""
    if store.verify and isinstance(answer, RawObject):
        actual = store.format.hash_object(answer.type, answer.data)
        if actual != oid:
            raise CorruptObject(
                "the bytes of another object", path=copy.place, oid=ObjectId(oid), expected="its own id", actual=actual
            )
    return answer


def note(store: ObjectStore, copy: Copy, error: OSError | RepositoryError) -> None:
    """Go on without `copy`, which ended with `error`: a pack that is gone is left out, anything else is noted."""
    if isinstance(error, RepositoryError):
        store.trouble.note(copy.place, error)
    elif not is_gone(error):
        store.trouble.note(copy.place, unreadable(f"unable to read {copy.place}", error))
    elif isinstance(copy, PackedCopy):
        for source in store.sources:
            source.packed.pass_over(copy.pack, error)


def repair(store: ObjectStore, copy: Copy, error: GitObjectError) -> bool:
    """Put a good copy of a damaged delta base in its place in the pack, so that `copy` can be asked again.

    False where it is `copy` itself that is damaged, or no good copy of the base is to be had.
    """
    if not isinstance(copy, PackedCopy) or not isinstance(error, CorruptError) or error.offset is None:
        return False
    pack = copy.pack
    if error.path != pack.pack_path or error.offset in pack.substitutes:
        return False
    try:
        base = None if error.offset == pack.offset(copy.row) else pack.oid_at(error.offset)
    except (OSError, RepositoryError) as problem:
        note(store, copy, problem)
        return False
    if base is None:
        return False
    for other in store.copies(base):
        if other.place == copy.place:
            continue
        try:
            kind, body = other.read()
        except (OSError, RepositoryError) as problem:
            note(store, other, problem)
            continue
        except GitObjectError:
            continue  # as bad as the one that it is to replace
        if store.format.digest(kind, body) != base:
            continue
        store.report(error)
        pack.substitute(error.offset, kind.code, body)
        return True
    return False
