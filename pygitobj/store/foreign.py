"""What is of the other object format: directories that hold its objects, and objects that were made for it.

The names in an object directory tell, and where it is a repository's `objects` its configuration:

    pack/pack-<digits>.pack, .idx      as many hex digits as an id has, 40 or 64
    xx/<digits>                        two fewer
    ../config                          extensions.objectFormat
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import GONE, names_in, unreadable
from pygitobj.files.pack_family import INDEX_SUFFIX, PACK_SUFFIX, is_named_by_hash
from pygitobj.files.small_file import read_small
from pygitobj.formats.config import BadConfigLineError, parse_config
from pygitobj.formats.links import names_foreign_ids
from pygitobj.oid import FORMATS, SHA1, ObjectFormat
from pygitobj.store.place import HEX, SHARD_DIGITS, require_own_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.stored import StoredObject
    from pygitobj.sources.object_directory import ObjectDirectory

BY_LOOSE_DIGITS = {found.hex_size - SHARD_DIGITS: found for found in FORMATS.values()}
VERSION_NAME = "core.repositoryformatversion"
FORMAT_NAME = "extensions.objectformat"


def found_format(directory: str) -> ObjectFormat:
    """The format of the objects in `directory`: what its repository says, else the first name, SHA-1 without any.

    Raises RepositoryError where that cannot be read, is a format that nobody knows, or where other files are.
    """
    try:
        found = configured_format(directory) or next(named_formats(directory), None)
        if found is None:
            require_own_names(directory)
        return found or SHA1
    except OSError as error:
        raise unreadable(f"unable to read {error.filename}", error) from error


def configured_format(directory: str) -> ObjectFormat | None:
    """What the configuration beside `directory` says; None where it is no repository's `objects`. Raises OSError."""
    top, name = os.path.split(os.path.abspath(directory))
    if name != "objects":
        return None
    try:
        values = {entry.name: entry.value for entry in parse_config(read_small(f"{top}/config"))}
    except (*GONE, BadConfigLineError):
        # The objects of a repository whose configuration is damaged can be had all the same.
        return None
    if values.get(VERSION_NAME) in (None, "0"):
        return None
    wanted = values.get(FORMAT_NAME, SHA1.name)
    if wanted not in FORMATS:
        raise RepositoryError(f"invalid value for 'extensions.objectformat': '{wanted}'")
    return FORMATS[wanted]


def named_formats(directory: str) -> Iterator[ObjectFormat]:
    """The format of each name in `directory` that is a pack's or a loose object's. Raises OSError."""
    for name in names_in(f"{directory}/pack"):
        stem, suffix = os.path.splitext(name)
        if suffix in (PACK_SUFFIX, INDEX_SUFFIX):
            yield from (found for found in FORMATS.values() if is_named_by_hash(stem, found.hex_size))
    for shard in names_in(directory):
        if len(shard) == SHARD_DIGITS and HEX.issuperset(shard):
            for name in names_in(f"{directory}/{shard}"):
                if len(name) in BY_LOOSE_DIGITS and HEX.issuperset(name):
                    yield BY_LOOSE_DIGITS[len(name)]


def other_format(directory: str, own: ObjectFormat) -> ObjectFormat | None:
    """The other format, where names in `directory` are of it and none is of `own`. Raises OSError."""
    other = None
    for found in named_formats(directory):
        if found.name == own.name:
            return None
        other = found
    return other


def require_own_format(
    sources: Sequence[ObjectDirectory], own: ObjectFormat, report: Callable[[RepositoryError], None]
) -> None:
    """Raises RepositoryError where the first of `sources` plainly holds objects of the other format than `own`.

    The others are borrowed from, and `report` is only told of them: git passes over them as well, and nothing in them
    can be asked for.
    """
    for source in sources:
        # An index that could be opened is of this format: of the other one its size cannot be right.
        if any(pack.opened_index is not None for pack in source.packed.packs):
            continue
        try:
            other = other_format(source.path, own)
        except OSError as error:
            raise unreadable(f"unable to read {error.filename}", error) from error
        if other is not None:
            problem = RepositoryError(
                f"object directory {source.path} holds {other.name} objects: expected {own.name} objects"
            )
            if source is sources[0]:
                raise problem
            report(problem)


def require_made_for(own: ObjectFormat, made: StoredObject) -> None:
    """Raises ValueError where `made` was made for another format than `own`, or names objects by ids of another."""
    if made.format.name != own.name:
        raise ValueError(
            f"a {made.type} made for {made.format.name} cannot be written into a store of {own.name} objects: "
            f"make it with object_format={own.name.upper()}"
        )
    for other in FORMATS.values():
        if other.name != own.name and names_foreign_ids(made.type.code, made.data, own, other):
            raise ValueError(
                f"a {made.type} that names {other.name} objects cannot be written into a store of {own.name} objects"
            )
