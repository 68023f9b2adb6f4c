"""What Python cannot do: go on after a page of a map could not be had. Files are read in parts instead of mapped."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol, SupportsIndex, overload

    from pygitobj.kernels.buffers import ByteSource

    class Source(Protocol):
        """Where the bytes of a map can be read too."""

        def read(self, start: int, stop: int) -> bytes:
            """The bytes from `start` up to `stop`, or the error to raise."""


def install_guard() -> bool:
    """False: maps are not guarded."""
    return False


def uninstall_guard() -> None:
    """Nothing was installed."""


class GuardedMap:
    """The bytes of `mapped`, which is not guarded: see kernels/native/guard.pyx."""

    def __init__(self, mapped: ByteSource, origin: Source) -> None:
        self.mapped: Any = mapped
        self.origin = origin
        self.faults = 0

    def failed(self) -> bool:
        """False: nobody would be left to ask."""
        return False

    def madvise(self, option: int) -> None:
        """Tell the system how the pages are used."""
        self.mapped.madvise(option)

    def __len__(self) -> int:
        return len(self.mapped)

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: SupportsIndex, /) -> int: ...

        @overload
        def __getitem__(self, key: slice, /) -> bytes: ...

    def __getitem__(self, key: SupportsIndex | slice, /) -> int | bytes:
        found: int | bytes = self.mapped[key]
        return found
