"""What a transaction is told to do to a reference, what a backend writes of it, and what a log is to say.

An `Update` is what a caller asks for; a `Change` is what comes of it once symbolic references were followed, and the
only thing that a backend sees. The names of both are checked (refs/names.py).
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import RefError, RefLockedError
from pygitobj.files.atomic import WritePolicy
from pygitobj.formats.reflog import ReflogEntry
from pygitobj.formats.reftable_options import TableOptions
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.refs.names import RefName
from pygitobj.refs.values import Symbolic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import final

    from pygitobj.formats.ident import Ident
else:

    def final(kind):
        """As typing has it: it tells type checkers something."""
        return kind


@final
class Anything:
    """That a reference may have any value, or be absent: its one value is `ANY`."""

    def __repr__(self) -> str:
        return "ANY"

    def __reduce__(self) -> str:
        return "ANY"  # there is one, a copy is the same


@final
class Kept:
    """That a reference keeps the value it has: its one value is `KEPT`."""

    def __repr__(self) -> str:
        return "KEPT"

    def __reduce__(self) -> str:
        return "KEPT"


ANY = Anything()
KEPT = Kept()

New = ObjectId | Symbolic | Kept | None
Old = ObjectId | Symbolic | Anything | None


class Update(Record):
    """What is asked of one reference.

    `new` is the value that it gets: an id, another reference, None to delete it, KEPT to leave it and only compare.
    `old` is the value that it must have: None where it must be absent, ANY where nothing is compared. Unless
    `no_deref` a symbolic reference is followed, and what it leads to is changed. `message` is for the logs;
    `create_log` starts one where there is none; without `logs` none is written. With `log_only` nothing but the log
    of the reference is written: the line from the id `old` to the id `new`, each with zeros for None, by `who` where
    that is given.
    """

    name: str
    new: New
    old: Old = ANY
    message: bytes = b""
    no_deref: bool = False
    create_log: bool = False
    logs: bool = True
    log_only: bool = False
    who: Ident | None = None


class BlockedError(RefError):
    """Something stands in the place of a reference that is to be locked, or of a directory of it.

    The transaction looks for a reference whose name does not go with this one, and tells that instead where it can.
    """


class NotCompactedError(RefError):
    """Tables could not be made one: all references are what they were, in the tables that they were in."""


class StackLockedError(NotCompactedError, RefLockedError):
    """The same, as another process has locked them."""


class LogLine(Record):
    """A line for a log: a reference went from `old` to `new`, zeros for no object; `create` starts a log with it.

    Without `create` it is written only where there is a log already. The message is one line without its end; it may
    be empty.
    """

    old: ObjectId
    new: ObjectId
    who: Ident
    message: bytes
    create: bool


class Change(Record):
    """What a backend does to the one reference `name`, which it has locked.

    `new` is the value to write, None to delete the reference with its log, KEPT to leave it as it is. `peeled` is
    what a tag that is the new value comes to. `log` is written before the value is.
    """

    name: RefName
    new: New
    peeled: ObjectId | None = None
    log: LogLine | None = None


class Optimizing(Record):
    """What is to be packed, or compacted, of the references of a repository, and how.

    `wants` says of a name and its id whether it is packed, `peeled` gives what a tag comes to, or None. With `prune`
    files of references go once they are packed; with `auto` nothing is done unless it pays. `warn` is told what could
    not be done for one reference. A backend that stores them otherwise heeds what has a meaning for it.
    """

    wants: Callable[[str, ObjectId], bool]
    peeled: Callable[[str, ObjectId], ObjectId | None]
    warn: Callable[[str], None]
    prune: bool = True
    auto: bool = False


# What makes of the entries of a log, the oldest first, and of the id of its reference those that it is to have.
Choose = Callable[[list[ReflogEntry], ObjectId | None], list[ReflogEntry] | None]
LOG_NONE, LOG_NORMAL, LOG_ALWAYS = "none", "normal", "always"
LOGGED = ("refs/heads/", "refs/remotes/", "refs/notes/")


class TablePolicy(Record):
    """How reftables are written: another's lock on a list is waited for `lock_timeout` seconds, for ever below zero.

    Each table is to be at least `geometric_factor` times as large as the next, which changes see to if `merges`;
    `written` is what each is like.
    """

    lock_timeout: float = 0.1
    geometric_factor: int = 2
    merges: bool = True
    written: TableOptions = TableOptions()


class RefPolicy(Record):
    """How references are written here: what the configuration says of locks, logs and files.

    Another's lock on a reference is waited for `lock_timeout` seconds, one on packed-refs `packed_timeout`; less than
    zero is for as long as it takes. `log_refs` says which references get a log: LOG_NONE, LOG_NORMAL, LOG_ALWAYS. With
    `flushes` what is written is on the disk with its name, whatever `files` says of references: it takes the place of
    something that goes afterwards.
    """

    lock_timeout: float = 0.1
    packed_timeout: float = 1.0
    log_refs: str = LOG_NORMAL
    files: WritePolicy = WritePolicy()
    flushes: bool = False
    tables: TablePolicy = TablePolicy()

    def starts_log(self, name: str) -> bool:
        """Whether the reference `name` gets a log when it is first written."""
        if self.log_refs == LOG_ALWAYS:
            return True
        return self.log_refs == LOG_NORMAL and (name == "HEAD" or name.startswith(LOGGED))
