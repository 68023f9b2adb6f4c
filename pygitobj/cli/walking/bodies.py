"""The bodies of commits that a walk comes to, read many at a time before it is their turn."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.errors import GitObjectError
from pygitobj.oid import ObjectId
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History


class Bodies:
    """The bodies of commits of `history`, as replace refs show them, by their numbers."""

    def __init__(self, repository: Repository, history: History) -> None:
        self.repository = repository
        self.table = history.table
        self.known: dict[int, bytes] = {}

    def look_at(self, numbers: Sequence[int]) -> None:
        """Read the bodies of commits that are next; those that cannot be read are told when they are asked for."""
        ids = [self.table.oid(number) for number in numbers]
        found = self.repository.objects.read_many(self.repository.reader.targets(ids))
        self.known = {
            number: one.data
            for number, (_, one) in zip(numbers, found, strict=True)
            if not isinstance(one, GitObjectError)
        }

    def of(self, number: int) -> bytes:
        """The body of a commit. Raises NotFoundError, CorruptError."""
        body = self.known.get(number)
        return self.repository.reader.read(ObjectId(self.table.oid(number))).data if body is None else body
