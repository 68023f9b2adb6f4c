"""`log`: the commits that revisions reach, as people read them, and what each of them changed.

Words are read by cli/walking and cli/log_options.py. Follows git's Documentation/git-log.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.log_run import Command, run_command
from pygitobj.cli.session import Session


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    return run_command(session, words, Command.LOG)
