"""A large file of lines of which little is looked at: it is asked as bytes are, and small slices of it are taken."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource

# How much is looked through at first, and at most at once.
FEW, MANY = 1 << 8, 1 << 16


class Searched:
    """The bytes of `source`. Methods are those of bytes with the same names, and raise what slices of it raise."""

    def __init__(self, source: ByteSource) -> None:
        self.source = source

    def __len__(self) -> int:
        return len(self.source)

    def __getitem__(self, part: slice) -> bytes:
        return self.source[part]

    def startswith(self, what: bytes, at: int = 0) -> bool:
        """Whether `what` is at `at`."""
        return self.source[at : at + len(what)] == what

    def endswith(self, what: bytes) -> bool:
        """Whether `what` is at the end."""
        return self.source[max(len(self) - len(what), 0) : len(self)] == what

    def find(self, byte: bytes, start: int, end: int | None = None) -> int:
        """Where the one `byte` is from `start` on and before `end`, -1 for nowhere."""
        end = len(self) if end is None else end
        size = FEW
        while start < end:
            found = self.source[start : min(start + size, end)].find(byte)
            if found >= 0:
                return start + found
            start += size
            size = MANY
        return -1

    def rfind(self, byte: bytes, start: int = 0, end: int | None = None) -> int:
        """Where the one `byte` is last, as `find`."""
        end = len(self) if end is None else end
        size = FEW
        while end > start:
            low = max(end - size, start)
            found = self.source[low:end].rfind(byte)
            if found >= 0:
                return low + found
            end = low
            size = MANY
        return -1
