from array import array
from collections.abc import Callable

from pygitobj.kernels.native.commit_table import CommitTable

class TopoWalk:
    @property
    def table(self) -> CommitTable: ...
    @property
    def marks(self) -> array[int]: ...
    @property
    def needed(self) -> int: ...
    @property
    def is_needed(self) -> bool: ...
    def __init__(
        self,
        table: CommitTable,
        marks: array[int],
        first_parent: bool = False,
        hidden_first_parent: bool = False,
        since: int = 0,
        is_dated: bool = False,
        written: Callable[[int], int] | None = None,
    ) -> None: ...
    def put(self, n: int) -> None: ...
    def pass_over(self) -> None: ...
    def step(self, most: int) -> array[int]: ...
