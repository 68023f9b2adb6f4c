"""`reflog`: logs of references. Follows git's Documentation/git-reflog."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.parse_options import HelpRequestedError
from pygitobj.cli.reflog_change import delete, drop, expire, write
from pygitobj.cli.reflog_show import exists, list_logs, show
from pygitobj.cli.session import Session

COMMANDS = {
    "delete": delete,
    "drop": drop,
    "exists": exists,
    "expire": expire,
    "list": list_logs,
    "show": show,
    "write": write,
}
USAGE = """\
usage: git reflog [show] [<log-options>] [<ref>]
   or: git reflog list
   or: git reflog exists <ref>
   or: git reflog write <ref> <old-oid> <new-oid> <message>
   or: git reflog delete [--rewrite] [--updateref]
                         [--dry-run | -n] [--verbose] <ref>@{<specifier>}...
   or: git reflog drop [--all [--single-worktree] | <refs>...]
   or: git reflog expire [--expire=<time>] [--expire-unreachable=<time>]
                         [--rewrite] [--updateref] [--stale-fix]
                         [--dry-run | -n] [--verbose] [--all [--single-worktree] | <refs>...]

"""


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if words and words[0] in COMMANDS:
        return COMMANDS[words[0]](session, words[1:])
    if list(words) == ["-h"]:
        raise HelpRequestedError(USAGE)
    return show(session, words)
