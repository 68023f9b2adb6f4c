"""Paths in a tree as arguments name them from where the user is, and as they are shown there.

Without a meaning of their own but for `:/` and `:(top)`, from the top, and `:(literal)`: no globs. Follows git's
Documentation/gitglossary, "pathspec".
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.errors import RepositoryError
from pygitobj.repository.config import environment_bool
from pygitobj.repository.path_inside import without_dots
from pygitobj.repository.repository import Repository

TAKEN = {"top": "/", "literal": ""}
REFUSED = {"exclude": "!", "icase": "", "glob": "", "attr": "", "prefix": ""}
SHORT = {"/": "top", "!": "exclude", "^": "exclude"}
# What git takes for the sign of something that may come to mean something.
RESERVED = frozenset("\"#%&',-;<=>@_`~")


def paths_given(repository: Repository, words: Sequence[str], prefix: str) -> list[bytes]:
    """The paths that `words` name from `prefix`, "" or with a slash at its end; without any the prefix, if it is one.

    Raises RepositoryError in git's words.
    """
    if not words:
        return [os.fsencode(prefix)] if prefix else []
    literal = environment_bool(repository.environ, "GIT_LITERAL_PATHSPECS", False)
    for name in ("GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"):
        if name == "GIT_ICASE_PATHSPECS" and environment_bool(repository.environ, name, False):
            raise RepositoryError(f"{words[0]}: pathspec magic not supported by this command: 'icase'")
    found = []
    for word in words:
        if not word:
            raise RepositoryError(
                "empty string is not a valid pathspec. please use . instead if you meant to match all paths"
            )
        magic, path = (set(), word) if literal else magic_of(word)
        found.append(os.fsencode(whole_path(repository, "" if "top" in magic else prefix, path, word)))
    return found


def magic_of(word: str) -> tuple[set[str], str]:
    """The names of the magic that `word` starts with, and the path after it. Raises RepositoryError."""
    if not word.startswith(":"):
        return set(), word
    if word.startswith(":("):
        inside, closed, path = word[2:].partition(")")
        if not closed:
            raise RepositoryError(f"Missing ')' at the end of pathspec magic in '{word}'")
        names = [name for name in inside.split(",") if name]
    else:
        names, path = [], word[1:]
        while path[:1] in SHORT:
            names.append(SHORT[path[0]])
            path = path[1:]
        if path[:1] == ":":
            path = path[1:]
        elif path[:1] and path[0] in RESERVED:
            raise RepositoryError(f"Unimplemented pathspec magic '{path[0]}' in '{word}'")
    for name in names:
        known = name.partition(":")[0]
        if known in REFUSED:
            sign = f" (mnemonic: '{REFUSED[known]}')" if REFUSED[known] else ""
            raise RepositoryError(f"{word}: pathspec magic not supported by this command: '{known}'{sign}")
        if name not in TAKEN:
            raise RepositoryError(f"Invalid pathspec magic '{name}' in '{word}'")
    return set(names), path


def whole_path(repository: Repository, prefix: str, path: str, word: str) -> str:
    """`path` from the top of the tree, with a slash at its end if it has one. Raises RepositoryError."""
    place = repository.location.work_tree or repository.location.git_dir
    outside = RepositoryError(f"{word}: '{path}' is outside repository at '{place}'")
    if path.startswith("/"):
        top = place.rstrip("/") + "/"
        if f"{path}/" == top:
            return ""
        if not path.startswith(top):
            raise outside
        prefix, path = "", path[len(top) :]
    normal = without_dots(f"{prefix}{path}")
    if normal is None:
        raise outside
    return normal


def seen_from(prefix: bytes, path: bytes) -> bytes:
    """`path` as it is named from the directory `prefix`, "" or with a slash at its end."""
    if path.startswith(prefix):
        return path[len(prefix) :]
    if path + b"/" == prefix:
        return b"./"
    here, there = prefix.split(b"/")[:-1], path.split(b"/")
    same = 0
    while same < min(len(here), len(there)) and here[same] == there[same]:
        same += 1
    return b"../" * (len(here) - same) + b"/".join(there[same:])
