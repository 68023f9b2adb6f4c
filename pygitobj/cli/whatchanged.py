"""`whatchanged`: as `log`, but merges that nothing else asks for are left out, and files are listed.

git means to remove it, so that whoever runs it has to say that it is still wanted. Follows git's
Documentation/git-whatchanged.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.log_run import Command, LogRun, run_command
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError

NOT_ASKED = """\
'git whatchanged' is nominated for removal.

hint: You can replace 'git whatchanged <opts>' with:
hint:\tgit log <opts> --raw --no-merges
hint: Or make an alias:
hint:\tgit config set --global alias.whatchanged 'log --raw --no-merges'

If you still use this command, here's what you can do:

- read https://git-scm.com/docs/BreakingChanges.html
- check if anyone has discussed this on the mailing
  list and if they came up with something that can
  help you: https://lore.kernel.org/git/?q=git%20whatchanged
- send an email to <git@vger.kernel.org> to let us
  know that you still use this command and were unable
  to determine a suitable replacement
"""


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    return run_command(session, words, Command.WHATCHANGED, show)


def show(run: LogRun) -> int:
    """Show everything, if it is still wanted; gives the exit code."""
    if not run.own.goes_on:
        run.look_at_words()
        warn(NOT_ASKED)
        raise GitObjectError("refusing to run without --i-still-use-this")
    return run.run()
