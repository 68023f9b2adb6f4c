"""A commit as text: what it says in another encoding, its people, its subject and its body, found as git finds them.

    author …, committer …       of several lines the last counts
    encoding <name>             of several the first; what is written is UTF-8 without it
                                an empty line
                                lines of white space alone
    subject                     a paragraph
                                lines of white space alone
    body                        to the end

All of it ends at the first NUL. Nothing here fails: a part that is missing is empty. Follows git's
Documentation/pretty-formats and i18n.
"""

from __future__ import annotations

from pygitobj.formats.encoding import UTF_8, converted, is_utf_8, same_encoding
from pygitobj.formats.ident import IdentParts, ident_parts
from pygitobj.formats.small_text import SPACE
from pygitobj.kernels.paragraphs import after_blank_lines, paragraph_end

ENCODING = b"encoding "


class CommitText:
    """The text of the commit `body` in the encoding `output`, which is none where it is empty.

    What is in an encoding that nobody knows, or not in the one that it says, stays as it is. `encoding` is what the
    commit itself says, `headers_end` where the empty line after its headers is.
    """

    __slots__ = ("data", "encoding", "headers_end", "known_people", "known_subject")

    def __init__(self, body: bytes, output: str = UTF_8) -> None:
        if b"\0" in body:
            body = body.partition(b"\0")[0]
        end = headers_end(body)
        self.encoding = header_line(body, end, ENCODING)
        if output and (self.encoding is not None or (output != UTF_8 and not is_utf_8(output))):
            body = in_encoding(body, self.encoding, output)
            end = headers_end(body)
        self.data = body
        self.headers_end = end
        self.known_people: dict[bytes, IdentParts | None] = {}
        self.known_subject: tuple[int, int] | None = None

    @property
    def author(self) -> IdentParts | None:
        """Who wrote it; None where nothing says that."""
        return self.person(b"author ")

    @property
    def committer(self) -> IdentParts | None:
        """Who committed it; None where nothing says that."""
        return self.person(b"committer ")

    def person(self, key: bytes) -> IdentParts | None:
        """Who the header `key` names, which is looked for once."""
        if key not in self.known_people:
            self.known_people[key] = self.find_person(key)
        return self.known_people[key]

    def find_person(self, key: bytes) -> IdentParts | None:
        """Who the last header `key` names; None where there is none, or it names nobody."""
        at = self.data.rfind(b"\n" + key, 0, self.headers_end)
        if at < 0 and not self.data.startswith(key, 0, self.headers_end):
            return None
        start = at + 1 + len(key)
        end = self.data.find(b"\n", start, self.headers_end)
        return ident_parts(self.data[start : self.headers_end if end < 0 else end])

    @property
    def message(self) -> bytes:
        """All after the headers."""
        return self.data[self.headers_end + 1 :]

    def subject_span(self) -> tuple[int, int]:
        """Where the first paragraph of the message starts, and where it ends."""
        if self.known_subject is None:
            start = after_blank_lines(self.data, self.headers_end)
            self.known_subject = start, paragraph_end(self.data, start)
        return self.known_subject

    @property
    def subject(self) -> bytes:
        """The first paragraph of the message on one line, without the white space at the end of each of its lines."""
        start, end = self.subject_span()
        text = self.data[start:end]
        if b"\n" not in text:
            return text.rstrip(SPACE)
        return b" ".join(line.rstrip(SPACE) for line in text.split(b"\n"))

    @property
    def title(self) -> bytes:
        """The first line of the subject."""
        start, end = self.subject_span()
        return self.data[start:end].partition(b"\n")[0]

    @property
    def from_subject(self) -> bytes:
        """The message from its first line on that is not blank."""
        return self.data[self.subject_span()[0] :]

    @property
    def body(self) -> bytes:
        """What comes after the subject, from its first line on that is not blank."""
        return self.data[after_blank_lines(self.data, self.subject_span()[1]) :]


def headers_end(data: bytes) -> int:
    """Where the empty line that ends the headers of `data` is, its length where there is none."""
    if data.startswith(b"\n"):
        return 0
    end = data.find(b"\n\n")
    return len(data) if end < 0 else end + 1


def header_line(data: bytes, end: int, key: bytes) -> bytes | None:
    """What follows the first header `key` of `data`, whose headers end at `end`; None where there is no such one."""
    start = header_start(data, end, key)
    if start < 0:
        return None
    stop = data.find(b"\n", start, end)
    return data[start + len(key) : end if stop < 0 else stop]


def header_start(data: bytes, end: int, key: bytes) -> int:
    """Where the first header `key` of `data` starts, whose headers end at `end`; -1 where there is no such one."""
    if data.startswith(key, 0, end):
        return 0
    before = data.find(b"\n" + key, 0, end)
    return before if before < 0 else before + 1


def in_encoding(data: bytes, encoding: bytes | None, output: str) -> bytes:
    """`data`, whose headers say `encoding`, in the encoding `output`, and saying so.

    As it is where that cannot be.
    """
    source = UTF_8 if encoding is None else encoding.decode("utf-8", "surrogateescape")
    made: bytes | None = data
    if not same_encoding(source, output):
        made = converted(data, source, output)
    if made is None:
        return data
    if encoding is None:
        return made
    start = header_start(made, len(made), ENCODING)
    if start < 0:
        return made
    stop = made.find(b"\n", start)
    if stop < 0:
        return made
    if is_utf_8(output):
        return made[:start] + made[stop + 1 :]
    return made[: start + len(ENCODING)] + output.encode("utf-8", "surrogateescape") + made[stop:]
