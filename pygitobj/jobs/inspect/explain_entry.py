"""How the bytes of an entry of a pack are kept: its header bit by bit, what its delta asks for, the chain below it."""

from __future__ import annotations

from pygitobj.errors import CorruptError, CorruptPack
from pygitobj.files.pack import PackFile
from pygitobj.formats.delta import Instruction, delta_instructions
from pygitobj.kernels import delta_sizes, inflate_exact
from pygitobj.record import Record

OFS_DELTA = 6
REF_DELTA = 7
STORED_AS = {1: "commit", 2: "tree", 3: "blob", 4: "tag", OFS_DELTA: "ofs-delta", REF_DELTA: "ref-delta"}


class HeaderByte(Record):
    """One byte of an entry header: its bits as they are grouped, and what they say."""

    bits: str
    meaning: str


class Delta(Record):
    """What a delta asks for: sizes in bytes, how many instructions of each kind and how many bytes they give."""

    source_size: int
    result_size: int
    copies: int
    copied: int
    inserts: int
    inserted: int
    instructions: list[Instruction]


class Entry(Record):
    """One entry of a pack: `size` is what its header says, `result_size` the object's; `delta` only for deltas."""

    oid: str | None
    offset: int
    disk_size: int
    header: list[HeaderByte]
    stored_as: str
    size: int
    stream_at: int
    base_offset: int | None
    base_oid: str | None
    delta: Delta | None
    result_size: int


def explain_chain(pack: PackFile, offset: int) -> tuple[list[Entry], int | None]:
    """The entry at `offset` and the bases under it, the one that is stored whole last.

    Where a good copy from elsewhere stands in for a damaged base, the chain ends before it, and its offset is given.
    """
    chain: list[Entry] = []
    seen: set[int] = set()
    at: int | None = offset
    while at is not None and at not in pack.substitutes:
        if at in seen:
            raise CorruptPack("delta cycle", path=pack.pack_path, offset=at)
        seen.add(at)
        try:
            entry = explain_entry(pack, at)
        except CorruptError as error:
            raise error.located(pack.pack_path, at) from None
        chain.append(entry)
        at = entry.base_offset
    return chain, at


def explain_entry(pack: PackFile, offset: int) -> Entry:
    """What lies at `offset`."""
    (code, size, base, start), head = pack.entry_header(offset)
    base_offset = pack.find_offset(base) if isinstance(base, bytes) else base
    base_oid = None if base_offset is None else pack.oid_at(base_offset)
    delta = None
    if code in (OFS_DELTA, REF_DELTA):
        delta = explain_delta(inflate_exact(pack.data, start, pack.end, size))
    own = pack.oid_at(offset)
    return Entry(
        oid=None if own is None else own.hex(),
        offset=offset,
        disk_size=pack.disk_size(offset),
        header=header_bytes(head, offset),
        stored_as=STORED_AS[code],
        size=size,
        stream_at=start,
        base_offset=base_offset,
        base_oid=None if base_oid is None else base_oid.hex(),
        delta=delta,
        result_size=delta.result_size if delta else size,
    )


def explain_delta(delta: bytes) -> Delta:
    """What the instructions of `delta` come to."""
    source_size, result_size, _ = delta_sizes(delta)
    instructions = list(delta_instructions(delta))
    copied = [step.length for step in instructions if step.kind == "copy"]
    inserted = [step.length for step in instructions if step.kind == "insert"]
    return Delta(source_size, result_size, len(copied), sum(copied), len(inserted), sum(inserted), instructions)


def header_bytes(header: bytes, offset: int) -> list[HeaderByte]:
    """The bytes of an entry header that starts at `offset` of its pack, each with what it says."""
    first = header[0]
    code = first >> 4 & 7
    size = first & 15
    told = [
        HeaderByte(
            f"{first >> 7} {code:03b} {size:04b}",
            f"{more(first)}; type {code}, {STORED_AS[code]}; the low 4 bits of the size: {size}",
        )
    ]
    at, shift = 1, 4
    while header[at - 1] & 0x80:
        part = header[at] & 0x7F
        size |= part << shift
        told.append(HeaderByte(seven_bits(header[at]), f"{more(header[at])}; size + {part} << {shift} = {size}"))
        at, shift = at + 1, shift + 7
    if code == OFS_DELTA:
        told.extend(distance_bytes(header[at:], offset))
    elif code == REF_DELTA:
        told.append(HeaderByte(header[at:].hex(" "), "the id of the base"))
    return told


def distance_bytes(part: bytes, offset: int) -> list[HeaderByte]:
    """The bytes of an OFS_DELTA's distance."""
    value = -1
    told = []
    for byte in part:
        value = value + 1 << 7 | byte & 0x7F
        told.append(HeaderByte(seven_bits(byte), f"{more(byte)}; distance so far {value}"))
    bits, meaning = told[-1]
    told[-1] = HeaderByte(bits, f"{meaning}: the base is at {offset} - {value} = {offset - value}")
    return told


def seven_bits(byte: int) -> str:
    """A byte with its top bit set off."""
    return f"{byte >> 7} {byte & 0x7F:07b}"


def more(byte: int) -> str:
    """What the top bit of a header byte says."""
    return "more follow" if byte & 0x80 else "the last"
