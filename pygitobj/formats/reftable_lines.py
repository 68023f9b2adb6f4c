"""The references of a reftable as lines of packed-refs, block after block, without a value for each.

Blocks whose records are all ids are made into lines by a kernel. Others, and whatever is wrong, are looked at as any
block is: nothing is taken for absent that a listing would not take for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pygitobj.formats.packed_refs import PEELED
from pygitobj.formats.reftable import Reftable
from pygitobj.formats.reftable_block import REF, Block, corrupt, require_restarts
from pygitobj.formats.reftable_options import DEFAULT_BLOCK_SIZE
from pygitobj.formats.reftable_records import RefRecord, refs_in
from pygitobj.kernels import table_lines

# So many bytes of a table are made into lines at first, and later on.
FIRST, MANY = 1 << 14, 1 << 20
# The line of a record without an id; None where there is no telling all in this way.
RecordLine = Callable[[RefRecord], bytes | None]


def lines_of(table: Reftable, prefix: bytes, other: RecordLine) -> Iterator[bytes | None]:
    """Lines of the references in `table`, of all whose names start with `prefix` and of some others, in order.

    `other` gives the line of one that is symbolic or deleted; None, and no more, where that gives none. Raises
    CorruptError.
    """
    # All of them are found without the index: what it says cannot leave any out.
    is_whole = not prefix
    block = table.block_of(REF, prefix)
    at, last, size = 0, b"", FIRST
    # How often something behind the prefix was met: a damaged name must not end the list before its time.
    beyond = 0
    while block is not None and block.kind == REF:
        first, last = block_lines(table, block, last, other)
        yield first
        if first is None:
            return
        text, at, last = next_lines(table, block.next, size, last)
        yield text
        size = MANY
        beyond += last > prefix and not last.startswith(prefix)
        if beyond > 1 and not is_whole:
            return
        block = table.block(at) if at < table.limit else None
    if at:
        table.require_end(REF, at, b"" if block is None else block.kind)
        table.require_last(REF, last)


def block_lines(table: Reftable, block: Block, last: bytes, other: RecordLine) -> tuple[bytes | None, bytes]:
    """The lines of the one `block`, and its last name; names come after `last`. Raises CorruptError."""
    require_restarts(block)
    records = refs_in(block, block.first, block.end, table.header.first_index, table.format.hash_size)
    if records[0].name <= last:
        corrupt(block, block.first, "reftable blocks are not in order")
    lines = [record_line(record, other) for record in records]
    known = [line for line in lines if line is not None]
    return b"".join(known) if len(known) == len(lines) else None, records[-1].name


def next_lines(table: Reftable, at: int, size: int, last: bytes) -> tuple[bytes, int, bytes]:
    """The lines of the blocks from `at` on that are as usual, in about `size` bytes; where they end; the last name."""
    size = max(size, 4 * (table.header.block_size or DEFAULT_BLOCK_SIZE))
    data = table.data[at : min(at + size, table.limit)]
    text, done, last = table_lines(data, table.header.block_size, table.format.hash_size, last)
    return text, at + done, last


def record_line(record: RefRecord, other: RecordLine) -> bytes | None:
    """The line, or with what a tag comes to the lines, of `record`; where it has no id what `other` gives."""
    if record.value is None:
        return other(record)
    if b"\n" in record.name:
        return None
    line = b"%b %b\n" % (record.value.hex().encode(), record.name)
    return line if record.peeled is None else b"%b%b%b\n" % (line, PEELED, record.peeled.hex().encode())
