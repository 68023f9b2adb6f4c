"""The lines of --summary: files that came, went, were renamed, copied or rewritten, and modes that changed.

     create mode <mode> <path>      delete mode <mode> <path>       mode change <mode> => <mode>[ <path>]
     rename <paths> (<n>%)          copy <paths> (<n>%)             rewrite <path> (<n>%)

Follows git's Documentation/diff-options, "--summary".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.changes.pairs import ADDED, COPIED, DELETED, RENAMED, FilePair
from pygitobj.cli.diffing.renamed_path import shown_paths
from pygitobj.cli.diffing.view import View

CHANGES = {COPIED: b"copy", RENAMED: b"rename"}


def summary_lines(view: View, pair: FilePair) -> Iterator[bytes]:
    """The lines of `pair`."""
    old, new = pair.old, pair.new
    if pair.status == ADDED and new is not None:
        yield view.line_prefix + b" create mode %06o %s\n" % (new.mode, view.quoted(new.path))
    elif pair.status == DELETED and old is not None:
        yield view.line_prefix + b" delete mode %06o %s\n" % (old.mode, view.quoted(old.path))
    elif old is not None and new is not None:
        change = CHANGES.get(pair.status)
        if change is not None:
            yield view.line_prefix + b" %s %s (%d%%)\n" % (change, shown_paths(view, old.path, new.path), pair.percent)
        elif pair.score:
            yield view.line_prefix + b" rewrite %s (%d%%)\n" % (view.quoted(new.path), pair.percent)
        if old.mode != new.mode:
            named = b"" if change is not None or pair.score else b" " + view.quoted(new.path)
            yield view.line_prefix + b" mode change %06o => %06o%s\n" % (old.mode, new.mode, named)
