"""A cache of bytes by id and kind, bounded in bytes: what was not asked for longest goes first."""

from __future__ import annotations

from collections import OrderedDict

Key = tuple[bytes, int]
# What one of them takes beside its bytes.
OVERHEAD = 256


class Held:
    """Bytes by key, at most `limit` in all."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.values: OrderedDict[Key, bytes] = OrderedDict()

    def __contains__(self, key: Key) -> bool:
        return key in self.values

    def get(self, key: Key) -> bytes | None:
        """What is held under `key`, now the most recently used."""
        found = self.values.get(key)
        if found is not None:
            self.values.move_to_end(key)
        return found

    def put(self, key: Key, value: bytes) -> None:
        """Hold `value`, and drop the least recently used until all fit. One that never fits is not held."""
        size = len(value) + OVERHEAD
        if size > self.limit or key in self.values:
            return
        self.values[key] = value
        self.size += size
        while self.size > self.limit:
            _, dropped = self.values.popitem(last=False)
            self.size -= len(dropped) + OVERHEAD
