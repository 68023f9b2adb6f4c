"""Commits of a log of which nothing is compared: their entries alone, one by one or many at once.

What shows differences too goes on from here (log_diffs.py, log_many.py); much is loaded for it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from pygitobj.cli.diffing.asked import DiffOptions
from pygitobj.cli.output import Output
from pygitobj.cli.pretty.commit_entry import Entries
from pygitobj.cli.pretty.commit_shown import ShownCommit
from pygitobj.cli.pretty.many_commits import ManyCommits
from pygitobj.cli.walking.formats import bodies_ahead, bodies_of
from pygitobj.cli.walking.shown import shown_commit
from pygitobj.repository.repository import Repository
from pygitobj.walk.kept_bodies import KeptBodies
from pygitobj.walk.select.engine import Engine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.diffing.converting import Converting
    from pygitobj.cli.diffing.steps import Step
    from pygitobj.walk.tree_comparison import Compared


class Uncompared:
    """Shows entries on `output`, and nothing below them."""

    def __init__(self, repository: Repository, options: DiffOptions, output: Output) -> None:
        self.repository, self.options, self.output = repository, options, output
        self.has_changes = False

    @property
    def compares(self) -> bool:
        """Whether any commit is compared with its parents."""
        return False

    @property
    def are_plain(self) -> bool:
        """Whether many commits may be shown together."""
        return True

    @property
    def check_failed(self) -> bool:
        """Whether a check of what commits changed failed."""
        return False

    @property
    def converting(self) -> Converting | None:
        """What has programs make other text of files; None where none do."""
        return None

    def steps_of(self, _number: int, _parents: Sequence[int]) -> Sequence[Step]:
        """What is compared for a commit."""
        return ()

    def compare(self, _steps: Sequence[Sequence[Step]]) -> Iterator[Compared]:
        """What differs in such steps."""
        return iter(())

    def read_ahead(self, compared: Iterator[Compared]) -> Iterator[Compared]:
        """`compared`, once what is to be read for it was."""
        return compared

    def show(
        self, commit: ShownCommit, _steps: Sequence[Step], _compared: Iterator[Compared], entries: Entries
    ) -> bool:
        """Show an entry; whether anything was shown. Raises GitObjectError for a commit that cannot be shown."""
        self.output.write(entries.show(commit))
        return True

    def found(self) -> bytes:
        """What was found out on the way."""
        return b""

    def take_found(self, _found: bytes) -> None:
        """Take in what another one found out."""

    def close(self) -> None:
        """End what shows differences."""


class LogEntries:
    """Shows commits of a walk many at once as `entries` show them, with bodies that were `kept` on the walk."""

    def __init__(
        self, diffs: Uncompared, engine: Engine, entries: Entries, many: ManyCommits, kept: KeptBodies | None
    ) -> None:
        self.walk, self.kept = engine.walk, kept
        self.entries, self.many = entries, many
        self.repository, self.output = diffs.repository, diffs.output

    def show(self, numbers: Sequence[int]) -> None:
        """Show some commits. Raises GitObjectError where one cannot be read, once those before are written."""
        bodies, shown = self.made(numbers, [self.walk.parents(number) for number in numbers])
        write, add = self.output.write, self.entries.add
        for number, body, entry in zip(numbers, bodies, shown, strict=True):
            write(self.entries.show(self.commit(number, body)) if entry is None else add(entry))

    def made(
        self, numbers: Sequence[int], parents: Sequence[Sequence[int]]
    ) -> tuple[list[bytes | None], list[bytes | None]]:
        """The bodies of some commits, and their entries; None for what cannot be read, or is shown by itself."""
        table = self.walk.table
        column = table.oids(array("I", numbers))
        bodies = bodies_ahead(self.repository, column, table.hash_size, self.kept)
        return bodies, self.many.shown(column, bodies, parents, table.oid)

    def commit(self, number: int, body: bytes | None) -> ShownCommit:
        """A commit that is shown by itself. Raises NotFoundError, CorruptError where its body cannot be read."""
        commit = shown_commit(self.walk, number)
        commit.body = next(bodies_of(self.repository, [commit.oid])) if body is None else body
        return commit
