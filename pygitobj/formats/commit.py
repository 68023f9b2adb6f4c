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

from pygitobj.formats.headers import Header, build_headers, first_value, require_digits, require_order
from pygitobj.formats.ident import Ident, parse_ident
from pygitobj.formats.stored import HeaderedObject
from pygitobj.formats.text import decode_text
from pygitobj.oid import SHA1, ObjectFormat, ObjectId, ObjectType

# How the first headers come.
ORDER = (b"tree", b"parent", b"author", b"committer")


class Commit(HeaderedObject):
    """A commit, parsed when first asked for a part; `data` stays the bytes that were read.

    A part that is missing or malformed raises CorruptObject when it is asked for.
    """

    type = ObjectType.COMMIT

    @property
    def tree(self) -> ObjectId:
        """The id of its tree."""
        return self.id_in("tree", self.required("tree"))

    @property
    def parents(self) -> tuple[ObjectId, ...]:
        """The ids of its parents in order, as they are written."""
        return tuple(self.id_in("parent", value) for key, value in self.headers if key == b"parent")

    @property
    def author(self) -> Ident:
        """Who wrote it, and when."""
        return parse_ident(self.required("author"))

    @property
    def committer(self) -> Ident:
        """Who committed it, and when."""
        return parse_ident(self.required("committer"))

    @property
    def encoding(self) -> str | None:
        """The encoding that the commit declares for its text; None means UTF-8."""
        value = first_value(self.headers, b"encoding")
        return None if value is None else value.decode("ascii", "replace")

    @property
    def text(self) -> str:
        """The message decoded; what cannot be decoded is replaced."""
        return decode_text(self.message, self.encoding)

    @property
    def subject(self) -> str:
        """The first paragraph of the message on one line."""
        paragraph = self.text.lstrip("\n").split("\n\n", 1)[0]
        return " ".join(line.strip() for line in paragraph.split("\n")).strip()


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
