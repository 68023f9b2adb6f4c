"""Lines about commits and other objects in the order of a walk, as git lists them.

Follows git's Documentation/git-rev-list, "--objects" and "--parents".
"""

from __future__ import annotations

from array import array

from pygitobj.kernels.columns import Told
from pygitobj.kernels.pure.commit_table import CommitTable


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


def parent_lines(table: CommitTable, numbers: array[int], end: bytes) -> bytes:
    """For each of some known rows its id and those of its parents, in digits with a blank between, and `end`."""
    lines = []
    for n in numbers:
        ids = [table.oid(n), *map(table.oid, table.parents(n))]
        lines.append(" ".join([oid.hex() for oid in ids]).encode("ascii") + end)
    return b"".join(lines)
