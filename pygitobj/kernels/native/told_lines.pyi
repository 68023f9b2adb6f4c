from array import array

from pygitobj.kernels.columns import Told
from pygitobj.kernels.native.commit_table import CommitTable

def listed_lines(objects: Told, hash_size: int) -> bytes: ...
def parent_lines(table: CommitTable, numbers: array[int], end: bytes) -> bytes: ...
