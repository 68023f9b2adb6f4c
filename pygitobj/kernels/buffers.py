"""What the kernels read: bytes in memory or a mapped file, whose slices are bytes."""

from __future__ import annotations

from typing import Protocol, SupportsIndex, overload


class ByteSource(Protocol):
    """Read-only bytes with a length: `bytes`, or an `mmap` whose slices are `bytes`."""

    def __len__(self) -> int: ...

    @overload
    def __getitem__(self, key: SupportsIndex, /) -> int: ...

    @overload
    def __getitem__(self, key: slice, /) -> bytes: ...
