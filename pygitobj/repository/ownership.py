"""Whether a repository may be trusted: it is ours, or safe.directory says so.

Follows git's Documentation/git-config, "safe.directory" and "safe.bareRepository", which count only from the
system's, the user's and the command line's configuration.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import status, unreadable
from pygitobj.formats.numbers import strtoul
from pygitobj.repository.config import Config, environment_bool
from pygitobj.repository.home import expanded

PROTECTED_SCOPES = ("system", "global", "command")
ROOT = 0
PLAIN_BYTES = frozenset("+-./0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")

# The configuration costs several files, so it is asked for only when it can matter.
ConfigOf = Callable[[], Config]


def require_ownership(
    gitfile: str | None, work_tree: str | None, git_dir: str, config: ConfigOf, environ: Mapping[str, str]
) -> None:
    """Raises RepositoryError, in git's words, unless all that is given is ours or the repository counts as safe."""
    assume_other = environment_bool(environ, "GIT_TEST_ASSUME_DIFFERENT_OWNER", False)
    paths = [path for path in (gitfile, work_tree, git_dir) if path is not None]
    if not assume_other and all(is_ours(path, environ) for path in paths):
        return
    if is_safe(os.path.realpath(work_tree or git_dir), config(), environ):
        return
    shown = work_tree or git_dir
    raise RepositoryError(
        f"detected dubious ownership in repository at '{shown}'\n"
        "To add an exception for this directory, call:\n\n"
        f"\tgit config --global --add safe.directory {quote_shell(shown)}"
    )


def is_ours(path: str, environ: Mapping[str, str]) -> bool:
    """Whether `path` belongs to the user of this process, or for root under sudo to the user behind it.

    Raises RepositoryError where that cannot be told.
    """
    try:
        found = status(path, follow=False)
    except OSError as error:
        raise unreadable(f"unable to access '{path}'", error) from error
    if found is None:
        return False
    owner = found.st_uid
    user = os.geteuid()
    if user == ROOT and owner != ROOT:
        sudo = environ.get("SUDO_UID", "")
        number, end, fits = strtoul(sudo)
        user = number if end and end == len(sudo) and fits else user
    return owner == user


def is_safe(path: str, config: Config, environ: Mapping[str, str]) -> bool:
    """Whether safe.directory names `path`; an empty value forgets those before it, a relative path names nothing."""
    safe = False
    for value in config.all("safe.directory", scopes=PROTECTED_SCOPES):
        if not value:
            safe = False
        elif value == "*":
            safe = True
        else:
            allowed = expanded(value, environ)
            if allowed is None or not (os.path.isabs(allowed) or allowed == "."):
                continue
            allowed = os.path.realpath(allowed)
            safe = safe or (path.startswith(allowed[:-1]) if allowed.endswith("/*") else path == allowed)
    return safe


def require_bare_allowed(path: str, config: Config) -> None:
    """Raises RepositoryError where a bare repository that was found, not named, may not be used."""
    values = config.all("safe.bareRepository", scopes=PROTECTED_SCOPES)
    if not values or values[-1] == "all":
        return
    if values[-1] != "explicit":
        raise RepositoryError("unable to parse 'safe.barerepository' from command-line config")
    if path.endswith("/.git") or "/.git/worktrees/" in path or "/.git/modules/" in path:
        return
    raise RepositoryError(f"cannot use bare repository '{path}' (safe.bareRepository is 'explicit')")


def quote_shell(text: str) -> str:
    """`text` as a shell takes it for one word, quoted only if it must be."""
    if text and PLAIN_BYTES.issuperset(text):
        return text
    return "'" + text.replace("'", "'\\''").replace("!", "'\\!'") + "'"
