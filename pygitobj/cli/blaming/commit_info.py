"""What a blame says of commits: who wrote and who committed them, when, and their first lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from pygitobj.formats.commit_text import CommitText
from pygitobj.formats.ident import ident_parts
from pygitobj.formats.mailmap import Mailmap
from pygitobj.formats.numbers import LARGEST_UNSIGNED
from pygitobj.record import Record

UNKNOWN = b"(unknown)"
KNOWN_COMMITS = 1 << 14


class Who(Record):
    """A person and a moment; `email` is in brackets, `offset` as it is written."""

    name: bytes
    email: bytes
    time: int
    offset: bytes


class CommitInfo(Record):
    """What is said of a commit."""

    author: Who
    committer: Who
    summary: bytes


NOBODY = Who(UNKNOWN, UNKNOWN, 0, UNKNOWN)


class CommitInfos:
    """What is said of commits, whose bodies `read` gives by raw ids, in the encoding `encoding`."""

    def __init__(self, read: Callable[[bytes], bytes], mailmap: Mailmap, encoding: str) -> None:
        self.read, self.mailmap, self.encoding = read, mailmap, encoding
        self.of = lru_cache(KNOWN_COMMITS)(self.find)

    def find(self, oid: bytes) -> CommitInfo:
        """What is said of a commit. Raises NotFoundError, CorruptError."""
        text = CommitText(self.read(oid), self.encoding)
        return CommitInfo(
            self.who(text.data, b"\nauthor "),
            self.who(text.data, b"\ncommitter "),
            title_of(text) or b"(%b)" % oid.hex().encode("ascii"),
        )

    def who(self, data: bytes, header: bytes) -> Who:
        """Whom the first line of `data` names that begins with `header`, be it a header or not, as for git."""
        at = data.find(header)
        if at < 0:
            return NOBODY
        start = at + len(header)
        end = data.find(b"\n", start)
        parts = ident_parts(data[start : len(data) if end < 0 else end])
        if parts is None:
            return NOBODY
        name, email = self.mailmap.person(parts.name, parts.email)
        seconds = min(int(parts.seconds or b"0"), LARGEST_UNSIGNED)
        return Who(name, b"<%b>" % email, seconds, parts.offset or UNKNOWN)


def title_of(text: CommitText) -> bytes:
    """The first line of the message that is not blank."""
    return text.title if b"\n\n" in text.data else b""
