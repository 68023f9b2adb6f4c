"""Commits on both sides of a walk that change the same, as the repository's attributes and configuration have it."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.changes.same_changes import Contents, SameChanges
from pygitobj.oid import ObjectId
from pygitobj.repository.attributes import Attributes
from pygitobj.repository.big_files import big_file_size
from pygitobj.repository.diff_drivers import driver_at, load_diff_drivers
from pygitobj.repository.pathspecs import pathspecs_here
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History
from pygitobj.walk.tree_comparison import Comparison


def same_changes_for(repository: Repository, history: History, paths: Sequence[str]) -> SameChanges:
    """What finds commits that change the same at `paths`. Raises RepositoryError."""
    pathspecs = pathspecs_here(repository, paths) if paths else None
    comparison = Comparison(history.provider, bytes(repository.objects.empty_tree), pathspecs)
    return SameChanges(history, comparison, contents_of(repository))


def contents_of(repository: Repository) -> Contents:
    """What files have, and which are binary: as the attribute `diff` says, or by their size."""
    attributes = Attributes(repository, looks_in_index=False)
    drivers = load_diff_drivers(repository.config)
    largest = big_file_size(repository.config)
    reader = repository.reader

    def is_binary(path: bytes, mode: int, oid: bytes) -> bool | None:
        driver = driver_at(attributes, drivers, path, mode)
        if driver is not None and driver.binary is not None:
            return driver.binary
        return True if reader.header(ObjectId(oid)).size > largest else None

    return Contents(is_binary, lambda oid: reader.read(ObjectId(oid)).data)
