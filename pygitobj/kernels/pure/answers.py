"""The answers of a batch, laid out one after another: for each object a line, then room for its body.

line    pieces of text and atoms, then the end
body    the object's bytes, then the end; only where contents are asked for
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

# The atoms that stand among the pieces of a line.
NAME = 0
TYPE = 1
SIZE = 2
TYPE_NAMES = (b"", b"commit", b"tree", b"blob", b"tag")


def lay_out_answers(
    buffer: memoryview,
    pieces: Sequence[bytes | int],
    oids: bytes,
    hash_size: int,
    codes: Sequence[int],
    sizes: Sequence[int],
    gaps: Mapping[int, bytes],
    end: bytes,
    contents: bool,
) -> tuple[int, array[int]]:
    """Write the lines for the objects `oids` (raw ids one after another) of types `codes` and of `sizes` into `buffer`.

    Gives how many bytes that took, and with `contents` the place of each body, which the caller is to fill. For an
    object whose code is 0 `gaps` has the whole answer, and its place is -1. Raises ValueError where it does not fit.
    """
    atoms = [piece for piece in pieces if isinstance(piece, int)]
    line = b"".join(b"%b" if isinstance(piece, int) else piece.replace(b"%", b"%%") for piece in pieces) + end
    room = len(buffer)
    places = array("q")
    at = 0
    for position, (code, size) in enumerate(zip(codes, sizes, strict=True)):
        if code:
            oid = oids[position * hash_size : (position + 1) * hash_size]
            values = oid.hex().encode(), TYPE_NAMES[code], b"%d" % size
            text = line % tuple(values[atom] for atom in atoms)
        else:
            text = gaps[position]
        stop = at + len(text)
        after = stop + size + len(end) if contents and code else stop
        if after > room:
            raise ValueError("answers that do not fit")
        buffer[at:stop] = text
        places.append(stop if code else -1)
        if contents and code:
            buffer[after - len(end) : after] = end
        at = after
    return at, places
