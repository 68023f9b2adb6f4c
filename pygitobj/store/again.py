"""A store in another process: opened again by its place and options, which are what a pickle of it holds.

What takes its warnings belongs to the process that gave it, and stays there: the logger is told instead.
"""

from __future__ import annotations

from pygitobj.store.database import ObjectDatabase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pygitobj.oid import ObjectFormat


def store_again(
    kind: type[ObjectDatabase], path: str, object_format: ObjectFormat | None, options: dict[str, Any]
) -> ObjectDatabase:
    """The store of the class `kind` at `path`, of the format if one was given, with these options, opened."""
    return kind(path, object_format, **options)
