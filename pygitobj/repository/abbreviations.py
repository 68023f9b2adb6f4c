"""How many digits of an id are shown where nobody says it: core.abbrev.

Follows git's Documentation/config/core, "core.abbrev".
"""

from __future__ import annotations

from pygitobj.errors import RepositoryError
from pygitobj.formats.numbers import INVALID, lower, parse_signed
from pygitobj.repository.config import FALSE_WORDS, Config
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.short_ids import ShortIds

LEAST = 4


def abbreviations(config: Config, store: ObjectStore) -> ShortIds:
    """The abbreviated ids of `store`, as `config` has them. Raises RepositoryError."""
    word = config.get("core.abbrev")
    if word is None or lower(word) == "auto":
        return ShortIds(store)
    if lower(word) in FALSE_WORDS:
        return ShortIds(store, 0)
    digits = parse_signed(word)
    if isinstance(digits, str):
        raise RepositoryError(f"bad numeric config value '{word}' for 'core.abbrev': {INVALID}")
    if digits < LEAST:
        raise RepositoryError(f"abbrev length out of range: {digits}")
    return ShortIds(store, min(digits, store.format.hex_size))
