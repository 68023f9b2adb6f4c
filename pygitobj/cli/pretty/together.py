"""What is said of a reference among all that are listed: how far each is from a commit, which one that is based on."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.pretty.named_commits import commit_named, commit_told
from pygitobj.walk.branch_base import branch_base
from pygitobj.walk.distances import distances

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.pretty.items import Item
    from pygitobj.cli.pretty.world import World


class Together:
    """Looks at all of `items` in one walk when the first is asked about. Methods raise GitObjectError."""

    def __init__(self, items: Sequence[Item] = ()) -> None:
        self.items = items
        self.numbers: dict[str, int] | None = None
        self.distances: dict[str, dict[int, tuple[int, int]]] = {}
        self.bases: dict[str, str | None] = {}

    def commits(self, world: World) -> dict[str, int]:
        """The numbers of the commits that references come to, by their names, without those that come to none."""
        if self.numbers is None:
            found = {item.name: commit_told(world, item.object.id) for item in self.items}
            self.numbers = {name: world.history.number(oid) for name, oid in found.items() if oid is not None}
        return self.numbers

    def distance(self, world: World, name: str, item: Item) -> tuple[int, int] | None:
        """How many commits `item` alone reaches, and how many the commit `name` does; None for what is no commit."""
        commits = self.commits(world)
        known = self.distances.get(name)
        if known is None:
            tips = list(dict.fromkeys(commits.values()))
            rows = distances(world.history, tips, [world.history.number(commit_named(world, name))])
            known = self.distances[name] = {tip: row[0] for tip, row in zip(tips, rows, strict=True)}
        return known[commits[item.name]] if item.name in commits else None

    def is_base(self, world: World, name: str, item: Item) -> bool:
        """Whether `item` is the one that the commit `name` was most likely started from."""
        if name not in self.bases:
            tip = world.history.number(commit_named(world, name))
            commits = self.commits(world)
            place = branch_base(world.history, tip, list(commits.values()))
            self.bases[name] = None if place is None else list(commits)[place]
        return self.bases[name] == item.name
