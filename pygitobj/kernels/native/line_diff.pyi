from array import array

def line_groups(
    old: bytes, new: bytes, algorithm: int, white_space: int, indent_heuristic: bool, cuts_tail: bool
) -> array[int]: ...
def line_totals(
    old: bytes, new: bytes, algorithm: int, white_space: int, indent_heuristic: bool, cuts_tail: bool
) -> tuple[int, int]: ...
