"""What formats show as the mark of a commit: how it stands to the ends of a walk.

Follows git's Documentation/pretty-formats, "%m".
"""

from __future__ import annotations

from pygitobj.cli.pretty.commit_frame import BOUNDARY, LEFT, RIGHT, SAME, UNINTERESTING
from pygitobj.walk.select import marks as bits
from pygitobj.walk.select.state import Walk


def mark_of(walk: Walk, number: int) -> bytes:
    """The mark of the commit `number`."""
    mark = walk.marks[number]
    if mark & bits.BORDER:
        return BOUNDARY
    if mark & bits.HIDDEN:
        return UNINTERESTING
    if mark & bits.PATCH_SAME:
        return SAME
    return LEFT if mark & bits.LEFT else RIGHT
