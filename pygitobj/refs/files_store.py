"""What writing references in files asks of what reads them; it is files.py's, which stands above the writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pygitobj.files.looked import Looked, Signature
from pygitobj.formats.packed_refs import PackedRef, PackedRefs
from pygitobj.refs.backend import RefBackend


class FilesStore(RefBackend, Protocol):
    """References in files, as they are read."""

    git_dir: str
    common_dir: str
    last_packed: tuple[Signature, PackedRefs] | None

    @property
    def packed_path(self) -> str:
        """The file of packed references."""

    def path(self, name: str) -> str:
        """The file of the reference `name`, if it has one."""

    def loose_names(self, prefix: str, *, strict: bool) -> list[bytes]:
        """The sorted names that start with `prefix` of the references with a file."""

    def place(self, name: str) -> tuple[str, str]:
        """The git directory that has the reference `name`, and what it is called there."""

    def packed(self, looked: Looked, *, whole: bool = False) -> PackedRefs:
        """The packed references as they are now, in memory if they are wanted as a `whole`."""

    def packed_list(self, prefix: bytes) -> Iterator[PackedRef]:
        """The packed references whose names start with `prefix`, as they stand in the file."""
