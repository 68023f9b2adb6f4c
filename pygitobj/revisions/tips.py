"""What a repository knows besides references and objects, from which revision arguments take objects as well.

A protocol: the repository stands above this floor and hands in what answers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pygitobj.revisions.pending import Staged


class Tips(Protocol):
    """What is around the references that are seen. Every method may raise RepositoryError and CorruptError."""

    @property
    def namespace(self) -> str | None:
        """What GIT_NAMESPACE says."""

    @property
    def is_careful(self) -> bool:
        """Whether a reference that leads to no object is an error, and not passed over (GIT_REF_PARANOIA)."""

    def may_name_files(self) -> bool:
        """Whether a word could mean a file of the work tree: we are in it, and not in the git directory."""

    def other_heads(self) -> Iterable[tuple[str, bytes]]:
        """The names and ids of the HEADs of all worktrees but this."""

    def reflogs(self, *, single: bool) -> Iterator[tuple[str, list[bytes]]]:
        """The logs of this worktree and, unless it alone counts, of the others: names, and ids in their order."""

    def staged(self, *, single: bool) -> Iterator[Staged]:
        """What the index of this worktree has and, unless it alone counts, those of the others."""

    def alternate_refs(self) -> Iterator[bytes]:
        """The ids of the references of repositories that objects are borrowed from."""

    def hide_rules(self, section: str) -> list[str]:
        """What transfer.hideRefs and that of `section` say, in order."""

    def bisect_terms(self) -> tuple[str, str]:
        """What the ends of a bisection are called: where it is bad, and where it is good."""

    def merge_bases(self, one: bytes, other: bytes) -> list[bytes]:
        """The raw ids of the best common ancestors of two commits."""
