"""What stands before a command: the options that all commands share, help and the version."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pygitobj.cli.before_command import Before, session_after
from pygitobj.cli.commands import COMMANDS, run_command
from pygitobj.cli.terminal import tell


class PlumbingCommand(click.Command):
    """A command whose options are parsed as git parses them, by the command itself."""

    def __init__(self, name: str) -> None:
        super().__init__(name, short_help=COMMANDS[name][1], add_help_option=False)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave all words to the command."""
        ctx.args = list(args)
        return []

    def invoke(self, ctx: click.Context) -> int:
        """Run the command; gives its exit code."""
        return run_command(str(self.name), ctx.obj, ctx.args)


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
            tell(f"pygitobj: '{args[0]}' is not a pygitobj command. See 'pygitobj --help'.\n")
            ctx.exit(1)
        return super().resolve_command(ctx, args)


def show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    """Print the version, and which kernels are in use."""
    if value:
        from pygitobj import __version__, kernels  # of all commands, only this one asks

        click.echo(f"pygitobj {__version__} ({kernels.IMPLEMENTATION} kernels, {kernels.INFLATER})")
        ctx.exit()


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "directories", metavar="<path>", multiple=True, help="Work as if started in <path>.")
@click.option("-c", "settings", metavar="<name>=<value>", multiple=True, help="Set a configuration value.")
@click.option("--config-env", "from_environment", metavar="<name>=<variable>", multiple=True, help="Set it from there.")
@click.option("--git-dir", metavar="<path>", help="Where the repository is.")
@click.option("--work-tree", metavar="<path>", help="Where its work tree is.")
@click.option("--bare", is_flag=True, help="Treat the repository as bare.")
@click.option("--no-replace-objects", is_flag=True, help="Do not follow replace refs.")
@click.option("--shallow-file", metavar="<path>", help="Take the commits without parents from there.")
@click.option("--attr-source", metavar="<tree-ish>", help="Read attributes from that tree.")
@click.option("--literal-pathspecs", "pathspecs", flag_value="LITERAL", multiple=True, help="No pathspec has magic.")
@click.option("--glob-pathspecs", "pathspecs", flag_value="GLOB", multiple=True, help="All are :(glob).")
@click.option("--noglob-pathspecs", "pathspecs", flag_value="NOGLOB", multiple=True, help="All are :(literal).")
@click.option("--icase-pathspecs", "pathspecs", flag_value="ICASE", multiple=True, help="All are :(icase).")
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
    shallow_file: str | None,
    attr_source: str | None,
    pathspecs: Sequence[str],
) -> None:
    """Read git's object store: loose objects, packs, deltas and their indexes."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        ctx.exit(1)
    ctx.obj = session_after(
        Before(
            directories,
            settings,
            from_environment,
            git_dir,
            work_tree,
            bare,
            no_replace_objects,
            shallow_file,
            attr_source,
            pathspecs,
        )
    )
