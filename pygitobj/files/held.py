"""A pack that stays open whatever becomes of its files."""

from __future__ import annotations

from pygitobj.files.pack import PackFile


class HeldPack:
    """`pack` with both of its files open: it can be read also where they have lost their names.

    Raises OSError where one is gone already, CorruptError, UnsupportedError.
    """

    def __init__(self, pack: PackFile) -> None:
        self.pack = pack
        self.index = pack.index
        self.decoder = pack.opened_decoder or pack.open_decoder()

    def read(self, oid: bytes) -> tuple[int, bytes] | None:
        """The object with the raw id `oid` as (type code, body); None where it has none. Raises CorruptError."""
        # They may have been let go of where many files are open, and could not be opened by their names any more.
        self.pack.opened_index, self.pack.opened_decoder = self.index, self.decoder
        offset = self.pack.find_offset(oid)
        return None if offset is None else self.pack.read(offset)
