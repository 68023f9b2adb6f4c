"""What the options before the command say, and the repository that follows from them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from pygitobj.cli.terminal import tell_message
from pygitobj.errors import RepositoryError
from pygitobj.record import Record
from pygitobj.repository.config import Config, load_config
from pygitobj.repository.config_command import Override
from pygitobj.repository.discovery import NoRepositoryError
from pygitobj.repository.repository import Repository


def warn(line: str) -> None:
    """Print `line` to standard error, after what went to standard output before it."""
    tell_message(line)


class Session(Record):
    """The options before the command, `-C` already followed."""

    git_dir: str | None = None
    work_tree: str | None = None
    bare: bool = False
    overrides: Sequence[Override] = ()
    replace: bool = True
    # Empty says that there are none; it wins over GIT_SHALLOW_FILE.
    shallow_file: str | None = None
    # The tree that attributes are read from; it wins over GIT_ATTR_SOURCE.
    attr_source: str | None = None

    def open_repository(self, warn: Callable[[str], None] = warn) -> Repository:
        """The repository that the command works on, its warnings going to standard error, or to `warn`.

        Objects are trusted as git trusts them: the command line answers what git answers, at git's cost.
        """
        repository = Repository.open(
            git_dir=self.git_dir,
            work_tree=self.work_tree,
            overrides=self.overrides,
            replace=self.replace,
            verify=False,
            warn=warn,
            log=False,
            environ=self.environ,
        )
        repository.watches_ids = True
        return repository

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment with what the options put there."""
        said = {"GIT_SHALLOW_FILE": self.shallow_file, "GIT_ATTR_SOURCE": self.attr_source}
        added = {name: value for name, value in said.items() if value is not None}
        return {**os.environ, **added} if added else os.environ

    def find_repository(self) -> Repository | None:
        """As `open_repository`, but None where there is none."""
        try:
            return self.open_repository()
        except NoRepositoryError:
            return None

    def config(self, repository: Repository | None) -> Config:
        """The configuration of `repository`, or where there is none what there is outside of one."""
        if repository is not None:
            return repository.config
        return load_config(None, None, overrides=self.overrides, environ=self.environ)


def shown_path(path: str) -> str:
    """`path` as git shows it, which goes to the top of the work tree first, or into a bare repository."""
    relative = os.path.relpath(path)
    if relative.startswith(".."):
        return path
    return relative if relative.startswith(".git/") else f"./{relative}"


def change_directory(path: str) -> None:
    """What `-C` does; an empty path does nothing."""
    if not path:
        return
    try:
        os.chdir(path)
    except OSError as error:
        raise RepositoryError(f"cannot change to '{path}': {error.strerror}") from None


def parse_override(text: str) -> Override:
    """What `-c name=value` says; without "=" the value is a boolean true."""
    name, equals, value = text.partition("=")
    return name, value if equals else None


def parse_environment_override(text: str) -> Override:
    """What `--config-env=name=variable` says. Raises RepositoryError."""
    name, _, variable = text.rpartition("=")
    if not name:
        raise RepositoryError(f"invalid config format: {text}")
    if not variable:
        raise RepositoryError(f"missing environment variable name for configuration '{name}'")
    if variable not in os.environ:
        raise RepositoryError(f"missing environment variable '{variable}' for configuration '{name}'")
    return name, os.environ[variable]
