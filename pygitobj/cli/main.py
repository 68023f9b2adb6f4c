"""The commands, loaded one at a time, and the one place where errors become exit codes.

0       done
1       the answer is no (`cat-file -e`), or there is no such command
128     what was asked for cannot be had: `fatal: …` on standard error
129     the command line cannot be
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import click

from pygitobj.cli.parse_options import USAGE_EXIT, HelpRequestedError, UsageError
from pygitobj.errors import GitObjectError

if TYPE_CHECKING:
    pass

FATAL_EXIT = 128
# Each command, its module, and what the list of commands says of it.
COMMANDS = {
    "cat-file": ("cat_file", "Show objects' contents, types and sizes, one or many"),
    "explain": ("explain", "Tell how one object is found and how its bytes are kept"),
}


class PlumbingCommand(click.Command):
    """A command whose options are parsed as git parses them; its module has `run(session, words)`."""

    def __init__(self, name: str) -> None:
        module, summary = COMMANDS[name]
        super().__init__(name, short_help=summary, add_help_option=False)
        self.module = module

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave all words to the command."""
        ctx.args = list(args)
        return []

    def invoke(self, ctx: click.Context) -> int:
        """Run the command; gives its exit code."""
        run = import_module(f"pygitobj.cli.{self.module}").run
        return int(run(ctx.obj, ctx.args))


class Commands(click.Group):
    """All commands; none is imported before it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command called `cmd_name`."""
        return PlumbingCommand(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` start with; says so where there is none."""
        if args and args[0] not in COMMANDS:
            sys.stderr.write(f"pygitobj: '{args[0]}' is not a pygitobj command. See 'pygitobj --help'.\n")
            ctx.exit(1)
        return super().resolve_command(ctx, args)


def show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    """Print the version, and which kernels are in use."""
    if value:
        from pygitobj import __version__, kernels

        click.echo(f"pygitobj {__version__} ({kernels.IMPLEMENTATION} kernels)")
        ctx.exit()


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "directories", metavar="<path>", multiple=True, help="Work as if started in <path>.")
@click.option("-c", "settings", metavar="<name>=<value>", multiple=True, help="Set a configuration value.")
@click.option("--config-env", "from_environment", metavar="<name>=<variable>", multiple=True, help="Set it from there.")
@click.option("--git-dir", metavar="<path>", help="Where the repository is.")
@click.option("--work-tree", metavar="<path>", help="Where its work tree is.")
@click.option("--bare", is_flag=True, help="Treat the repository as bare.")
@click.option("--no-replace-objects", is_flag=True, help="Do not follow replace refs.")
@click.option("-v", "--version", is_flag=True, expose_value=False, is_eager=True, callback=show_version)
@click.pass_context
def commands(
    ctx: click.Context,
    directories: Sequence[str],
    settings: Sequence[str],
    from_environment: Sequence[str],
    git_dir: str | None,
    work_tree: str | None,
    bare: bool,
    no_replace_objects: bool,
) -> None:
    """Read git's object store: loose objects, packs, deltas and their indexes."""
    from pygitobj.cli.session import Session, change_directory, parse_environment_override, parse_override

    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        ctx.exit(1)
    for directory in directories:
        change_directory(directory)
    overrides = [parse_override(text) for text in settings]
    overrides += [parse_environment_override(text) for text in from_environment]
    ctx.obj = Session(git_dir, work_tree, bare, overrides, not no_replace_objects)


def main(words: Sequence[str]) -> int:
    """Run the command that `words` say; gives the exit code."""
    # A reader that goes away, or Ctrl-C, ends a command at once and quietly, as it ends git.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return int(commands.main(list(words), prog_name="pygitobj", standalone_mode=False) or 0)
    except HelpRequestedError as help_requested:
        sys.stdout.write(help_requested.usage)
        return 0
    except UsageError as error:
        sys.stderr.write(error.message)
        return USAGE_EXIT
    except click.UsageError as error:
        sys.stderr.write(f"{error.format_message()}\n")
        if error.ctx is not None:
            sys.stderr.write(f"{error.ctx.get_usage()}\n")
        return USAGE_EXIT
    except GitObjectError as error:
        return fatal(str(error))
    except MemoryError:
        return fatal("out of memory")
    except OSError as error:
        return fatal(f"{error.filename}: {error.strerror}" if error.filename else f"{error.strerror or error}")


def fatal(message: str) -> int:
    """Say why it ends; gives the exit code."""
    sys.stderr.write(f"fatal: {message}\n")
    return FATAL_EXIT
