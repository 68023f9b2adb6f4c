"""`blame`: which commit each line of a file comes from.

Follows git's Documentation/git-blame.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.blaming.command import blame
from pygitobj.cli.session import Session


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    return blame(session, "blame", words)
