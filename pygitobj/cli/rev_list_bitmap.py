"""`rev-list --use-bitmap-index`: counts, ids and sizes from bitmaps, where these can answer; and --test-bitmap.

Ids come by type and then in the order of the bitmaps, without paths. Where bitmaps cannot answer, since there are none
that fit or what is asked for hangs on the order or on paths, whoever asks walks.

Follows git's Documentation/git-rev-list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.rev_list_wanted import Wanted
from pygitobj.cli.walking.words import Words
from pygitobj.errors import CorruptIndex, NotFoundError
from pygitobj.formats.bitmap import CODES
from pygitobj.formats.filter_spec import BLOB_LIMIT, BLOB_NONE, COMBINE, OBJECT_TYPE, FilterSpec, parse_filters
from pygitobj.formats.filter_spec import TREE as TREE_DEPTH
from pygitobj.formats.human_size import human_size
from pygitobj.formats.links import BLOB, COMMIT, TREE
from pygitobj.record import Record
from pygitobj.repository.bitmaps import bitmaps_of
from pygitobj.repository.repository import Repository
from pygitobj.revisions.pending import Pending
from pygitobj.walk.bitmap_fill import Tip
from pygitobj.walk.bitmap_filters import LeftOut, filtered, unpacked
from pygitobj.walk.bitmaps import Reached, reached_by_bitmaps
from pygitobj.walk.select.selection import Order, Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.store.object_store import ObjectStore

# Ids that are written at once.
PIECE = 1 << 14
NOTHING = LeftOut()


class Asked(Record):
    """What is asked of bitmaps: whether for objects too, what to leave out, and how to answer.

    Of `max_count` commits, at most, below 0 of any number. `left_out` says what filters leave out, also of what was
    asked for if that is `provided`. `disk_usage` is "bytes", "human" for a size in units, or "".
    """

    objects: bool = False
    counts: bool = False
    disk_usage: str = ""
    max_count: int = -1
    left_out: LeftOut = NOTHING
    provided: bool = False
    unpacked: bool = False


def answers(repository: Repository, said: Words, wanted: Wanted, write: Callable[[bytes], None]) -> bool:
    """Write what is `wanted` if bitmaps know it; False where somebody has to walk. Raises GitObjectError."""
    asked = asked_for(said, wanted)
    return asked is not None and answer(repository, said.revisions.pending, asked, write)


def asked_for(said: Words, wanted: Wanted) -> Asked | None:
    """What is asked of bitmaps; None where order, paths, more than ids, or what is missing or left out matters."""
    given, revisions = said.given, said.revisions
    by_more = revisions.paths, revisions.no_walk, said.logs_from is not None, given.patterns, given.by_decoration
    marks = given.left_right, given.cherry_mark, given.graph
    shown = *marks, given.verbose, given.prints_parents, given.abbrev_commit, given.quiet
    own = wanted.header, wanted.timestamp, wanted.bisects, wanted.with_nul, given.kept, given.ancestry_path
    absent = wanted.goes_on, wanted.prints_omitted
    if any((*by_more, *shown, *own, *absent)) or not given.objects <= {"objects", "in-commit-order"}:
        return None
    left_out = left_out_by(parse_filters(revisions.filters))
    if left_out is None or not selects_all(given.selection()):
        return None
    usage = "" if wanted.disk_usage is None else wanted.disk_usage or "bytes"
    return Asked(
        "objects" in given.objects, given.counts, usage, given.max_count, left_out, wanted.provided, given.unpacked
    )


def selects_all(selection: Selection) -> bool:
    """Whether `selection` selects all commits that are reached, in whatever order, but for their number."""
    plain = selection._replace(order=Order.DEFAULT, reverse=False, max_count=-1, limited=False)
    # What tells how history is simplified says nothing without paths.
    simplified = plain._replace(dense=True, full_history=False, simplify_merges=False, show_pulls=False)
    return simplified._replace(remove_empty=False) == Selection()


def answer(repository: Repository, pending: Sequence[Pending], asked: Asked, write: Callable[[bytes], None]) -> bool:
    """Write what is `asked` of what `pending` reaches; False where bitmaps do not answer, and nothing was written.

    Raises GitObjectError for what of it cannot be read.
    """
    if asked.max_count >= 0 and (asked.objects or not asked.counts):
        return False
    bitmaps = bitmaps_of(repository)
    if bitmaps is None:
        return False
    store = repository.objects
    out = {one.oid for one in pending if one.is_hidden}
    try:
        tips = [Tip(one.oid, one.code) for one in pending if one.oid not in out]
        hidden = [Tip(one.oid, one.code) for one in pending if one.oid in out]
        reached = reached_by_bitmaps(bitmaps, store, tips, hidden, objects=asked.objects)
        if reached is None:
            return False
        reached = filtered(reached, store, asked.left_out, provided=asked.provided)
        if asked.unpacked:
            reached = unpacked(reached, store)
    except CorruptIndex as error:
        repository.warn(f"warning: {error}")
        return False
    except NotFoundError:
        return False  # whoever walks says what may be missing
    show(reached, store, asked, write)
    return True


def show(reached: Reached, store: ObjectStore, asked: Asked, write: Callable[[bytes], None]) -> None:
    """Write the answer."""
    codes = CODES if asked.objects else (COMMIT,)
    if asked.counts:
        counts = [reached.count(code) for code in codes]
        if asked.max_count >= 0:
            counts[0] = min(counts[0], asked.max_count)
        write(b"%d\n" % sum(counts))
    elif asked.disk_usage:
        size = reached.disk_usage(codes, store)
        write(f"{human_size(size) if asked.disk_usage == 'human' else size}\n".encode())
    else:
        piece = PIECE * store.format.hash_size
        for column in reached.ids(codes):
            for at in range(0, len(column), piece):
                write(column[at : at + piece].hex("\n", store.format.hash_size).encode() + b"\n")


# Filters


def left_out_by(spec: FilterSpec | None) -> LeftOut | None:
    """What the filter `spec` leaves out; None for one that needs a walk."""
    if spec is None:
        return NOTHING
    if spec.kind == BLOB_NONE:
        return LeftOut(frozenset([BLOB]))
    if spec.kind == BLOB_LIMIT:
        return LeftOut(size=spec.number)
    if spec.kind == TREE_DEPTH and not spec.number:
        return LeftOut(frozenset([TREE, BLOB]))
    if spec.kind == OBJECT_TYPE and spec.type is not None:
        return LeftOut(frozenset(CODES) - {spec.type.code})
    if spec.kind != COMBINE:
        return None
    together = NOTHING
    for part in spec.parts:
        left_out = left_out_by(part)
        if left_out is None:
            return None
        together = together.together(left_out)
    return together
