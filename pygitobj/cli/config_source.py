"""Where `config` reads: all that counts here, or the one file or blob that its options name.

    --system, --global, --local, --worktree     a file of git's
    -f <file>, GIT_CONFIG                       a file, of "-" standard input
    --blob <name>                               a blob of the repository

Follows git's Documentation/git-config, "FILES".
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from pygitobj.cli.parse_options import Options, UsageError
from pygitobj.cli.session import Session, warn
from pygitobj.errors import MISSING_OR_BAD, AmbiguousPrefixError, RepositoryError, RevisionError
from pygitobj.files.directory import is_there
from pygitobj.files.small_file import read_small
from pygitobj.jobs.inspect.worktrees import list_worktrees
from pygitobj.oid import ObjectType
from pygitobj.repository.config import (
    SYSTEM_FILE,
    Config,
    ConfigValue,
    Origin,
    Place,
    Reading,
    config_files,
    included,
    load_config,
    parsed,
    reading_of,
)
from pygitobj.repository.config_command import BadConfigError
from pygitobj.repository.repository import Repository
from pygitobj.revisions.context import RefusedRevisionError

SCOPES = ("global", "system", "local", "worktree")
NEED_REPOSITORY = ("local", "blob", "worktree")
NOT_PROCESSED = "error processing config file(s)"
MANY_WORKTREES = (
    "--worktree cannot be used with multiple working trees unless the config\n"
    'extension worktreeConfig is enabled. Please read "CONFIGURATION FILE"\n'
    'section in "git help worktree" for details'
)


class Source:
    """What is read: `values` gives it in order; `missing` says why there was nothing to read, None where there was."""

    def __init__(self, session: Session, given: Options) -> None:
        self.session = session
        self.given = given
        self.repository = session.find_repository()
        self.missing: str | None = None
        self.file = given.text("file")
        if self.file is None:
            self.file = os.environ.get("GIT_CONFIG")
        self.scope = next((scope for scope in SCOPES if given.flag(scope)), None)
        chosen = [scope for scope in SCOPES if given.flag(scope)]
        if len(chosen) + (self.file is not None) + (given.text("blob") is not None) > 1:
            raise UsageError("error: only one config file at a time\n")
        if self.repository is None:
            for scope in NEED_REPOSITORY:
                if given.flag(scope) or given.text(scope) is not None:
                    raise RepositoryError(f"--{scope} can only be used inside a git repository")

    def values(self) -> Iterator[ConfigValue]:
        """All values. Raises RepositoryError."""
        found = self.one_place()
        if found is None:
            yield from self.everything()
            return
        data, origin = found
        if data is None:
            return
        includes = self.given.flag("includes", default=self.scope is None and self.file in (None, "-"))
        location = None if self.repository is None else self.repository.location

        def values(reading: Reading) -> Iterator[ConfigValue]:
            for value in parsed(data, origin):
                yield value
                if includes:
                    yield from included(value, reading, 0)

        place = Place(None if location is None else location.git_dir, self.branch)
        try:
            yield from values(reading_of(place, os.environ, values))
        except RepositoryError as error:
            if origin.kind != "blob":
                raise
            if isinstance(error, BadConfigError):
                warn(f"error: {error.detail}")
            warn(f"error: {error}")
            self.missing = NOT_PROCESSED

    def everything(self) -> Config:
        """What counts here, without what is included where that is not wanted. Raises RepositoryError."""
        if self.repository is not None:
            config = self.repository.config
        else:
            config = load_config(None, None, overrides=self.session.overrides)
        if self.given.flag("includes", default=True):
            return config
        paths = self.own_files()
        return Config(value for value in config if value.origin.path is None or value.origin.path in paths)

    def own_files(self) -> set[str]:
        """The files that are read unasked."""
        location = None if self.repository is None else self.repository.location
        git_dir, common = (None, None) if location is None else (location.git_dir, location.common_dir)
        has_own = location is not None and location.layout.worktree_config
        return {path for _, path in config_files(git_dir, common, has_own, os.environ)}

    def branch(self) -> str | None:
        """The branch that includes may ask for."""
        return None if self.repository is None else self.repository.ref_store.head_branch()

    def one_place(self) -> tuple[bytes | None, Origin] | None:
        """The bytes of the one place that was named, None where nothing is there; None where none was named."""
        blob = self.given.text("blob")
        if blob is not None:
            assert self.repository is not None
            return self.blob(self.repository, blob), Origin("command", None, blob, "blob")
        if self.file == "-":
            return sys.stdin.buffer.read(), Origin("command", None, None, "standard input")
        named = self.path_named()
        if named is None:
            return None
        scope, path, shown = named
        origin = Origin(scope, path, shown)
        try:
            return read_small(path), origin
        except OSError as error:
            self.missing = f"unable to read config file '{shown}': {error.strerror}"
            if not isinstance(error, FileNotFoundError | NotADirectoryError):
                raise RepositoryError(f"unable to access '{shown}': {error.strerror}") from error
            return None, origin

    def path_named(self) -> tuple[str, str, str] | None:
        """The scope, the path and how it is shown of the file that was named, None for none. Raises RepositoryError."""
        if self.scope == "global":
            path = global_file(os.environ)
            return "global", path, path
        if self.scope == "system":
            path = os.environ.get("GIT_CONFIG_SYSTEM", SYSTEM_FILE)
            return "system", path, path
        if self.scope is not None:
            assert self.repository is not None
            location = self.repository.location
            path = f"{location.common_dir}/config"
            if self.scope == "worktree":
                if location.layout.worktree_config:
                    path = f"{location.git_dir}/config.worktree"
                elif len(list_worktrees(self.repository)) > 1:
                    raise RepositoryError(MANY_WORKTREES)
            return "local", path, location.shown(path)
        if self.file is not None:
            prefix = "" if self.repository is None else self.repository.location.prefix
            return "command", self.file, self.file if os.path.isabs(self.file) else prefix + self.file
        return None

    def blob(self, repository: Repository, name: str) -> bytes | None:
        """The body of the blob `name`, None where it is not to be had, as is told."""
        self.missing = NOT_PROCESSED
        try:
            oid = repository.resolve(name)
        except RefusedRevisionError:
            raise
        except (RevisionError, AmbiguousPrefixError):
            warn(f"error: unable to resolve config blob '{name}'")
            return None
        try:
            kind, data = repository.reader.read(oid)
        except MISSING_OR_BAD:
            warn(f"error: unable to load config blob object '{name}'")
            return None
        if kind is not ObjectType.BLOB:
            warn(f"error: reference '{name}' does not point to a blob")
            return None
        self.missing = None
        return data


def global_file(environ: Mapping[str, str]) -> str:
    """The file that --global means: the user's own, or that of XDG where only that is there. Raises RepositoryError."""
    named = environ.get("GIT_CONFIG_GLOBAL")
    if named is not None:
        return named
    home = environ.get("HOME")
    if home is None:
        raise RepositoryError("$HOME not set")
    path = f"{home}/.gitconfig"
    base = environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    other = f"{base}/git/config"
    return other if not is_there(path) and is_there(other) else path


def refuse_words(words: Sequence[str], least: int, most: int) -> None:
    """Raises UsageError unless there are so many `words`."""
    if not least <= len(words) <= most:
        wanted = f"{least}" if least == most else f"from {least} to {most}"
        raise UsageError(f"error: wrong number of arguments, should be {wanted}\n")
