"""Making a commit of its parts.

The message is in the encoding that i18n.commitEncoding says; unless that is UTF-8 the commit says so. Follows git's
Documentation/git-commit-tree and Documentation/i18n.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from pygitobj.formats.commit import Commit, build_commit
from pygitobj.formats.numbers import lower
from pygitobj.formats.utf8 import repaired_utf8
from pygitobj.oid import ObjectId
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.ident import Ident
    from pygitobj.oid import ObjectFormat
    from pygitobj.repository.config import Config

UTF8 = ("utf-8", "utf8")
UTF_8 = "UTF-8"
NOT_UTF8 = (
    "Warning: commit message did not conform to UTF-8.\n"
    "You may want to amend it after fixing the message, or set the config\n"
    "variable i18n.commitEncoding to the encoding your project uses."
)


class NewCommit(Record):
    """What a commit is made of: `message` is in the configured encoding."""

    tree: ObjectId
    parents: Sequence[ObjectId]
    author: Ident
    committer: Ident
    message: bytes


def encoding_of(config: Config) -> str:
    """The encoding of messages of new commits, as it is configured."""
    return config.get("i18n.commitEncoding") or UTF_8


def commit_of(new: NewCommit, encoding: str, object_format: ObjectFormat, warn: Callable[[str], None]) -> Commit:
    """The commit that is made of `new`; `warn` is told where its message was to be UTF-8 and was none.

    Raises ValueError for what would be read as another commit, or as none.
    """
    headers = [(b"tree", str(new.tree).encode())]
    headers += [(b"parent", str(parent).encode()) for parent in new.parents]
    headers += [(b"author", bytes(new.author)), (b"committer", bytes(new.committer))]
    utf8 = lower(encoding) in UTF8
    if not utf8:
        headers.append((b"encoding", os.fsencode(encoding)))
    commit = build_commit(headers, new.message, object_format)
    if utf8:
        data, repaired = repaired_utf8(commit.data)
        if repaired:
            warn(NOT_UTF8)
            return Commit(data, None, object_format)
    return commit


def encoded_message(message: str, encoding: str) -> bytes:
    """`message` in this encoding. Raises ValueError where it cannot be said in it."""
    try:
        if lower(encoding) in UTF8:
            return message.encode("utf-8", "surrogateescape")
        return message.encode(encoding)
    except LookupError:
        raise ValueError(f"i18n.commitEncoding is {encoding!r}, in which no str can be encoded: pass bytes") from None
    except UnicodeEncodeError as error:
        raise ValueError(f"the message cannot be encoded in {encoding}: {error.reason}") from None
