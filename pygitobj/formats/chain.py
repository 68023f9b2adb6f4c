"""The file that names the layers of a chain: of indexes of many packs, or of commit-graphs.

    a line for each layer, the oldest first: the hash at the end of its file, in hex digits

Follows git's Documentation/gitformat-pack, "multi-pack-index (MIDX) files", and technical/commit-graph.
"""

from __future__ import annotations

from pygitobj.errors import CorruptIndex
from pygitobj.formats.numbers import lower
from pygitobj.oid import HEX_DIGITS, ObjectFormat
from pygitobj.record import Record


class Chain(Record):
    """The layers that a chain names, as hex digits, the oldest first, as far as it can be read; why no further."""

    layers: list[str]
    problem: CorruptIndex | None = None


def parse_chain(data: bytes, object_format: ObjectFormat, what: str) -> Chain:
    """What the chain file `data` names; `what` is the kind of its layers, for messages.

    As for git, an empty one names nothing, and what stands after a hash is let be, and so are empty lines at the end.
    A last line without an end is read where there is as much of it as of one with its end.
    """
    size = object_format.hex_size
    layers: list[str] = []
    if 0 < len(data) < size:
        return Chain(layers, CorruptIndex(f"{what} chain file too small", expected=f"{size} bytes"))
    at = 0
    count = len(data) // (size + 1)
    while at < len(data):
        end = data.find(b"\n", at)
        if len(layers) >= count and (end < 0 or data.count(b"\n", at) == len(data) - at):
            break
        if end < 0:
            end = len(data)
        line = data[at:end].decode("latin-1")
        digits = line[:size]
        shown = line[: 2 * size]
        if len(digits) < size or not HEX_DIGITS.issuperset(digits):
            return Chain(layers, CorruptIndex(f"invalid {what} chain: line '{shown}' not a hash", offset=at))
        if lower(digits) in layers:
            return Chain(layers, CorruptIndex(f"invalid {what} chain: '{digits}' comes twice", offset=at))
        layers.append(lower(digits))
        at = end + 1
    return Chain(layers)


def build_chain(layers: list[str]) -> bytes:
    """The chain file that names `layers`, hex digits, the oldest first."""
    return "".join(f"{digits}\n" for digits in layers).encode()
