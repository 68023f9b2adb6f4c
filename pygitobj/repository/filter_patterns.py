"""The patterns of a sparse checkout that a filter takes from a blob of the repository.

Lines are as in .gitignore. Follows git's Documentation/rev-list-options, "sparse:oid", and gitignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.errors import MISSING_OR_BAD, RepositoryError
from pygitobj.formats.path_pattern import PathPattern, parse_path_pattern
from pygitobj.oid import ObjectId, ObjectType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

MARK_OF_UTF8 = b"\xef\xbb\xbf"


def patterns_named(repository: Repository, name: str) -> list[PathPattern]:
    """The patterns in the blob that `name` means. Raises RepositoryError in git's words."""
    oid = repository.lookup(name).id
    if oid is None:
        raise RepositoryError(f"unable to access sparse blob in '{name}'")
    return list(parse_patterns(body_of(repository, oid)))


def body_of(repository: Repository, oid: ObjectId) -> bytes:
    """What is in the blob `oid`. Raises RepositoryError in git's words where it is none, or cannot be read."""
    try:
        kind, data = repository.reader.read(oid)
    except MISSING_OR_BAD:
        kind, data = None, b""
    if kind is not ObjectType.BLOB:
        raise RepositoryError(f"unable to parse sparse filter data in {oid}")
    return data


def parse_patterns(data: bytes) -> Iterator[PathPattern]:
    """The patterns in the lines of `data`."""
    for line in data.removeprefix(MARK_OF_UTF8).split(b"\n"):
        text = without_blanks(line.removesuffix(b"\r"))
        if text and not text.startswith(b"#"):
            yield parse_path_pattern(text)


def without_blanks(line: bytes) -> bytes:
    """`line` without the blanks at its end that no backslash stands before."""
    kept = line.rstrip(b" ")
    slashes = len(kept) - len(kept.rstrip(b"\\"))
    return kept + b" " if len(kept) < len(line) and slashes % 2 else kept
