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
from pygitobj.formats.literal_paths import Asked, LiteralPaths
from pygitobj.formats.path_matcher import ENTRY, NO, SLASH, WHOLE, PathMatcher
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
from pygitobj.formats.tree import DIRECTORY, TYPE_MASK
from pygitobj.oid import shown

# What makes a path a pattern.
WILD = frozenset(b"*?[\\")
# So many literal ones are looked for by their paths, instead of one after the other.
MANY = 8
EMPTY = "empty string is not a valid pathspec. please use . instead if you meant to match all paths"

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

    __slots__ = ("fixed", "names", "pattern", "prefix", "text", "wanted")

    text: bytes
    names: frozenset[str]
    wanted: Wanted
    pattern: bytes
    # How many of the pattern's bytes are the user's directory, in which case always counts, and have no wildcard.
    prefix: int
    fixed: int

    def __init__(self, text: str | bytes) -> None:
        take(self, bytes_of(text), from_top, NO_DEFAULTS)

    @classmethod
    def placed(cls, text: bytes, place: Place, defaults: Defaults = NO_DEFAULTS) -> Pathspec:
        """The pathspec `text` of a user whose paths `place` knows. Raises ValueError, and what `place` raises."""
        made = cls.__new__(cls)
        take(made, text, place, defaults)
        return made

    @classmethod
    def literal(cls, path: object) -> Pathspec:
        """What has no magic: the caller's `path`, from the top, and what is below it. Raises as the class does."""
        return cls.placed(bytes_of(path), from_top, Defaults(literal=True))

    @classmethod
    def of_entry(cls, path: bytes) -> Pathspec:
        """As `literal`, of the path of an entry as trees have it: also one that git would not let anybody make."""
        return cls.placed(path, as_it_stands, Defaults(literal=True))

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
        try:
            text = text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            raise ValueError(f"not a pathspec: {shown(text)} (it stands for no bytes)") from None
    if not isinstance(text, bytes):
        raise TypeError(f"a pathspec is a str or bytes, not {shown(text)}")
    if b"\0" in text:
        raise ValueError(f"not a pathspec: {shown(text)} (expected no NUL)")
    return text


def as_it_stands(path: bytes) -> tuple[bytes, int]:
    """The place of `path`: itself."""
    return path, 0


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
        self.specs = given if any(not spec.is_excluded for spec in given) else (*given, Pathspec("."))
        # git looks at the last one first, which shows where a directory is in question.
        self.included = [(matcher_of(spec), spec.wanted) for spec in reversed(self.specs) if not spec.is_excluded]
        self.excluded = [(matcher_of(spec), spec.wanted) for spec in reversed(self.specs) if spec.is_excluded]

    @cached_property
    def literal_paths(self) -> tuple[bytes, ...] | None:
        """The paths, if these are all that there is to it; None where there is magic or a wildcard.

        Each means itself and what is below it; "" is all, and a slash at its end leaves directories and submodules.
        """
        return tuple(spec.pattern for spec in self.specs) if all(spec.is_literal for spec in self.specs) else None

    @cached_property
    def many(self) -> LiteralPaths | None:
        """What finds those that an entry is to be compared with, where they are many, and literal all of them."""
        if len(self.specs) < MANY or self.literal_paths is None:
            return None
        return LiteralPaths((spec.pattern, (matcher_of(spec), spec.wanted)) for spec in self.specs)

    def matches(self, path: bytes, mode: int, *, recursive: bool = False) -> bool:
        """Whether the entry `path` of a tree, which has the mode `mode`, is meant.

        A directory is where one of the pathspecs is its path, is below it, or matches it; where git recurses, also
        where a wildcard may match something below it. Raises what `attributes_of` raises.
        """
        kind = mode & TYPE_MASK
        deep = recursive and kind == DIRECTORY
        meant = self.first(self.included if self.many is None else self.many.near(path), path, kind, deep)
        if not meant or not self.excluded:
            return meant != NO
        left_out = self.first(self.excluded, path, kind, deep)
        return left_out == NO or (left_out == ENTRY and kind == DIRECTORY)

    def enters(self, directory: bytes) -> Below:
        """What of all that is below `directory` is meant; "" is the top."""
        base = directory + SLASH if directory else b""
        meant = most_below(self.included if self.many is None else self.many.near(directory), base)
        left_out = most_below(self.excluded, base)
        if meant == NO or left_out == WHOLE:
            return Below.NONE
        return Below.ALL if meant == WHOLE and left_out == NO else Below.SOME

    def first(self, specs: Sequence[Asked], path: bytes, kind: int, deep: bool) -> int:
        """How much the first of `specs` matches that matches the entry `path` at all; `deep` is where git recurses."""
        at = path.rfind(SLASH) + 1
        base, name = path[:at], path[at:]
        for one, wanted in specs:
            found = one.look(base, name, kind)
            if found == NO:
                if deep and one.may_be_like(base):
                    return ENTRY
            elif not wanted:
                return found
            elif kind == DIRECTORY or self.has_attributes(wanted, path):
                return ENTRY
        return NO

    def has_attributes(self, wanted: Wanted, path: bytes) -> bool:
        """Whether the attributes of `path` are those that are `wanted`."""
        if self.attributes_of is None:
            raise ValueError("no attributes are known where a pathspec asks for some")
        found = self.attributes_of(path, [name for name, _ in wanted])
        return all(value == state for value, (_, state) in zip(found, wanted, strict=True))


def matcher_of(spec: Pathspec) -> PathMatcher:
    """What tells which paths `spec` matches, whatever their attributes."""
    ignore_case, across = ICASE in spec.names, GLOB not in spec.names
    return PathMatcher(spec.pattern, spec.prefix, spec.fixed, ignore_case=ignore_case, across=across)


def most_below(specs: Sequence[Asked], base: bytes) -> int:
    """How much is matched, by the one of `specs` that matches most, of all that is below the directory `base`."""
    return max((min(one.below(base), ENTRY if wanted else WHOLE) for one, wanted in specs), default=NO)
