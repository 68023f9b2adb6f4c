"""What kernels take and give: columns, one value an object, as both implementations have them."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from pygitobj.record import Record

# What files are compared by: chunks of so many bytes, and words that have a hash above so many bits of a count; how
# similar what is the same is; how many of the most similar files are kept. See pygitobj/kernels/pure/similar.py.
CHUNK, COUNT_BITS, COUNT_MASK, MOST_SCORE, KEPT = 64, 40, (1 << 40) - 1, 60000, 4

# Fields of commits; those of a person are added to AUTHOR or COMMITTER. See pygitobj/kernels/pure/commit_fields.py.
NAME, EMAIL, MAILBOX, SECONDS, OFFSET, USUAL_DATE, RFC_DATE, ISO_DATE, STRICT_DATE, SHORT_DATE, RAW_DATE = range(11)
AUTHOR, COMMITTER = 0, 16
TREE, SUBJECT, REST, MESSAGE = range(32, 36)

# The generation of a commit of which nobody knows one.
INFINITY = (1 << 64) - 1


class Named(Record):
    """What trees name that was not known: columns of raw ids, of trees and of blobs, and the hashes of their paths."""

    trees: bytes
    tree_hashes: array[int]
    blobs: bytes
    blob_hashes: array[int]


class Told(Record):
    """Objects in the order of a walk: a column of raw ids, a byte for the type code of each, and their paths.

    Paths stand one after another; `ends` says where each of them ends.
    """

    ids: bytes
    kinds: bytes
    paths: bytes
    ends: array[int]


# What is known of a comparison of two trees: some path is only new, some only old, or nothing was told.
ADDS, REMOVES, UNTOLD = 1, 2, 4


class Changes(Record):
    """What differs in some comparisons of two trees, one path after another.

    `kinds` has a byte of bits for each comparison, `ends` how many paths there are up to its last one. Of each path
    `modes` has the old and the new one and `ids` these ids, 0 and zeros where it is not there; `paths` stand one
    after another and end at `path_ends`.
    """

    kinds: bytes
    ends: array[int]
    modes: array[int]
    ids: bytes
    paths: bytes
    path_ends: array[int]


class CommitLinks(Record):
    """A commit's tree and parents, as raw ids, and its date in seconds since 1970, 0 where it does not say."""

    tree: bytes
    parents: tuple[bytes, ...]
    date: int


class PlainRefs(Record):
    """References as usual: `total` lines in `text`, without what tags come to, and the raw ids in them, each once."""

    text: bytes
    total: int
    ids: list[bytes]


class Columns(Record):
    """Objects on their way into a pack, one value each; see pygitobj/store/pack_list.py.

    `ids` are raw and one after another; `sources` the numbers of the packs to be copied from, -1 for none, `offsets`
    where their entries start there. `bases` are positions, WHOLE for none; those from `written` on are not written.
    `places` are where entries start in the new pack, -1 where they are not in it (yet).
    """

    ids: bytes
    sources: array[int]
    offsets: array[int]
    bases: array[int]
    places: array[int]
    written: int


class Copied(Record):
    """How many entries were copied, and one after another their bytes, raw ids and CRC32s."""

    done: int
    data: bytes
    ids: bytes
    crcs: array[int]


# What differs between two trees: a path, the old mode and id, the new mode and id; 0 and zeros where it is not there.
Pair = tuple[bytes, int, bytes, int, bytes]
# And between a new tree and several old ones: a path, the new mode and id, and the mode and id in each old one.
Combined = tuple[bytes, int, bytes, tuple[tuple[int, bytes], ...]]
# Lines on their way (kernels/pure/spans.py): where they start in a file, and in the text that is asked about; how many
# they are, and what was noted of them.
Span = tuple[int, int, int, int]
# The place below an entry, which has a name and a mode in a place; below 0 where nothing there is asked for.
Step = Callable[[int, bytes, int], int]


class GraphLayer(Record):
    """Where things are in one layer of a commit-graph, whose bytes are `data`; see pygitobj/formats/commit_graph.py.

    `commits` are how many there are; `ids`, `rows`, `edges`, `dates` and `overflow` are where OIDL, CDAT, EDGE, GDA2
    and GDO2 start, -1 for none; `edge_count` words are in EDGE, and `overflow_count` numbers in GDO2.
    """

    data: bytes
    commits: int
    fanout: tuple[int, ...]
    ids: int
    rows: int
    edges: int
    edge_count: int
    dates: int
    overflow: int
    overflow_count: int


class FilterLayer(Record):
    """Where filters of changed paths are in one layer of a commit-graph; see pygitobj/formats/commit_graph.py.

    `commits` are how many there are; `ends` is where BIDX starts in `data`, and `filters` where `size` bytes of filters
    do. `keys` are two hashes for each path and each directory above it, for each path; without any, no filter there can
    be asked. `hashes` are how many bits each of them asks for.
    """

    data: bytes
    commits: int
    ends: int
    filters: int
    size: int
    keys: tuple[tuple[tuple[int, int], ...], ...]
    hashes: int
