"""`refs exists`: whether there is a reference, wherever it leads.

Follows git's Documentation/git-refs.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.parse_options import Spec, parse_options
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.formats.refname import is_valid_refname
from pygitobj.refs.names import is_safe
from pygitobj.refs.values import Broken
from pygitobj.repository.repository import Repository

USAGE = "git refs exists <ref>"
SPEC = Spec(usage=(USAGE,), options=())
NOT_THERE = 2
UNTOLD = 1


def run_refs(session: Session, words: Sequence[str]) -> int:
    """Tell by the exit code whether there is the reference that `words` name."""
    arguments = parse_options(SPEC, words).arguments
    with session.open_repository() as repository:
        if len(arguments) != 1:
            raise GitObjectError("'git refs exists' requires a reference")
        return tell_existence(repository, arguments[0])


def tell_existence(repository: Repository, name: str) -> int:
    """Tell by the exit code whether there is the reference `name`, and if not why on standard error."""
    try:
        # A name that leads out of the repository is none; one that is only malformed may have a file all the same.
        can_be = is_valid_refname(name, one_level=True) or is_safe(name)
        value = repository.ref_store.backend.read(name) if can_be else None
    except RepositoryError as error:
        cause = error.__cause__
        warn(f"error: failed to look up reference: {cause.strerror if isinstance(cause, OSError) else error}")
        return UNTOLD
    if isinstance(value, Broken):
        warn("error: failed to look up reference: Invalid argument")
        return UNTOLD
    if value is None:
        warn("error: reference does not exist")
        return NOT_THERE
    return 0
