"""The one error family: everything that pygitobj raises on bad input is a GitObjectError.

    GitObjectError
    ├── NotFoundError          no source has the object (also a KeyError)
    ├── AmbiguousPrefixError   an abbreviated id that several objects share
    ├── CorruptError           bytes that break a format
    │   ├── CorruptLoose, CorruptPack, CorruptIndex, CorruptDelta, CorruptObject
    ├── UnsupportedError       well-formed, but pygitobj cannot do it
    ├── RepositoryError        no repository here, or one that may not be opened
    ├── RevisionError          a name that means no object
    ├── UnsafePathError        a tree that is not written as files: a path or link in it would do harm
    ├── ConversionError        content that its attributes, or a filter, let nobody convert
    └── RefError               a reference that is not changed as was asked
        ├── RefChangedError    it has another value than was expected
        ├── RefLockedError     another process is at it
        └── RefNameError       a name that no reference may have (also a ValueError)

A format is parsed by code that knows no path, so a CorruptError starts with what it knows (offset, expected, actual)
and the floors above add the rest with `located`.
"""

from __future__ import annotations

from collections.abc import Sequence
from os import fsdecode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

# So many characters of an error are shown where its repr is: its str has all of them.
MOST_SHOWN = 400


class GitObjectError(Exception):
    """The base of every error that pygitobj raises on purpose.

    Errors are values: two of one class that say the same are equal, and so is what comes out of a pickle, with an
    OSError or GitObjectError that was the cause.
    """

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self.args == other.args and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), repr(self.args)))

    def __repr__(self) -> str:
        words = str(self)
        shown = repr(words) if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]!r}…"
        return f"{type(self).__name__}({shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        cause = self.__cause__ if isinstance(self.__cause__, OSError | GitObjectError) else None
        return error_again, (type(self), self.args, self.__dict__, cause)


def error_again(
    kind: type[GitObjectError], args: tuple[object, ...], fields: dict[str, object], cause: BaseException | None
) -> GitObjectError:
    """The error that was of the class `kind` and had these arguments, fields and cause."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(fields)
    error.__cause__ = cause
    return error


class NotFoundError(GitObjectError, KeyError):
    """No source has the object `oid`.

    `reason` is "missing", or "promised" where the remote of a partial clone has promised it: it was in one of its
    packs, or an object there names it. Only the `objects` of a Repository that verifies can tell.
    `passed_over` has what was wrong with packs that could not be asked: the object may be in one of them.
    """

    def __init__(self, oid: object, reason: str = "missing", passed_over: Sequence[GitObjectError] = ()) -> None:
        super().__init__(oid)
        self.oid = oid
        self.reason = reason
        self.passed_over = tuple(passed_over)

    def __str__(self) -> str:
        text = f"object {self.oid} is {self.reason}"
        return f"{text}; not asked: {self.passed_over[0]}" if self.passed_over else text


class AmbiguousPrefixError(GitObjectError):
    """The abbreviated id `prefix` is shared by `candidates`, at least two ids in order."""

    def __init__(self, prefix: str, candidates: Sequence[object]) -> None:
        super().__init__(prefix, candidates)
        self.prefix = prefix
        self.candidates = tuple(candidates)

    def __str__(self) -> str:
        return f"short object ID {self.prefix} is ambiguous"


class CorruptError(GitObjectError):
    """Bytes that break their format: `what` is wrong, in which file, where, and what was expected instead.

    `path` names the file, `offset` counts bytes from its start, `oid` is the object that was being read; each is
    None where it is not known. `sentence` is how git says it, with {} in the place of the path.
    """

    def __init__(
        self,
        what: str,
        *,
        path: str | bytes | None = None,
        offset: int | None = None,
        oid: object = None,
        expected: object = None,
        actual: object = None,
        sentence: str = "",
    ) -> None:
        super().__init__(what)
        self.what = what
        self.path = path
        self.offset = offset
        self.oid = oid
        self.expected = expected
        self.actual = actual
        self.sentence = sentence

    def located(self, path: str | bytes | None = None, offset: int | None = None, oid: object = None) -> Self:
        """Fill in what the floor that raised could not know, keep what it did, and give the error itself."""
        if self.path is None:
            self.path = path
        if self.offset is None:
            self.offset = offset
        if self.oid is None:
            self.oid = oid
        return self

    def __str__(self) -> str:
        what, where = self.what, [] if self.path is None else [fsdecode(self.path)]
        if self.sentence and where:
            what = self.sentence.format(where.pop())
        if self.offset is not None:
            where.append(f"offset {self.offset}")
        if self.oid is not None:
            where.append(f"object {self.oid}")
        parts = [", ".join(where), what] if where else [what]
        if self.expected is not None:
            parts.append(f"expected {self.expected}")
        text = ": ".join(parts)
        return f"{text}, found {self.actual}" if self.actual is not None else text


class CorruptLoose(CorruptError):
    """A loose object file that is no zlib stream of `<type> <size>NUL<body>`."""


class CorruptPack(CorruptError):
    """A pack whose header, entries or trailer are wrong."""


class CorruptIndex(CorruptError):
    """A pack index that is wrong in itself or does not belong to its pack."""


class CorruptDelta(CorruptError):
    """A delta that cannot be applied to its base."""


class CorruptObject(CorruptError):
    """An object whose bytes came out, but are no well-formed commit, tree or tag, or hash to another id."""


class UnsupportedError(GitObjectError):
    """Well-formed input that asks for something pygitobj does not do (docs/limits.md lists it)."""


class RepositoryError(GitObjectError):
    """There is no repository, or it may not be opened; the message is git's.

    Also what the system does not let us read, so that nothing can be told of it: the message names the file and has
    the system's words, and the OSError is the `__cause__`.
    """


class RevisionError(GitObjectError):
    """A revision that names no object; the message is git's."""


class ConversionError(GitObjectError):
    """Content that cannot be converted as attributes and configuration say; the message is git's.

    A required filter failed, an encoding does not fit, line ends would be lost that core.safecrlf protects.
    """


class UnsafePathError(GitObjectError):
    """A tree that is not written as files: its entry `path` would leave the folder, be a `.git`, or lead out of it.

    Also one that comes twice, or that would be written through a link.
    """

    def __init__(self, message: str, path: bytes = b"") -> None:
        super().__init__(message)
        self.path = path


class RefError(GitObjectError):
    """The reference `name` cannot be changed as was asked: nothing of the transaction is done. The message is git's.

    `reason` says in git's few words what kind of refusal it is, where only this one reference is refused by it
    ("reference already exists", "refname conflict"); empty where it is about more.
    """

    def __init__(self, message: str, name: str = "", reason: str = "") -> None:
        super().__init__(message)
        self.name = name
        self.reason = reason


class RefChangedError(RefError):
    """The reference `name` is at `actual` and not, as was expected, at `expected`; None is that it is not there."""

    def __init__(
        self, message: str, name: str = "", reason: str = "", *, expected: object = None, actual: object = None
    ) -> None:
        super().__init__(message, name, reason)
        self.expected = expected
        self.actual = actual


class RefLockedError(RefError):
    """Another process holds the lock of the reference `name`, or a lock cannot be made."""


class RefNameError(RefError, ValueError):
    """`name` is none that a reference may have."""


# What says for sure that an object is not to be had. A RepositoryError does not: there nothing could be told.
MISSING_OR_BAD = (NotFoundError, CorruptError, UnsupportedError)
