"""Names of references that do not go together: `x` and `x/y`, there already or in one transaction."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.backend import RefBackend


class Conflict(Record):
    """Why a reference cannot be made, in git's words."""

    message: str


class Available:
    """Tells whether names can be given to new references beside those of `refs` and the `names` of a transaction.

    What one question found out is known to the next: most names are below the same few directories.
    """

    def __init__(self, refs: RefBackend, names: set[str]) -> None:
        self.refs = refs
        self.names = sorted(names)
        self.known = names
        self.free: set[str] = set()

    def conflict(self, name: str) -> Conflict | None:
        """What speaks against a new reference `name`. Raises what reading references raises."""
        for above in directories(name):
            if above in self.free:
                continue
            if self.refs.read(above) is not None:
                return Conflict(f"'{above}' exists; cannot create '{name}'")
            if above in self.known:
                return Conflict(f"cannot process '{name}' and '{above}' at the same time")
            self.free.add(above)
        below = name + "/"
        for stored in self.refs.stored(below, strict=False):
            return Conflict(f"'{stored.name}' exists; cannot create '{name}'")
        at = bisect_left(self.names, below)
        if at < len(self.names) and self.names[at].startswith(below):
            return Conflict(f"cannot process '{name}' and '{self.names[at]}' at the same time")
        return None


def directories(name: str) -> Iterator[str]:
    """The names that are above `name`: a, a/b and a/b/c for a/b/c/d."""
    at = name.find("/")
    while at >= 0:
        yield name[:at]
        at = name.find("/", at + 1)
