"""References in reftables, before and after they are stored otherwise: locked, so that nothing changes them."""

from __future__ import annotations

from pygitobj.files.directory import is_gone, names_in, remove_if_empty, unlink
from pygitobj.refs.reftable_addition import lock_list

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.reftable_store import ReftableStore
    from pygitobj.refs.updates import RefPolicy


class OldTables:
    """The stack of the main worktree's `backend`, locked. Raises RefError, RefLockedError."""

    def __init__(self, backend: ReftableStore, policy: RefPolicy) -> None:
        self.directory = backend.mine.directory
        self.list_path = backend.mine.list_path
        self.lock = lock_list(backend.mine, policy)

    def remove(self) -> list[str]:
        """Take the tables away; gives what stays."""
        left = []
        try:
            # The lock last: whoever waits for it finds no tables then.
            for name in names_in(self.directory):
                path = f"{self.directory}/{name}"
                if path != self.lock.path:
                    try:
                        unlink(path)
                    except OSError:
                        left.append(path)
        except OSError as error:
            if not is_gone(error):
                left.append(self.directory)
        self.lock.release()
        if not left and not remove_if_empty(self.directory):
            left.append(self.directory)
        return left

    def release(self) -> None:
        """Give the lock back. Raises nothing."""
        self.lock.release()
