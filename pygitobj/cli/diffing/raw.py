"""The raw lines of `--raw`, `--name-status` and `--name-only`.

    :<old mode> <new mode> <old id> <new id> <status>[<score>] TAB <path> [TAB <path>] LF
    <status>[<score>] TAB <path> [TAB <path>] LF
    <path> LF

With -z a NUL stands for each TAB and LF, and paths are never quoted. Follows git's Documentation/diff-format.
"""

from __future__ import annotations

from pygitobj.changes.pairs import COPIED, RENAMED, FilePair
from pygitobj.cli.diffing.asked import STATUS
from pygitobj.cli.diffing.view import View


def raw_line(view: View, pair: FilePair) -> bytes:
    """The line of `--raw`, or of `--name-status` where that is asked for."""
    between, end = (b"\0", b"\0") if view.options.nul else (b"\t", b"\n")
    start = view.line_prefix
    if STATUS not in view.options.formats:
        old, new = pair.old, pair.new
        start += b":%06o %06o %s %s " % (
            old.mode if old is not None else 0,
            new.mode if new is not None else 0,
            view.raw_id(old),
            view.raw_id(new),
        )
    status = pair.status.encode("ascii") + (b"%03d" % pair.percent if pair.score else b"")
    if pair.status in (COPIED, RENAMED) and pair.old is not None and pair.new is not None:
        names = view.name(pair.old.path) + between + view.name(pair.new.path)
    else:
        side = pair.old or pair.new
        assert side is not None
        names = view.name(side.path)
    return start + status + between + names + end


def name_line(view: View, pair: FilePair) -> bytes:
    """The line of `--name-only`."""
    return view.line_prefix + view.name(pair.path) + (b"\0" if view.options.nul else b"\n")
