"""What .gitmodules says of submodules.

    [submodule "name"]
        path = where it lies
        url = where from
        branch = which one is followed

Names and values that could be misused are told of and left out: a name, or a path, that leads elsewhere, a path or URL
that would be taken for an option, a URL that what fetches it would take for another one. Of two values the first
counts. Follows git's Documentation/gitmodules.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import RepositoryError
from pygitobj.formats.config import BOM, BadConfigLineError, parse_config
from pygitobj.formats.fsck_blob import SECTION, is_bad_name, is_bad_url
from pygitobj.formats.numbers import until_nul
from pygitobj.formats.safe_paths import SLASH, why_refused
from pygitobj.formats.tree import GITLINK
from pygitobj.record import Record

KEYS = ("path", "url", "branch")


class Described(Record):
    """What is said of a submodule; None where nothing is."""

    name: str
    path: bytes | None = None
    url: str | None = None
    branch: str | None = None


def parse_gitmodules(data: bytes, warn: Callable[[str], None]) -> list[Described]:
    """What `data` says, in its order; `warn` is told of what is left out. Raises RepositoryError."""
    if data.startswith(BOM):
        raise BadConfigLineError(1)  # git takes one in files, but not in blobs
    found: dict[str, dict[str, str]] = {}
    for entry in parse_config(data):
        variable = until_nul(entry.name)
        name, dot, key = variable.removeprefix(SECTION).rpartition(".")
        if not variable.startswith(SECTION) or not dot:
            continue
        if is_bad_name(name):
            warn(f"warning: ignoring suspicious submodule name: {name}")
            continue
        values = found.setdefault(name, {})
        if key not in KEYS:
            continue
        if entry.value is None:
            raise RepositoryError(f"missing value for '{variable}'")
        value = until_nul(entry.value)
        why = why_left_out(key, value)
        if why is not None:
            warn(f"warning: ignoring '{variable}' which {why}: {value}")
        elif key in values:
            warn(f"warning: multiple configurations found for '{variable}'. Skipping second one!")
        else:
            values[key] = value
    return [
        Described(name, None if path is None else path.encode("utf-8", "surrogateescape"), url, branch)
        for name, values in found.items()
        for path, url, branch in [map(values.get, KEYS)]
    ]


def why_left_out(key: str, value: str) -> str | None:
    """Why the value of a setting is not believed, None where it is."""
    if key != "branch" and value.startswith("-"):
        return "may be interpreted as a command-line option"
    if key == "url" and is_bad_url(value):
        return "may be taken for another URL"
    if key == "path":
        parts = value.encode("utf-8", "surrogateescape").split(SLASH)
        if any(why_refused(part, GITLINK) is not None for part in parts):
            return "may lead elsewhere"
    return None
