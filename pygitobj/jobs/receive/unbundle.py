"""Take in a bundle: its pack, once all is there that it builds on.

Follows git's Documentation/git-bundle.
"""

from __future__ import annotations

from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.formats.bundle import Bundle, BundleRef
from pygitobj.jobs.receive.index_config import Said, index_options
from pygitobj.jobs.receive.index_pack import Stream
from pygitobj.jobs.receive.take_pack import Notes, take_in
from pygitobj.jobs.report import silent
from pygitobj.jobs.roots import all_roots
from pygitobj.repository.repository import Repository
from pygitobj.walk.problems import missing
from pygitobj.walk.reachable import Root, Scope, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from pygitobj.jobs.report import Report

LACKS = "Repository lacks these prerequisite commits:"
NOT_CONNECTED = "some prerequisite commits exist in the object store, but are not connected to the repository's history"
# What is noted of a pack that is not whole since a filter was at work.
PROMISED = "from-bundle"


class LackingError(GitObjectError):
    """Commits are not here that a bundle builds on; `missing` has those that are missing, not those unconnected."""

    def __init__(self, message: str, missing: Sequence[BundleRef] = ()) -> None:
        super().__init__(message)
        self.missing = tuple(missing)


def require_prerequisites(repository: Repository, bundle: Bundle) -> None:
    """Raises LackingError where what `bundle` builds on is not here, with all that it reaches.

    Raises GitObjectError where that has names in another hash.
    """
    if bundle.prerequisites and bundle.format is not repository.format:
        raise GitObjectError(f"missing mapping of {bundle.prerequisites[0].id} to {repository.format.name}")
    lacking = [asked for asked in bundle.prerequisites if not is_there(repository, asked)]
    if lacking:
        raise LackingError(LACKS, lacking)
    wanted = [Root(bytes(asked.id)) for asked in bundle.prerequisites]
    # What references reach is taken to be here.
    hidden = all_roots(repository, reflogs=False, indexes=False) if wanted else []
    try:
        reachable(repository.objects, wanted, hidden, Scope(repository.shallow, missing(repository.promised_now())))
    except MISSING_OR_BAD:
        raise LackingError(NOT_CONNECTED) from None


def is_there(repository: Repository, asked: BundleRef) -> bool:
    """Whether what a bundle asks for can be read."""
    try:
        repository.reader.read(asked.id)
    except MISSING_OR_BAD:
        return False
    return True


def unbundle(repository: Repository, bundle: Bundle, rest: BinaryIO, report: Report = silent) -> None:
    """Take in the pack of `bundle`, which `rest` gives. Raises LackingError, CorruptError, GitObjectError, OSError."""
    require_prerequisites(repository, bundle)
    promisor = None if bundle.filter is None else PROMISED
    options = index_options(repository, Said(promisor=promisor is not None))
    options = options._replace(report=report, title="Unbundling objects")
    take_in(Stream(rest, thin=True), repository, options, Notes(promisor=promisor), None, lambda _indexed, _rest: None)
