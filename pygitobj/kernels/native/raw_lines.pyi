from array import array
from collections.abc import Callable

from pygitobj.kernels.columns import Changes

def raw_lines(changes: Changes, digits: bytes, name: Callable[[bytes], bytes]) -> tuple[bytes, array[int]]: ...
