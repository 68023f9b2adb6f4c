"""What lies at a path of the index: `:<path>`, and `:<n>:<path>` for a stage of a conflict.

Follows git's Documentation/gitrevisions, ":[<n>:]<path>".
"""

from __future__ import annotations

import os

from pygitobj.errors import RevisionError
from pygitobj.formats.tree import DIRECTORY, TYPE_MASK, canonical_mode
from pygitobj.revisions.context import Context, Resolution, Status
from pygitobj.revisions.tree_path import find_path, whole_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.git_index import IndexEntry

STAGES = "0123"


def resolve_staged(context: Context, name: str, start: str, *, explain: bool) -> Resolution:
    """What `name`, which starts with a colon, means in the index.

    With `explain` a path that is not there raises RevisionError, which says so if it would be one from `start` on.
    """
    stage, path = 0, name[1:]
    if path[1:2] == ":" and path[0] in STAGES:
        stage, path = STAGES.index(path[0]), path[2:]
    path = whole_path(context, path)
    entries = context.staged()
    found = entries_at(context, entries, path)
    for entry in found:
        if entry.stage == stage and not entry.is_directory:
            return Resolution(Status.FOUND, entry.id, entry.mode, path)
    if explain and name[1:2] not in ("", "/"):
        raise RevisionError(what_is_wrong(context, entries, found, path, stage, start))
    return Resolution(Status.MISSING)


def entries_at(context: Context, entries: list[IndexEntry], path: str) -> list[IndexEntry]:
    """Those of `entries` that are at `path`, also where a tree of a sparse index stands for them."""
    encoded = os.fsencode(path)
    for entry in entries:
        if entry.is_directory and encoded.startswith(entry.path) and encoded != entry.path:
            found = find_path(context.reader, entry.id, encoded[len(entry.path) :])
            if found.id is None or found.mode is None or found.mode & TYPE_MASK == DIRECTORY:
                return []
            return [entry._replace(path=encoded, mode=canonical_mode(found.mode), id=found.id, flags=0)]
    return [entry for entry in entries if entry.path == encoded]


def what_is_wrong(
    context: Context, entries: list[IndexEntry], found: list[IndexEntry], path: str, stage: int, start: str
) -> str:
    """Why nothing is at `path` in `stage`, where `found` has its other stages, in git's words."""
    if found and not found[0].is_directory:
        other = found[0].stage
        return (
            f"path '{path}' is in the index, but not at stage {stage}\n"
            f"hint: Did you mean ':{other}:{path}'?"
        )  # fmt: skip
    whole = start + path
    from_start = entries_at(context, entries, whole)
    if from_start and not from_start[0].is_directory:
        other = from_start[0].stage
        return (
            f"path '{whole}' is in the index, but not '{path}'\n"
            f"hint: Did you mean ':{other}:{whole}' aka ':{other}:./{path}'?"
        )
    if path and os.path.lexists(os.path.join(context.work_tree or context.base, path)):
        return f"path '{path}' exists on disk, but not in the index"
    return f"path '{path}' does not exist (neither on disk nor in the index)"
