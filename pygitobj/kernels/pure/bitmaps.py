"""Sets of positions as bytes, the first position the lowest bit of the first byte.

Who has them: formats/ewah.py, of whose words they are made, and formats/bitmap.py.
"""

from __future__ import annotations

import sys
from array import array

WORD_SIZE = 8
RUN_BITS = 32
MOST_RUN = (1 << RUN_BITS) - 1
ONES = b"\xff" * WORD_SIZE
MOST_POSITIONS = 1 << 32
# Which bits of a byte are set.
SET_IN = [tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256)]


def mix_words(target: bytearray, words: bytes) -> bool:
    """Turn round in the set `target` what is in the set whose runs are in `words`, big-endian ones of EWAH.

    False where they are not whole or make more than `target` has room for; what is in it then is not said. Raises
    ValueError for what is not so many whole words, here or there.
    """
    if len(words) % WORD_SIZE or len(target) % WORD_SIZE:
        raise ValueError("not so many whole words")
    stored = array("Q", words)
    turned = array("Q", words)
    turned.byteswap()
    if sys.byteorder == "little":
        stored = turned
    # The lowest byte first, whatever this machine has first.
    in_order = turned.tobytes()
    row = at = 0
    while row < len(stored):
        run = stored[row]
        repeated, literals = run >> 1 & MOST_RUN, run >> 1 + RUN_BITS
        row += 1
        if repeated + literals > (len(target) - at) // WORD_SIZE or literals > len(stored) - row:
            return False
        if repeated and run & 1:
            turn_round(target, at, ONES * repeated)
        at += repeated * WORD_SIZE
        if literals:
            turn_round(target, at, in_order[row * WORD_SIZE : (row + literals) * WORD_SIZE])
        at += literals * WORD_SIZE
        row += literals
    return True


def turn_round(target: bytearray, at: int, part: bytes) -> None:
    """Turn round in `target`, from `at` on, what is set in `part`."""
    end = at + len(part)
    mixed = int.from_bytes(target[at:end], "little") ^ int.from_bytes(part, "little")
    target[at:end] = mixed.to_bytes(len(part), "little")


def set_positions(data: bytes) -> array[int]:
    """Which bits of the set `data` are set, ascending, as 32-bit numbers. Raises ValueError for more than those."""
    if 8 * len(data) > MOST_POSITIONS:
        raise ValueError("a set of too many bits")
    found = array("I")
    for number, byte in enumerate(data):
        if byte:
            first = 8 * number
            found.extend([first + bit for bit in SET_IN[byte]])
    return found


def inverted(order: array[int]) -> array[int] | None:
    """Where each number is in `order`, 32-bit numbers; None unless each of 0 to their count is there once.

    Raises TypeError unless they are 32-bit numbers.
    """
    if order.typecode != "I":
        raise TypeError("numbers of another type")
    count = len(order)
    if count and max(order) >= count:
        return None
    places = array("I", bytes(4 * count))
    for place, number in enumerate(order):
        places[number] = place
    # Where one is there twice another is not, and has the place 0, which is the first one's.
    return places if all(order[place] == number for number, place in enumerate(places)) else None
