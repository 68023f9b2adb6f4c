"""`pack-refs`, and `refs optimize`: put references that have files of their own into one.

Follows git's Documentation/git-pack-refs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session, warn
from pygitobj.formats.refname import is_per_worktree
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.oid import ObjectId
from pygitobj.refs.new_values import NewValues
from pygitobj.refs.updates import NotCompactedError, Optimizing
from pygitobj.repository.ref_changes import load_ref_policy

OPTIONS = "[--all] [--no-prune] [--auto] [--include <pattern>] [--exclude <pattern>]"
DEFAULT = "refs/tags/*"
FAILED = 255


def spec_of(command: str) -> Spec:
    """The options, with how `command` is called in the usage."""
    return Spec(
        usage=(f"git {command} {OPTIONS}",),
        options=(
            Option("all", "flag", "pack everything", long="all"),
            Option("prune", "flag", "prune loose refs (default)", long="prune"),
            Option("auto", "flag", "auto-pack refs as needed", long="auto"),
            Option("include", "value", "references to include", long="include", argument="<pattern>"),
            Option("exclude", "value", "references to exclude", long="exclude", argument="<pattern>"),
        ),
    )


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    return optimize(session, words, "pack-refs")


def run_refs(session: Session, words: Sequence[str]) -> int:
    """The same, as `refs optimize`."""
    return optimize(session, words, "refs optimize")


def optimize(session: Session, words: Sequence[str], command: str) -> int:
    """Do what `words` of `command` say; gives the exit code."""
    spec = spec_of(command)
    parsed = parse_options(spec, words)
    given = parsed.options
    if parsed.arguments:
        raise UsageError(usage_text(spec))
    included = [os.fsencode(text) for text in given.texts("include")] + [b"*"] * given.flag("all")
    excluded = [os.fsencode(text) for text in given.texts("exclude")]
    with session.open_repository() as repository:
        values = NewValues(repository.reader)

        def wants(name: str, oid: ObjectId) -> bool:
            if is_per_worktree(name) or oid == repository.format.null_id:
                return False
            if oid not in repository.objects:
                warn(f"error: {name} does not point to a valid object!")
                return False
            raw = os.fsencode(name)
            if any(wildmatch(pattern, raw, across=True) for pattern in excluded):
                return False
            return any(wildmatch(pattern, raw, across=True) for pattern in included or [DEFAULT.encode()])

        options = Optimizing(wants, values.checked, warn, prune=given.flag("prune", True), auto=given.flag("auto"))
        try:
            repository.ref_store.backend.optimize(options, load_ref_policy(repository))
        except NotCompactedError as error:
            warn(f"error: {error}")
            return FAILED
    return 0
