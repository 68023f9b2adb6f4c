"""References in a dictionary, as a backend that can be written: what a transaction does to any backend, without files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.errors import RefLockedError
from pygitobj.files.looked import Looked
from pygitobj.formats.reflog import ReflogEntry
from pygitobj.oid import SHA1, ObjectId
from pygitobj.refs.backend import Held, RefBackend
from pygitobj.refs.names import RefName
from pygitobj.refs.updates import BlockedError, Change, Choose, Optimizing, RefPolicy
from pygitobj.refs.values import Stored, Symbolic, Value


class MemoryBackend:
    """A backend that has its references in `values`, and the lines of its logs as (old, new, message) in `lines`."""

    format = SHA1

    def __init__(self, values: dict[str, Value]) -> None:
        self.values = values
        self.lines: dict[str, list[tuple[ObjectId, ObjectId, bytes]]] = {}
        # The names that another holds, and those in whose place something is.
        self.of_another: set[str] = set()
        self.blocked: set[str] = set()
        self.locked: set[str] = set()

    def read(self, name: str, looked: Looked | None = None) -> Value | None:
        return self.values.get(name)

    def stored(self, prefix: str, *, strict: bool) -> Iterator[Stored]:
        names = sorted(name for name in self.values if name.startswith(prefix or "refs/"))
        return (Stored(name, self.values[name]) for name in names)

    def own(self) -> Iterator[Stored]:
        return iter(())

    def root_names(self) -> list[str]:
        return sorted(name for name in self.values if "/" not in name)

    def logs(self) -> Iterator[tuple[str, Iterator[ReflogEntry]]]:
        return iter(())

    def log(self, name: str) -> list[ReflogEntry] | None:
        return None

    def is_taken(self, name: str) -> bool:
        return name in self.values

    def begin(self, policy: RefPolicy) -> Held:
        return HeldInMemory(self)

    def rewrite_log(self, name: RefName, choose: Choose, policy: RefPolicy, *, updates_ref: bool = False) -> None:
        raise NotImplementedError

    def delete_log(self, name: RefName, policy: RefPolicy) -> None:
        raise NotImplementedError

    def optimize(self, options: Optimizing, policy: RefPolicy) -> None:
        raise NotImplementedError

    def elsewhere(self, git_dir: str, common_dir: str) -> RefBackend:
        return self


class HeldInMemory:
    """The locks of one transaction."""

    def __init__(self, refs: MemoryBackend) -> None:
        self.backend = refs
        self.changes: Sequence[Change] = ()

    @property
    def refs(self) -> RefBackend:
        return self.backend

    def lock(self, name: RefName) -> None:
        if name in self.backend.of_another:
            raise RefLockedError("it is locked", name, "reference already exists")
        if name in self.backend.blocked:
            raise BlockedError("something is in the way", name)
        self.backend.locked.add(name)

    def prepare(self, changes: Sequence[Change]) -> None:
        assert {change.name for change in changes} <= self.backend.locked
        self.changes = changes

    def commit(self) -> None:
        for name, new, _, log in self.changes:
            lines = self.backend.lines
            if log is not None and (log.create or name in lines):
                lines.setdefault(name, []).append((log.old, log.new, log.message))
            if isinstance(new, ObjectId | Symbolic):
                self.backend.values[name] = new
        for change in self.changes:
            if change.new is None:
                self.backend.values.pop(change.name, None)
                self.backend.lines.pop(change.name, None)

    def abort(self) -> None:
        self.changes = ()
        self.backend.locked.clear()
