"""What a batch is asked: standard input as lines, and lines as columns of ids."""

from __future__ import annotations

import os
from collections.abc import Iterator

STDIN = 0
READ_SIZE = 1 << 20


def blocks(end: bytes, least: int) -> Iterator[bytes]:
    """Standard input in pieces of whole lines: what has arrived, and at least `least` bytes unless it ends.

    Each piece ends in `end`, which the last line gets where it has none.
    """
    waiting: list[bytes] = []
    size = 0
    while data := os.read(STDIN, READ_SIZE):
        cut = data.rfind(end) + 1
        size += len(data)
        if cut and size >= least:
            yield b"".join((*waiting, data[:cut]))
            waiting = [data[cut:]]
            size = len(data) - cut
        else:
            waiting.append(data)
    rest = b"".join(waiting)
    if rest:
        yield rest if rest.endswith(end) else rest + end


def full_ids(block: bytes, end: bytes, hex_size: int) -> bytes | None:
    """The raw ids of `block` one after another, None unless every line of it is an id of full length."""
    line = hex_size + 1
    count, rest = divmod(len(block), line)
    if rest or block.count(end) != count or block[hex_size::line] != end * count:
        return None
    try:
        column = bytes.fromhex((block if end == b"\n" else block.replace(end, b"\n")).decode("ascii"))
    except ValueError:
        return None
    return column if 2 * len(column) == count * hex_size else None
