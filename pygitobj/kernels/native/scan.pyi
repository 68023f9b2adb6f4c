from pygitobj.kernels.buffers import ByteSource
from pygitobj.kernels.pure.scan import Columns

def scan_entries(data: ByteSource, at: int, end: int, count: int, hash_size: int, most: int, first: int) -> Columns: ...
