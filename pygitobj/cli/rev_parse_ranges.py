"""Ranges as `rev-parse` prints them: what is in them, what is left out, and a commit's parents.

Follows git's Documentation/gitrevisions, "SPECIFYING RANGES".
"""

from __future__ import annotations

from pygitobj.formats.numbers import strtoul
from pygitobj.repository.tips import RepositoryTips
from pygitobj.revisions.ancestors import commit_named, parents_of
from pygitobj.revisions.ranges import ALL_PARENTS, HEAD, NO_PARENTS, WITHOUT_PARENT, range_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.rev_parse_names import Names


def show_range(names: Names, word: str) -> bool:
    """Print what `a..b` or `a...b` says, if `word` is that."""
    parted = range_in(word)
    if parted is None or not any(parted):
        return False
    before, after = parted.before or HEAD, parted.after or HEAD
    start = names.committish(before)
    end = None if start is None else names.committish(after)
    if start is None or end is None:
        return False
    if names.is_shown:
        names.show_id(end, after)
        names.show_id(start, before, hidden=not parted.symmetric)
    if not parted.symmetric:
        return True
    commits = [commit_named(names.repository.revisions, oid) for oid in (start, end)]
    ids = [bytes(commit.id) for commit in commits if commit is not None and commit.id is not None]
    if len(ids) < len(commits):
        return False
    for base in RepositoryTips(names.repository).merge_bases(*ids) if names.is_shown else ():
        names.show_id(base, None, hidden=True)
    return True


def show_parents(names: Names, word: str) -> bool:
    """Print what `<rev>^@`, `<rev>^!` or `<rev>^-<n>` says, if `word` is that."""
    mark = next((mark for mark in (NO_PARENTS, ALL_PARENTS, WITHOUT_PARENT) if mark in word), None)
    if mark is None:
        return False
    name, _, after = word.partition(mark)
    number = 1
    if mark == WITHOUT_PARENT and after:
        number, end, _ = strtoul(after)
        if end < len(after) or not number:
            return False
    elif after:
        return False
    oid = names.committish(name)
    commit = None if oid is None else commit_named(names.repository.revisions, oid)
    if oid is None or commit is None:
        return False
    parents = list(enumerate(parents_of(names.repository.revisions, commit), 1))
    if mark == WITHOUT_PARENT:
        if number > len(parents):
            return False
        parents = [parents[number - 1]]
    if not names.is_shown:
        return True
    if mark != ALL_PARENTS:
        names.show_id(oid, name)
    for place, parent in parents:
        names.show_id(parent, f"{name}^{place}" if names.symbolic else None, hidden=mark != ALL_PARENTS)
    return True
