"""What atoms ask besides the reference that they are about: each part is looked up when it is first asked for."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from functools import cached_property

from pygitobj.cli.short_ids import short_ids
from pygitobj.files.small_file import content_of
from pygitobj.formats.mailmap import Mailmap
from pygitobj.formats.numbers import decimal
from pygitobj.formats.small_text import SPACE
from pygitobj.refs.short_names import shortened
from pygitobj.refs.values import Symbolic
from pygitobj.repository.head_state import head_description
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.repository.roots import worktrees
from pygitobj.repository.tracking import Tracking
from pygitobj.store.short_ids import ShortIds
from pygitobj.walk.history import History

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.pretty.described import Descriptions
    from pygitobj.cli.pretty.together import Together
    from pygitobj.jobs.inspect.signatures import Verifier
    from pygitobj.oid import ObjectId

MOST_OF_A_PATH = 1 << 16


class World:
    """The surroundings of references in `repository`; `use_color` says whether colours are shown."""

    def __init__(self, repository: Repository, *, use_color: bool = False) -> None:
        self.repository = repository
        self.refs = repository.ref_store
        self.use_color = use_color
        # The names and objects of all references that are listed, for what is said of each among the others.
        self.listed: Sequence[tuple[str, ObjectId]] = ()

    @cached_property
    def ids(self) -> ShortIds:
        """The abbreviated ids."""
        return short_ids(self.repository)

    @cached_property
    def tracking(self) -> Tracking:
        """What branches build on."""
        return Tracking(self.repository.config, self.refs, self.repository.legacy_remotes)

    @cached_property
    def mailmap(self) -> Mailmap:
        """Which names and emails stand for which."""
        return self.repository.mailmap()

    @cached_property
    def head(self) -> str | None:
        """The full name of the branch that HEAD is on, if there is a commit on it."""
        found = self.refs.resolve("HEAD")
        return found.name if found.id is not None else None

    @cached_property
    def head_description(self) -> str:
        """What HEAD is called where it is on no branch."""
        return head_description(self.repository, self.ids.short)

    @cached_property
    def history(self) -> History:
        """The commits."""
        return history_of(self.repository)

    @cached_property
    def strict_names(self) -> bool:
        """Whether a short name must not mean anything else."""
        return self.repository.config.get_bool("core.warnAmbiguousRefs", True)

    @cached_property
    def now(self) -> int:
        """The present moment, or the one that GIT_TEST_DATE_NOW says."""
        said = decimal(self.repository.environ.get("GIT_TEST_DATE_NOW", ""))
        return int(time.time()) if said is None else said

    @cached_property
    def together(self) -> Together:
        """What is said of references among all that are listed, which are known by then."""
        from pygitobj.cli.pretty.together import Together  # few formats ask

        return Together(self.repository, lambda: self.history, self.listed)

    @cached_property
    def descriptions(self) -> Descriptions:
        """What commits are called after tags."""
        from pygitobj.cli.pretty.described import Descriptions  # few formats ask

        return Descriptions(self.repository, lambda: self.history, self.ids)

    @cached_property
    def verifier(self) -> Verifier:
        """What checks signatures."""
        from pygitobj.jobs.inspect.signatures import Verifier  # few formats ask

        return Verifier(self.repository)

    @cached_property
    def checked_out(self) -> dict[str, str]:
        """Where each branch is checked out: its full name, and the path of the worktree."""
        location = self.repository.location
        found: dict[str, str] = {}
        for worktree in worktrees(self.repository):
            own = self.refs.elsewhere(worktree.git_dir, location.common_dir)
            value = own.backend.read("HEAD")
            if isinstance(value, Symbolic):
                found.setdefault(value.target, self.path_of(worktree.git_dir))
        return found

    def path_of(self, git_dir: str) -> str:
        """The path of the worktree whose git directory is `git_dir`."""
        common = self.repository.location.common_dir
        if os.path.realpath(git_dir) == os.path.realpath(common):
            return common.removesuffix("/.git")
        text = content_of(f"{git_dir}/gitdir", MOST_OF_A_PATH).rstrip(SPACE)
        path = os.path.join(git_dir, os.fsdecode(text))
        return os.path.normpath(path).removesuffix("/.git")

    def short_name(self, name: str) -> str:
        """The shortest name of the reference `name`."""
        return shortened(self.refs, name, strict=self.strict_names)
