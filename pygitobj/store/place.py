"""What a store is made of: its place, as a path that stays, and its options, each refused where it cannot be one."""

from __future__ import annotations

import os
import stat

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import is_directory, is_there, names_in, path_given, status, unreadable
from pygitobj.oid import ObjectFormat, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import StrOrBytesPath

SHARD_DIGITS = 2
HEX = frozenset("0123456789abcdef")
# What is in an object directory besides; files that were never finished may be all there is.
OWN_NAMES = ("pack", "info")
TEMPORARY = ("tmp_", "incoming-")
# No object has as many bytes, and nothing else is as many.
NUMBER_END = 1 << 63


def object_directory(path: StrOrBytesPath) -> str:
    """`path` made absolute: whoever changes the current directory still means the same store.

    It may be made later. Raises RepositoryError for what is no directory, and for a repository, which has its objects
    elsewhere.
    """
    place = path_given(path)
    try:
        found = status(place)
        if found is None:
            return place
        if not stat.S_ISDIR(found.st_mode):
            raise RepositoryError(f"object directory {place} is no directory")
        inside = "objects" if is_there(f"{place}/HEAD") else ".git/objects" if is_there(f"{place}/.git") else None
    except OSError as error:
        raise unreadable(f"unable to access object directory {place}", error) from error
    if inside is not None:
        raise RepositoryError(f"{place} is a repository: its objects are in {place}/{inside}, or Repository.open it")
    return place


def require_there(place: str) -> None:
    """Raises RepositoryError where the object directory `place` is not there when it is first looked at."""
    try:
        if is_directory(place):
            return
    except OSError as error:
        raise unreadable(f"unable to access object directory {place}", error) from error
    raise RepositoryError(f"object directory {place} does not exist")


def require_own_names(place: str) -> None:
    """Raises RepositoryError where the directory `place` has something in it, and nothing that such a one has.

    Raises OSError.
    """
    names = names_in(place)
    if names and not any(is_own_name(name) for name in names):
        raise RepositoryError(f"{place} is no object directory: expected pack, info or directories of two hex digits")


def is_own_name(name: str) -> bool:
    """Whether an object directory could have `name` in it."""
    return name in OWN_NAMES or name.startswith(TEMPORARY) or (len(name) == SHARD_DIGITS and HEX.issuperset(name))


def require_options(
    object_format: ObjectFormat | None,
    alternates: str,
    warn: object,
    cache: int,
    files: int | None,
    threads: int | None,
) -> None:
    """Raises TypeError or ValueError for options of a store that cannot be."""
    if object_format is not None and not isinstance(object_format, ObjectFormat):
        raise TypeError(f"an object format is expected, SHA1 or SHA256, not {shown(object_format)}")
    if not isinstance(alternates, str) or "\0" in alternates:
        raise TypeError(f"alternates are a str, paths with {os.pathsep} between, not {shown(alternates)}")
    if not callable(warn):
        raise TypeError(f"warn is a function that takes a line, not {shown(warn)}")
    require_number("delta_base_cache_limit", cache, "a number of bytes")
    if files is not None:
        require_number("open_files", files, "how many files may be open")
    if threads is not None:
        require_number("threads", threads, "a number of threads")


def require_number(name: str, value: object, what: str) -> None:
    """Raises TypeError or ValueError unless `value`, which is called `name` and says `what`, is a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is {what}, not {shown(value)}")
    if not 0 <= value < NUMBER_END:
        raise ValueError(f"{name} is {what}, not {value}")


def available_cores() -> int:
    """How many cores this process may use: as many threads are worth having."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
