"""What callers hand to a job: checked before anything is looked at, and made what the job takes."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable
from datetime import datetime
from math import floor

from pygitobj.errors import RevisionError
from pygitobj.formats.blob import Blob
from pygitobj.formats.commit import Commit
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import Tree
from pygitobj.jobs.report import Told
from pygitobj.oid import ObjectFormat, ObjectId, shown
from pygitobj.store.place import require_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pygitobj.jobs.packing.pack_config import Tuning
    from pygitobj.jobs.report import Progress
    from pygitobj.repository.typed import GitObject

PACK_SUFFIX = ".pack"
LEVELS = range(-1, 10)
VERSIONS = (1, 2)


def require_flags(**flags: object) -> None:
    """Raises TypeError unless each of `flags` is True or False: a str such as "no" would count as yes."""
    for name, value in flags.items():
        if not isinstance(value, bool):
            raise TypeError(f"{name} is True or False, not {shown(value)}")


def require_together(what: str, **needed: object) -> None:
    """Raises ValueError where one of `needed` was not given, without which `what` says nothing."""
    for name, value in needed.items():
        if not value:
            raise ValueError(f"{what} needs {name}")


def refuse_together(**given: object) -> None:
    """Raises ValueError where more than one of these was given."""
    names = [name for name, value in given.items() if value is not None and value is not False]
    if len(names) > 1:
        raise ValueError(f"{names[0]} and {names[1]} do not go together")


def require_container(name: str, value: object) -> None:
    """Raises TypeError unless `value` may hold ids: of digits it would find none."""
    if isinstance(value, str | bytes) or not hasattr(value, "__contains__"):
        raise TypeError(f"{name} is a container of ids, such as a set of them, not {shown(value)}")
    first = next(iter(value), None) if isinstance(value, Collection) else None
    if first is not None and not isinstance(first, bytes):
        raise TypeError(f"{name} has ids, ObjectId or bytes, not {shown(first)}")


def require_numbers(**numbers: int | None) -> None:
    """Raises TypeError or ValueError unless each of `numbers`, where it was given, is a whole number from 0 on."""
    for name, value in numbers.items():
        if value is not None:
            require_number(name, value, "a number")


def is_one_of(value: object, numbers: Container[int]) -> bool:
    """Whether `value` is one of `numbers`, and a number: True is none, nor is what says that it is equal."""
    return isinstance(value, int) and not isinstance(value, bool) and value in numbers


def require_version(name: str, value: int | None) -> None:
    """Raises ValueError unless `value`, where it was given, is a version that there is."""
    if value is not None and not is_one_of(value, VERSIONS):
        raise ValueError(f"{name} is 1 or 2, not {shown(value)}")


def require_level(compression: int | None) -> None:
    """Raises ValueError unless this, where it was given, is a level of zlib's."""
    if compression is not None and not is_one_of(compression, LEVELS):
        raise ValueError(f"compression is a level from -1 to 9, not {shown(compression)}")


def require_tuning(tuning: Tuning) -> None:
    """Raises TypeError or ValueError for what says how packs are made and cannot be."""
    require_flags(
        reuse_delta=tuning.reuse_delta,
        reuse_object=tuning.reuse_object,
        delta_base_offset=tuning.delta_base_offset,
    )
    require_numbers(
        window=tuning.window,
        depth=tuning.depth,
        window_memory=tuning.window_memory,
        threads=tuning.threads,
        max_pack_size=tuning.max_pack_size,
    )
    require_level(tuning.compression)
    require_version("index_version", tuning.index_version)


def told(report: Callable[[Progress], object] | None) -> Told | None:
    """What tells `report`, if there is one. Raises TypeError."""
    if report is None:
        return None
    if not callable(report):
        raise TypeError(f"report is a function that takes a Progress, not {shown(report)}")
    return Told(report)


def several(name: str, values: object) -> list[object]:
    """`values`, which are many. Raises TypeError for one alone, which may look like many: a str, or an id.

    The same for a range, of numbers without end, which nothing here is.
    """
    if isinstance(values, str | bytes | range) or not isinstance(values, Iterable):
        raise TypeError(f"{name} are several, such as a list, not {shown(values)}")
    return list(values)


def seconds_given(name: str, moment: datetime) -> int:
    """The whole second since 1970 of `moment`, or before it. Raises TypeError for one without an offset."""
    if not isinstance(moment, datetime):
        raise TypeError(f"{name} is a datetime with its offset, not {shown(moment)}")
    if moment.utcoffset() is None:
        raise TypeError(f"{name} is a datetime with its offset, such as datetime.now(timezone.utc), not {moment!r}")
    return floor(moment.timestamp())


def pack_names(name: str, values: Iterable[str]) -> frozenset[str]:
    """`values`, names of packs, with their suffix. Raises TypeError, ValueError for what is no name but a path."""
    names = set()
    for value in several(name, values):
        if not isinstance(value, str):
            raise TypeError(f'{name} are names of packs, such as "pack-….pack", not {shown(value)}')
        if not value or "/" in value or "\0" in value:
            raise ValueError(f'{name} are names of packs, such as "pack-….pack", without a directory, not {value!r}')
        names.add(value if value.endswith(PACK_SUFFIX) else value + PACK_SUFFIX)
    return frozenset(names)


def start_given(name: str, value: object, own: ObjectFormat) -> str | bytes:
    """The revision, or the raw id, that `value` is. Raises TypeError, ValueError; RevisionError for an option."""
    if isinstance(value, Commit | Tag | Tree | Blob):
        value = value.id
    if isinstance(value, ObjectId):
        own.require_id(value)
        return bytes(value)
    if not isinstance(value, str):
        raise TypeError(f'{name} are revisions such as "HEAD~2", ids or objects, not {shown(value)}')
    if value.startswith("-"):
        raise RevisionError(f"not a rev '{value}'")
    return value


def starts_given(name: str, values: Iterable[str | ObjectId | GitObject], own: ObjectFormat) -> list[str | bytes]:
    """`values` as revisions and raw ids. Raises as `start_given`."""
    return [start_given(name, value, own) for value in several(name, values)]
