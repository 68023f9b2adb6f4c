"""Paths as callers name them: as they stand, or with git's magic as a Pathspec."""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.face.arguments import several
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.repository.pathspecs import attributes_of
from pygitobj.repository.repository import Repository


def pathspecs_of(repository: Repository, paths: Iterable[object]) -> PathspecList:
    """What `paths` mean in `repository`, from the top: a path alone is literal, and what is below it belongs to it.

    Without any, everything is meant. Attributes are those of the work tree, or of the index. Raises TypeError;
    ValueError for a path that is empty, has a NUL, or leads out.
    """
    specs = [path if isinstance(path, Pathspec) else Pathspec.literal(path) for path in several("paths", paths)]
    return PathspecList(specs, attributes_of(repository, looks_in_index=True))
