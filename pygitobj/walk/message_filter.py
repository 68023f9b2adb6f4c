"""Which commits are meant by what their messages and idents say: --author, --committer, --grep and --grep-reflog.

A commit is taken if each of author, committer and reflog for which there are patterns has a line that one of them
matches, and if one of the patterns for the message does, or all (`all_match`), or none (`invert`). Of idents the time
is not looked at. A pattern of several lines is several patterns, and each line of a message is looked at by itself, up
to a NUL. Follows git's Documentation/rev-list-options, "Commit Limiting".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pygitobj.formats.characters import as_patterns_have, decoded
from pygitobj.formats.mailmap import Mailmap
from pygitobj.formats.message_pattern import BASIC, Search, compile_pattern
from pygitobj.formats.small_text import text_of

AUTHOR, COMMITTER, REFLOG = b"author ", b"committer ", b"reflog "
LINE_END = b"\n"


class MessageFilter:
    """Patterns, as `str` with bytes that are no UTF-8 as surrogates, of one of git's kinds.

    `wide` is whether characters are those of UTF-8, as the locale says, or bytes. With a `mailmap` authors and
    committers are those that it shows. Raises ValueError in git's words for what is no pattern.
    """

    def __init__(
        self,
        *,
        author: Sequence[str] = (),
        committer: Sequence[str] = (),
        grep: Sequence[str] = (),
        reflog: Sequence[str] = (),
        all_match: bool = False,
        invert: bool = False,
        ignore_case: bool = False,
        kind: str = BASIC,
        wide: bool = True,
        mailmap: Mailmap | None = None,
    ) -> None:
        def searches(where: str, patterns: Iterable[str]) -> list[Search]:
            lines = [line for pattern in patterns for line in pattern.split("\n")]
            return [self.compiled(where, line, kind, ignore_case) for line in lines]

        self.wide = wide
        self.all_match = all_match
        self.invert = invert
        self.mailmap = mailmap
        given = {AUTHOR: author, COMMITTER: committer, REFLOG: reflog}
        self.headers = {name: searches("header", patterns) for name, patterns in given.items() if patterns}
        self.message = searches("command line", grep)

    def compiled(self, where: str, pattern: str, kind: str, ignore_case: bool) -> Search:
        """What searches for `pattern`, which messages say was found in `where`. Raises ValueError."""
        text = as_patterns_have(pattern, self.wide)
        try:
            return compile_pattern(text, kind, ignore_case=ignore_case, wide=self.wide)
        except ValueError as error:
            raise ValueError(f"{where}, '{pattern}': {error}") from None

    def __bool__(self) -> bool:
        """Whether there are any patterns; without, all commits are taken."""
        return bool(self.headers or self.message)

    def accepts(self, body: bytes, notes: bytes = b"", reflog: bytes = b"") -> bool:
        """Whether the commit with this `body`, in the encoding in which it is shown, is taken.

        `notes` are searched with its message, `reflog` is what the log says where it was met.
        """
        if not self:
            return True
        text = text_of(body) + notes
        start = 0 if text.startswith(LINE_END) else text.find(b"\n\n") + 1
        has_message = start > 0 or text.startswith(LINE_END)
        if self.headers and not self.has_headers(text[:start] if has_message else text, reflog):
            return False
        if not self.message:
            return True
        if not has_message:
            return self.invert
        message = decoded(text[start:].removesuffix(LINE_END), self.wide)
        found = (search(message) for search in self.message)
        if self.invert:
            return not any(found)
        return all(found) if self.all_match else any(found)

    def has_headers(self, head: bytes, reflog: bytes) -> bool:
        """Whether each header for which there are patterns has a line in `head` that matches."""
        if self.mailmap is not None:
            head = self.mailmap.apply(head)
        if REFLOG in self.headers:
            head = REFLOG + reflog + LINE_END + head
        return all(
            any(self.matches(searches, name, value) for value in values_of(head, name))
            for name, searches in self.headers.items()
        )

    def matches(self, searches: Sequence[Search], name: bytes, value: bytes) -> bool:
        """Whether one of `searches` finds something in the `value` of the header `name`, up to the time in it."""
        end = -1 if name == REFLOG else value.rfind(b">", 1)
        text = decoded(value if end < 0 else value[: end + 1], self.wide)
        return any(search(text) for search in searches)


def values_of(head: bytes, name: bytes) -> Iterator[bytes]:
    """What the lines of `head` that start with `name` have after it."""
    lines, mark = LINE_END + head, LINE_END + name
    at = lines.find(mark)
    while at >= 0:
        end = lines.find(LINE_END, at + 1)
        yield lines[at + len(mark) : end if end >= 0 else None]
        at = lines.find(mark, at + 1)
