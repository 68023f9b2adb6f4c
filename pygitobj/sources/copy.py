"""What every copy of an object answers, wherever it lies."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from pygitobj.sources.values import ObjectHeader, ObjectInfo, RawObject


class Copy(Protocol):
    """A candidate for an object. Methods raise OSError where it is gone, CorruptError where it is damaged."""

    @property
    def place(self) -> str:
        """The file that has it."""

    def read(self) -> RawObject:
        """The object."""

    def header(self) -> ObjectHeader:
        """Type and size, nothing built."""

    def info(self) -> ObjectInfo:
        """How it is stored, nothing built."""

    def is_whole(self) -> bool:
        """Whether it is stored as itself, not as a delta, and its stream could have the size that it claims."""

    def open(self) -> BinaryIO:
        """The body as a stream."""
