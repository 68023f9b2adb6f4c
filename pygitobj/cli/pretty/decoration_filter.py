"""Which references are shown beside commits: as --decorate-refs, --decorate-refs-exclude and configuration have it.

    exclude         none that one of these means
    include         if there are any, only those that one of these means
    configured      else none that one of these means (log.excludeDecoration)

A pattern means a reference, or all below it; one with a wildcard what it matches. Follows git's Documentation/git-log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.formats.wildmatch import matcher
from pygitobj.record import Record

REFS, HEAD = "refs/", "HEAD"
WILD = frozenset("?*[")
# What is shown where nobody says anything: HEAD, and where branches, tags and their like are.
USUAL = (HEAD, "refs/heads/", "refs/tags/", "refs/remotes/", "refs/stash")


class DecorationFilter(Record):
    """Patterns for references."""

    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    configured: Sequence[str] = ()

    def or_usual(self, replaced: str) -> DecorationFilter:
        """The same, or where it has no pattern the usual ones, and what is below `replaced`, where replace refs are."""
        return DecorationFilter(include=(*USUAL, replaced)) if not any(self) else self

    def check(self) -> Callable[[str], bool]:
        """What tells whether a reference is shown."""
        include, exclude, configured = (list(map(meaning, patterns)) for patterns in self)

        def is_wanted(name: str) -> bool:
            if any(means(name) for means in exclude):
                return False
            if include:
                return any(means(name) for means in include)
            return not any(means(name) for means in configured)

        return is_wanted


def meaning(pattern: str) -> Callable[[str], bool]:
    """What tells whether `pattern` means a reference."""
    whole = pattern if pattern.startswith(REFS) or pattern == HEAD else REFS + pattern
    whole = whole.removesuffix("/")
    if WILD.isdisjoint(pattern):
        return lambda name: name == whole or name.startswith(whole + "/")
    matches = matcher(encoded(whole), across=True)
    return lambda name: matches(encoded(name))


def encoded(name: str) -> bytes:
    """The bytes of a name."""
    return name.encode("utf-8", "surrogateescape")
