from array import array
from collections.abc import Mapping, Sequence

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
) -> tuple[int, array[int]]: ...
