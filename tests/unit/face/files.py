"""Files of every kind that Python has, to be written to and read from."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path
from typing import Any


class Slow(io.RawIOBase):
    """A file that takes, and gives, a few bytes at a time."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__()
        self.data = bytearray(data)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data)[:7]
        return min(7, len(data))

    def read(self, size: int = -1) -> bytes:
        piece = bytes(self.data[: min(7, size)])
        del self.data[: len(piece)]
        return piece


class Counting:
    """An object that has no more than `write` or `read`, and tells nothing of how much it took."""

    def __init__(self, data: bytes = b"") -> None:
        self.parts: list[bytes] = []
        self.left = io.BytesIO(data)

    def write(self, data: bytes) -> None:
        self.parts.append(data)

    def read(self, size: int) -> bytes:
        return self.left.read(size)


class Failing(Slow):
    """A file that fails after a while."""

    def write(self, data: Any) -> int:
        if len(self.data) > 60:
            raise ConnectionResetError(104, "reset by peer")
        return super().write(data)

    def read(self, size: int = -1) -> bytes:
        if len(self.data) < 100:
            raise ConnectionResetError(104, "reset by peer")
        return super().read(size)


class Given:
    """A file of each kind that gives `data`."""

    def __init__(self, way: str, data: bytes, path: Path) -> None:
        self.way, self.data, self.path = way, data, path

    def __enter__(self) -> Any:
        if self.way == "memory":
            return io.BytesIO(self.data)
        if self.way == "file":
            self.file: Any = open(self.path, "rb")
        elif self.way == "raw":
            self.file = open(self.path, "rb", buffering=0)
        elif self.way == "pipe":
            reader, writer = os.pipe()
            self.file = os.fdopen(reader, "rb")
            self.thread = threading.Thread(target=self.fill, args=(writer,))
            self.thread.start()
        else:
            self.file = Slow(self.data) if self.way == "slow" else Counting(self.data)
        return self.file

    def fill(self, writer: int) -> None:
        with os.fdopen(writer, "wb") as file:
            file.write(self.data)

    def __exit__(self, *_: object) -> None:
        if self.way in ("file", "raw", "pipe"):
            self.file.close()
        if self.way == "pipe":
            self.thread.join()
