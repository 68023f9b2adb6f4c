"""References in reftables, read and written."""

from __future__ import annotations

from pygitobj.errors import RefError, RefLockedError
from pygitobj.refs.reftable import ReftableBackend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.backend import Held
    from pygitobj.refs.names import RefName
    from pygitobj.refs.updates import Choose, Optimizing, RefPolicy


class ReftableStore(ReftableBackend):
    """The references that the worktree with the git directory `git_dir` sees. It is a RefBackend."""

    def elsewhere(self, git_dir: str, common_dir: str) -> ReftableStore:
        """The references that the worktree with the git directory `git_dir` sees, which shares `common_dir`."""
        return ReftableStore(git_dir, common_dir, self.format, self.stacks)

    def apart(self) -> ReftableStore:
        """The same, with stacks of its own: under their locks these stay as they are, which nobody else must see."""
        stacks = {directory: stack.copy() for directory, stack in self.stacks.items()}
        return ReftableStore(self.git_dir, self.common_dir, self.format, stacks)

    # Whoever reads does without what is imported here.

    def begin(self, policy: RefPolicy) -> Held:
        """What a transaction holds while it changes references; nothing is locked yet."""
        from pygitobj.refs.reftable_held import ReftableHeld

        return ReftableHeld(self.apart(), policy)

    def rewrite_log(self, name: RefName, choose: Choose, policy: RefPolicy, *, updates_ref: bool = False) -> None:
        """Let the log of the reference `name` have what `choose` makes of it; nothing changes where that gives None.

        With `updates_ref` the reference gets the id that the newest entry kept leads to. Raises RefError.
        """
        from pygitobj.refs.reftable_logs import rewrite_log

        rewrite_log(self.apart(), name, choose, policy, updates_ref=updates_ref)

    def delete_log(self, name: RefName, policy: RefPolicy) -> None:
        """Take the log of the reference `name` away, if it has one. Raises RefError."""
        from pygitobj.refs.reftable_logs import delete_log

        delete_log(self.apart(), name, policy)

    def optimize(self, options: Optimizing, policy: RefPolicy) -> None:
        """Make one table of all in this worktree's stack, with `auto` only of those too many for their sizes.

        Raises NotCompactedError, StackLockedError, and what reading references raises.
        """
        from pygitobj.refs.reftable_compaction import compact
        from pygitobj.refs.updates import NotCompactedError, StackLockedError

        try:
            compact(self.mine, policy, auto=options.auto)
        except RefLockedError as error:
            raise StackLockedError("unable to compact stack: data is locked") from error
        except RefError as error:
            raise NotCompactedError(f"unable to compact stack: {error}") from error
        except OSError as error:
            raise NotCompactedError(f"unable to compact stack: {error.strerror}") from error
