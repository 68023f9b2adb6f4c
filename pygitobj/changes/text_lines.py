"""The lines of a text, each taken out of it where it is asked for."""

from __future__ import annotations

from itertools import pairwise

from pygitobj.kernels import line_starts


class Lines:
    """The lines of `text` with their ends; the last one may have none. Raises ValueError for one beyond 2 GiB."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.starts = line_starts(text)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, at: int) -> bytes:
        return self.text[self.starts[at] : self.starts[at + 1]]

    def part(self, start: int, end: int) -> list[bytes]:
        """Lines `start` to `end`, without the last."""
        text = self.text
        return [text[first:last] for first, last in pairwise(self.starts[start : end + 1])]
