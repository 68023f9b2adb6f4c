"""Bodies of commits that a walk has read to know what they name, for whoever is given these commits soon after.

Only the last ones are kept, of so many bytes: what is not asked for soon is read again.
"""

from __future__ import annotations

from collections.abc import Iterable

# Bytes of the bodies that are put aside together; twice as many are held at the most, and those of one window.
ROOM = 16 << 20


class KeptBodies:
    """Keeps bodies by raw id: of two halves the older one goes when the younger one is full."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self.young: dict[bytes, bytes] = {}
        self.old: dict[bytes, bytes] = {}
        self.held = 0

    def keep(self, ids: Iterable[bytes], bodies: Iterable[bytes | None]) -> None:
        """Keep the bodies of `ids`, but for those that are None."""
        if self.held > self.room:
            self.old, self.young, self.held = self.young, {}, 0
        found = {oid: body for oid, body in zip(ids, bodies, strict=True) if body is not None}
        self.young.update(found)
        self.held += sum(map(len, found.values()))

    def take(self, ids: Iterable[bytes]) -> list[bytes | None]:
        """The bodies of the commits `ids`, which are kept no longer; None for one that is not kept."""
        young, old = self.young.pop, self.old.pop
        return [young(oid, None) or old(oid, None) for oid in ids]
