"""Deltas built by hand, instruction by instruction, so that wrong ones can be built too."""

from __future__ import annotations


def varint(value: int) -> bytes:
    """7 bits a byte, low bits first."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def copy(start: int, length: int) -> bytes:
    """Copy `length` bytes from `start` of the base, leaving out bytes that are zero."""
    op, rest = 0x80, b""
    for bit, byte in enumerate(start.to_bytes(4, "little")):
        if byte:
            op |= 1 << bit
            rest += bytes([byte])
    for bit, byte in enumerate((length % 0x10000).to_bytes(3, "little")):
        if byte:
            op |= 0x10 << bit
            rest += bytes([byte])
    return bytes([op]) + rest


def insert(text: bytes) -> bytes:
    """Insert up to 127 bytes."""
    return bytes([len(text)]) + text


def delta(source_size: int, size: int, instructions: bytes) -> bytes:
    """A whole delta with the two sizes as given, right or wrong."""
    return varint(source_size) + varint(size) + instructions
