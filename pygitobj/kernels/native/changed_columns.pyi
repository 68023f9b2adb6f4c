from array import array

from pygitobj.kernels.columns import Changes
from pygitobj.kernels.native.tree_changes import TreeChanges

def changed_columns(changes: TreeChanges, numbers: array[int], most: int, depth: int = 2048) -> Changes: ...
