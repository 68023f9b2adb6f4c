"""What a log looks for (--grep, --author, --committer) in colours where commits are shown in a format of git's own.

Follows git's Documentation/config/color, "color.grep.<slot>".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from pygitobj.changes.search.pattern import LinePattern
from pygitobj.changes.search.spans import spans_of
from pygitobj.changes.search.text import Text
from pygitobj.formats.color import RESET

MESSAGE = "grep"
# The field that a person's line is searched for.
FIELDS = {b"Author": "author", b"Commit": "committer"}


class Found:
    """Colours what `patterns` of a field match, of a `kind`, in lines of a message and in people.

    `match` and `selected` are the colours of what matches and of the rest of its line. The patterns were looked at
    before: nothing raises.
    """

    def __init__(
        self,
        patterns: Mapping[str, Sequence[str]],
        kind: str,
        *,
        ignore_case: bool,
        wide: bool,
        match: bytes,
        selected: bytes,
    ) -> None:
        self.texts, self.kind, self.ignore_case, self.wide = patterns, kind, ignore_case, wide
        self.match, self.selected = match, selected

    @cached_property
    def patterns(self) -> dict[str, list[LinePattern]]:
        """The patterns of each field."""
        return {field: list(self.compiled(texts)) for field, texts in self.texts.items()}

    def compiled(self, texts: Iterable[str]) -> Iterable[LinePattern]:
        """The patterns that `texts` are, one on each line."""
        for text in texts:
            for line in text.encode("utf-8", "surrogateescape").split(b"\n"):
                yield LinePattern(line, self.kind, ignore_case=self.ignore_case, wide=self.wide)

    def in_message(self, line: bytes) -> bytes:
        """A line of a message, or a part of one, with colours."""
        return self.painted(line, self.patterns.get(MESSAGE, ()))

    def in_person(self, what: bytes, person: bytes) -> bytes:
        """A person, and `what` they are, with colours."""
        return self.painted(person, self.patterns.get(FIELDS[what], ()))

    def painted(self, line: bytes, patterns: Sequence[LinePattern]) -> bytes:
        """`line` with what matches in its colour, and then all else in the other one."""
        parts: list[bytes] = []
        at = 0
        for start, end in spans_of(patterns, Text(line, wide=self.wide), len(line)) if patterns else ():
            parts += painted(line[at:start], self.selected), painted(line[start:end], self.match)
            at = end
        return b"".join((*parts, painted(line[at:], self.selected))) if parts else line


def painted(text: bytes, color: bytes) -> bytes:
    """`text` in a colour, if there is one."""
    return color + text + RESET if color else text
