"""Inflating one zlib stream whose size is known, in bounded memory whatever the stream says.

Entries and loose objects declare their size before the stream. A damaged or hostile stream may hold less, more, or
gigabytes, so small streams are inflated in one call over as much input as their size could need, and large ones
step by step with a limit on the output.
"""

from __future__ import annotations

import zlib

from pygitobj.errors import CorruptError, CorruptPack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


# One call may inflate its whole input, which deflate can expand 1,032 times: below this that is 70 MB at worst.
ONE_CALL_SIZE = 1 << 16
INPUT_STEP = 1 << 20
# No stream expands by more than this, so a larger claim needs no attempt.
MAX_EXPANSION = 1032


def inflate_exact(data: ByteSource, start: int, end: int, size: int, error: type[CorruptError] = CorruptPack) -> bytes:
    """The `size` bytes of the zlib stream at `start`.

    The stream must end before `end`, give `size` bytes and have a right checksum; raises `error` without an offset.
    """
    if size <= ONE_CALL_SIZE:
        # Deflate's worst case is far below an eighth more; a stranger stream takes the long way.
        try:
            body = zlib.decompress(data[start : min(end, start + size + (size >> 3) + 64)], zlib.MAX_WBITS, size or 1)
        except zlib.error:
            pass
        else:
            if len(body) == size:
                return body
    return inflate_measured(data, start, end, size, error)[0]


def inflate_measured(
    data: ByteSource, start: int, end: int, size: int, error: type[CorruptError] = CorruptPack
) -> tuple[bytes, int]:
    """As `inflate_exact`, with where the stream ends; never holds much more than `size` bytes."""
    if size > MAX_EXPANSION * (end - start):
        raise error("a size no stream of this length can have", expected=f"{size} bytes", actual=f"{end - start} left")
    stream = zlib.decompressobj()
    parts: list[bytes] = []
    total = 0
    at = start
    try:
        while not stream.eof and total <= size and at < end:
            # No more than it is likely to need: what is left over is copied once more.
            step = data[at : min(end, at + min(INPUT_STEP, size - total + (size - total >> 3) + 64))]
            if not step:
                break
            at += len(step)
            while step and not stream.eof and total <= size:
                part = stream.decompress(step, size + 1 - total)
                parts.append(part)
                total += len(part)
                step = stream.unconsumed_tail
    except zlib.error as problem:
        raise error("a damaged zlib stream", expected=f"{size} bytes", actual=str(problem)) from None
    except MemoryError:
        raise error("an object too large for memory", expected=f"{size} bytes") from None
    if total != size:
        raise error("a zlib stream of the wrong size", expected=f"{size} bytes", actual=f"{total} or more")
    if not stream.eof:
        raise error("a zlib stream that does not end", expected=f"its end before {end}")
    return parts[0] if len(parts) == 1 else b"".join(parts), at - len(stream.unused_data)


def inflate_start(
    data: ByteSource, start: int, end: int, length: int, error: type[CorruptError] = CorruptPack
) -> bytes:
    """The first `length` bytes of the zlib stream at `start`, fewer if the stream ends before.

    Raises `error` for a stream that gives nothing although it should.
    """
    stream = zlib.decompressobj()
    try:
        # A dynamic Huffman header alone takes up to some 320 bytes.
        return stream.decompress(data[start : min(end, start + length + 512)], length)
    except zlib.error as problem:
        raise error("a damaged zlib stream", expected="the start of one", actual=str(problem)) from None
