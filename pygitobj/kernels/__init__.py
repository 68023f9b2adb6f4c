"""The hot loops, and the only place that knows that there are two of each.

Everything above imports from here: the compiled ones where they were built, else those in Python. They give the same
values and raise the same errors.

    PYGITOBJ_PURE=1      Python, whatever was built
    PYGITOBJ_PURE=0      the compiled ones, or an ImportError
    unset                the compiled ones where they were built; a build that does not load is an ImportError

    parse_entry_header   a pack entry's type, size and base, and where its zlib stream starts
    apply_delta          a base and a delta make an object
    delta_sizes          the two sizes that a delta starts with
    find_oid             the row of an id in a sorted table
    IndexTable           the rows of a pack index: an id's row, a row's offset, a column of ids' offsets
    parse_tree           the entries of a tree
    BaseCache            delta bases, least recently used out first, bounded in bytes
    PackDecoder          entries of one pack: read, info, info_many, plan
    lay_out_answers      a batch's answers one after another, with room for the bodies

    inflate_exact        a zlib stream that must give exactly so many bytes (zlib does this as well from Python)
    inflate_measured     the same, and where the stream ends
    inflate_start        the first bytes of a zlib stream

and, loaded when first used, since reading does without them:

    digest_bodies        the ids of many objects
    scan_entries         the entries of a pack that has no index yet
    resolve_deltas       the ids of its deltas
    deflate              the zlib stream of what is in memory
    create_delta         the delta that makes one object of another; DeltaIndex: many against one base
    DeltaSearch          the best base of each of many objects
    match_offsets, cut_chains, write_order    which object of a pack rests on which
    Transfer             a pack's entries copied into another pack
    mix_words            a set of positions from its runs, into another; set_positions: which are in it; inverted: an
                         order, the other way round
    parse_commits        tree, parents and date of commits
    CommitTable          commits by number, with what a walk asks of them
    GraphRows            what a commit-graph says of commits, which such a table asks
    DateWalk             such commits by date, without what hidden ones reach; without: those without some marks
    FilteredQueue        such commits for a walk along paths, without those of which PathFilters know that they changed
                         none of them
    Painting             which of some such commits reach others
    TopoWalk             the same in topological order, where generations are known; topological_order: of some
    Reach                which objects trees name, each told once; name_hash: of a path
    TreeChanges          what differs between trees, many at once; ChangedEntries: gives the entries; changed_columns:
                         as columns, of many comparisons
    TreeListing          the objects below trees, in the order of a walk; listed_lines: a line for each;
                         parent_lines: such of commits
    hunk_text            the hunks of a patch between two texts, as most are shown
    commit_fields        fields of a commit that is as most are, as formats show them
    medium_text          what the format medium shows of a commit; raw_lines: what differs between trees as lines
    plain_refs           references as lines, all looked at as one; are_plain: whether they are as usual; shown_refs:
                         the same as a format shows them
    table_lines          the references in blocks of a reftable as such lines
    chunk_counts         what two files are compared by when renames are looked for; copied_bytes: what two have in
                         common; counted: what one has; keep_best: the most similar of many, for each of many
    pass_spans           spans of lines on their way from a file to the one that it was made of; merge_spans: two lists
    Plan                 what PackDecoder.plan gives; types name it
    GuardedMap           a map that can tell that a page of it could not be had; install_guard, uninstall_guard

`IMPLEMENTATION` names the choice and `INFLATER` the library that inflates; `pygitobj --version` shows both.
"""

from __future__ import annotations

import importlib
import os

from pygitobj.kernels.inflate import inflate_exact, inflate_measured, inflate_start

CHOICE = os.environ.get("PYGITOBJ_PURE", "")
NATIVE_MODULE = "pygitobj.kernels.native."


def native_is_usable() -> bool:
    """Whether the compiled kernels are wanted and there. Raises ImportError where they are wanted and broken."""
    if CHOICE not in ("", "0"):
        return False
    try:
        importlib.import_module("pygitobj.kernels.native")
    except ModuleNotFoundError as error:
        if CHOICE == "0" or not str(error.name).startswith(NATIVE_MODULE):
            raise
        return False
    return True


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    # The stubs of the compiled ones have what both give, and no more: tests/kernels/test_signatures.py.
    from pygitobj.kernels.native import (
        INFLATER,
        BaseCache,
        IndexTable,
        PackDecoder,
        apply_delta,
        delta_sizes,
        find_oid,
        lay_out_answers,
        parse_entry_header,
        parse_tree,
    )
    from pygitobj.kernels.native.arrange import cut_chains, match_offsets, write_order
    from pygitobj.kernels.native.bitmaps import inverted, mix_words, set_positions
    from pygitobj.kernels.native.changed_columns import changed_columns
    from pygitobj.kernels.native.changed_entries import ChangedEntries
    from pygitobj.kernels.native.commit_fields import commit_fields
    from pygitobj.kernels.native.commit_table import CommitTable
    from pygitobj.kernels.native.commits import parse_commits
    from pygitobj.kernels.native.date_walk import DateWalk, without
    from pygitobj.kernels.native.deflate import deflate
    from pygitobj.kernels.native.deltify import DeltaIndex, create_delta
    from pygitobj.kernels.native.digest import digest_bodies
    from pygitobj.kernels.native.filtered_queue import FilteredQueue
    from pygitobj.kernels.native.graph_rows import GraphRows
    from pygitobj.kernels.native.guard import GuardedMap, install_guard, uninstall_guard
    from pygitobj.kernels.native.hunk_text import hunk_text
    from pygitobj.kernels.native.line_diff import line_groups, line_starts, line_totals
    from pygitobj.kernels.native.medium_text import medium_text
    from pygitobj.kernels.native.painting import Painting
    from pygitobj.kernels.native.path_filters import PathFilters
    from pygitobj.kernels.native.plan import Plan
    from pygitobj.kernels.native.raw_lines import raw_lines
    from pygitobj.kernels.native.reach import Reach, name_hash
    from pygitobj.kernels.native.ref_blocks import table_lines
    from pygitobj.kernels.native.ref_lines import are_plain, plain_refs, shown_refs
    from pygitobj.kernels.native.resolve import resolve_deltas
    from pygitobj.kernels.native.scan import scan_entries
    from pygitobj.kernels.native.search import DeltaSearch
    from pygitobj.kernels.native.similar import chunk_counts, copied_bytes, counted, keep_best
    from pygitobj.kernels.native.spans import merge_spans, pass_spans
    from pygitobj.kernels.native.told_lines import listed_lines, parent_lines
    from pygitobj.kernels.native.topo_order import topological_order
    from pygitobj.kernels.native.topo_walk import TopoWalk
    from pygitobj.kernels.native.transfer import Transfer
    from pygitobj.kernels.native.tree_changes import TreeChanges
    from pygitobj.kernels.native.tree_listing import TreeListing

    IMPLEMENTATION: str
elif native_is_usable():
    from pygitobj.kernels.native import (
        INFLATER,
        BaseCache,
        IndexTable,
        PackDecoder,
        apply_delta,
        delta_sizes,
        find_oid,
        lay_out_answers,
        parse_entry_header,
        parse_tree,
    )

    IMPLEMENTATION = "compiled"
else:
    from zlib import ZLIB_RUNTIME_VERSION

    from pygitobj.kernels.pure import (
        BaseCache,
        IndexTable,
        PackDecoder,
        apply_delta,
        delta_sizes,
        find_oid,
        lay_out_answers,
        parse_entry_header,
        parse_tree,
    )

    IMPLEMENTATION = "pure Python"
    INFLATER = f"zlib {ZLIB_RUNTIME_VERSION}"

# What is loaded when it is first used, and its module.
LATER = {
    "ChangedEntries": "changed_entries",
    "CommitTable": "commit_table",
    "DateWalk": "date_walk",
    "DeltaIndex": "deltify",
    "DeltaSearch": "search",
    "FilteredQueue": "filtered_queue",
    "GraphRows": "graph_rows",
    "GuardedMap": "guard",
    "Painting": "painting",
    "PathFilters": "path_filters",
    "Plan": "plan",
    "Reach": "reach",
    "TopoWalk": "topo_walk",
    "Transfer": "transfer",
    "TreeChanges": "tree_changes",
    "TreeListing": "tree_listing",
    "are_plain": "ref_lines",
    "changed_columns": "changed_columns",
    "chunk_counts": "similar",
    "copied_bytes": "similar",
    "commit_fields": "commit_fields",
    "counted": "similar",
    "create_delta": "deltify",
    "cut_chains": "arrange",
    "deflate": "deflate",
    "digest_bodies": "digest",
    "hunk_text": "hunk_text",
    "install_guard": "guard",
    "inverted": "bitmaps",
    "keep_best": "similar",
    "line_groups": "line_diff",
    "line_starts": "line_diff",
    "line_totals": "line_diff",
    "listed_lines": "told_lines",
    "match_offsets": "arrange",
    "merge_spans": "spans",
    "medium_text": "medium_text",
    "mix_words": "bitmaps",
    "name_hash": "reach",
    "pass_spans": "spans",
    "parent_lines": "told_lines",
    "parse_commits": "commits",
    "plain_refs": "ref_lines",
    "raw_lines": "raw_lines",
    "resolve_deltas": "resolve",
    "scan_entries": "scan",
    "set_positions": "bitmaps",
    "shown_refs": "ref_lines",
    "table_lines": "ref_blocks",
    "topological_order": "topo_order",
    "uninstall_guard": "guard",
    "without": "date_walk",
    "write_order": "arrange",
}


def __getattr__(name: str) -> Any:
    """Load one of `LATER`."""
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    package = "native" if IMPLEMENTATION == "compiled" else "pure"
    found = importlib.import_module(f"pygitobj.kernels.{package}.{LATER[name]}")
    if not getattr(found, "AVAILABLE", True):
        found = importlib.import_module(f"pygitobj.kernels.pure.{LATER[name]}")
    value = getattr(found, name)
    globals()[name] = value
    return value


__all__ = [
    "IMPLEMENTATION",
    "INFLATER",
    "BaseCache",
    "ChangedEntries",
    "CommitTable",
    "DateWalk",
    "DeltaIndex",
    "DeltaSearch",
    "FilteredQueue",
    "GraphRows",
    "GuardedMap",
    "IndexTable",
    "PackDecoder",
    "Painting",
    "PathFilters",
    "Plan",
    "Reach",
    "TopoWalk",
    "Transfer",
    "TreeChanges",
    "TreeListing",
    "apply_delta",
    "are_plain",
    "changed_columns",
    "chunk_counts",
    "commit_fields",
    "copied_bytes",
    "counted",
    "create_delta",
    "cut_chains",
    "deflate",
    "delta_sizes",
    "digest_bodies",
    "find_oid",
    "hunk_text",
    "inflate_exact",
    "inflate_measured",
    "inflate_start",
    "install_guard",
    "inverted",
    "keep_best",
    "lay_out_answers",
    "line_groups",
    "line_starts",
    "line_totals",
    "listed_lines",
    "match_offsets",
    "medium_text",
    "merge_spans",
    "mix_words",
    "name_hash",
    "parent_lines",
    "parse_commits",
    "parse_entry_header",
    "parse_tree",
    "pass_spans",
    "plain_refs",
    "raw_lines",
    "resolve_deltas",
    "scan_entries",
    "set_positions",
    "shown_refs",
    "table_lines",
    "topological_order",
    "uninstall_guard",
    "without",
    "write_order",
]
