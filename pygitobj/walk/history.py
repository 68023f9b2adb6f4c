"""Commits as a walk sees them: what they name, but for what changes history, and without those that may be missing.

shallow     commits where history was cut off: they have no parents
grafts      parents that a commit has instead of its own, or besides
closed      commits whose parents are not followed
ignored     commits that are not met at all
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pygitobj.errors import CorruptError, NotFoundError
from pygitobj.formats.links import COMMIT
from pygitobj.kernels.columns import CommitLinks
from pygitobj.record import Record
from pygitobj.walk.problems import Allows, none_allowed, nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.links import Links


class Grafted(Record):
    """Parents that a commit has instead of those that it names, or, if these are `kept`, besides."""

    parents: tuple[bytes, ...]
    kept: bool = True


NO_GRAFTS: Mapping[bytes, Grafted] = {}


class History:
    """The commits that `provider` knows, with what changes history.

    `links` gives the links of a commit. Raises NotFoundError, CorruptError; `find` asks `problem` before whether to go
    on without a commit that cannot be read (problems.py).
    """

    links: Callable[[bytes], CommitLinks]

    def __init__(
        self,
        provider: Links,
        shallow: frozenset[bytes] = frozenset(),
        problem: Allows = none_allowed,
        ignored: Callable[[bytes], bool] = nothing,
        closed: Callable[[bytes], bool] = nothing,
        grafts: Mapping[bytes, Grafted] = NO_GRAFTS,
    ) -> None:
        self.provider = provider
        self.shallow = shallow
        self.problem = problem
        self.ignored = ignored
        self.closed = closed
        self.grafts = grafts
        # Where nothing changes, nothing stands in between: links are what a walk asks for most.
        self.links = self.changed if shallow or grafts or closed is not nothing else provider.commit

    def changed(self, oid: bytes) -> CommitLinks:
        """The links of the commit `oid` with the parents that it has here."""
        links = self.provider.commit(oid)
        if oid in self.shallow or self.closed(oid):
            return links._replace(parents=())
        grafted = self.grafts.get(oid)
        if grafted is None:
            return links
        return links._replace(parents=(*(links.parents if grafted.kept else ()), *grafted.parents))

    def find(self, oid: bytes, *, needed: bool) -> CommitLinks | None:
        """As `links`, but None for a commit that is ignored, or is missing and may be or is not `needed`."""
        if self.ignored(oid):
            return None
        try:
            return self.links(oid)
        except NotFoundError as error:
            if not needed or self.problem(oid, COMMIT, error):
                return None
            raise
        except CorruptError as error:
            if self.problem(oid, COMMIT, error):
                return None
            raise
