"""Sets of positions that grow while a walk goes on, and the objects that get positions while it does."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.formats.ewah import bits_at


class PositionSet:
    """A set of positions, asked and changed one by one or as a whole; `size` is how many there are at first."""

    def __init__(self, size: int) -> None:
        self.data = bytearray(-(-size // 8))

    def __contains__(self, position: int) -> bool:
        at = position >> 3
        return at < len(self.data) and bool(self.data[at] >> (position & 7) & 1)

    def add(self, position: int) -> None:
        """Take in one more."""
        at = position >> 3
        if at >= len(self.data):
            self.data.extend(bytes(at + 1 - len(self.data)))
        self.data[at] |= 1 << (position & 7)

    def unite(self, bits: int) -> None:
        """Take in all of the set `bits`."""
        united = self.bits | bits
        self.data = bytearray(united.to_bytes(max(len(self.data), -(-united.bit_length() // 8)), "little"))

    @property
    def bits(self) -> int:
        """The set as an int, with the value 2^n for the position n."""
        return int.from_bytes(self.data, "little")


class Extended:
    """Objects without a bit, by the number in which they came: their raw ids and type codes."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self.codes: list[int] = []

    @property
    def oids(self) -> Sequence[bytes]:
        """The raw ids, in their order."""
        return list(self.numbers)

    def number(self, oid: bytes, code: int) -> int:
        """The number of the object `oid`, of the type `code`, which is a new one where it has none."""
        found = self.numbers.setdefault(oid, len(self.codes))
        if found == len(self.codes):
            self.codes.append(code)
        return found

    def of_type(self, code: int) -> int:
        """Those of the type `code`, as a set of numbers."""
        return bits_at([number for number, one in enumerate(self.codes) if one == code], len(self.codes))
