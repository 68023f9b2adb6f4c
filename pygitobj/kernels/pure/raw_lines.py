"""Lines of `--raw` for what differs between two trees, where no renames are looked for.

    :<old mode> <new mode> <old id> <new id> <status> TAB <path> LF

Follows git's Documentation/diff-format.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

from pygitobj.kernels.columns import Changes

KIND, MOST_MODE = 0o170000, 0o777777


def raw_lines(changes: Changes, digits: bytes, name: Callable[[bytes], bytes]) -> tuple[bytes, array[int]]:
    """The lines of `changes`, and where those of each comparison end.

    `digits` says how many digits of each id are shown, and `name` how a path is that is more than plain ASCII. Raises
    ValueError for columns that are not of each other's length, and for more digits than an id has.
    """
    count = len(changes.path_ends)
    size = len(changes.ids) // (2 * count) if count else 0
    check(changes, digits, size)
    ends = array("Q", [0])
    lines: list[bytes] = []
    start = at = 0
    for stop in changes.ends:
        for nth in range(at, stop):
            old_mode, new_mode = changes.modes[2 * nth : 2 * nth + 2]
            old = changes.ids[2 * nth * size : (2 * nth + 1) * size].hex()[: digits[2 * nth]].encode("ascii")
            new = changes.ids[(2 * nth + 1) * size : (2 * nth + 2) * size].hex()[: digits[2 * nth + 1]].encode("ascii")
            path = shown(changes.paths[start : changes.path_ends[nth]], name)
            start = changes.path_ends[nth]
            letter = status(old_mode, new_mode)
            lines.append(b":%06o %06o %b %b %b\t%b\n" % (old_mode, new_mode, old, new, letter, path))
        ends.append(ends[-1] + sum(map(len, lines[at:stop])))
        at = stop
    return b"".join(lines), ends[1:]


def check(changes: Changes, digits: bytes, size: int) -> None:
    """Raise ValueError unless there are as many of everything as there are `changes`, whose ids have `size` bytes."""
    count = len(changes.path_ends)
    sides = len(changes.modes) == len(digits) == 2 * count and len(changes.ids) == 2 * count * size
    for ends, last in ((changes.ends, count), (changes.path_ends, len(changes.paths))):
        sides = sides and list(ends) == sorted(ends) and (ends[-1] if ends else 0) == last
    if not sides or max(digits, default=0) > 2 * size:
        raise ValueError("not columns of changes")
    if changes.modes and max(changes.modes) > MOST_MODE:
        raise ValueError("a mode of more than six digits")


def status(old_mode: int, new_mode: int) -> bytes:
    """The letter of a change."""
    if not old_mode:
        return b"A"
    if not new_mode:
        return b"D"
    return b"T" if (old_mode ^ new_mode) & KIND else b"M"


def shown(path: bytes, name: Callable[[bytes], bytes]) -> bytes:
    """The path as it stands in a line."""
    is_plain = path.isascii() and path.decode("ascii").isprintable() and b'"' not in path and b"\\" not in path
    return path if is_plain else name(path)
