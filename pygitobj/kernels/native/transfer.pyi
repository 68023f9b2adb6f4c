from array import array

from pygitobj.kernels.buffers import ByteSource
from pygitobj.kernels.columns import Columns, Copied

class Transfer:
    def __init__(
        self, data: ByteSource, starts: array[int], crcs: array[int], first: int, end: int, hash_size: int
    ) -> None: ...
    def copy(
        self, order: array[int], at: int, number: int, columns: Columns, place: int, room: int, by_id: bool
    ) -> Copied: ...
