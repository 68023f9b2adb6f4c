"""How many digits of an id are shown: `--abbrev` and core.abbrev."""

from __future__ import annotations

from pygitobj.cli.parse_options import Option, Options, UsageError
from pygitobj.errors import RepositoryError
from pygitobj.formats.numbers import INVALID, integer_at, lower, parse_signed
from pygitobj.repository.config import FALSE_WORDS
from pygitobj.repository.repository import Repository
from pygitobj.store.short_ids import ShortIds

LEAST = 4
ABBREV = Option("abbrev", "switch", "use <n> digits to display object names", long="abbrev", argument="n")
NO_NUMBER = "error: option `{}' expects a numerical value\n"


def digits_given(given: Options, key: str = "abbrev", default: int | None = 0) -> int | None:
    """How many digits `--abbrev` asks for: 0 for all, None for as many as are usual. Raises UsageError."""
    if key not in given:
        return default
    if given.is_off(key):
        return 0
    text = given.text(key)
    if text is None:
        return None
    return digits_in(text, key)


def digits_in(text: str, name: str) -> int:
    """The number of digits that the value `text` of the option `name` says. Raises UsageError."""
    value, end = integer_at(text, 0)
    if not text or end != len(text):
        raise UsageError(NO_NUMBER.format(name))
    return value if value == 0 else max(value, LEAST)


def short_ids(repository: Repository) -> ShortIds:
    """The abbreviated ids of `repository`, as core.abbrev has them. Raises RepositoryError."""
    word = repository.config.get("core.abbrev")
    store = repository.objects
    if word is None or lower(word) == "auto":
        return ShortIds(store)
    if lower(word) in FALSE_WORDS:
        return ShortIds(store, 0)
    digits = parse_signed(word)
    if isinstance(digits, str):
        raise RepositoryError(f"bad numeric config value '{word}' for 'core.abbrev': {INVALID}")
    if digits < LEAST:
        raise RepositoryError(f"abbrev length out of range: {digits}")
    return ShortIds(store, min(digits, repository.format.hex_size))
