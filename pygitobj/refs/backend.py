"""What a backend of references answers; files.py is one, and nobody above asks which one it is.

Each name is there, absent, or cannot be read. Absent is None, or a name that is not listed; what cannot be read is an
error, so that nobody who removes anything takes the one for the other. Every method may raise RepositoryError,
CorruptError and UnsupportedError.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from pygitobj.files.looked import Looked
from pygitobj.formats.reflog import ReflogEntry
from pygitobj.oid import ObjectFormat
from pygitobj.refs.names import RefName
from pygitobj.refs.updates import Change, Choose, Optimizing, RefPolicy
from pygitobj.refs.values import Stored, Value


class RefBackend(Protocol):
    """The references that one worktree sees: those that all share, and its own, HEAD and its like among them.

    Names of other worktrees' own start with `main-worktree/` and `worktrees/<id>/`.
    """

    @property
    def format(self) -> ObjectFormat:
        """The object format of the ids."""

    def read(self, name: str, looked: Looked | None = None) -> Value | None:
        """The value of the reference `name` itself, None where there is none; `looked` takes what that hangs on."""

    def stored(self, prefix: str, *, strict: bool) -> Iterator[Stored]:
        """The references below refs/ whose names start with `prefix`, in order of their names.

        Lenient: each name once, and only names that references can have. Strict: all that is stored besides, other
        names, and a name as often as it stands there; what cannot be told is an error even if it may be none.
        """

    def own(self) -> Iterator[Stored]:
        """Strictly, the references below refs/ that the worktree has for itself and shares with no other."""

    def root_names(self) -> list[str]:
        """The sorted names of the references beside refs/: HEAD and its like."""

    def logs(self) -> Iterator[tuple[str, Iterator[ReflogEntry]]]:
        """The names and entries of all logs of the worktree; those that all share are the main worktree's."""

    def log(self, name: str) -> list[ReflogEntry] | None:
        """The log of the reference `name`, the oldest entry first; None where it has none."""

    def is_taken(self, name: str) -> bool:
        """Whether anything stands in the place of the reference `name`, even if it is none."""

    def begin(self, policy: RefPolicy) -> Held:
        """What a transaction holds while it changes references; nothing is locked yet. Raises UnsupportedError."""

    def rewrite_log(self, name: RefName, choose: Choose, policy: RefPolicy, *, updates_ref: bool = False) -> None:
        """Let the log of the reference `name` have what `choose` makes of it; nothing changes where that gives None.

        The reference is locked meanwhile. With `updates_ref` it gets the id that the newest entry kept leads to,
        unless it is symbolic. Raises RefError.
        """

    def delete_log(self, name: RefName, policy: RefPolicy) -> None:
        """Take the log of the reference `name` away, if it has one. Raises RefError."""

    def optimize(self, options: Optimizing, policy: RefPolicy) -> None:
        """Pack, or compact, what is stored, as `options` say. Raises RefError."""

    def elsewhere(self, git_dir: str, common_dir: str) -> RefBackend:
        """The references that the worktree with the git directory `git_dir` sees, which shares `common_dir`."""


class Held(Protocol):
    """The locks of one transaction, and the writing under them. Methods may raise RefError, too, and OSError.

    The transaction (transaction.py) locks each name before it reads it with `refs`, makes every check that is the same
    for all backends, and hands over all changes at once. Whatever ends it but `commit`, an interrupt too, is followed
    by `abort`.
    """

    @property
    def refs(self) -> RefBackend:
        """What reads references as they are under the locks."""

    def lock(self, name: RefName) -> None:
        """Lock the reference `name`, there or not, unless that is done. Raises RefLockedError, BlockedError.

        The transaction puts "cannot lock ref" and the name before the message.
        """

    def prepare(self, changes: Sequence[Change]) -> None:
        """Take what locks there are besides, and write as much as can be without its being seen."""

    def commit(self) -> None:
        """Let `changes` be seen, in their order, deletions last; then give all locks back."""

    def abort(self) -> None:
        """Take away what was written and give all locks back: nothing has changed. Harmless after `commit`."""
