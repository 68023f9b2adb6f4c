"""What is said of a reference among all that are listed: how far each is from a commit, which one that is based on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.pretty.named_commits import commit_named, commit_told
from pygitobj.oid import ObjectId
from pygitobj.walk.branch_base import branch_base
from pygitobj.walk.distances import distances
from pygitobj.walk.history import History

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


class Together:
    """Looks at all references that are `listed`, by their names, in one walk when the first is asked about.

    Methods raise GitObjectError.
    """

    def __init__(
        self, repository: Repository, history: Callable[[], History], listed: Sequence[tuple[str, ObjectId]]
    ) -> None:
        self.repository = repository
        self.history = history
        self.listed = listed
        self.numbers: dict[str, int] | None = None
        self.has_told = False
        self.distances: dict[str, dict[int, tuple[int, int]]] = {}
        self.bases: dict[str, str | None] = {}

    def commits(self, *, tells: bool) -> dict[str, int]:
        """The numbers of the commits that references come to, by their names, without those that come to none.

        With `tells` it is told, once, what else they come to.
        """
        tells = tells and not self.has_told
        if self.numbers is None or tells:
            self.has_told = tells
            found = {name: commit_told(self.repository, oid, is_quiet=not tells) for name, oid in self.listed}
            number = self.history().number
            self.numbers = {name: number(oid) for name, oid in found.items() if oid is not None}
        return self.numbers

    def number_of(self, commit: str) -> int:
        """The number of the commit that `commit` names."""
        return self.history().number(commit_named(self.repository, commit))

    def distance(self, name: str, commit: str) -> tuple[int, int] | None:
        """How many commits the reference `name` alone reaches, and how many `commit` does; None for no commit."""
        commits = self.commits(tells=True)
        known = self.distances.get(commit)
        if known is None:
            tips = list(dict.fromkeys(commits.values()))
            rows = distances(self.history(), tips, [self.number_of(commit)])
            known = self.distances[commit] = {tip: row[0] for tip, row in zip(tips, rows, strict=True)}
        return known[commits[name]] if name in commits else None

    def is_base(self, name: str, commit: str) -> bool:
        """Whether the reference `name` is the one that `commit` was most likely started from."""
        if commit not in self.bases:
            commits = self.commits(tells=False)
            place = branch_base(self.history(), self.number_of(commit), list(commits.values()))
            self.bases[commit] = None if place is None else list(commits)[place]
        return self.bases[commit] == name
