"""Many ids as one value, raw ids one after another in one bytes object: the currency of what handles many objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from heapq import merge
from itertools import compress, pairwise
from operator import index, itemgetter, lt
from struct import Struct

from pygitobj.oid import RAW_SIZES, ObjectId, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, overload

# As ObjectId makes one of raw bytes, without looking at what is known to fit.
as_oid: Callable[[bytes], ObjectId] = partial(bytes.__new__, ObjectId)
SIZE_OF_SHA1 = RAW_SIZES[0]
# What an id is of the one that `struct` makes of it.
ONLY: Callable[[tuple[bytes]], bytes] = itemgetter(0)


class IdList(Sequence[ObjectId]):
    """The ids `ids`, in their order, in as many bytes as they have: 20 or 32 each, and nothing besides.

    A sequence: `len`, `[i]`, iteration and slices, which are IdLists too. `in` searches by halves where the ids ascend.
    `&`, `|` and `-` give, each once and in this list's order, those that the other has too, those of both, and those
    that it has not. Immutable; two of the same ids are equal. `bytes()` gives the ids one after another. Raises
    ValueError for ids of different lengths, TypeError for what is no id.

    >>> ids = IdList([ObjectId("4b825dc642cb6eb9a060e54bf8d69288fbee4904")])
    >>> len(ids), ids[0].short(), ids[0] in ids
    (1, '4b825dc', True)
    """

    __slots__ = ("_known_to_ascend", "raw", "size")

    raw: bytes
    size: int
    _known_to_ascend: bool | None

    def __new__(cls, ids: Iterable[bytes] = ()) -> IdList:  # noqa: D102 - the class says it
        if isinstance(ids, IdList):
            return ids
        given: object = ids
        if isinstance(given, str | bytes) or not isinstance(given, Iterable):
            raise TypeError(f"an IdList is made of ids, such as a list of them, not of {shown(ids)}")
        found = list(ids)
        for oid in found:
            if not isinstance(oid, bytes):
                raise TypeError(f"an object id is expected, not {shown(oid)}")
        sizes = set(map(len, found))
        if len(sizes) > 1 or not sizes <= set(RAW_SIZES):
            raise ValueError(f"ids of 20 or of 32 bytes are expected, not of {', '.join(map(str, sorted(sizes)))}")
        return cls.of(b"".join(found), sizes.pop() if sizes else SIZE_OF_SHA1)

    @classmethod
    def frombytes(cls, raw: bytes | bytearray | memoryview, size: int = SIZE_OF_SHA1) -> IdList:
        """The ids of `size` bytes that stand one after another in `raw`.

        Raises ValueError where these do not fit, TypeError.
        """
        if not isinstance(raw, bytes | bytearray | memoryview):
            raise TypeError(f"ids one after another are expected, as bytes, not {shown(raw)}")
        if type(size) is not int:
            raise TypeError(f"the size of an id is a number, 20 or 32, not {shown(size)}")
        if size not in RAW_SIZES:
            raise ValueError(f"ids have 20 or 32 bytes, not {size}")
        data = bytes(raw)
        if len(data) % size:
            raise ValueError(f"ids of {size} bytes each do not fit into {len(data)} bytes")
        return cls.of(data, size)

    @classmethod
    def of(cls, raw: bytes, size: int) -> IdList:
        """As `frombytes`, for what is known to fit."""
        made = object.__new__(cls)
        object.__setattr__(made, "raw", raw)
        object.__setattr__(made, "size", size)
        object.__setattr__(made, "_known_to_ascend", None)
        return made

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an IdList does not change: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an IdList does not change: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return IdList.frombytes, (self.raw, self.size)

    def __bytes__(self) -> bytes:
        return self.raw

    def __len__(self) -> int:
        return len(self.raw) // self.size

    def __iter__(self) -> Iterator[ObjectId]:
        return map(as_oid, self.raws())

    def raws(self) -> Iterator[bytes]:
        """The ids as plain bytes, which costs a quarter of what ObjectIds do."""
        return map(ONLY, Struct(f"{self.size}s").iter_unpack(self.raw))

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, at: int) -> ObjectId: ...

        @overload
        def __getitem__(self, at: slice) -> IdList: ...

    def __getitem__(self, at: int | slice) -> ObjectId | IdList:
        size = self.size
        if not isinstance(at, slice):
            position = index(at)
            count = len(self)
            if not -count <= position < count:
                raise IndexError("no id at this position")
            start = position % count * size
            return as_oid(self.raw[start : start + size])
        start, stop, step = at.indices(len(self))
        if step == 1:
            return IdList.of(self.raw[start * size : stop * size], size)
        places = range(start, stop, step)
        return IdList.of(b"".join([self.raw[place * size : (place + 1) * size] for place in places]), size)

    def __contains__(self, oid: object) -> bool:
        if not isinstance(oid, bytes) or len(oid) != self.size:
            return False
        if not self.ascends():
            return any(oid == other for other in self.raws())
        raw, size = self.raw, self.size
        low, high = 0, len(self)
        while low < high:
            middle = low + high >> 1
            if raw[middle * size : (middle + 1) * size] < oid:
                low = middle + 1
            else:
                high = middle
        return raw.startswith(oid, low * size)

    def ascends(self) -> bool:
        """Whether each id is above the one before it; worked out once."""
        if self._known_to_ascend is None:
            pairs = pairwise(self.raws())
            object.__setattr__(self, "_known_to_ascend", all(lt(low, high) for low, high in pairs))
        return bool(self._known_to_ascend)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, IdList):
            return NotImplemented
        return self.raw == other.raw and (self.size == other.size or not self.raw)

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        few = ", ".join(oid.hex()[:12] for oid in self[:2])
        return f"<IdList of {len(self)}{': ' if few else ''}{few}{', …' if len(self) > 2 else ''}>"

    def select(self, mask: Iterable[object]) -> IdList:
        """The ids in whose places `mask` has something true."""
        return IdList.of(b"".join(compress(self.raws(), mask)), self.size)

    def pieces(self, count: int) -> Iterator[IdList]:
        """The ids in lists of `count`, the last one of fewer."""
        return (self[start : start + count] for start in range(0, len(self), count))

    def at(self, positions: Iterable[int]) -> IdList:
        """The ids at `positions`, none of which is below 0, in their order."""
        raw, size = self.raw, self.size
        return IdList.of(b"".join([raw[place * size : (place + 1) * size] for place in positions]), size)

    def __and__(self, other: IdList) -> IdList:
        if not isinstance(other, IdList):
            return NotImplemented
        return self._once(lambda oid, theirs: oid in theirs, other)

    def __or__(self, other: IdList) -> IdList:
        if not isinstance(other, IdList):
            return NotImplemented
        return IdList.of(b"".join(dict.fromkeys([*self.raws(), *other.raws()])), self._common_size(other))

    def __sub__(self, other: IdList) -> IdList:
        if not isinstance(other, IdList):
            return NotImplemented
        return self._once(lambda oid, theirs: oid not in theirs, other)

    def _once(self, wanted: Any, other: IdList) -> IdList:
        """Each of the ids once that is `wanted`, given the set of the `other` ones."""
        size = self._common_size(other)
        theirs = frozenset(other.raws())
        return IdList.of(b"".join(oid for oid in dict.fromkeys(self.raws()) if wanted(oid, theirs)), size)

    def _common_size(self, other: IdList) -> int:
        """How long the ids of both are. Raises ValueError where they differ."""
        if self.size != other.size and self.raw and other.raw:
            raise ValueError(f"ids of {self.size} bytes and ids of {other.size} bytes do not go together")
        return self.size if self.raw else other.size


def once_each(streams: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    """The raw ids in `streams`, each of which ascends, in one that ascends and has none twice."""
    last = None
    for oid in merge(*streams):
        if oid != last:
            yield oid
            last = oid
