"""Options that `pack-objects` and `repack` share: numbers as git reads them, and how packs are made."""

from __future__ import annotations

import time
from collections.abc import Callable

from pygitobj.cli.number_values import INTS, number_in, parse_int
from pygitobj.cli.parse_options import Option, Options
from pygitobj.errors import GitObjectError
from pygitobj.formats.numbers import LARGEST_UNSIGNED, parse_unsigned
from pygitobj.jobs.packing.pack_config import Tuning


def number(given: Options, option: Option) -> int | None:
    """The number of 32 bits that was given for `option`, with k, m or g. Raises UsageError where it is none."""
    return last_number(given, option, parse_int, "an", INTS)


def read_number(name: str, text: str) -> int:
    """As `number`, from one value of the option `name`, for where it is read as soon as it is come to."""
    return number_in(text, f"option `{name}'", parse_int, "an", INTS)


def size(given: Options, option: Option) -> int | None:
    """The number of bytes that was given for `option`, with k, m or g. Raises UsageError where it is none."""
    return last_number(given, option, parse_unsigned, "a non-negative", (0, LARGEST_UNSIGNED))


def last_number(
    given: Options, option: Option, parse: Callable[[str], int | str], kind: str, within: tuple[int, int]
) -> int | None:
    """The last number that was given for `option`; all must be numbers as `parse` reads them. Raises UsageError."""
    found: int | None = None
    for text in given.texts(option.key):
        found = number_in(text, f"option `{option.long}'", parse, kind, within)
    return found


def moment(text: str) -> int:
    """The second since 1970 that `text` says, by which what is older has expired. Raises GitObjectError for none."""
    from pygitobj.formats.expiry import parse_expiry  # which takes long to load, and is seldom asked

    found = parse_expiry(text, int(time.time()))
    if found is None:
        raise GitObjectError(f"malformed expiration date '{text}'")
    return found


WINDOW = Option("window", "value", "limit pack window by objects", long="window", argument="<n>")
MEMORY = Option(
    "memory", "value", "limit pack window by memory in addition to object limit", long="window-memory",
    argument="<n>", negatable=False,
)  # fmt: skip
DEPTH = Option(
    "depth", "value", "maximum length of delta chain allowed in the resulting pack", long="depth", argument="<n>"
)
THREADS = Option(
    "threads", "value", "use threads when searching for best delta matches", long="threads", argument="<n>"
)
LIMIT = Option(
    "limit", "value", "maximum size of each output pack file", long="max-pack-size", argument="<n>", negatable=False
)


NAMES = Option(
    "names", "value", "use the specified name-hash function to group similar objects",
    long="name-hash-version", argument="<n>",
)  # fmt: skip


def name_hash_version(given: Options, *, takes_zero: bool) -> int:
    """The version of name hashes; the usual one for what is not given, for 0 where that `takes_zero`, and below.

    Raises GitObjectError for one that there is not, UsageError for no number.
    """
    version = 0 if NAMES.key in given and not given.texts(NAMES.key) else number(given, NAMES)
    if version is None or version < 0 or (takes_zero and version == 0):
        return 1
    if version not in (1, 2):
        raise GitObjectError(f"invalid --name-hash-version option: {version}")
    return version


def tuning_in(given: Options) -> Tuning:
    """What was given for the options above that have numbers. Raises UsageError."""
    return Tuning(
        window=number(given, WINDOW),
        depth=number(given, DEPTH),
        window_memory=size(given, MEMORY),
        max_pack_size=size(given, LIMIT),
        threads=number(given, THREADS),
    )
