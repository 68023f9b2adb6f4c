"""How many lines of each file changed, and the ways to print that which need no width.

    <added> TAB <deleted> TAB <path> LF             --numstat; "-" for both of a binary file
    <added> TAB <deleted> TAB NUL <old> NUL <new> NUL       of a renamed one with -z
     <n> files changed, <n> insertions(+), <n> deletions(-)  --shortstat

Follows git's Documentation/diff-format, "Other diff formats".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pygitobj.changes.counts import line_counts
from pygitobj.changes.pairs import ADDED, DELETED, MODIFIED, FilePair
from pygitobj.cli.diffing.compared import line_options
from pygitobj.cli.diffing.renamed_path import shown_paths
from pygitobj.cli.diffing.view import View
from pygitobj.formats.tree import DIRECTORY, SYMLINK, TYPE_MASK
from pygitobj.record import Record

PERMISSIONS, EXECUTABLE, PLAIN = 0o777, 0o755, 0o644


class FileStat(Record):
    """A file's lines that were added and deleted, bytes on both sides for one that `is_binary`.

    `old_path` is there where it is another one. `note` is what --compact-summary says of it.
    """

    path: bytes
    old_path: bytes | None
    added: int
    deleted: int
    is_binary: bool = False
    note: str = ""


def stats_of(view: View, pairs: Iterable[FilePair]) -> list[FileStat]:
    """What changed in each of `pairs`, but for those in which nothing does that counts."""
    found = (stat_of(view, pair) for pair in pairs if not is_of_trees(pair) and not pair.is_unmodified)
    return [stat for stat in found if stat is not None]


def is_of_trees(pair: FilePair) -> bool:
    """Whether a side is a directory."""
    return any(side is not None and side.mode & TYPE_MASK == DIRECTORY for side in (pair.old, pair.new))


def stat_of(view: View, pair: FilePair) -> FileStat | None:
    """What changed in `pair`; None where white space is ignored, and nothing did."""
    old, new, contents = pair.old, pair.new, view.contents
    old_path = (old or new or pair).path
    path = (new or old or pair).path
    stat = FileStat(view.inside(path), view.inside(old_path) if old_path != path else None, 0, 0)
    if view.options.compact:
        stat = stat._replace(note=note_of(pair, is_renamed=stat.old_path is not None))
    may_differ = old is None or new is None or old.id != new.id
    if contents.is_binary(old) or contents.is_binary(new):
        sizes = (contents.size(new), contents.size(old)) if may_differ else (0, 0)
        return stat._replace(is_binary=True, added=sizes[0], deleted=sizes[1])
    if not may_differ:
        return stat
    olds, news = contents.data(old), contents.data(new)
    if pair.status == MODIFIED and pair.score:
        return stat._replace(added=line_count(news), deleted=line_count(olds))
    options = view.options
    added, deleted = line_counts(
        olds, news, line_options(view, old, new), context=options.context, between=options.between
    )
    if not added and not deleted and pair.status == MODIFIED and old and new and old.mode == new.mode:
        return None
    return stat._replace(added=added, deleted=deleted)


def line_count(data: bytes) -> int:
    """How many lines `data` has, the last one with or without its end."""
    return data.count(b"\n") + (not data.endswith(b"\n") and data != b"")


def note_of(pair: FilePair, *, is_renamed: bool) -> str:
    """What --compact-summary says of `pair`."""
    old, new = pair.old.mode if pair.old else 0, pair.new.mode if pair.new else 0
    if pair.status == ADDED and not is_renamed:
        if new & TYPE_MASK == SYMLINK:
            return "new +l"
        return "new +x" if new & PERMISSIONS == EXECUTABLE else "new"
    if pair.status == DELETED and not is_renamed:
        return "gone"
    links = old & TYPE_MASK == SYMLINK, new & TYPE_MASK == SYMLINK
    if links[0] != links[1]:
        return "mode -l" if links[0] else "mode +l"
    permissions = old & PERMISSIONS, new & PERMISSIONS
    return {(PLAIN, EXECUTABLE): "mode +x", (EXECUTABLE, PLAIN): "mode -x"}.get(permissions, "")


def shown_path(view: View, stat: FileStat) -> bytes:
    """The path of a file as lines show it; of a renamed one both."""
    if stat.old_path is None:
        return view.quoted(stat.path)
    return shown_paths(view, stat.old_path, stat.path)


def noted_path(view: View, stat: FileStat) -> bytes:
    """The same, with what --compact-summary says."""
    return shown_path(view, stat) + (f" ({stat.note})".encode() if stat.note else b"")


def numstat(view: View, stats: Iterable[FileStat]) -> Iterator[bytes]:
    """The lines of --numstat."""
    for stat in stats:
        counts = b"-\t-\t" if stat.is_binary else b"%d\t%d\t" % (stat.added, stat.deleted)
        if not view.options.nul:
            named = view.quoted(stat.path) if stat.old_path is None else noted_path(view, stat)
            yield view.line_prefix + counts + named + b"\n"
        else:
            before = b"" if stat.old_path is None else b"\0" + stat.old_path + b"\0"
            yield view.line_prefix + counts + before + stat.path + b"\0"


def total_line(stats: Sequence[FileStat]) -> bytes:
    """The line of --shortstat, which ends --stat too."""
    added = sum(stat.added for stat in stats if not stat.is_binary)
    deleted = sum(stat.deleted for stat in stats if not stat.is_binary)
    line = b" %d file%s changed" % (len(stats), b"" if len(stats) == 1 else b"s")
    if added or not deleted:
        line += b", %d insertion%s(+)" % (added, b"" if added == 1 else b"s")
    if deleted or not added:
        line += b", %d deletion%s(-)" % (deleted, b"" if deleted == 1 else b"s")
    return line + b"\n"
