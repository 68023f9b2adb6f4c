"""A configuration file with one setting changed, and nothing else of it.

What comes of it is read again: it says what it said before, but for that setting, or it is an error. A setting whose
line has more on it than itself is such a case. Follows git's Documentation/git-config, "Syntax".
"""

from __future__ import annotations

from pygitobj.errors import RepositoryError
from pygitobj.formats.config import parse_config
from pygitobj.formats.numbers import lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.config import ConfigEntry

END = b"\n"


def with_setting(data: bytes, name: str, value: str | None) -> bytes:
    """`data` with the setting `name`, in lower case and without a subsection, as `value`; without it where None.

    A value is of letters, digits and the like, which need no quotes. Raises RepositoryError where the setting stands
    there more than once, or in a way that it cannot be changed.
    """
    entries = list(parse_config(data))
    there = [entry for entry in entries if entry.name == name]
    if len(there) > 1:
        raise RepositoryError(f"cannot change {name}: it has {len(there)} values")
    if not there and value is None:
        return data
    if there and there[0].value == value:
        return data
    lines = data.split(END)
    changed = replaced(lines, there[0].line - 1, name, value) if there else inserted(lines, entries, name, str(value))
    values = [entry.value for entry in parse_config(changed) if entry.name == name]
    if said(changed, name) != said(data, name) or values != ([] if value is None else [value]):
        raise RepositoryError(f"cannot change {name}: its line has more than that setting")
    return changed


def said(data: bytes, name: str) -> list[tuple[str, str | None]]:
    """All settings in `data` but `name`."""
    return [(entry.name, entry.value) for entry in parse_config(data) if entry.name != name]


def line_of(name: str, value: str) -> bytes:
    """The line that says that the setting `name` is `value`."""
    return f"\t{name.rpartition('.')[2]} = {value}".encode()


def replaced(lines: list[bytes], at: int, name: str, value: str | None) -> bytes:
    """`lines` with another one at `at`, or without it: a section in which nothing is left goes, too."""
    if value is not None:
        return END.join([*lines[:at], line_of(name, value), *lines[at + 1 :]])
    before, after = lines[:at], lines[at + 1 :]
    header = f"[{name.rpartition('.')[0]}]"
    is_last = not any(after) or after[0].startswith(b"[")
    if before and lower(before[-1].decode("latin-1")) == header and is_last:
        before.pop()
    return END.join(before + after)


def inserted(lines: list[bytes], entries: list[ConfigEntry], name: str, value: str) -> bytes:
    """`lines` with the setting after the last one of its section, or in a section of its own at the end."""
    section = name.rpartition(".")[0]
    places = [entry.line for entry in entries if entry.name.rpartition(".")[0] == section]
    if places:
        return END.join([*lines[: places[-1]], line_of(name, value), *lines[places[-1] :]])
    text = END.join(lines)
    return (
        text + END * (text != b"" and not text.endswith(END)) + f"[{section}]\n".encode() + line_of(name, value) + END
    )
