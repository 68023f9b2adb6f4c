"""The hot loops, and the only place that knows which implementation runs.

Everything above imports from here. `IMPLEMENTATION` names the choice, `pygitobj --version` shows it.

    parse_entry_header   a pack entry's type, size and base, and where its zlib stream starts
    inflate_exact        a zlib stream that must give exactly so many bytes
    inflate_measured     the same, and where the stream ends
    inflate_start        the first bytes of a zlib stream
    apply_delta          a base and a delta make an object
    delta_sizes          the two sizes that a delta starts with
    find_oid             the row of an id in a sorted table
    parse_tree           the entries of a tree
    BaseCache            delta bases, least recently used out first, bounded in bytes
    PackDecoder          entries of one pack: read, info, read_many, info_many
"""

from pygitobj.kernels.pure import (
    BaseCache,
    PackDecoder,
    apply_delta,
    delta_sizes,
    find_oid,
    inflate_exact,
    inflate_measured,
    inflate_start,
    parse_entry_header,
    parse_tree,
)

IMPLEMENTATION = "pure Python"

__all__ = [
    "IMPLEMENTATION",
    "BaseCache",
    "PackDecoder",
    "apply_delta",
    "delta_sizes",
    "find_oid",
    "inflate_exact",
    "inflate_measured",
    "inflate_start",
    "parse_entry_header",
    "parse_tree",
]
