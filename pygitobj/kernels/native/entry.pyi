from pygitobj.kernels.buffers import ByteSource
from pygitobj.kernels.pure.entry import EntryHeader

def parse_entry_header(data: ByteSource, offset: int, first: int, end: int, hash_size: int) -> EntryHeader: ...
