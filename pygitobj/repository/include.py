"""When a conditional include counts: `includeIf.<condition>.path`.

    gitdir:<pattern>        the git directory matches; gitdir/i: whatever the case
    onbranch:<pattern>      the branch that is checked out matches
    hasconfig:remote.*.url:<pattern>
                            the URL of any remote matches; what is included then may name none

Follows git's Documentation/git-config, "Conditional includes".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from pygitobj.errors import RepositoryError
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.repository.home import expanded

# What a pattern may start with instead of a directory.
HERE = "./"
BY_URL = "hasconfig:remote.*.url:"
FORBIDDEN = (
    "remote URLs cannot be configured in file directly or indirectly included by includeIf.hasconfig:remote.*.url"
)


def no_urls() -> Sequence[str]:
    """The URLs of remotes where there are none."""
    return ()


def condition_holds(
    condition: str,
    config_path: str | None,
    git_dir: str | None,
    branch: Callable[[], str | None],
    environ: Mapping[str, str],
    urls: Callable[[], Sequence[str]] | None = no_urls,
) -> bool:
    """Whether `condition`, found in the file `config_path`, holds for the repository at `git_dir`.

    `branch` says which branch it is on, `urls` those of its remotes; None where these are being gathered.
    """
    if condition.startswith(BY_URL):
        wanted = os.fsencode(condition.removeprefix(BY_URL))
        return urls is None or any(wildmatch(wanted, os.fsencode(url)) for url in urls())
    kind, _, pattern = condition.partition(":")
    if kind in ("gitdir", "gitdir/i") and git_dir is not None:
        paths = (os.path.realpath(git_dir), os.path.abspath(git_dir))
        return any(is_git_dir(path, pattern, config_path, environ, kind == "gitdir/i") for path in paths)
    if kind == "onbranch":
        name = branch()
        return name is not None and wildmatch(os.fsencode(for_all_below(pattern)), os.fsencode(name))
    return False


def is_remote_url(name: str) -> bool:
    """Whether the variable `name` is the URL of a remote."""
    return name.startswith("remote.") and name.endswith(".url") and name.count(".") > 1


def refuse_url(name: str) -> None:
    """Raises RepositoryError where the variable `name` is the URL of a remote: an include may hang on these."""
    if is_remote_url(name):
        raise RepositoryError(FORBIDDEN)


def is_git_dir(path: str, pattern: str, config_path: str | None, environ: Mapping[str, str], ignore_case: bool) -> bool:
    """Whether the git directory `path` is one that `pattern` stands for, as git reads it."""
    pattern = expanded(pattern, environ) or pattern
    whole, wanted = os.fsencode(path), b""
    if pattern.startswith(HERE):
        if config_path is None:
            return False
        # What stands for the file's directory is no pattern.
        wanted = os.fsencode(os.path.dirname(os.path.realpath(config_path)) + "/")
        # "./" alone is all that is below.
        pattern = pattern[len(HERE) :] or "**"
        start, whole = whole[: len(wanted)], whole[len(wanted) :]
        if start != wanted and not (ignore_case and start.lower() == wanted.lower()):
            return False
    elif not os.path.isabs(pattern):
        pattern = f"**/{pattern}"
    return wildmatch(os.fsencode(for_all_below(pattern)), whole, ignore_case=ignore_case)


def for_all_below(pattern: str) -> str:
    """`pattern`, which stands for all that is below where it ends with a slash."""
    return f"{pattern}**" if pattern.endswith("/") else pattern
