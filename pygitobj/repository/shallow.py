"""The commits where history was cut off: the file `shallow`, an id a line.

Follows git's Documentation/technical/shallow.
"""

from __future__ import annotations

from pygitobj.errors import RepositoryError
from pygitobj.oid import ObjectId


def read_shallow(path: str) -> frozenset[bytes]:
    """The ids in the file `path` of commits whose parents are not to be followed. Raises RepositoryError."""
    try:
        with open(path, "rb") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise RepositoryError(f"unable to read {path}: {error.strerror}") from None
    ids = set()
    for line in lines:
        try:
            ids.add(ObjectId(line.strip()))
        except ValueError:
            raise RepositoryError(f"bad shallow line: {line.decode('utf-8', 'replace')}") from None
    return frozenset(ids)
