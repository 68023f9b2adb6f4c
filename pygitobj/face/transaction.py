"""`refs.transaction`: changes of references that are made together or not at all.

    with repo.refs.transaction("why") as change:
        change.update("refs/heads/main", new, old=expected)
        change.delete("refs/heads/topic")

Leaving the block makes them, an error in it leaves everything as it was. Follows git's Documentation/git-update-ref.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from math import isnan

from pygitobj.errors import RefNameError
from pygitobj.face.arguments import require_flags
from pygitobj.formats.ident import Ident, build_ident
from pygitobj.oid import ObjectId, shown
from pygitobj.refs.updates import ANY, KEPT, Anything, Update
from pygitobj.refs.values import Symbolic
from pygitobj.repository.ref_changes import begin_transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import NoReturn

    from pygitobj.refs.updates import New, Old
    from pygitobj.repository.repository import Repository

HEAD, REFS = "HEAD", "refs/"


class Transaction(AbstractContextManager["Transaction"]):
    """Changes of references, made when its block is left; see `refs.transaction`. It is for one thread.

    `old` is what a reference must be at before the change: an id; None where it must be absent; ANY, which it is
    unless something else is said, where that does not matter. Methods raise TypeError, RefNameError for a name that no
    reference may have and RefError for a value that it may not have; leaving the block and `prepare` raise
    RefChangedError, RefLockedError, RefError and RepositoryError, and then nothing has changed.
    """

    def __init__(
        self,
        repository: Repository,
        message: str | bytes = "",
        *,
        who: Ident | None = None,
        hooks: bool = False,
        timeout: float | None = None,
    ) -> None:
        _ = repository.objects.sources  # raises where it was closed
        require_flags(hooks=hooks)
        require_timeout(timeout)
        self._message = message_given(message)
        self._format = repository.format
        self._changes = begin_transaction(repository, hooks=hooks, who=ident_given(who), timeout=timeout)

    def update(
        self, name: str, new: ObjectId, *, old: ObjectId | Anything | None = ANY, no_deref: bool = False
    ) -> None:
        """Let the reference `name` be at `new`, whether it is there or not; of a symbolic one, what it leads to.

        With `no_deref` a symbolic one itself becomes a plain one: so HEAD is detached.
        """
        require_flags(no_deref=no_deref)
        self._queue(name, self._id_given("new", new), self._old_given(old), no_deref=no_deref)

    def create(self, name: str, new: ObjectId) -> None:
        """Make the reference `name`, which must not be there, at `new`."""
        self._queue(name, self._id_given("new", new), None)

    def delete(self, name: str, *, old: ObjectId | Anything = ANY) -> None:
        """Delete the reference `name` and its log; of a symbolic one this itself, and not what it leads to."""
        if old is None:
            raise TypeError("what must be absent is not deleted: `verify` checks that")
        self._queue(name, None, self._old_given(old), no_deref=True)

    def symbolic(self, name: str, target: str, *, old: str | ObjectId | Anything | None = ANY) -> None:
        """Let the reference `name` lead to `target`, a full name; an `old` that is a str is the name it led to."""
        if not isinstance(target, str):
            raise TypeError(f'a target is the name of a reference, such as "refs/heads/main", not {shown(target)}')
        if name == HEAD and not target.startswith(REFS):
            raise RefNameError(f"refusing to point HEAD outside of refs/: '{target}'", target)
        expected = Symbolic(old) if isinstance(old, str) else self._old_given(old)
        self._queue(name, Symbolic(target), expected, no_deref=True)

    def verify(self, name: str, old: ObjectId | None) -> None:
        """Change nothing of the reference `name`, which must be at `old`, or absent with None."""
        if isinstance(old, Anything):
            raise TypeError("what is verified is an id, or None where the reference must be absent")
        self._queue(name, KEPT, self._old_given(old))

    def prepare(self) -> None:
        """Lock and compare everything now: from here on no other process comes between, and little can go wrong."""
        self._changes.prepare()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Make the changes; or leave everything as it was, where an error ends the block."""
        if error is None:
            self._changes.commit()
        else:
            self._changes.abort()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Transaction cannot be pickled: it holds locks of this process")

    def _queue(self, name: str, new: New, old: Old, *, no_deref: bool = False) -> None:
        """Take a change in."""
        if not isinstance(name, str):
            raise TypeError(f'the name of a reference is a str such as "refs/heads/main", not {shown(name)}')
        self._changes.queue(Update(name, new, old, self._message, no_deref))

    def _id_given(self, what: str, value: object) -> ObjectId:
        """`value`, an id of this repository's format. Raises TypeError, ValueError."""
        if not isinstance(value, ObjectId):
            raise TypeError(f"{what} is an ObjectId, such as commit.id, not {shown(value)}")
        self._format.require_id(value)
        if value == self._format.null_id:
            raise ValueError(f"{what} is the null id: `delete` deletes, None says that a reference is absent")
        return value

    def _old_given(self, value: object) -> Old:
        """`value`, what is expected. Raises TypeError, ValueError."""
        return value if value is None or isinstance(value, Anything) else self._id_given("old", value)


def message_given(message: object) -> bytes:
    """The bytes of a message for logs. Raises TypeError, ValueError."""
    if isinstance(message, bytes):
        return message
    if not isinstance(message, str):
        raise TypeError(f"a message is a str or bytes, not {shown(message)}")
    try:
        return message.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise ValueError(f"a message that has no bytes: {shown(message)}") from None


def ident_given(who: object) -> Ident | None:
    """`who`, as a log can have it. Raises TypeError, ValueError."""
    if who is None:
        return None
    if not isinstance(who, Ident):
        raise TypeError(f"who is an Ident, such as Ident.now(name, email), not {shown(who)}")
    return build_ident(who.name, who.email, who.time, who.offset)


def require_timeout(timeout: object) -> None:
    """Raises TypeError, ValueError unless `timeout` is so many seconds, or None."""
    if timeout is not None:
        if isinstance(timeout, bool) or not isinstance(timeout, int | float):
            raise TypeError(f"timeout is a number of seconds, not {shown(timeout)}")
        if isnan(timeout) or timeout < 0:
            raise ValueError(f"timeout is a number of seconds from 0 on, not {timeout}")
