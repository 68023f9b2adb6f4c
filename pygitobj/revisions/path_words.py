"""Words that are no revisions: whether they can be paths, or patterns for paths.

Follows git's Documentation/gitcli, and gitglossary, "pathspec".
"""

from __future__ import annotations

import os

from pygitobj.errors import RevisionError
from pygitobj.files.directory import is_there, unreadable
from pygitobj.formats.numbers import is_digit, is_letter
from pygitobj.revisions.context import Context
from pygitobj.revisions.resolve import resolve

# What starts a pattern for paths with git's magic.
MAGIC = ":("
TOP = ":/"
LEFT_OUT = (":!", ":^")
AMBIGUOUS = (
    "ambiguous argument '{0}': unknown revision or path not in the working tree.\n"
    "Use '--' to separate paths from revisions, like this:\n"
    "'git <command> [<revision>...] -- [<file>...]'"
)
BOTH = (
    "ambiguous argument '{0}': both revision and filename\n"
    "Use '--' to separate paths from revisions, like this:\n"
    "'git <command> [<revision>...] -- [<file>...]'"
)
NO_PATH = (
    "{0}: no such path in the working tree.\n"
    "Use 'git <command> -- <path>...' to specify paths that do not exist locally."
)


def require_path(context: Context, word: str, *, is_first: bool, prefix: str | None = None) -> None:
    """Raises RevisionError in git's words unless `word`, seen from `prefix`, is a path that is there, or a pattern.

    The first such word could have been a revision, which is told. Without a `prefix` it is seen from where we are.
    """
    if word.startswith("-"):
        raise RevisionError(f"option '{word}' must come before non-option arguments")
    if word.startswith(MAGIC) or has_wildcard(word) or names_file(context, word, prefix):
        return
    if is_first and may_be_revision(word):
        quiet = context._replace(quiet=True)
        resolve(quiet, word, explain=True, start=context.prefix or "" if prefix is None else prefix, searches=False)
    raise RevisionError((AMBIGUOUS if is_first else NO_PATH).format(word))


def names_file(context: Context, word: str, prefix: str | None = None) -> bool:
    """Whether `word`, seen from `prefix`, is the path of something that is there, or stands for the top, or for all.

    With ":/" it is seen from the top. Raises RepositoryError where that cannot be told.
    """
    start = context.prefix or "" if prefix is None else prefix
    path = word
    if word.startswith(LEFT_OUT):
        path = word[len(TOP) :]
        if not path:
            return True  # all is left out
    elif word.startswith(TOP):
        if word == TOP:
            return True
        path, start = word[len(TOP) :], ""
    if "\0" in path or not (start or path):
        return False  # no name of a file
    try:
        return is_there(os.path.join(context.base, start, path))
    except OSError as error:
        raise unreadable(f"failed to stat '{start}{path}'", error) from error


def has_wildcard(word: str) -> bool:
    """Whether `word` has a letter that stands for others in a pattern; after a backslash none does."""
    letters = iter(word)
    for letter in letters:
        if letter in "*?[":
            return True
        if letter == "\\":
            next(letters, None)
    return False


def may_be_revision(word: str) -> bool:
    """Whether `word` may be a revision that is not there, and does not look like a pattern for paths."""
    return not word.startswith(":") or is_digit(word, 1) or is_letter(word, 1)
