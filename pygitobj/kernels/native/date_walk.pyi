from array import array

from pygitobj.kernels.native.commit_table import CommitTable

class DateWalk:
    @property
    def table(self) -> CommitTable: ...
    @property
    def marks(self) -> array[int]: ...
    @property
    def needed(self) -> int: ...
    @property
    def is_needed(self) -> bool: ...
    @property
    def is_over(self) -> bool: ...
    def __init__(
        self,
        table: CommitTable,
        marks: array[int],
        is_limited: bool = False,
        first_parent: bool = False,
        hidden_first_parent: bool = False,
        since: int = 0,
        earliest: int = 0,
        latest: int = 18446744073709551615,
    ) -> None: ...
    def put(self, n: int) -> None: ...
    def pass_over(self) -> None: ...
    def step(self, most: int) -> array[int]: ...

def without(numbers: array[int], marks: array[int], bits: int) -> array[int]: ...
def topological_order(
    table: CommitTable,
    marks: array[int],
    numbers: array[int],
    own: dict[int, tuple[int, ...]],
    is_dated: bool = False,
    dates: array[int] | None = None,
) -> array[int]: ...
