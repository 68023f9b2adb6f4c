"""The commits where history was cut off: the file `shallow`, an id a line.

What follows an id in its line does not count. Git takes a line longer than its buffer of 1023 bytes for several. Each
must start with an id, an empty one too.

Follows git's Documentation/technical/shallow.
"""

from __future__ import annotations

import os
from functools import partial
from io import BytesIO

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.small_text import SPACE, id_at_start
from pygitobj.oid import ObjectFormat

# So many bytes of a line are read at once.
MOST_OF_A_LINE = 1023


def read_shallow(path: str, object_format: ObjectFormat) -> frozenset[bytes]:
    """The ids in the file `path` of commits whose parents are not to be followed. Raises RepositoryError."""
    try:
        data = read_small(path)
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise unreadable(f"unable to read {path}", error) from error
    ids = set()
    for line in iter(partial(BytesIO(data).readline, MOST_OF_A_LINE), b""):
        oid = id_at_start(line, object_format)
        if oid is None:
            raise RepositoryError(f"bad shallow line: {os.fsdecode(line.rstrip(SPACE))}")
        ids.add(oid)
    return frozenset(ids)
