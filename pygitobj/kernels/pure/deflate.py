"""Deflating what is in memory, at once.

The kernel keeps zlib's state from one call to the next: making it anew takes longer than to deflate a small object.
"""

from __future__ import annotations

import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.pure.deltify import Buffer


def deflate(body: Buffer, level: int, head: bytes = b"") -> bytes:
    """The zlib stream of `head` and then `body`, at a level of -1 to 9. Raises ValueError for another level."""
    try:
        deflater = zlib.compressobj(level)
    except (ValueError, OverflowError):
        raise ValueError(f"no level of zlib: {level}") from None
    return b"".join((deflater.compress(head), deflater.compress(body), deflater.flush()))
