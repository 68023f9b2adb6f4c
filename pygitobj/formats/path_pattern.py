"""A pattern for paths, as files of attributes have them and those of what is ignored.

    !pattern    the opposite, where that has a meaning
    pattern/    directories alone
    a/b  /a     a slash at the start or within: the path below the directory of the file
    a  *.c      none: the last name of the path, wherever that is

Follows git's Documentation/gitignore, "PATTERN FORMAT".
"""

from __future__ import annotations

from pygitobj.formats.wildmatch import wildmatch
from pygitobj.record import Record

WILD = frozenset(b"*?[\\")


class PathPattern(Record):
    """A pattern without its mark of negation, and without a slash at its start or end.

    `is_basename` is one for the last name of a path, `is_literal` one without wildcards.
    """

    text: bytes
    is_negative: bool
    is_directory: bool
    is_basename: bool
    is_literal: bool


def parse_path_pattern(text: bytes) -> PathPattern:
    """The pattern that `text` writes."""
    is_negative = text.startswith(b"!")
    text = text[is_negative:]
    is_directory = text.endswith(b"/")
    text = text[: len(text) - is_directory]
    is_basename = b"/" not in text
    if not is_basename:
        text = text.removeprefix(b"/")
    return PathPattern(text, is_negative, is_directory, is_basename, WILD.isdisjoint(text))


def matches(pattern: PathPattern, below: bytes, *, ignore_case: bool = False) -> bool:
    """Whether the path `below` the directory of the pattern's file matches, whatever mark of negation there is.

    A directory has a slash at its end.
    """
    name = below.removesuffix(b"/")
    if pattern.is_directory and name is below:
        return False
    if pattern.is_basename:
        name = name.rpartition(b"/")[2]
    elif not name:
        return False
    if pattern.is_literal:
        return name.lower() == pattern.text.lower() if ignore_case else name == pattern.text
    return wildmatch(pattern.text, name, ignore_case=ignore_case)
