"""What a repository adds to revision arguments: other worktrees, logs, indexes, alternates, configuration.

Follows git's Documentation/rev-list-options, "--all", "--reflog", "--indexed-objects" and "--alternate-refs".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from operator import itemgetter

from pygitobj.files.small_file import content_of
from pygitobj.formats.refname import is_per_worktree
from pygitobj.repository.config import environment_bool, require_text
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.repository.roots import PARANOIA, Worktree, worktrees
from pygitobj.revisions.arguments import RevisionArguments

# What the ends of a bisection are called where nobody says otherwise.
TERMS = ("bad", "good")
MOST_OF_TERMS = 1 << 16

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.reflog import ReflogEntry
    from pygitobj.revisions.pending import Staged


def revision_arguments(
    repository: Repository,
    *,
    dashes: bool = False,
    lines: Callable[[], Iterable[bytes]] | None = None,
    watches_ids: bool = True,
    prefers_commits: bool = False,
) -> RevisionArguments:
    """What takes revision arguments for `repository`.

    `dashes` and `lines` are as for RevisionArguments; without `watches_ids` nothing is told of ids that are names too.
    With `prefers_commits` an abbreviated id that may be that of a commit, or a tag of one, is that.
    """
    context = repository.revisions
    context = context._replace(watches_ids=watches_ids and context.watches_ids)
    if prefers_commits:
        context = context._replace(default_hint="committish")
    return RevisionArguments(context, RepositoryTips(repository), dashes=dashes, lines=lines)


class RepositoryTips:
    """The Tips of `repository`."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    @property
    def namespace(self) -> str | None:
        """What GIT_NAMESPACE says."""
        return self.repository.environ.get("GIT_NAMESPACE")

    @property
    def is_careful(self) -> bool:
        """Whether a reference that leads to no object is an error."""
        return environment_bool(self.repository.environ, PARANOIA, True)

    def may_name_files(self) -> bool:
        """Whether we are in the work tree, and not in the git directory."""
        location = self.repository.location
        if location.work_tree is None or not location.is_inside:
            return False
        git_dir = os.path.realpath(location.git_dir)
        return not f"{os.path.realpath(self.repository.base)}/".startswith(f"{git_dir.rstrip('/')}/")

    def worktrees(self, *, single: bool) -> list[Worktree]:
        """The worktree at hand, then the others unless it alone counts."""
        if single:
            return [Worktree(self.repository.location.git_dir, "", is_known=True)]
        known = [worktree for worktree in worktrees(self.repository) if worktree.is_known]
        return sorted(known, key=lambda worktree: worktree.prefix != "")

    def other_heads(self) -> Iterator[tuple[str, bytes]]:
        """The names and ids of the HEADs of the other worktrees, followed from here, as git does."""
        refs = self.repository.ref_store
        for worktree in self.worktrees(single=False)[1:]:
            name = f"{worktree.prefix}HEAD"
            oid = refs.resolve(name).id
            if oid is not None:
                yield name, bytes(oid)

    def reflogs(self, *, single: bool) -> Iterator[tuple[str, list[bytes]]]:
        """The logs of this worktree and of the others: names, and the ids in them, each once, but for zeros."""
        seen: set[str] = set()
        null = bytes(self.repository.format.null_id)
        for worktree in self.worktrees(single=single):
            for short, entries in self.logs_seen(worktree.git_dir):
                name = worktree.prefix + short if is_per_worktree(short) else short
                if name not in seen:
                    seen.add(name)
                    ids = dict.fromkeys(bytes(oid) for entry in entries for oid in entry[:2])
                    ids.pop(null, None)
                    yield name, list(ids)

    def logs_seen(self, git_dir: str) -> Iterator[tuple[str, Iterator[ReflogEntry]]]:
        """The logs that the worktree with the git directory `git_dir` sees, its own and shared ones, by name."""
        common = self.repository.location.common_dir
        refs = self.repository.ref_store
        own = refs.elsewhere(git_dir, common).backend.logs()
        if os.path.realpath(git_dir) == os.path.realpath(common):
            return own
        shared = (log for log in refs.elsewhere(common, common).backend.logs() if not is_per_worktree(log[0]))
        return merge(own, shared, key=itemgetter(0))

    # Indexes

    def staged(self, *, single: bool) -> Iterator[Staged]:
        """What indexes have: entries but for submodules, the trees they make, stages before a merge."""
        from pygitobj.repository.staged_tips import staged_tips  # few ask for it

        return staged_tips(self.repository, self.worktrees(single=single))

    # The rest

    def alternate_refs(self) -> Iterator[bytes]:
        """The ids of the references of repositories that objects are borrowed from."""
        from pygitobj.repository.alternate_refs import alternate_refs  # hardly anybody asks

        return alternate_refs(self.repository)

    def hide_rules(self, section: str) -> list[str]:
        """What transfer.hideRefs and that of `section` say, in order. Raises RepositoryError for one without value."""
        names = ("transfer.hiderefs", f"{section}.hiderefs")
        return [require_text(value).rstrip("/") for value in self.repository.config if value.entry.name in names]

    def bisect_terms(self) -> tuple[str, str]:
        """What the ends of a bisection are called. Raises RepositoryError."""
        lines = content_of(f"{self.repository.location.git_dir}/BISECT_TERMS", MOST_OF_TERMS).split(b"\n")
        return (os.fsdecode(lines[0]), os.fsdecode(lines[1])) if len(lines) > 1 else TERMS

    def merge_bases(self, one: bytes, other: bytes) -> list[bytes]:
        """The raw ids of the best common ancestors of two commits."""
        from pygitobj.walk.merge_base import bases_of_two  # for A...B alone

        return bases_of_two(history_of(self.repository), one, other)
