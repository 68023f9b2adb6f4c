"""What is searched: the words after the pattern, first revisions, then paths.

Without -- the first word that is no revision, and all after it, are paths, and must be there; and no revision may be
the name of a file. Follows git's Documentation/git-grep and gitcli.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.cli.grepping.asked import Asked
from pygitobj.errors import MISSING_OR_BAD, GitObjectError, RevisionError
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.jobs.inspect.tree_files import Paths
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.repository.pathspecs import attributes_of, each_given
from pygitobj.repository.repository import Repository
from pygitobj.repository.tips import RepositoryTips
from pygitobj.revisions.arguments import DASHES
from pygitobj.revisions.path_words import BOTH, names_file, require_path


class Named(Record):
    """An object that is searched, as it was named, and its path where it was named by one."""

    name: str
    oid: ObjectId
    path: str | None


def named_objects(repository: Repository, asked: Asked, words: Sequence[str]) -> tuple[list[Named], Paths]:
    """The objects that `words` name, and the paths in them. Raises GitObjectError in git's words."""
    has_dashes = DASHES in words
    context = repository.revisions
    may_name_files = RepositoryTips(repository).may_name_files()
    found: list[Named] = []
    at = 0
    for word in words:
        if word == DASHES:
            at += 1
            break
        resolved = repository.lookup(word)
        if resolved.id is None:
            if has_dashes:
                raise GitObjectError(f"unable to resolve revision: {word}")
            break
        require_object(repository, resolved.id, word)
        if not has_dashes and may_name_files and not word.startswith("-") and names_file(context, word):
            raise RevisionError(BOTH.format(word))
        found.append(Named(word, resolved.id, resolved.path))
        at += 1
    rest = list(words[at:])
    if not has_dashes:
        for number, word in enumerate(rest):
            require_path(context, word, is_first=number == 0)
    return found, paths_of(repository, asked, rest)


def require_object(repository: Repository, oid: ObjectId, word: str) -> None:
    """Raises GitObjectError where there is no object `oid`, which `word` names."""
    try:
        repository.reader.header(oid)
    except MISSING_OR_BAD:
        raise GitObjectError(f"unable to parse object: {word}") from None


def paths_of(repository: Repository, asked: Asked, words: Sequence[str]) -> Paths:
    """The paths that `words` mean where we are: without any what is below. Raises GitObjectError in git's words."""
    prefix = repository.revisions.prefix or ""
    specs = each_given(repository, words, prefix)
    if prefix and all(spec.is_excluded for spec in specs):
        specs.append(Pathspec.literal(os.fsencode(prefix)))
    depth = None if asked.max_depth == -1 else asked.max_depth
    return Paths(PathspecList(specs, attributes_of(repository, False)) if specs else None, depth)
