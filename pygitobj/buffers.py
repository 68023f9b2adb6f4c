"""Bytes from whatever holds them: a buffer counts by its bytes, whatever its items are.

len() of an array of ints is not its size, a slice of it not its bytes: who takes data from outside comes here first.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

EMPTY = memoryview(b"")


def view_of(data: ReadableBuffer) -> memoryview:
    """The bytes of `data` as a view of single bytes, through which they can be changed where `data` can.

    Raises TypeError for what is no buffer, ValueError for one whose bytes do not lie one after another.
    """
    try:
        view = memoryview(data)
    except TypeError:
        what = "None" if data is None else f"a value of the type {type(data).__name__}"
        raise TypeError(f"bytes are expected, or another buffer, not {what}") from None
    if not view.c_contiguous:
        raise ValueError("a buffer whose bytes do not lie one after another: a copy of it would do")
    if view.ndim == 1 and view.format == "B":
        return view
    if not view.nbytes:
        return EMPTY
    try:
        return view.cast("B")
    except (TypeError, ValueError):
        # Items of another byte order, or of several parts.
        from pickle import PickleBuffer

        return PickleBuffer(data).raw()


def bytes_of(data: ReadableBuffer) -> bytes:
    """The bytes of `data`, a copy unless it is bytes: nobody changes them any more. Raises as `view_of`."""
    return data if type(data) is bytes else bytes(view_of(data))
