"""What callers hand to a store: checked where it comes in, so that whatever goes on from there fits."""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.formats.stored import StoredObject
from pygitobj.id_list import IdList
from pygitobj.oid import TYPE_NAMES, ObjectType, shown
from pygitobj.store.foreign import require_made_for
from pygitobj.store.place import require_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from pygitobj.oid import ObjectFormat


def object_given(
    own: ObjectFormat, kind: str | StoredObject, data: ReadableBuffer | None
) -> tuple[str, ReadableBuffer]:
    """The type and the body of the object to be written. Raises TypeError where it is none, ValueError as below."""
    if isinstance(kind, str):
        if type(data) is not bytes and (data is None or not is_buffer(data)):
            raise TypeError(f"write(type, data) takes the body of the {kind} as bytes, not {shown(data)}")
        return kind, data
    if not isinstance(kind, StoredObject):
        raise TypeError(f"write takes a type and a body, or a Blob, Tree, Commit or Tag, not {shown(kind)}")
    if data is not None:
        raise TypeError(f"write takes a {kind.type} by itself, without a body")
    require_made_for(own, kind)
    return kind.type, kind.data


def is_buffer(data: object) -> bool:
    """Whether `data` has bytes: bytes, a bytearray, a memoryview, a map of a file."""
    try:
        memoryview(data)  # type: ignore[arg-type]  # to ask is the way to know
    except TypeError:
        return False
    return True


def many_given(ids: Iterable[bytes] | bytes | str) -> Iterable[bytes]:
    """`ids`, which are many. Raises TypeError for one id, or its digits."""
    if isinstance(ids, str | bytes) or not isinstance(ids, Iterable):
        raise TypeError(f"many ids are expected, such as a list of them, not {shown(ids)}")
    return ids


def list_given(own: ObjectFormat, ids: Iterable[bytes]) -> IdList:
    """`ids` as a list of ids of the format `own`. Raises TypeError, ValueError for one that is none."""
    if isinstance(ids, IdList):
        if ids and ids.size != own.hash_size:
            raise own.misfit(ids[0])
        return ids
    given = list(many_given(ids))
    fits = own.first_misfit(given)
    if fits < len(given):
        raise own.misfit(given[fits])
    return IdList.of(b"".join(given), own.hash_size)


def require_bounds(window: int, large: int | None = None) -> None:
    """Raises ValueError where these cannot bound anything."""
    require_size("window", window)
    if large is not None:
        require_size("large", large)


def require_size(name: str, value: int) -> None:
    """Raises TypeError or ValueError where the argument called `name` is no number of bytes."""
    require_number(name, value, "a number of bytes")


def require_file(file: object) -> None:
    """Raises TypeError for what nothing can be read from."""
    if not callable(getattr(file, "read", None)):
        raise TypeError(f"a binary file to be read is expected, not {shown(file)}")


def require_body(data: object) -> None:
    """Raises TypeError for what has no bytes."""
    if not is_buffer(data):
        raise TypeError(f"a body is expected, as bytes or another buffer, not {shown(data)}")


def require_type(kind: str) -> str:
    """`kind`, which is one of the four. Raises ValueError, TypeError."""
    if not isinstance(kind, str):
        raise TypeError(f"an object type is expected, one of {', '.join(ObjectType)}, not {shown(kind)}")
    if kind not in TYPE_NAMES:
        raise ValueError(f"not an object type: {shown(kind)} (expected one of {', '.join(ObjectType)})")
    return kind
