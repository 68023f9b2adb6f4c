"""Many literal pathspecs by their paths: of an entry of a tree only those are asked that can have to do with it.

A literal path means an entry that is at it, below it, or on the way to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pygitobj.formats.path_matcher import SLASH, PathMatcher
from pygitobj.formats.pathspec_magic import Wanted

# One pathspec of a list, and the attributes that it asks for.
Asked = tuple[PathMatcher, Wanted]


class LiteralPaths:
    """What is asked for by paths, which may have a slash at their end; "" is the top."""

    def __init__(self, asked: Iterable[tuple[bytes, Asked]]) -> None:
        self.exact: dict[bytes, list[Asked]] = {}
        # One of those below each directory: on the way to any of them it is alike.
        self.below: dict[bytes, Asked] = {}
        for named, one in asked:
            path = named.rstrip(SLASH)
            self.exact.setdefault(path, []).append(one)
            for directory in above(path):
                if directory in self.below:
                    break
                self.below[directory] = one

    def near(self, path: bytes) -> list[Asked]:
        """Those that are at `path`, above it, and one that is below it, if any is."""
        found = list(self.exact.get(path, ()))
        for directory in above(path):
            found += self.exact.get(directory, ())
        if path in self.below:
            found.append(self.below[path])
        return found


def above(path: bytes) -> Iterator[bytes]:
    """The directories that `path` is in, the innermost first; the top, which is in none, is the last."""
    while path:
        path = path[: max(path.rfind(SLASH), 0)]
        yield path
