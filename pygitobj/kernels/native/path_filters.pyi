from collections.abc import Sequence

from pygitobj.kernels.columns import FilterLayer

class PathFilters:
    def __init__(self, layers: Sequence[FilterLayer]) -> None: ...
    def unchanged(self, position: int) -> bool: ...
