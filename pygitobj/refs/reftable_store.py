"""References in reftables, read and written."""

from __future__ import annotations

from pygitobj.refs.reftable import ReftableBackend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.backend import Held
    from pygitobj.refs.updates import RefPolicy


class ReftableStore(ReftableBackend):
    """The references that the worktree with the git directory `git_dir` sees. It is a RefBackend."""

    def elsewhere(self, git_dir: str, common_dir: str) -> ReftableStore:
        """The references that the worktree with the git directory `git_dir` sees, which shares `common_dir`."""
        return ReftableStore(git_dir, common_dir, self.format, self.stacks)

    def begin(self, policy: RefPolicy) -> Held:
        """What a transaction holds while it changes references; nothing is locked yet."""
        from pygitobj.refs.reftable_held import ReftableHeld  # who reads does without

        # Under their locks stacks stay as they are: whoever else uses these must not see that.
        stacks = {directory: stack.copy() for directory, stack in self.stacks.items()}
        return ReftableHeld(ReftableStore(self.git_dir, self.common_dir, self.format, stacks), policy)

    def compact(self, policy: RefPolicy, *, auto: bool = False) -> None:
        """Make one table of all in this worktree's stack, with `auto` only of those too many for their sizes.

        Raises RefError, RefLockedError, OSError, and what reading references raises.
        """
        from pygitobj.refs.reftable_compaction import compact  # who reads does without

        compact(self.mine, policy, auto=auto)
