"""`reflog show`, `list` and `exists`: what logs of references say, and which there are.

Follows git's Documentation/git-reflog.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import HelpRequestedError, UsageError
from pygitobj.cli.session import Session, warn
from pygitobj.cli.short_ids import short_ids
from pygitobj.errors import MISSING_OR_BAD, GitObjectError, RevisionError, UnsupportedError
from pygitobj.formats.numbers import end_of_digits, integer_at, is_digit
from pygitobj.formats.refname import is_per_worktree, is_valid_refname
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.repository.repository import Repository

SHOW_USAGE = "usage: git reflog [show] [<log-options>] [<ref>]\n\n"
LIST_USAGE = "usage: git reflog list\n\n"
EXISTS_USAGE = "usage: git reflog exists <ref>\n\n"
HEAD = "HEAD"
FAILURE = 255
COUNTS = ("-n", "--max-count=")
UNKNOWN = (
    "ambiguous argument '{0}': unknown revision or path not in the working tree.\n"
    "Use '--' to separate paths from revisions, like this:\n"
    "'git <command> [<revision>...] -- [<file>...]'"
)


def show(session: Session, words: Sequence[str]) -> int:
    """Print the newest entries of the logs that `words` name first; gives the exit code."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(SHOW_USAGE)
    with session.open_repository() as repository:
        names, most = read_words(words)
        lines = [line for name in names or [HEAD] for line in lines_of(repository, name)]
        sys.stdout.write("".join(lines if most is None else lines[:most]))
    return 0


def read_words(words: Sequence[str]) -> tuple[list[str], int | None]:
    """The names that `words` say, and how many entries at most, None for all. Raises GitObjectError."""
    names: list[str] = []
    most = None
    rest = iter(words)
    for word in rest:
        if word == "--":
            if list(rest):
                raise UnsupportedError("reflog show with paths is not supported")
            break
        if word == "-n":
            most = number_in(next(rest, ""), word)
        elif word.startswith(COUNTS):
            most = number_in(word.removeprefix("--max-count=").removeprefix("-n"), word)
        elif word.startswith("-") and is_digit(word, 1) and end_of_digits(word, 1) == len(word):
            most = number_in(word[1:], word)
        elif word.startswith("-"):
            raise UnsupportedError(f"reflog show {word.partition('=')[0]} is not supported")
        else:
            names.append(word)
    return names, most


def number_in(text: str, word: str) -> int | None:
    """The number `text`, None where it is less than zero, which means all. Raises GitObjectError."""
    value, end = integer_at(text, 0)
    if not text or end != len(text):
        raise GitObjectError(f"'{text}': not an integer" if text or word != "-n" else "-n requires an argument")
    return value if value >= 0 else None


def lines_of(repository: Repository, name: str) -> list[str]:
    """The lines for the log of the reference that `name` means. Raises RevisionError where it means nothing."""
    if "@{" in name:
        raise UnsupportedError(f"entries of reflogs cannot be named yet: {name}")
    store = repository.ref_store
    full = next((full for full, where in store.candidates(name) if where.id is not None), None)
    if full is None:
        try:
            repository.resolve(name)
        except RevisionError:
            raise RevisionError(UNKNOWN.format(name)) from None
        return []
    ids = short_ids(repository)
    found = reversed(store.log(full) or [])
    return [
        f"{ids.short(entry.new)} {name}@{{{number}}}: {os.fsdecode(entry.message)}\n"
        for number, entry in enumerate(found)
        if is_commit(repository, entry.new)
    ]


def is_commit(repository: Repository, oid: ObjectId) -> bool:
    """Whether `oid` is a commit that is there: others are passed over, as git does."""
    try:
        return repository.reader.header(oid).type is ObjectType.COMMIT
    except MISSING_OR_BAD:
        return False


def list_logs(session: Session, words: Sequence[str]) -> int:
    """Print the names of all references with a log; gives the exit code."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(LIST_USAGE)
    with session.open_repository() as repository:
        if words:
            warn(f"error: list does not accept arguments: '{words[0]}'")
            return FAILURE
        location, store = repository.location, repository.ref_store
        shared = store.elsewhere(location.common_dir, location.common_dir)
        names = {name for name, _ in store.backend.logs()}
        names |= {name for name, _ in shared.backend.logs() if not is_per_worktree(name)}
        sys.stdout.write("".join(f"{name}\n" for name in sorted(names, key=os.fsencode)))
    return 0


def exists(session: Session, words: Sequence[str]) -> int:
    """Tell by the exit code whether a reference has a log."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(EXISTS_USAGE)
    with session.open_repository() as repository:
        names = [word for word in words if word not in ("--", "--end-of-options")]
        if not names:
            raise UsageError(EXISTS_USAGE)
        if not is_valid_refname(names[0], one_level=True):
            raise GitObjectError(f"invalid ref format: {names[0]}")
        return 0 if repository.ref_store.log(names[0]) is not None else 1
