"""`refs migrate`: store all references in the other way.

Follows git's Documentation/git-refs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options
from pygitobj.cli.session import Session, warn
from pygitobj.errors import CorruptError, RefError, RepositoryError
from pygitobj.jobs.migrate.migrate import migrate_refs
from pygitobj.repository.ref_changes import shown_error

USAGE = "git refs migrate --ref-format=<format> [--no-reflog] [--dry-run]"
SPEC = Spec(
    usage=(USAGE,),
    options=(
        Option(
            "format",
            "value",
            "specify the reference format to convert to",
            long="ref-format",
            argument="<format>",
            negatable=False,
        ),
        Option("dry_run", "flag", "perform a non-destructive dry-run", long="dry-run"),
        Option("no_reflog", "flag", "drop reflogs entirely during the migration", long="no-reflog"),
    ),
)
FAILED = 255


def run_refs(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    with session.open_repository() as repository:
        parsed = parse_options(SPEC, words)
        given = parsed.options
        if parsed.arguments:
            raise UsageError("usage: too many arguments\n")
        ref_format = given.text("format")
        if ref_format is None:
            raise UsageError("usage: missing --ref-format=<format>\n")
        try:
            directory = migrate_refs(
                repository,
                ref_format,
                reflogs=not given.flag("no_reflog"),
                dry_run=given.flag("dry_run"),
                warn=warn,
            )
        except (RefError, RepositoryError, CorruptError) as error:
            warn(f"error: {shown_error(repository, error) if isinstance(error, RefError) else error}")
            return FAILED
        if directory is not None:
            where = repository.location.shown(directory)
            sys.stdout.write(f"Finished dry-run migration of refs, the result can be found at '{where}'\n")
    return 0
