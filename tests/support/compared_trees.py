"""Small trees, and what kernels say of how they differ."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

SIZE = 20
NOTHING = b"\xee" * SIZE
UNDECIDED, SAME, DIFFERS = range(3)

Trees = dict[bytes, bytes]


def oid(number: int) -> bytes:
    """An id."""
    return number.to_bytes(SIZE)


def tree(*entries: tuple[str, str, bytes]) -> bytes:
    """The tree of (mode, name, id)."""
    return b"".join(b"%s %s\0%s" % (mode.encode(), name.encode(), one) for mode, name, one in entries)


def new_changes(kernels: ModuleType, *given: Any) -> Any:
    """The nodes of one implementation."""
    return importlib.import_module(f"{kernels.__name__}.tree_changes").TreeChanges(NOTHING, *given)


def grow(changes: Any, trees: Trees, at_once: int = 3) -> list[bytes]:
    """Compare all that was added; gives the trees that were read."""
    read = []
    while column := changes.wanted():
        ids = [column[at : at + SIZE] for at in range(0, len(column), SIZE)]
        read += ids
        for start in range(0, len(ids), at_once):
            changes.take([trees.get(one) for one in ids[start : start + at_once]])
    return read


def shown(changes: Any, node: int, **how: Any) -> list[str]:
    """The entries of a node: `-` and the old one, `+` and the new one."""
    entries = changes.entries(node, **how)
    found = []
    while True:
        assert entries.stuck < 0
        for path, old, old_id, new, new_id in entries.take(2):
            found.append(f"{path.decode()} {old:o} {int.from_bytes(old_id):x} {new:o} {int.from_bytes(new_id):x}")
        if entries.is_done():
            return found


def chunks(column: bytes) -> Iterator[bytes]:
    """The ids in `column`."""
    return (column[at : at + SIZE] for at in range(0, len(column), SIZE))
