"""`symbolic-ref`: show, set or delete what a symbolic reference leads to.

Follows git's Documentation/git-symbolic-ref.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError, RefError
from pygitobj.formats.refname import is_valid_refname
from pygitobj.refs.refs import MAX_SYMREF_DEPTH
from pygitobj.refs.short_names import shortened
from pygitobj.refs.transaction import RefusedByHookError
from pygitobj.refs.updates import Update
from pygitobj.refs.values import Broken, Symbolic
from pygitobj.repository.ref_changes import begin_transaction, shown_error
from pygitobj.repository.repository import Repository

SPEC = Spec(
    usage=(
        "git symbolic-ref [-m <reason>] <name> <ref>",
        "git symbolic-ref [-q] [--short] [--no-recurse] <name>",
        "git symbolic-ref --delete [-q] <name>",
    ),
    options=(
        Option(
            "quiet",
            "flag",
            "suppress error message for non-symbolic (detached) refs",
            short="q",
            long="quiet",
        ),
        Option("delete", "flag", "delete symbolic ref", short="d", long="delete"),
        Option("short", "flag", "shorten ref output", long="short"),
        Option("recurse", "flag", "recursively dereference (default)", long="recurse"),
        Option("message", "value", "reason of the update", short="m", argument="<reason>"),
    ),
)
HEAD = "HEAD"


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given, arguments = parsed.options, parsed.arguments
    with session.open_repository() as repository:
        if given.text("message") == "":
            raise GitObjectError("Refusing to perform update with empty message")
        if given.flag("delete"):
            if len(arguments) != 1:
                raise UsageError(usage_text(SPEC))
            return delete(repository, arguments[0])
        if len(arguments) == 2:
            return change(repository, arguments[0], arguments[1], os.fsencode(given.text("message") or ""))
        if len(arguments) != 1:
            raise UsageError(usage_text(SPEC))
        target = target_of(repository, arguments[0], recurse=given.flag("recurse", True))
        if target is None:
            if given.flag("quiet"):
                return 1
            raise GitObjectError(f"ref {arguments[0]} is not a symbolic ref")
        if given.flag("short"):
            target = shortened(repository.ref_store, target)
        sys.stdout.write(f"{target}\n")
    return 0


def target_of(repository: Repository, name: str, *, recurse: bool) -> str | None:
    """The name that `name` leads to, at the end or with `recurse` not set next; None where it leads to none.

    Raises GitObjectError where there is no such reference, or nothing can be told of it.
    """
    missing = GitObjectError(f"No such ref: {name}")
    if not is_valid_refname(name, one_level=True):
        raise missing
    backend = repository.ref_store.backend
    value = backend.read(name)
    target = None
    for _ in range(MAX_SYMREF_DEPTH):
        if isinstance(value, Broken):
            break
        if not isinstance(value, Symbolic):
            return target
        target = value.target
        if not recurse:
            return target
        if not is_valid_refname(target, one_level=True):
            break
        value = backend.read(target)
    raise missing


def delete(repository: Repository, name: str) -> int:
    """Delete the symbolic reference `name`; gives the exit code."""
    if target_of(repository, name, recurse=False) is None:
        raise GitObjectError(f"Cannot delete {name}, not a symbolic ref")
    if name == HEAD:
        raise GitObjectError(f"deleting '{name}' is not allowed")
    return write(repository, Update(name, None, no_deref=True))


def change(repository: Repository, name: str, target: str, message: bytes) -> int:
    """Let the reference `name` lead to `target`; gives the exit code."""
    if name == HEAD and not target.startswith("refs/"):
        raise GitObjectError("Refusing to point HEAD outside of refs/")
    if not is_valid_refname(target, one_level=True):
        raise GitObjectError(f"Refusing to set '{name}' to invalid ref '{target}'")
    return write(repository, Update(name, Symbolic(target), message=message, no_deref=True))


def write(repository: Repository, update: Update) -> int:
    """Do `update`; gives the exit code."""
    transaction = begin_transaction(repository, hooks=True)
    try:
        transaction.queue(update)
        transaction.commit()
    except RefusedByHookError:
        raise
    except RefError as error:
        warn(f"error: {shown_error(repository, error)}")
        return 1
    return 0
