"""A pattern for paths, as files of attributes have them and those of what is ignored.

    !pattern    the opposite, where that has a meaning
    pattern/    directories alone
    a/b  /a     a slash at the start or within: the path below the directory of the file
    a  *.c      none: the last name of the path, wherever that is

Follows git's Documentation/gitignore, "PATTERN FORMAT".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from pygitobj.formats.wildmatch import endings, matcher, wildmatch
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


class PatternList:
    """Patterns of one file, to be asked which of them match a path.

    Most patterns are a name, a path, or a star and the end of a name: these are looked up, however many there are. Any
    other wildcard is tried, where the path begins as the pattern does.
    """

    def __init__(self, patterns: Sequence[PathPattern], *, ignore_case: bool = False) -> None:
        self.ignore_case = ignore_case
        self.names: dict[bytes, list[int]] = {}
        self.paths: dict[bytes, list[int]] = {}
        self.ends: dict[bytes, list[int]] = {}
        self.wild_names: list[WildPattern] = []
        self.wild_paths: list[WildPattern] = []
        self.directories: list[tuple[int, PathPattern]] = []
        for number, pattern in enumerate(patterns):
            text = pattern.text.lower() if ignore_case else pattern.text
            if pattern.is_directory:
                self.directories.append((number, pattern))
            elif pattern.is_literal:
                (self.names if pattern.is_basename else self.paths).setdefault(text, []).append(number)
            else:
                self.add_wild(number, pattern)
        self.sizes = sorted({len(end) for end in self.ends})

    def add_wild(self, number: int, pattern: PathPattern) -> None:
        """Take in `pattern`, which has wildcards, as the ends that it stands for, or as it is."""
        ends: Sequence[bytes] | None = None
        if pattern.is_basename and pattern.text.startswith(b"*"):
            end = pattern.text[1:]
            if WILD.isdisjoint(end):
                ends = (end.lower() if self.ignore_case else end,)
            else:
                ends = endings(pattern.text, ignore_case=self.ignore_case)
        for end in ends or ():
            self.ends.setdefault(end, []).append(number)
        if ends is None:
            wild = WildPattern(number, pattern.text, self.ignore_case)
            (self.wild_names if pattern.is_basename else self.wild_paths).append(wild)

    def matching(self, below: bytes) -> tuple[int, ...]:
        """The numbers of the patterns that match the path `below` the directory of their file, the last first.

        A directory has a slash at its end. Marks of negation are not looked at.
        """
        path = below.lower() if self.ignore_case else below
        found = []
        if path.endswith(b"/"):
            found = self.matching_directory(below)
            path = path[:-1]
        name = path.rpartition(b"/")[2]
        if name in self.names:
            found += self.names[name]
        length = len(name)
        for size in self.sizes:
            if size > length:
                break
            end = name[length - size :]
            if end in self.ends:
                found += self.ends[end]
        found += [wild.number for wild in self.wild_names if name.startswith(wild.start) and wild.matches(name)]
        if path:
            if path in self.paths:
                found += self.paths[path]
            found += [wild.number for wild in self.wild_paths if path.startswith(wild.start) and wild.matches(path)]
        if len(found) > 1:
            found.sort(reverse=True)
        return tuple(found)

    def matching_directory(self, below: bytes) -> list[int]:
        """The numbers of the patterns for directories alone that match."""
        return [number for number, pattern in self.directories if matches(pattern, below, ignore_case=self.ignore_case)]


class WildPattern:
    """A pattern with wildcards, of a list in which it has a number, and the `start` of what can match.

    That is in lower case where case does not count.
    """

    def __init__(self, number: int, text: bytes, ignore_case: bool) -> None:
        self.number = number
        self.text = text
        self.ignore_case = ignore_case
        start = text[: next(at for at, byte in enumerate(text) if byte in WILD)]
        self.start = start.lower() if ignore_case else start

    @cached_property
    def matches(self) -> Callable[[bytes], bool]:
        """What says whether a name or a path matches."""
        return matcher(self.text, ignore_case=self.ignore_case)
