"""Words of `rev-parse` that are no revisions: whether they can be paths.

Follows git's Documentation/gitcli, and gitglossary, "pathspec".
"""

from __future__ import annotations

import os

from pygitobj.files.directory import is_there
from pygitobj.formats.numbers import is_digit, is_letter

# What starts a pattern for paths with git's magic.
MAGIC = ":("
TOP = ":/"
LEFT_OUT = (":!", ":^")
AMBIGUOUS = (
    "ambiguous argument '{0}': unknown revision or path not in the working tree.\n"
    "Use '--' to separate paths from revisions, like this:\n"
    "'git <command> [<revision>...] -- [<file>...]'"
)
NO_PATH = (
    "{0}: no such path in the working tree.\n"
    "Use 'git <command> -- <path>...' to specify paths that do not exist locally."
)


def may_be_path(word: str, prefix: str, top: str) -> bool:
    """Whether `word`, seen from `prefix`, is a pattern for paths, or the path of something that is there.

    With ":/" it is seen from `top`.
    """
    if word.startswith(MAGIC) or has_wildcard(word):
        return True
    if word.startswith(LEFT_OUT):
        word = word[len(TOP) :]
        if not word:
            return True  # all is left out
    elif word.startswith(TOP):
        return word == TOP or is_there(os.path.join(top, word[len(TOP) :]))
    return is_there(os.path.join(prefix, word))


def has_wildcard(word: str) -> bool:
    """Whether `word` has a letter that stands for others in a pattern; after a backslash none does."""
    letters = iter(word)
    for letter in letters:
        if letter in "*?[":
            return True
        if letter == "\\":
            next(letters, None)
    return False


def is_path_in_object(word: str) -> bool:
    """Whether `word` looks like a path in a tree or in the index, and not like a pattern for paths."""
    return ":" in word and (not word.startswith(":") or is_digit(word, 1) or is_letter(word, 1))
