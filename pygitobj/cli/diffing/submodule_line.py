"""What a patch has of a submodule where --submodule asks for a log or a difference.

    Submodule <path> <old id>...<new id> (new submodule)
    ... (submodule deleted)
    ... (commits not present)

Whatever else is asked for is in the submodule's own repository, which is never opened: one that is there is refused.
Follows git's Documentation/diff-options, "--submodule".
"""

from __future__ import annotations

import os

from pygitobj.changes.pairs import Side
from pygitobj.cli.diffing.view import View
from pygitobj.errors import UnsupportedError
from pygitobj.formats.tree import GITLINK, TYPE_MASK

SHORT = "short"


def is_told_by_line(view: View, old: Side | None, new: Side | None) -> bool:
    """Whether the sides, of which at least one is there, are submodules of which a line tells."""
    if view.options.submodule == SHORT:
        return False
    return all(side.mode & TYPE_MASK == GITLINK for side in (old, new) if side is not None)


def submodule_line(view: View, old: Side | None, new: Side | None) -> bytes:
    """The line that tells of a submodule. Raises UnsupportedError where its repository is there."""
    side = new if old is None else old
    assert side is not None
    location = view.repository.location
    places = [os.path.join(os.fsencode(location.common_dir), b"modules")]
    if location.work_tree is not None:
        places.append(os.path.join(os.fsencode(location.work_tree), side.path, b".git"))
    if any(map(os.path.lexists, places)):
        raise UnsupportedError(f"--submodule={view.options.submodule} is not supported: submodules are never opened")
    what = "(new submodule)" if old is None else "(submodule deleted)" if new is None else "(commits not present)"
    ids = "...".join(view.ids.short(view.nothing if one is None else one.id, None) for one in (old, new))
    return view.line_prefix + b"Submodule %s %s\n" % (side.path, f"{ids} {what}".encode("ascii"))
