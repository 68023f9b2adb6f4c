"""What a merge changed of all its parents at once: the paths that differ from each, and their raw lines.

    ::<mode>... <mode> <id>... <id> <status>...TAB <path> LF        one of each for every parent, then the merge's own

Follows git's Documentation/diff-format, "diff format for merges".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pygitobj.changes.filters import Rank
from pygitobj.changes.pairs import ADDED, COPIED, DELETED, MODIFIED, RENAMED, FilePair, Side
from pygitobj.cli.diffing.asked import RAW, STATUS, DiffOptions
from pygitobj.cli.diffing.view import View
from pygitobj.formats.tree import DIRECTORY, TYPE_MASK
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Combined


class ParentSide(Record):
    """A parent's version of a path, None where it has none, and how the merge's differs.

    `path` is what it was called there, where that is another name.
    """

    side: Side | None
    status: str
    path: bytes | None = None


class CombinedPath(Record):
    """A path that a merge has otherwise than each parent; `side` is the merge's version, None where it has none."""

    path: bytes
    side: Side | None
    parents: tuple[ParentSide, ...]


def needs_each_parent(options: DiffOptions) -> bool:
    """Whether the merge is to be compared with each parent by itself: for renames, and what looks at pairs."""
    kinds = options.pickaxe_kinds - {"object"}
    return bool(kinds or options.filter or options.filter_out or options.renames or options.break_scores is not None)


def from_all(entries: Iterable[Combined]) -> list[CombinedPath]:
    """The paths that a comparison with all parents gives."""
    return [
        CombinedPath(
            path,
            Side(path, mode, oid) if mode else None,
            tuple(parent_side(path, mode, old_mode, old) for old_mode, old in olds),
        )
        for path, mode, oid, olds in entries
    ]


def parent_side(path: bytes, mode: int, old_mode: int, old: bytes) -> ParentSide:
    """A parent's version: whether it is another one, or is not there at all."""
    status = DELETED if not mode else MODIFIED if old_mode else ADDED
    return ParentSide(Side(path, old_mode, old) if old_mode else None, status)


def from_each(lists: Sequence[Sequence[FilePair]]) -> list[CombinedPath]:
    """The paths that all `lists` of pairs tell of, one for each parent."""
    first, *others = lists
    found: list[CombinedPath] = []
    places = [0] * len(others)
    for pair in first:
        if pair.is_unmodified:
            continue
        sides = [parent_of(pair)]
        for number, pairs in enumerate(others):
            at = places[number]
            while at < len(pairs) and key_of(pairs[at]) < key_of(pair):
                at += 1
            places[number] = at
            if at == len(pairs) or key_of(pairs[at]) != key_of(pair):
                break
            sides.append(parent_of(pairs[at]))
            places[number] += 1
        if len(sides) == len(lists):
            found.append(CombinedPath(pair.path, pair.new, tuple(sides)))
    return found


def parent_of(pair: FilePair) -> ParentSide:
    """The old side of a pair as a parent's version."""
    renamed = pair.status in (RENAMED, COPIED) and pair.old is not None
    return ParentSide(pair.old, pair.status, pair.old.path if renamed and pair.old is not None else None)


def key_of(pair: FilePair) -> bytes:
    """What pairs are in the order of."""
    new = pair.new
    return pair.path + b"/" if new is not None and new.mode & TYPE_MASK == DIRECTORY else pair.path


def with_object(paths: Iterable[CombinedPath], objects: set[bytes]) -> list[CombinedPath]:
    """Those of `paths` of which some version is one of `objects`."""
    return [
        path
        for path in paths
        if any(side is not None and side.id in objects for side in (path.side, *(one.side for one in path.parents)))
    ]


def in_order(paths: Iterable[CombinedPath], rank: Rank | None) -> list[CombinedPath]:
    """`paths` in the order that `rank` says."""
    return list(paths) if rank is None else sorted(paths, key=lambda path: rank(path.path))


def combined_line(view: View, path: CombinedPath, *, all_paths: bool) -> bytes:
    """The line of --raw, --name-status or --name-only."""
    formats = view.options.formats
    between, end = (b"\0", b"\0") if view.options.nul else (b"\t", b"\n")
    out = b""
    if RAW in formats:
        sides = [parent.side for parent in path.parents] + [path.side]
        modes = b" ".join([b"%06o" % (side.mode if side is not None else 0) for side in sides])
        ids = b" ".join(map(view.raw_id, sides))
        out = view.line_prefix + b":" * len(path.parents) + modes + b" " + ids + b" "
    if formats & {RAW, STATUS}:
        out += "".join(parent.status for parent in path.parents).encode("ascii") + between
    quoted: Callable[[bytes], bytes] = bytes if view.options.nul else view.quoted
    if all_paths:
        out += b"".join([quoted(parent.path or path.path) + between for parent in path.parents])
    return out + quoted(path.path) + end
