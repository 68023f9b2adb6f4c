"""A commit.

    tree <id>
    parent <id>             none, one or more
    author <ident>
    committer <ident>
    encoding <name>         where the message is not UTF-8
    gpgsig, mergetag, …     any others, possibly over several lines
                            an empty line
    message                 to the end, any bytes

Follows git's Documentation/user-manual, "Commit Object".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.formats.headers import (
    Header,
    build_headers,
    first_line,
    first_value,
    last_value,
    require_digits,
    require_order,
)
from pygitobj.formats.ident import Ident, parse_ident
from pygitobj.formats.stored import HeaderedObject
from pygitobj.formats.text import decode_text, first_paragraph
from pygitobj.oid import SHA1, ObjectFormat, ObjectId, ObjectType

# How the first headers come.
ORDER = (b"tree", b"parent", b"author", b"committer")
TREE, PARENT = b"tree ", b"parent "


class Commit(HeaderedObject):
    """A commit, parsed when first asked for a part; `data` stays the bytes that were read.

    A part that is missing or malformed raises CorruptObject when it is asked for.
    """

    type = ObjectType.COMMIT

    @property
    def tree(self) -> ObjectId:
        """The id of its tree, which comes first."""
        return self.id_in("tree", self.required("tree", 0))

    @property
    def parents(self) -> tuple[ObjectId, ...]:
        """The ids of its parents in order, as they are written: right after the tree, elsewhere they are none."""
        _ = self.tree  # without one there are no parents
        at = len(TREE) + self.format.hex_size + 1
        found = []
        while self.data.startswith(PARENT, at):
            start, at = at + len(PARENT), at + len(PARENT) + self.format.hex_size + 1
            if self.data[at - 1 : at] != b"\n":
                raise self.malformed("parent", self.data[start:].partition(b"\n")[0])
            found.append(self.id_in("parent", self.data[start : at - 1]))
        return tuple(found)

    @property
    def author(self) -> Ident:
        """Who wrote it, and when."""
        return self.ident("author")

    @property
    def committer(self) -> Ident:
        """Who committed it, and when."""
        return self.ident("committer")

    def ident(self, key: str) -> Ident:
        """What the last header `key` says, as in git where there are several. Raises CorruptObject."""
        value = last_value(self.headers, key.encode())
        return parse_ident(self.required(key) if value is None else first_line(value))

    @property
    def encoding(self) -> str | None:
        """The encoding that the commit declares for its text; None means UTF-8."""
        value = first_value(self.headers, b"encoding")
        return None if value is None else first_line(value).decode("ascii", "replace")

    @property
    def text(self) -> str:
        """The message decoded; what cannot be decoded is replaced."""
        return decode_text(self.message, self.encoding)

    @property
    def subject(self) -> str:
        """The first paragraph of the message on one line, as `git log --format=%s` gives it."""
        return first_paragraph(self.text)


def build_commit(headers: Sequence[Header], message: bytes, object_format: ObjectFormat = SHA1) -> Commit:
    """The commit with these headers, in this order, and this message.

    Raises ValueError for what would be read as another commit, or as none: no tree first, a parent after the author,
    ids of another format, a line too many, a NUL.
    """
    require_order(headers, ORDER, many=(b"parent",))
    if not headers or headers[0][0] != b"tree":
        raise ValueError("a commit starts with its tree")
    for key, value in headers:
        if key in (b"tree", b"parent"):
            require_digits(key.decode(), value, object_format)
        elif key == b"encoding" and b"\n" in value:
            raise ValueError("a header of more than one line: encoding")
    return Commit(build_headers(headers) + message, None, object_format)
