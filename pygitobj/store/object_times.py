"""When the objects of a pack changed: all as its file, or each at a time of its own in a cruft pack.

Follows git's Documentation/gitformat-pack, "pack-*.mtimes files".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.errors import CorruptError
from pygitobj.files.directory import GONE, unreadable
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import MTIMES_SUFFIX
from pygitobj.files.small_file import read_small
from pygitobj.formats.mtimes import parse_mtimes, size_of

NANOSECONDS = 1_000_000_000


def object_times(pack: PackFile) -> Sequence[int] | None:
    """The second in which each object of the cruft pack `pack` changed, by its row; None for any other pack.

    Raises RepositoryError, CorruptError where they cannot be read.
    """
    path = pack.path + MTIMES_SUFFIX
    count = pack.index.count
    try:
        data = read_small(path, size_of(count, pack.object_format) + 1)
    except GONE:
        return None
    except OSError as error:
        raise unreadable(f"unable to read {path}", error) from error
    try:
        return parse_mtimes(data, count, pack.object_format)
    except CorruptError as error:
        raise error.located(path) from None
