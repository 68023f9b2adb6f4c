"""Sets of references as values, and the patterns that choose from them.

    ALL         every reference, and HEAD, of every worktree
    BRANCHES    refs/heads/
    TAGS        refs/tags/
    REMOTES     refs/remotes/

In a pattern `*` and `?` stand for slashes too. One without such letters stands for all that is below it. Follows git's
Documentation/rev-list-options, "--all", "--branches" and "--glob".
"""

from __future__ import annotations

import os

from pygitobj.formats.wildmatch import wildmatch
from pygitobj.record import Record

# What makes a name a pattern here; a backslash alone does not.
GLOB = "*?["
REFS = "refs/"


def whole_pattern(prefix: str, pattern: str) -> bytes:
    """`pattern` for full names; one without special letters stands for all that is below it."""
    full = prefix + pattern if prefix or pattern.startswith(REFS) else f"{REFS}{pattern}"
    if not any(letter in pattern for letter in GLOB):
        full += "*" if full.endswith("/") else "/*"
    return os.fsencode(full)


def matches(pattern: bytes, name: str) -> bool:
    """Whether the reference `name` matches `pattern`, in which an asterisk stands for slashes too."""
    return wildmatch(pattern, os.fsencode(name), across=True)


class RefSet(Record):
    """Some of a repository's references: those whose names start with `prefix`, narrowed down.

    Of each group of `patterns` one has to match. What `left_out` has is out. It is a value: it belongs to no
    repository, and compares, hashes and pickles as what it says. HEADs are in it only where the prefix is empty.

    >>> from pygitobj import ALL, BRANCHES, TAGS
    >>> releases = TAGS.matching("refs/tags/v*") - TAGS.matching("refs/tags/*-rc*")
    >>> releases.has("refs/tags/v1.0"), releases.has("refs/tags/v1.1-rc2")
    (True, False)
    >>> (ALL - BRANCHES).has("HEAD")
    True
    """

    prefix: str
    patterns: tuple[tuple[str, ...], ...] = ()
    left_out: tuple[RefSet, ...] = ()

    def matching(self, *patterns: str) -> RefSet:
        """Those of them whose full names match one of `patterns`, are called so, or are below it.

        "refs/tags/v*", "refs/pull", "refs/heads/main". None without a pattern.
        """
        for pattern in patterns:
            if not isinstance(pattern, str):
                raise TypeError(f'a pattern for references is a str such as "refs/tags/v*", not {pattern!r}')
        return self._replace(patterns=(*self.patterns, patterns))

    def __sub__(self, other: RefSet) -> RefSet:
        """Those of them that `other` has not."""
        if not isinstance(other, RefSet):
            return NotImplemented
        return self._replace(left_out=(*self.left_out, other))

    def has(self, name: str) -> bool:
        """Whether the reference with this full name is one of them, if it is there."""
        if not name.startswith(self.prefix) or any(other.has(name) for other in self.left_out):
            return False
        return all(any(is_chosen(name, pattern) for pattern in group) for group in self.patterns)

    @property
    def has_heads(self) -> bool:
        """Whether HEADs may be among them."""
        return not self.prefix


def is_chosen(name: str, pattern: str) -> bool:
    """Whether the reference `name` is called `pattern`, is below it or matches it."""
    if name == pattern or name.startswith(f"{pattern.removesuffix('/')}/"):
        return True
    return any(letter in pattern for letter in GLOB) and matches(os.fsencode(pattern), name)


ALL = RefSet("")
BRANCHES = RefSet("refs/heads/")
TAGS = RefSet("refs/tags/")
REMOTES = RefSet("refs/remotes/")
