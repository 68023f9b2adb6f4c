"""`refs verify`: check what references hold and are called, as they are stored.

Follows git's Documentation/git-refs.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options
from pygitobj.cli.session import Session, warn
from pygitobj.jobs.check.messages import STRICT, configured
from pygitobj.jobs.check.refs import verify_refs

USAGE = "git refs verify [--strict] [--verbose]"
SPEC = Spec(
    usage=(USAGE,),
    options=(
        Option("verbose", "flag", "be verbose", long="verbose"),
        Option("strict", "flag", "enable strict checking", long="strict"),
    ),
)
BAD = 255


def run_refs(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    with session.open_repository() as repository:
        parsed = parse_options(SPEC, words)
        if parsed.arguments:
            raise UsageError("usage: 'git refs verify' takes no arguments\n")
        severities = STRICT._replace(strict=parsed.options.flag("strict"))
        severities = configured(repository.config, repository.format, severities)
        tell = warn if parsed.options.flag("verbose") else silent
        return 0 if verify_refs(repository, severities, warn, tell) else BAD


def silent(line: str) -> None:
    """Say nothing of `line`."""
