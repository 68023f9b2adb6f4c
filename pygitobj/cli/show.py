"""`show`: commits with what they changed, tags, trees and blobs, as people read them.

Follows git's Documentation/git-show.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.log_objects import show_objects
from pygitobj.cli.log_run import Command, run_command
from pygitobj.cli.session import Session


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    return run_command(session, words, Command.SHOW, show_objects)
