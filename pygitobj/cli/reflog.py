"""`reflog`: logs of references. Follows git's Documentation/git-reflog."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.reflog_change import delete, drop, expire, write
from pygitobj.cli.session import Session
from pygitobj.errors import UnsupportedError

COMMANDS = {"delete": delete, "drop": drop, "expire": expire, "write": write}


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if words and words[0] in COMMANDS:
        return COMMANDS[words[0]](session, words[1:])
    raise UnsupportedError("reflog is supported with write, delete, drop and expire")
