from array import array

from pygitobj.kernels.buffers import ByteSource

def resolve_deltas(
    data: ByteSource,
    first: int,
    end: int,
    offsets: array[int],
    codes: array[int],
    ids: bytearray,
    room: int,
    threads: int,
    mapped: bool = False,
) -> list[int]: ...
