"""Delta bases that were built, kept for the next delta: least recently used out first, bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

Built = tuple[int, bytes]


class BaseCache:
    """(type code, body) of built objects by (pack number, offset), at most `limit` bytes of bodies.

    Shared by all packs of a store and by all its threads.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.bodies: OrderedDict[tuple[int, int], Built] = OrderedDict()
        self.lock = Lock()

    def get(self, key: tuple[int, int]) -> Built | None:
        """What is kept under `key`, now the most recently used."""
        built = self.bodies.get(key)
        if built is not None:
            try:
                self.bodies.move_to_end(key)
            except KeyError:  # another thread dropped it just now; what we hold is still good
                pass
        return built

    def put(self, key: tuple[int, int], built: Built) -> None:
        """Keep `built`, and drop the least recently used until all fit. One that never fits is not kept."""
        size = len(built[1])
        if size > self.limit:
            return
        with self.lock:
            bodies = self.bodies
            if key in bodies:
                return
            bodies[key] = built
            self.size += size
            while self.size > self.limit:
                self.size -= len(bodies.popitem(last=False)[1][1])

    def renew(self) -> None:
        """In the child of a fork: start empty, and leave alone what another thread may have been changing."""
        self.lock = Lock()
        self.bodies = OrderedDict()
        self.size = 0

    def clear(self) -> None:
        """Drop everything."""
        with self.lock:
            self.bodies.clear()
            self.size = 0
