r"""Pathspecs: which paths are meant, as git's commands take them.

    path            this one, and what is below it
    path/           the same, where it is a directory or a submodule
    *.c  doc/?[a]   wildcards, which stand for slashes too; what has them is also a path as it stands
    :(…)  :!  :/    magic before the path (see `pathspec_magic`)

A path is meant if one of the pathspecs matches it and none that is left out does; what is left out alone is taken from
all. Answers are those that git gives where it walks over trees. Follows git's Documentation/gitglossary, "pathspec".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import cached_property

from pygitobj.formats.attributes import AttributeValue
from pygitobj.formats.attributes import shown as decoded
from pygitobj.formats.pathspec_magic import (
    EXCLUDE,
    GLOB,
    ICASE,
    LITERAL,
    NO_DEFAULTS,
    TOP,
    Defaults,
    Wanted,
    parse_magic,
)
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK
from pygitobj.formats.wildmatch import matcher
from pygitobj.oid import shown

# What makes a path a pattern.
WILD = frozenset(b"*?[\\")
SLASH = b"/"
EMPTY = "empty string is not a valid pathspec. please use . instead if you meant to match all paths"
# How much a pathspec matches of an entry: nothing, the entry, all in the directory that it is in.
NO, ENTRY, WHOLE = range(3)

# A path as the user names it: from the top, and how many of its bytes are the user's directory. Raises ValueError.
Place = Callable[[bytes], tuple[bytes, int]]
# What the attributes of a path are: called with the path and their names.
AttributesOf = Callable[[bytes, Sequence[str]], Sequence[AttributeValue]]


class Below(Enum):
    """What of all that is below a directory matches: everything, perhaps something, nothing."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


class Pathspec:
    """One pathspec, with git's magic, from the top of the work tree.

    >>> Pathspec(":(icase)docs/*.MD").pattern
    b'docs/*.MD'

    The variables GIT_LITERAL_PATHSPECS and its like do not count. Two that mean the same are equal. Raises TypeError;
    ValueError, in git's words, for what is no pathspec, or a path that leads out.
    """

    __slots__ = ("fixed", "matches_rest", "names", "pattern", "prefix", "text", "wanted")

    text: bytes
    names: frozenset[str]
    wanted: Wanted
    pattern: bytes
    # How many of the pattern's bytes are the user's directory, in which case always counts, and have no wildcard.
    prefix: int
    fixed: int
    matches_rest: Callable[[bytes], bool] | None

    def __init__(self, text: str | bytes) -> None:
        take(self, bytes_of(text), from_top, NO_DEFAULTS)

    @classmethod
    def placed(cls, text: bytes, place: Place, defaults: Defaults = NO_DEFAULTS) -> Pathspec:
        """The pathspec `text` of a user whose paths `place` knows. Raises ValueError, and what `place` raises."""
        made = cls.__new__(cls)
        take(made, text, place, defaults)
        return made

    @classmethod
    def literal(cls, path: str | bytes) -> Pathspec:
        """What has no magic: `path`, from the top, and what is below it. Raises as the class does."""
        return cls.placed(bytes_of(path), from_top, Defaults(literal=True))

    @property
    def is_excluded(self) -> bool:
        """Whether what matches is left out."""
        return EXCLUDE in self.names

    @property
    def is_literal(self) -> bool:
        """Whether it is a path as it stands, and nothing else: no wildcard, in this case, whatever its attributes."""
        return self.fixed == len(self.pattern) and not self.wanted and self.names.isdisjoint((EXCLUDE, ICASE))

    def __eq__(self, other: object) -> bool:
        return key_of(self) == key_of(other) if isinstance(other, Pathspec) else NotImplemented

    def __hash__(self) -> int:
        return hash(key_of(self))

    def __repr__(self) -> str:
        return f"Pathspec({shown(self.text)})"

    def __reduce__(self) -> tuple[object, ...]:
        return pathspec_again, (self.text, *key_of(self))

    def starts(self, base: bytes, size: int) -> bool:
        """Whether the first `size` bytes of `base` are those of the pattern."""
        if ICASE not in self.names:
            return base[:size] == self.pattern[:size]
        exact = min(size, self.prefix)
        return base[:exact] == self.pattern[:exact] and self.same(base[exact:size], self.pattern[exact:size])

    def same(self, one: bytes, other: bytes) -> bool:
        """Whether both are equal, in whatever case if it does not count."""
        return one == other or (ICASE in self.names and one.lower() == other.lower())

    def is_above(self, base: bytes) -> bool:
        """Whether the pattern, as a path, is the directory `base` or one above it."""
        size = len(self.pattern)
        if len(base) < size or not self.starts(base, size):
            return False
        return not size or base[size : size + 1] == SLASH or self.pattern.endswith(SLASH)

    def leads_to(self, name: bytes, at: int, kind: int) -> bool:
        """Whether the pattern, from `at` on and as a path, is the entry `name`, or below it where its `kind` allows."""
        size = len(name)
        left = len(self.pattern) - at
        if size > left or not self.same(self.pattern[at : at + size], name):
            return False
        if size == left:
            return True
        is_open = kind == DIRECTORY or (kind == GITLINK and left == size + 1)
        return is_open and self.pattern[at + size : at + size + 1] == SLASH

    def is_like(self, path: bytes) -> bool:
        """Whether the pattern, whose wildcards count, matches `path`."""
        if not self.same(path[: self.fixed], self.pattern[: self.fixed]):
            return False
        if self.matches_rest is None:
            self.matches_rest = self.matcher(self.fixed)
        return self.matches_rest(path[self.fixed :])

    def may_be_like(self, base: bytes) -> bool:
        """Whether the pattern has wildcards that may match something below the directory `base`."""
        return self.fixed < len(self.pattern) and self.starts(base, min(len(base), self.fixed))

    def look(self, base: bytes, name: bytes, kind: int) -> int:
        """How much it matches of the entry `name` of the directory `base`, "" or with a slash at its end."""
        if self.is_above(base):
            return WHOLE
        at = len(base)
        leads_on = at < len(self.pattern) and self.starts(base, at)
        if leads_on and self.leads_to(name, at, kind):
            return ENTRY
        if not self.may_be_like(base):
            return NO
        # A directory that is called as the pattern is written stands for that part of it.
        is_like = self.matcher(at)(name) if leads_on and at > self.fixed else self.is_like(base + name)
        return ENTRY if is_like else NO

    def below(self, base: bytes) -> Below:
        """What it matches of all that is below the directory `base`, whatever the attributes of that are."""
        if self.is_above(base):
            return Below.SOME if self.wanted else Below.ALL
        leads_on = len(base) < len(self.pattern) and self.starts(base, len(base))
        return Below.SOME if leads_on or self.may_be_like(base) else Below.NONE

    def matcher(self, at: int) -> Callable[[bytes], bool]:
        """What says whether a path matches what the pattern has from `at` on."""
        return matcher(self.pattern[at:], ignore_case=ICASE in self.names, across=GLOB not in self.names)


def take(spec: Pathspec, text: bytes, place: Place, defaults: Defaults) -> None:
    """Make `spec` what `text` says. Raises ValueError, and what `place` raises."""
    if not text:
        raise ValueError(EMPTY)
    magic = parse_magic(text, defaults)
    pattern, prefix = magic.path, magic.prefix or 0
    if magic.prefix is None and TOP not in magic.names:
        pattern, prefix = place(magic.path)
    if prefix > len(pattern):
        raise ValueError(f"the prefix is longer than the path in '{decoded(text)}'")
    fill(spec, text, magic.names, magic.wanted, pattern, prefix)


def fill(spec: Pathspec, text: bytes, names: frozenset[str], wanted: Wanted, pattern: bytes, prefix: int) -> Pathspec:
    """Give the new `spec` its values."""
    spec.text, spec.names, spec.wanted, spec.pattern, spec.prefix = text, names, wanted, pattern, prefix
    wild = next((at for at, byte in enumerate(pattern) if byte in WILD), len(pattern))
    spec.fixed = len(pattern) if LITERAL in names else max(wild, prefix)
    spec.matches_rest = None
    return spec


def key_of(spec: Pathspec) -> tuple[frozenset[str], Wanted, bytes, int]:
    """What two that mean the same have in common."""
    return spec.names, spec.wanted, spec.pattern, spec.prefix


def pathspec_again(text: bytes, names: frozenset[str], wanted: Wanted, pattern: bytes, prefix: int) -> Pathspec:
    """The pathspec that a pickle told of."""
    return fill(Pathspec.__new__(Pathspec), text, names, wanted, pattern, prefix)


def bytes_of(text: object) -> bytes:
    """The bytes of `text`, a caller's. Raises TypeError, ValueError."""
    if isinstance(text, str):
        text = text.encode("utf-8", "surrogateescape")
    if not isinstance(text, bytes):
        raise TypeError(f"a pathspec is a str or bytes, not {shown(text)}")
    if b"\0" in text:
        raise ValueError(f"not a pathspec: {shown(text)} (expected no NUL)")
    return text


def from_top(path: bytes) -> tuple[bytes, int]:
    """The place of `path`, named from the top. Raises ValueError for one that leads out."""
    found = None if path.startswith(SLASH) else from_directory(b"", path)
    if found is None:
        raise ValueError(f"'{decoded(path)}' is outside the directory tree")
    return found


def from_directory(prefix: bytes, path: bytes) -> tuple[bytes, int] | None:
    """The place of `path`, named from the directory `prefix`, "" or with a slash at its end; None where it is outside.

    Names that are empty, "." or ".." are gone, and a slash at its end stays.
    """
    found = bytearray(prefix)
    kept = len(prefix)
    parts = path.split(SLASH)
    for number, part in enumerate(parts):
        if part == b"..":
            if not found:
                return None
            del found[found.rfind(SLASH, 0, len(found) - 1) + 1 :]
            kept = min(kept, len(found))
        elif part not in (b"", b"."):
            found += part + (SLASH if number + 1 < len(parts) else b"")
    return bytes(found), kept


class PathspecList:
    """Several pathspecs together; without any, all paths are meant. `attributes_of` is asked where one wants those."""

    def __init__(self, specs: Iterable[Pathspec] = (), attributes_of: AttributesOf | None = None) -> None:
        given = tuple(specs)
        self.attributes_of = attributes_of
        # git looks at the last one first, which shows where a directory is in question.
        self.excluded = [spec for spec in reversed(given) if spec.is_excluded]
        self.included = [spec for spec in reversed(given) if not spec.is_excluded]
        if not self.included:
            self.included.append(Pathspec("."))

    @cached_property
    def literal_paths(self) -> tuple[bytes, ...] | None:
        """The paths, if these are all that there is to it; None where there is magic or a wildcard.

        Each means itself and what is below it; "" is all, and a slash at its end leaves directories and submodules.
        """
        if self.excluded or not all(spec.is_literal for spec in self.included):
            return None
        return tuple(spec.pattern for spec in reversed(self.included))

    def matches(self, path: bytes, mode: int, *, recursive: bool = False) -> bool:
        """Whether the entry `path` of a tree, which has the mode `mode`, is meant.

        A directory is where one of the pathspecs is its path, is below it, or matches it; where git recurses, also
        where a wildcard may match something below it. Raises what `attributes_of` raises.
        """
        kind = mode & TYPE_MASK
        deep = recursive and kind == DIRECTORY
        meant = self.first(self.included, path, kind, deep)
        if not meant or not self.excluded:
            return meant != NO
        left_out = self.first(self.excluded, path, kind, deep)
        return left_out == NO or (left_out == ENTRY and kind == DIRECTORY)

    def enters(self, directory: bytes) -> Below:
        """What of all that is below `directory` is meant; "" is the top."""
        base = directory + SLASH if directory else b""
        meant = [spec.below(base) for spec in self.included]
        left_out = [spec.below(base) for spec in self.excluded]
        if Below.ALL in left_out or meant.count(Below.NONE) == len(meant):
            return Below.NONE
        return Below.ALL if Below.ALL in meant and left_out.count(Below.NONE) == len(left_out) else Below.SOME

    def first(self, specs: Sequence[Pathspec], path: bytes, kind: int, deep: bool) -> int:
        """How much the first of `specs` matches that matches the entry `path` at all; `deep` is where git recurses."""
        at = path.rfind(SLASH) + 1
        base, name = path[:at], path[at:]
        for spec in specs:
            found = spec.look(base, name, kind)
            if found == NO:
                if deep and spec.may_be_like(base):
                    return ENTRY
            elif not spec.wanted:
                return found
            elif kind == DIRECTORY or self.has_attributes(spec, path):
                return ENTRY
        return NO

    def has_attributes(self, spec: Pathspec, path: bytes) -> bool:
        """Whether the attributes of `path` are those that `spec` wants."""
        if self.attributes_of is None:
            raise ValueError(f"no attributes are known where {spec!r} asks for some")
        found = self.attributes_of(path, [name for name, _ in spec.wanted])
        return all(value == wanted for value, (_, wanted) in zip(found, spec.wanted, strict=True))
