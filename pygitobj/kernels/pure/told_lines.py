"""Lines about objects in the order of a walk, as git lists them.

Follows git's Documentation/git-rev-list, "--objects".
"""

from __future__ import annotations

from pygitobj.kernels.columns import Told


def listed_lines(objects: Told, hash_size: int) -> bytes:
    """A line for each of `objects`: its id in digits, a blank, and its path up to the first end of a line in it."""
    ends = [0, *objects.ends]
    if len(objects.ids) != hash_size * len(objects.ends) or ends != sorted(ends) or ends[-1] > len(objects.paths):
        raise ValueError("not columns of objects")
    lines = []
    start = 0
    digits = objects.ids.hex()
    for at, end in enumerate(objects.ends):
        oid = digits[2 * at * hash_size : 2 * (at + 1) * hash_size]
        lines.append(b"%b %b\n" % (oid.encode("ascii"), objects.paths[start:end].partition(b"\n")[0]))
        start = end
    return b"".join(lines)
