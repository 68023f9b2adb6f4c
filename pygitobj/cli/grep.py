"""`grep`: the lines that match patterns, in the files of revisions and trees.

    <rev>:<path>:<line>

What needs an index or a work tree, or files outside of a repository, is refused. Follows git's Documentation/git-grep.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.changes.search.expression import PATTERN
from pygitobj.cli.grepping.asked import Asked, search_of
from pygitobj.cli.grepping.named import Named, named_objects
from pygitobj.cli.grepping.search import Search
from pygitobj.cli.grepping.settings import colors_shown, take_settings
from pygitobj.cli.grepping.show import Shower
from pygitobj.cli.grepping.spec import spec_for
from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import parse_options, show_help
from pygitobj.cli.session import Session
from pygitobj.errors import GitObjectError, RepositoryError, UnsupportedError
from pygitobj.repository.locale import has_wide_characters
from pygitobj.repository.repository import Repository
from pygitobj.revisions.arguments import DASHES

NEEDS_MORE = "only revisions and trees are searched, and no index and no work tree"
NOT_SUPPORTED = {
    "no_index": "--no-index", "untracked": "--untracked", "submodules": "--recurse-submodules",
    "pager": "--open-files-in-pager",
}  # fmt: skip
FOUND, NOT_FOUND = 0, 1


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    asked = Asked()
    spec = spec_for(asked)
    show_help(spec, words)
    repository = session.find_repository()
    if repository is None:
        take_settings(asked, session.config(None))
        parse_options(spec, words, stop=True, keep_dashes=True)
        refuse_others(asked)
        repository = session.open_repository()  # raises
    with repository:
        colors = take_settings(asked, repository.config)
        rest = parse_options(spec, words, stop=True, keep_dashes=True).arguments
        asked.colors = colors_shown(asked.color, colors)
        refuse_others(asked)
        return grep(repository, asked, rest)


def refuse_others(asked: Asked) -> None:
    """Raises UnsupportedError where something is asked for that needs more than revisions."""
    for field, name in NOT_SUPPORTED.items():
        if getattr(asked, field):
            raise UnsupportedError(f"{name} is not supported: {NEEDS_MORE}")


def grep(repository: Repository, asked: Asked, rest: list[str]) -> int:
    """Show what is asked for, of what is named in the words that are left; gives the exit code."""
    if not asked.words and rest[:1] == [DASHES]:
        del rest[0]
    if not asked.words:
        if not rest:
            raise GitObjectError("no pattern given")
        asked.add(PATTERN, os.fsencode(rest.pop(0)))
    asked.only_matching = asked.only_matching and not asked.invert
    objects, paths = named_objects(repository, asked, rest)
    if asked.most == 0:
        return NOT_FOUND
    if asked.threads < 0:
        raise GitObjectError(f"invalid number of threads specified ({asked.threads})")
    wide = has_wide_characters(repository.environ)
    search, patterns = search_of(asked, wide=wide)
    refuse_without(repository, asked, objects)
    output = Output()
    shower = Shower(asked, search, patterns, output, wide=wide)
    try:
        with Search(repository, asked, paths, shower, wide=wide) as job:
            found = job.run(objects)
    finally:
        output.flush()
    return FOUND if found else NOT_FOUND


def refuse_without(repository: Repository, asked: Asked, objects: Sequence[Named]) -> None:
    """Raises GitObjectError where what is searched is nothing of a revision."""
    if asked.exclude is not None:
        raise GitObjectError("--[no-]exclude-standard cannot be used for tracked contents")
    if objects and asked.cached:
        raise GitObjectError("both --cached and trees are given")
    if asked.cached:
        raise UnsupportedError(f"--cached is not supported: {NEEDS_MORE}")
    if not objects:
        if repository.location.work_tree is None:
            raise RepositoryError("this operation must be run in a work tree")
        raise UnsupportedError(f"no revision is given: {NEEDS_MORE}")
