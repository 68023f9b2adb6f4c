"""Options that `pack-objects` and `repack` share: numbers as git reads them, and how packs are made."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

from pygitobj.cli.parse_options import Option, UsageError
from pygitobj.cli.session import warn
from pygitobj.errors import GitObjectError
from pygitobj.jobs.pack_config import within_bounds
from pygitobj.jobs.pack_objects import PackOptions
from pygitobj.repository.config import number_in

DECIMAL = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
Values = Mapping[str, object]


def last_of(values: Values, key: str) -> str | None:
    """The last value that was given for the option `key`."""
    given = values.get(key)
    return str(given[-1]) if isinstance(given, list) and given else None


def names(values: Values, key: str) -> frozenset[str]:
    """All values that were given for the option `key`."""
    given = values.get(key)
    return frozenset(map(str, given)) if isinstance(given, list) else frozenset()


def number(values: Values, option: Option) -> int | None:
    """The number that was given for `option`. Raises UsageError where it is none."""
    text = last_of(values, option.key)
    if text is None:
        return None
    if DECIMAL.fullmatch(text) is None:
        raise UsageError(f"error: option `{option.long}' expects a numerical value\n")
    return int(text)


def size(values: Values, option: Option) -> int | None:
    """The number of bytes that was given for `option`, with k, m or g. Raises UsageError where it is none."""
    text = last_of(values, option.key)
    if text is None:
        return None
    found = number_in(text)
    if isinstance(found, str) or found < 0:
        raise UsageError(
            f"error: option `{option.long}' expects a non-negative integer value with an optional k/m/g suffix\n"
        )
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
    "memory", "value", "limit pack window by memory in addition to object limit", long="window-memory", argument="<n>"
)
DEPTH = Option(
    "depth", "value", "maximum length of delta chain allowed in the resulting pack", long="depth", argument="<n>"
)
THREADS = Option(
    "threads", "value", "use threads when searching for best delta matches", long="threads", argument="<n>"
)
LIMIT = Option("limit", "value", "maximum size of each output pack file", long="max-pack-size", argument="<n>")


def with_numbers(options: PackOptions, values: Values) -> PackOptions:
    """`options` with what was given for the options above; tells where git does what was changed. Raises UsageError."""
    deltas, entries = options.deltas, options.entries
    window, depth = number(values, WINDOW), number(values, DEPTH)
    memory, limit = size(values, MEMORY), size(values, LIMIT)
    threads = number(values, THREADS)
    deltas = deltas._replace(
        window=deltas.window if window is None else window,
        depth=deltas.depth if depth is None else depth,
        memory=deltas.memory if memory is None else memory,
        threads=threads if threads and threads > 0 else deltas.threads,
    )
    entries = entries._replace(limit=entries.limit if limit is None else limit)
    options, warnings = within_bounds(options._replace(deltas=deltas, entries=entries))
    for warning in warnings:
        warn(f"warning: {warning}")
    return options
