"""What a process's words ask for, and the one place where errors become exit codes.

0       done
1       the answer is no (`cat-file -e`), or there is no such command
128     what was asked for cannot be had: `fatal: …` on standard error
129     the command line cannot be
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pygitobj.cli import FATAL_EXIT, is_traced
from pygitobj.cli.commands import COMMANDS, run_command
from pygitobj.cli.parse_options import USAGE_EXIT, HelpRequestedError, RefusedOptionError, UsageError
from pygitobj.cli.session import Session
from pygitobj.cli.terminal import tell, tell_message, write_bytes_as_they_are
from pygitobj.errors import GitObjectError
from pygitobj.repository.config_command import BadConfigError


def open_missing_streams() -> None:
    """Give the standard streams that are closed the null device, so that no file that is opened takes their place."""
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != descriptor:
                os.dup2(opened, descriptor)
                os.close(opened)
            setattr(sys, name, os.fdopen(descriptor, mode, closefd=False))


def main(words: Sequence[str]) -> int:
    """Run the command that `words` say; gives the exit code."""
    open_missing_streams()
    write_bytes_as_they_are()
    if is_traced():
        from pygitobj.cli.trace import traced

        return traced(words, answer)
    return answer(words)


def answer(words: Sequence[str]) -> int:
    """As `main`, once there are standard streams."""
    try:
        if words and words[0] in COMMANDS:
            return run_command(words[0], Session(), words[1:])
        return run_root(words)
    except HelpRequestedError as help_requested:
        tell(help_requested.message)
        sys.stdout.write(help_requested.usage)
        return help_requested.exit_code
    except UsageError as error:
        tell(error.message)
        return USAGE_EXIT
    except RefusedOptionError as error:
        tell_message(f"error: {error}")
        return FATAL_EXIT
    except BadConfigError as error:
        tell_message(f"error: {error.detail}")
        return fatal(str(error))
    except GitObjectError as error:
        return fatal(str(error))
    except MemoryError:
        return fatal("out of memory")
    except OSError as error:
        return fatal(f"{error.filename}: {error.strerror}" if error.filename else f"{error.strerror or error}")


def fatal(message: str) -> int:
    """Say why it ends; gives the exit code."""
    tell_message(f"fatal: {message}")
    return FATAL_EXIT


def run_root(words: Sequence[str]) -> int:
    """Run what `words` say where options stand before the command; gives the exit code."""
    from pygitobj.cli.before_command import session_after, usual_options  # most often there are none

    usual = usual_options(words)
    if usual is not None:
        before, at = usual
        return run_command(words[at], session_after(before), words[at + 1 :])
    import click  # a command without such options starts twice as fast without it

    from pygitobj.cli.root import commands

    try:
        return int(commands.main(list(words), prog_name="pygitobj", standalone_mode=False) or 0)
    except click.UsageError as error:
        usage = f"{error.ctx.get_usage()}\n" if error.ctx is not None else ""
        raise UsageError(f"{error.format_message()}\n{usage}") from None
