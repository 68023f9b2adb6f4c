"""Filters of objects as they are asked for, for the objects of a repository: their sizes, and patterns in its blobs.

Follows git's Documentation/rev-list-options, "--filter".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pygitobj.formats.filter_spec import BLOB_LIMIT, BLOB_NONE, OBJECT_TYPE, FilterSpec, kinds_in, types_in
from pygitobj.formats.path_pattern import PathPattern
from pygitobj.oid import ObjectType
from pygitobj.repository.filter_patterns import patterns_named
from pygitobj.store.bulk import header_many
from pygitobj.walk.filtered_reach import EVERYTHING, Filtering
from pygitobj.walk.object_filter import ObjectFilter, make_filter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository
    from pygitobj.store.object_store import ObjectStore

# Filters that need not see the paths of objects.
PATHLESS = frozenset((BLOB_NONE, BLOB_LIMIT, OBJECT_TYPE))
# What is in no tree.
OUTSIDE = frozenset((ObjectType.COMMIT, ObjectType.TAG))


class Sizes:
    """The sizes of objects in a store, as filters ask for them; None for one that is missing."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store
        self.known: dict[bytes, int | None] = {}

    def look_ahead(self, ids: Iterable[bytes]) -> None:
        """Learn the sizes of many at once."""
        asked = list(ids)
        headers = header_many(self.store, asked)
        self.known = {oid: header and header.size for oid, header in zip(asked, headers, strict=True)}

    def __call__(self, oid: bytes) -> int | None:
        """The size of one."""
        if oid not in self.known:
            self.look_ahead([oid])
        return self.known[oid]


def filter_for(
    repository: Repository, spec: FilterSpec, sizes: Sizes, omitted: set[bytes] | None = None
) -> ObjectFilter:
    """The filter that `spec` says; what it leaves out goes to `omitted`. Raises RepositoryError in git's words."""

    def patterns_of(name: str) -> Sequence[PathPattern]:
        return patterns_named(repository, name)

    return make_filter(spec, sizes, patterns_of, omitted)


def filtering_for(repository: Repository, spec: FilterSpec | None) -> Filtering:
    """What leaves out of a walk what `spec` says. Raises RepositoryError in git's words."""
    if spec is None:
        return EVERYTHING
    sizes = Sizes(repository.objects)
    kinds = kinds_in(spec)
    return Filtering(
        filter_for(repository, spec, sizes),
        sees_paths=not kinds <= PATHLESS,
        enters=not types_in(spec) & OUTSIDE,
        look_ahead=sizes.look_ahead if BLOB_LIMIT in kinds else EVERYTHING.look_ahead,
    )
