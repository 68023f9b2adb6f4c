"""What of the configuration counts for one URL: `config get --url`, and as before `--get-urlmatch`.

Follows git's Documentation/git-config.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from pygitobj.cli.config_show import AbsentError, Display, NotThatTypeError, line_of
from pygitobj.cli.session import warn
from pygitobj.errors import GitObjectError
from pygitobj.formats.numbers import lower
from pygitobj.formats.url import BadUrlError, Url, parse_url
from pygitobj.formats.url_match import ANY_PART, FOR_ALL, Likeness, likeness
from pygitobj.repository.config import ConfigValue


def show_for_url(values: Iterable[ConfigValue], name: str, url: str, display: Display) -> int:
    """Print what of `values` counts for `url`, of a section or one variable `name`; gives the exit code."""
    try:
        wanted = parse_url(as_bytes(url))
    except BadUrlError as error:
        raise GitObjectError(str(error)) from None
    section, dot, variable = lower(name).partition(".")
    found: dict[str, tuple[Likeness, ConfigValue]] = {}
    for value in values:
        start, _, rest = value.entry.name.partition(".")
        pattern, between, last = rest.rpartition(".")
        if start != section or (dot and last != variable):
            continue
        like = likeness_of(pattern, wanted) if between else FOR_ALL
        if like is not None and (last not in found or like >= found[last][0]):
            found[last] = like, value
    display = display._replace(names=not dot)
    for last in sorted(found, key=os.fsencode):
        _, value = found[last]
        show(value._replace(entry=value.entry._replace(name=f"{section}.{last}")), display)
    return 0 if found else 1


def show(value: ConfigValue, display: Display) -> None:
    """Print `value`, or tell that it is not of the type that is asked for. Raises GitObjectError where git ends."""
    try:
        sys.stdout.write(line_of(value, display))
    except AbsentError:
        pass
    except NotThatTypeError as error:
        message = str(error)
        if not message.startswith("error: "):
            raise GitObjectError(message) from None
        warn(message)


def likeness_of(pattern: str, url: Url) -> Likeness | None:
    """How like the URL that `pattern` is to `url`; None where it is not, or is none."""
    try:
        return likeness(url, parse_url(as_bytes(pattern), wildcards=ANY_PART))
    except BadUrlError:
        return None


def as_bytes(text: str) -> str:
    """`text` with a character for each of its bytes."""
    return os.fsencode(text).decode("latin-1")
