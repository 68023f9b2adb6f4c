"""The text that a blame is asked about, by lines."""

from __future__ import annotations

from itertools import accumulate

from pygitobj.formats.small_text import ended_lines

NO_LETTERS = bytes(byte for byte in range(256) if not (chr(byte).isascii() and chr(byte).isalnum()))


class FinalText:
    """The lines of `text`, from 0."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.lines = ended_lines(text)
        self.starts = list(accumulate(map(len, self.lines), initial=0))
        self.letters: list[int] = []

    def __len__(self) -> int:
        return len(self.lines)

    def part(self, first: int, count: int) -> bytes:
        """The lines `first` and following, so many."""
        return self.text[self.starts[first] : self.starts[first + count]]

    def score(self, first: int, count: int) -> int:
        """How much these lines say: one more than they have letters and digits."""
        if not self.letters:
            self.letters = list(accumulate((len(line.translate(None, NO_LETTERS)) for line in self.lines), initial=0))
        return 1 + self.letters[first + count] - self.letters[first]
