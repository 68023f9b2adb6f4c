from array import array

from pygitobj.kernels.native.commit_table import CommitTable

def topological_order(
    table: CommitTable,
    marks: array[int],
    numbers: array[int],
    own: dict[int, tuple[int, ...]],
    is_dated: bool = False,
    dates: array[int] | None = None,
) -> array[int]: ...
