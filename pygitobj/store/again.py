"""A store in another process: opened again by its place and options, which are what a pickle of it holds.

What takes its warnings belongs to the process that gave it, and stays there: the logger is told instead.
"""

from __future__ import annotations

from pygitobj.store.database import ObjectDatabase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pygitobj.oid import ObjectFormat


def what_opens(store: ObjectDatabase) -> tuple[type[ObjectDatabase], str, ObjectFormat | None, dict[str, Any]]:
    """The class, the path, the format if one was given, and the options that make a store as `store` is."""
    cache_limit, open_files, threads = store.limits
    options = {
        "alternates": store.alternates,
        "verify": store.verifies,
        "delta_base_cache_limit": cache_limit,
        "open_files": open_files,
        "threads": threads,
        "policy": store.load_policy,
        "multi_pack_index": store.reads_multi,
        "log": store.is_heard,
    }
    return type(store), store.path, store.format if store.format_is_given else None, options


def store_again(
    kind: type[ObjectDatabase], path: str, object_format: ObjectFormat | None, options: dict[str, Any]
) -> ObjectDatabase:
    """The store that `what_opens` told of, opened."""
    return kind(path, object_format, **options)
