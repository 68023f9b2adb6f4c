"""The lines of `--numstat` for many comparisons, read off columns: of files that are as most are.

    <added> TAB <deleted> TAB <path> LF             "-" for both of a file with a NUL in its first bytes

Contents are read together, as many as may be held at once. A comparison with a submodule, a file that attributes have
compared otherwise, or one that is too large to be held is left to be looked at by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.changes.contents import BLOB
from pygitobj.changes.lines import ways
from pygitobj.cli.diffing.compared import plain_line_options
from pygitobj.cli.diffing.view import View
from pygitobj.formats.binary import looks_binary
from pygitobj.formats.tree import GITLINK, TYPE_MASK
from pygitobj.kernels import line_totals
from pygitobj.kernels.columns import Changes

BINARY = b"-\t-\t"
# Paths whose contents are read together.
AHEAD = 64


class ManyCounts:
    """Counts lines as `view` has it."""

    def __init__(self, view: View) -> None:
        self.view, self.contents = view, view.contents
        self.ways = ways(plain_line_options(view))

    def texts(self, changes: Changes) -> Iterator[bytes | None]:
        """The lines of each comparison; None for one that is to be looked at by itself."""
        fetched = first = 0
        for end in changes.ends:
            if end > fetched:
                fetched = self.fetch(changes, first, end)
            yield self.text(changes, first, end)
            first = end

    def fetch(self, changes: Changes, first: int, end: int) -> int:
        """Read the contents of some paths from `first` on, together, up to `end` at least; gives up to which."""
        size = self.view.repository.format.hash_size
        modes, ids = changes.modes, changes.ids
        stop = min(2 * max(end, first + AHEAD), len(modes))
        sides = [at for at in range(2 * first, stop) if modes[at] and modes[at] & TYPE_MASK != GITLINK]
        self.contents.fetch_blobs(ids[at * size : (at + 1) * size] for at in sides)
        return stop // 2

    def text(self, changes: Changes, first: int, end: int) -> bytes | None:
        """The lines of the paths from `first` up to `end`; None where they cannot be made of what is held."""
        lines: list[bytes] = []
        start = changes.path_ends[first - 1] if first else 0
        for nth in range(first, end):
            stop = changes.path_ends[nth]
            path = changes.paths[start:stop]
            start = stop
            counts = self.counts(changes, nth, path)
            if counts is None:
                return None
            lines += (counts, self.view.name(path), b"\n")
        return b"".join(lines)

    def counts(self, changes: Changes, nth: int, path: bytes) -> bytes | None:
        """What stands before a path; None where it cannot be said."""
        size = self.view.repository.format.hash_size
        at = 2 * nth * size
        old_mode, new_mode = changes.modes[2 * nth], changes.modes[2 * nth + 1]
        old_id, new_id = changes.ids[at : at + size], changes.ids[at + size : at + 2 * size]
        old = self.data(path, old_mode, old_id)
        new = self.data(path, new_mode, new_id)
        if old is None or new is None:
            return None
        if looks_binary(old) or looks_binary(new):
            return BINARY
        if old_id == new_id:
            return b"0\t0\t"
        return b"%d\t%d\t" % line_totals(old, new, *self.ways)

    def data(self, path: bytes, mode: int, oid: bytes) -> bytes | None:
        """What a side has; None where it is not held, or is not all that counts."""
        if not mode:
            return b""
        driver = self.view.kinds.driver(path, mode)
        if mode & TYPE_MASK == GITLINK:
            return None
        if driver is not None and not (driver.binary is None and driver.algorithm is None):
            return None
        return self.contents.held.get((oid, BLOB))
