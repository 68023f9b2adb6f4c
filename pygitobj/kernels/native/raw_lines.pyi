from collections.abc import Callable, Iterable, Mapping

from pygitobj.kernels.columns import Pair

def raw_lines(pairs: Iterable[Pair], digits: Mapping[bytes, bytes], name: Callable[[bytes], bytes]) -> bytes: ...
