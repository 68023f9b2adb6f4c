"""`var`: what git would use for a name of its own, such as the committer or the editor.

Follows git's Documentation/git-var.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence

from pygitobj.cli.parse_options import HelpRequestedError, UsageError
from pygitobj.cli.session import Session
from pygitobj.errors import RepositoryError
from pygitobj.jobs.create.init import default_branch
from pygitobj.repository import attribute_files
from pygitobj.repository.config import SYSTEM_FILE, Config, environment_bool, load_config
from pygitobj.repository.editor import editor_of
from pygitobj.repository.identity import load_ident

USAGE = "usage: git var (-l | <variable>)\n"
SHELL = "/bin/sh"
Answer = Callable[[Config, Mapping[str, str]], str | None]


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) in (["-h"], ["--help"]):
        raise HelpRequestedError(USAGE)
    if len(words) != 1:
        raise UsageError(USAGE)
    repository = session.find_repository()
    config = load_config(None, None, overrides=session.overrides) if repository is None else repository.config
    if words[0] == "-l":
        sys.stdout.write("".join(all_lines(config)))
        return 0
    answer = VARIABLES.get(words[0])
    if answer is None:
        raise UsageError(USAGE)
    value = answer(config, os.environ)
    if value is None:
        return 1
    sys.stdout.write(f"{value}\n")
    return 0


def all_lines(config: Config) -> list[str]:
    """The configuration, and all variables that have a value."""
    lines = []
    for value in config:
        name, text, _ = value.entry
        lines.append(f"{name}\n" if text is None else f"{name}={text}\n")
    for name, answer in VARIABLES.items():
        try:
            said = answer(config, os.environ)
        except RepositoryError:
            continue
        lines += [f"{name}={line}\n" for line in (said or "").split("\n") if said is not None]
    return lines


def ident(role: str) -> Answer:
    """What gives the "author" or the "committer"."""

    def answer(config: Config, environ: Mapping[str, str]) -> str:
        return os.fsdecode(bytes(load_ident(role, config, environ)))

    return answer


def sequence_editor(config: Config, environ: Mapping[str, str]) -> str | None:
    """The editor for the list of a rebase."""
    said = (environ.get("GIT_SEQUENCE_EDITOR"), config.get("sequence.editor"))
    return next((text for text in said if text is not None), editor_of(config, environ))


def pager(config: Config, environ: Mapping[str, str]) -> str:
    """What shows long output on a terminal."""
    found = environ.get("GIT_PAGER")
    if found is None:
        found = config.get("core.pager")
    if found is None:
        found = environ.get("PAGER", "less")
    return found or "cat"


def shell(_config: Config, _environ: Mapping[str, str]) -> str:
    """The shell that runs commands."""
    return SHELL


def system_attributes(_config: Config, environ: Mapping[str, str]) -> str | None:
    """The attributes for everybody."""
    return attribute_files.system_file(environ)


def system_config(_config: Config, environ: Mapping[str, str]) -> str | None:
    """The configuration for everybody."""
    if environment_bool(environ, "GIT_CONFIG_NOSYSTEM", False):
        return None
    return os.path.normpath(environ.get("GIT_CONFIG_SYSTEM", SYSTEM_FILE))


def global_config(_config: Config, environ: Mapping[str, str]) -> str | None:
    """The user's configuration, a line for each file."""
    if "GIT_CONFIG_GLOBAL" in environ:
        named = environ["GIT_CONFIG_GLOBAL"]
        return os.path.normpath(named) if named else None
    place, home = attribute_files.own_directory(environ), environ.get("HOME")
    found = [] if place is None else [f"{place}/config"]
    found += [] if home is None else [f"{home}/.gitconfig"]
    return "\n".join(map(os.path.normpath, found)) or None


VARIABLES: dict[str, Answer] = {
    "GIT_COMMITTER_IDENT": ident("committer"),
    "GIT_AUTHOR_IDENT": ident("author"),
    "GIT_EDITOR": editor_of,
    "GIT_SEQUENCE_EDITOR": sequence_editor,
    "GIT_PAGER": pager,
    "GIT_DEFAULT_BRANCH": default_branch,
    "GIT_SHELL_PATH": shell,
    "GIT_ATTR_SYSTEM": system_attributes,
    "GIT_ATTR_GLOBAL": attribute_files.global_file,
    "GIT_CONFIG_SYSTEM": system_config,
    "GIT_CONFIG_GLOBAL": global_config,
}
