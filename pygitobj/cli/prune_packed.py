"""`prune-packed`: take away loose objects that a pack has too.

Follows git's Documentation/git-prune-packed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session, shown_path
from pygitobj.jobs.maintain.prune_packed import packed_loose, prune_packed

SPEC = Spec(
    usage=("git prune-packed [-n | --dry-run] [-q | --quiet]",),
    options=(
        Option("dry", "flag", "dry run", short="n", long="dry-run"),
        Option("quiet", "flag", "be quiet", short="q", long="quiet"),
    ),
)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code. Nothing is said of progress, so that `-q` changes nothing."""
    parsed = parse_options(SPEC, words)
    if parsed.arguments:
        raise UsageError(f"fatal: too many arguments\n\n{usage_text(SPEC)}")
    with session.open_repository() as repository:
        if parsed.options.flag("dry"):
            for path in packed_loose(repository.objects):
                sys.stdout.write(f"rm -f {shown_path(path)}\n")
        else:
            prune_packed(repository.objects)
    return 0
