"""`check-ref-format`: whether a reference may be called so.

Follows git's Documentation/git-check-ref-format.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import HelpRequestedError, UsageError
from pygitobj.cli.session import Session
from pygitobj.errors import GitObjectError
from pygitobj.formats.refname import is_valid_refname, without_double_slashes
from pygitobj.revisions.branch_name import branch_name

USAGE = (
    "usage: git check-ref-format [--normalize] [<options>] <refname>\n"
    "   or: git check-ref-format --branch <branchname-shorthand>\n"
)
HEADS = "refs/heads/"


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(USAGE)
    if len(words) == 2 and words[0] == "--branch":
        return print_branch(session, words[1])
    normalize = one_level = pattern = False
    rest = list(words)
    while rest and rest[0].startswith("-"):
        word = rest.pop(0)
        if word in ("--normalize", "--print"):
            normalize = True
        elif word in ("--allow-onelevel", "--no-allow-onelevel"):
            one_level = word == "--allow-onelevel"
        elif word == "--refspec-pattern":
            pattern = True
        else:
            raise UsageError(USAGE)
    if len(rest) != 1:
        raise UsageError(USAGE)
    name = without_double_slashes(rest[0]) if normalize else rest[0]
    if not is_valid_refname(name, one_level=one_level, pattern=pattern):
        return 1
    if normalize:
        sys.stdout.write(f"{name}\n")
    return 0


def print_branch(session: Session, word: str) -> int:
    """Print the branch that `word` names. Raises GitObjectError where it can name none."""
    repository = session.find_repository()
    name = word if repository is None else branch_name(repository.ref_store, repository.followed, word)
    if word.startswith("-") or name == "HEAD" or not is_valid_refname(HEADS + name):
        raise GitObjectError(f"'{word}' is not a valid branch name")
    sys.stdout.write(f"{name}\n")
    return 0
