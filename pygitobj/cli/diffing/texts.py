"""What of files is compared in patches: their contents, or what a program of the configuration makes of them."""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.changes.contents import Contents
from pygitobj.changes.pairs import Side

# What a program makes of a file; None where there is none for it.
Convert = Callable[[Side], bytes | None]


class Texts:
    """The two sides of a pair. `convert` is None where no program is to be asked."""

    def __init__(self, contents: Contents, convert: Convert | None, old: Side | None, new: Side | None) -> None:
        self.contents = contents
        self.old, self.new = old, new
        self.made = {side: convert(side) for side in (old, new) if side is not None} if convert is not None else {}

    @property
    def is_plain(self) -> bool:
        """Whether neither side is binary, whatever programs make of it."""
        return not (self.contents.is_binary(self.old) or self.contents.is_binary(self.new))

    @property
    def is_text(self) -> bool:
        """Whether lines can be compared."""
        return not (self.is_binary(self.old) or self.is_binary(self.new))

    def is_binary(self, side: Side | None) -> bool:
        """Whether what is compared of one side has no lines."""
        return side is not None and self.made.get(side) is None and self.contents.is_binary(side)

    def data(self, side: Side | None) -> bytes:
        """What is compared of one side."""
        found = None if side is None else self.made.get(side)
        return self.contents.data(side) if found is None else found
