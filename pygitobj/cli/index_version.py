"""`--index-version=<version>[,<offset>]`, which `index-pack` and `pack-objects` read alike, as C reads numbers."""

from __future__ import annotations

from pygitobj.formats.numbers import strtoul
from pygitobj.record import Record

MAX_VERSION = 2
LARGEST = (1 << 32) - 1
# What cannot be an offset that goes to the table of the small ones.
TOO_LARGE = 1 << 31


class IndexVersion(Record):
    """The version of an index, and the first offset that goes to its 64-bit table, None where it is not said."""

    version: int
    first_large: int | None


def parse_index_version(text: str) -> IndexVersion | None:
    """What `text` says, None where it is malformed; the version may be one that there is not."""
    version, end, _ = strtoul(text)
    version &= LARGEST
    if not text[end:]:
        return IndexVersion(version, None)
    if version > MAX_VERSION or text[end] != ",":
        return IndexVersion(version, None) if version > MAX_VERSION else None
    limit = text[end + 1 :]
    last, end, _ = strtoul(limit, 0)
    last &= LARGEST
    return None if limit[end:] or last & TOO_LARGE else IndexVersion(version, last + 1)
