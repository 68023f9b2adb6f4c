"""What one pathspec matches of the entries of trees, in the steps in which git's walk over trees looks at them.

The pattern is a path as it stands, and what is below that; and, where it has wildcards, whatever is like it. `base` is
a directory, "" or with a slash at its end.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.formats.tree import DIRECTORY, GITLINK
from pygitobj.formats.wildmatch import matcher

SLASH = b"/"
# How much is matched: nothing, the entry that is looked at, all that is in its directory.
NO, ENTRY, WHOLE = range(3)


class PathMatcher:
    """A `pattern`, of which the first `prefix` bytes are the user's directory, in which case always counts.

    The first `fixed` bytes have no wildcards; with `across` those that follow stand for slashes too.
    """

    def __init__(self, pattern: bytes, prefix: int, fixed: int, *, ignore_case: bool, across: bool) -> None:
        self.pattern, self.prefix, self.fixed = pattern, prefix, fixed
        self.ignore_case, self.across = ignore_case, across
        self.matches_rest: Callable[[bytes], bool] | None = None

    def starts(self, base: bytes, size: int) -> bool:
        """Whether the first `size` bytes of `base` are those of the pattern."""
        if not self.ignore_case:
            return base[:size] == self.pattern[:size]
        exact = min(size, self.prefix)
        return base[:exact] == self.pattern[:exact] and self.same(base[exact:size], self.pattern[exact:size])

    def same(self, one: bytes, other: bytes) -> bool:
        """Whether both are equal, in whatever case if it does not count."""
        return one == other or (self.ignore_case and one.lower() == other.lower())

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

    def below(self, base: bytes) -> int:
        """How much it matches of all that is below the directory `base`: NO, ENTRY for perhaps something, or WHOLE."""
        if self.is_above(base):
            return WHOLE
        leads_on = len(base) < len(self.pattern) and self.starts(base, len(base))
        return ENTRY if leads_on or self.may_be_like(base) else NO

    def matcher(self, at: int) -> Callable[[bytes], bool]:
        """What says whether a path matches what the pattern has from `at` on."""
        return matcher(self.pattern[at:], ignore_case=self.ignore_case, across=self.across)
