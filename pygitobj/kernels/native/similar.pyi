from array import array
from collections.abc import Sequence

from pygitobj.kernels.pure.similar import Weighed

def chunk_counts(data: bytes, is_text: bool) -> bytes: ...
def copied_bytes(old: bytes, new: bytes) -> int: ...
def counted(counts: bytes) -> int: ...
def keep_best(
    keys: array[int],
    places: array[int],
    first: int,
    olds: Sequence[Weighed],
    news: Sequence[Weighed],
    minimum: int,
) -> None: ...
