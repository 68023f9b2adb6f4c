"""`annotate`: as `blame`, in the form that other version control has.

Follows git's Documentation/git-annotate.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.blaming.command import blame
from pygitobj.cli.session import Session


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    return blame(session, "annotate", words)
