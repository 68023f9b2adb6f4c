"""Where many ids are in many packs: whichever are fewer, these or a pack's own, are looked up among the others."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import compress, pairwise
from struct import pack as packed

from pygitobj.errors import GitObjectError
from pygitobj.kernels import IndexTable
from pygitobj.sources.copies import Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.files.pack import PackFile
    from pygitobj.id_list import IdList

# So many times all ids are looked up, pack by pack, before it pays to sort them.
BEFORE_SORTING = 4


def parts_of_many(
    packs: list[PackFile],
    ids: IdList,
    opens: Callable[[PackFile], bool],
    pass_over: Callable[[PackFile, OSError | GitObjectError], None],
) -> list[Part]:
    """Which of `ids` each of `packs` has that it `opens`; `pass_over` is told of one that cannot be asked, and why."""
    parts: list[Part] = []
    matcher = Matcher(ids)
    free = bytearray(b"\1") * len(ids)
    left = len(ids)
    for pack in packs:
        if not left:
            break
        try:
            copies = matcher.copies_in(pack)
        except (OSError, GitObjectError) as error:
            pass_over(pack, error)
            continue
        if copies.offsets and opens(pack):
            part = once_each_of(copies, free)
            left -= len(part.offsets)
            parts += [part] if part.offsets else []
    return parts


class Matcher:
    """Finds `ids`, in any order, in one pack after another."""

    def __init__(self, ids: IdList) -> None:
        self.ids = ids
        self.asked = 0
        # Made when it pays.
        self.table: IndexTable | None = None

    def copies_in(self, pack: PackFile) -> Part:
        """Those of the ids that `pack` has. Raises OSError, CorruptError as looking into its index does."""
        count = len(self.ids)
        if pack.index.count < count:
            if self.asked == BEFORE_SORTING:
                self.table = position_table(self.ids)
            self.asked += 1
            if self.table is not None:
                column, offsets = pack.rows()
                pairs = zip(self.table.find_offsets(column), offsets, strict=True)
                found = sorted(pair for pair in pairs if min(pair) >= 0)
                return Part(pack, array("q", [offset for _, offset in found]), [position for position, _ in found])
        offsets = pack.find_offsets(self.ids.raw)
        return part_where([offset >= 0 for offset in offsets], pack, offsets, range(count))


def part_where(mask: list[bool], pack: PackFile, offsets: array[int], positions: Sequence[int]) -> Part:
    """The `offsets` in `pack`, and the `positions` that go with them, in whose places `mask` is true."""
    return Part(pack, array("q", compress(offsets, mask)), list(compress(positions, mask)))


def once_each_of(copies: Part, free: bytearray) -> Part:
    """`copies` of what is still `free`, by position, each once; it is not free from then on."""
    mask = []
    for position in copies.places:
        mask.append(bool(free[position]))
        free[position] = False
    return part_where(mask, copies.pack, copies.offsets, copies.places)


def position_table(ids: IdList) -> IndexTable | None:
    """Finds the position of an id in `ids`, as an index finds its offset. None where an id is there twice."""
    raws = list(ids.raws())
    order = sorted(range(len(raws)), key=raws.__getitem__)
    raws = [raws[at] for at in order]
    if any(one == next_one for one, next_one in pairwise(raws)):
        return None
    fanout = [bisect_left(raws, bytes([byte + 1])) for byte in range(255)]
    data = b"".join(raws)
    words = packed(f">{len(order)}I", *order)
    return IndexTable(data + words, [*fanout, len(raws)], ids.size, 0, ids.size, len(data), 4, 0, 0, False)
