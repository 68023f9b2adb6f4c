"""Whether a remote has promised objects, which may then be missing here (walk/promised.py).

    extensions.partialClone,
    remote.<name>.promisor      say that there is one; without one nothing is promised

Follows git's Documentation/technical/partial-clone.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.repository.config import Config, parse_bool
from pygitobj.repository.layout import Layout
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.problems import nothing
from pygitobj.walk.promised import Promised


def has_promisor(layout: Layout, config: Config) -> bool:
    """Whether some remote has promised objects. Raises RepositoryError for configuration that git refuses."""
    if layout.partial_clone is not None:
        return True
    promising = False
    for name, values in config.by_name.items():
        if name.startswith("remote.") and name.endswith(".promisor"):
            promising |= parse_bool(values[-1].entry.value, name)
    return promising


def promised_to(store: ObjectStore, layout: Layout, config: Config) -> Callable[[bytes], bool]:
    """Whether an object, by its raw id, may be missing from `store`; nothing may where no remote promised it."""
    return Promised(store) if has_promisor(layout, config) else nothing
