"""How many digits of an id are shown: `--abbrev` and core.abbrev."""

from __future__ import annotations

from functools import partial

from pygitobj.cli.parse_options import Option, Options, UsageError
from pygitobj.formats.numbers import integer_at
from pygitobj.repository.abbreviations import LEAST, abbreviations
from pygitobj.repository.repository import Repository
from pygitobj.store.short_ids import ShortIds

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


ABBREV = Option(
    "abbrev", "switch", "use <n> digits to display object names", long="abbrev", argument="n",
    reads=partial(digits_in, name="abbrev"),
)  # fmt: skip


def short_ids(repository: Repository) -> ShortIds:
    """The abbreviated ids of `repository`, as core.abbrev has them. Raises RepositoryError."""
    return abbreviations(repository.config, repository.objects)
