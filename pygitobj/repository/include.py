"""When a conditional include counts: `includeIf.<condition>.path`.

    gitdir:<pattern>        the git directory matches; gitdir/i: whatever the case
    onbranch:<pattern>      the branch that is checked out matches

Follows git's Documentation/git-config, "Conditional includes".
"""

from __future__ import annotations

import os
import re


def condition_holds(condition: str, config_path: str | None, git_dir: str | None, branch: str | None) -> bool:
    """Whether `condition`, found in the file `config_path`, holds for the repository at `git_dir` on `branch`."""
    kind, _, pattern = condition.partition(":")
    if kind in ("gitdir", "gitdir/i") and git_dir is not None:
        flags = re.IGNORECASE if kind == "gitdir/i" else 0
        expression = wildmatch(git_dir_pattern(pattern, config_path), flags)
        return any(expression.fullmatch(path) for path in (os.path.realpath(git_dir), os.path.abspath(git_dir)))
    if kind == "onbranch" and branch is not None:
        return wildmatch(pattern + "**" if pattern.endswith("/") else pattern, 0).fullmatch(branch) is not None
    return False


def git_dir_pattern(pattern: str, config_path: str | None) -> str:
    """`pattern` made absolute or free to match at any depth, as git reads it."""
    pattern = os.path.expanduser(pattern)
    if pattern.startswith("./") and config_path is not None:
        pattern = os.path.dirname(os.path.realpath(config_path)) + pattern[1:]
    elif not os.path.isabs(pattern):
        pattern = "**/" + pattern
    return pattern + "**" if pattern.endswith("/") else pattern


def wildmatch(pattern: str, flags: int) -> re.Pattern[str]:
    """The expression for a pattern in which `*` and `?` stop at slashes and `**/` does not."""
    out = ""
    at = 0
    while at < len(pattern):
        if pattern.startswith("**/", at) and (at == 0 or pattern[at - 1] == "/"):
            out, at = out + "(?:.*/)?", at + 3
        elif pattern.startswith("/**", at) and at + 3 == len(pattern):
            out, at = out + "/.*", at + 3
        elif pattern[at] == "*":
            out, at = out + "[^/]*", at + 1
        elif pattern[at] == "?":
            out, at = out + "[^/]", at + 1
        elif pattern[at] == "[" and "]" in pattern[at + 2 :]:
            end = pattern.index("]", at + 2)
            inside = pattern[at + 1 : end].replace("\\", "\\\\")
            out, at = out + "[" + ("^" + inside[1:] if inside[0] == "!" else inside) + "]", end + 1
        elif pattern[at] == "\\" and at + 1 < len(pattern):
            out, at = out + re.escape(pattern[at + 1]), at + 2
        else:
            out, at = out + re.escape(pattern[at]), at + 1
    return re.compile(out, flags | re.DOTALL)
