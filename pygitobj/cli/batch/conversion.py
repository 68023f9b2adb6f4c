"""What becomes of the blobs of a batch that are shown as the work tree has them, or as text.

    --filters       conversions to the work tree: line ends, ident, encodings, filters
    --textconv      the program of the diff driver

Both go by the path that follows the name on the line, as if a regular file were there. Follows git's
Documentation/git-cat-file.
"""

from __future__ import annotations

from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.jobs.convert.filters import Metadata
from pygitobj.jobs.convert.textconv import Textconv
from pygitobj.jobs.convert.to_worktree import to_worktree
from pygitobj.oid import ObjectId
from pygitobj.repository.attributes import Attributes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from pygitobj.jobs.convert.driver import Plan
    from pygitobj.repository.diff_drivers import DiffDriver
    from pygitobj.repository.repository import Repository

REGULAR_FILE = 0o100644


def conversions_of(repository: Repository, *, looks_in_index: bool = False) -> Conversions:
    """The conversions of a command that may run programs.

    As in git, attributes of the index stand in for those that the work tree lacks only where it was read anyway.
    """
    return Conversions(repository, programs=True, attributes=Attributes(repository, looks_in_index=looks_in_index))


class Filtering:
    """What the work tree has of blobs; `leaves` says of which paths that is the blob as it is."""

    def __init__(self, repository: Repository) -> None:
        self.conversions = conversions_of(repository)
        self.plans: dict[bytes, Plan] = {}

    def plan(self, path: bytes) -> Plan:
        """The conversions of `path`, looked up once."""
        found = self.plans.get(path)
        if found is None:
            found = self.plans[path] = self.conversions.plan(path)
        return found

    def leaves(self, path: bytes) -> bool:
        """Whether nothing is done to the file `path`, whatever it has."""
        return changes_nothing(self.plan(path))

    def apply(self, path: bytes, oid: ObjectId, data: bytes) -> bytes:
        """What the file `path` has of the blob `oid` with `data`."""
        conversions = self.conversions
        return to_worktree(conversions.repository, self.plan(path), conversions.filters, path, data, Metadata(blob=oid))

    def flush(self) -> None:
        """Nothing is kept."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.conversions.close()


class Texts:
    """What diff drivers show of blobs; `leaves` says for which paths there is none that shows anything."""

    def __init__(self, repository: Repository) -> None:
        self.conversions = conversions_of(repository)
        self.textconv = Textconv(repository, self.conversions, programs=True)
        self.drivers: dict[bytes, DiffDriver | None] = {}

    def driver(self, path: bytes) -> DiffDriver | None:
        """The driver of `path`, looked up once."""
        if path not in self.drivers:
            self.drivers[path] = self.textconv.driver(path, REGULAR_FILE)
        return self.drivers[path]

    def leaves(self, path: bytes) -> bool:
        """Whether blobs are shown as they are."""
        return self.driver(path) is None

    def apply(self, path: bytes, oid: ObjectId, data: bytes) -> bytes:
        """What is shown of the blob `oid` with `data`, which is at `path`."""
        driver = self.driver(path)
        return data if driver is None else self.textconv.show(driver, path, REGULAR_FILE, oid, data)

    def flush(self) -> None:
        """Write what is to be kept."""
        self.textconv.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        try:
            self.flush()
        finally:
            self.conversions.close()


Conversion = Filtering | Texts


def changes_nothing(plan: Plan) -> bool:
    """Whether what goes by `plan` is in the work tree as it is in the blob."""
    turns_lines = plan.rule is not None and plan.rule.to_crlf
    return not (turns_lines or plan.ident or plan.driver or plan.encoding)
