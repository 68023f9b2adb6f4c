"""Histories of a few commits, each with a date and parents, for walks over a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pygitobj.errors import NotFoundError
from pygitobj.formats.links import Link
from pygitobj.id_list import IdList
from pygitobj.kernels import CommitTable
from pygitobj.walk.history import History
from pygitobj.walk.select.engine import Engine, Tip
from pygitobj.walk.select.marks import BORDER, LEFT
from pygitobj.walk.select.selection import Selection
from pygitobj.walk.select.state import NO_LOOKS, Looks

SIZE = 20
# Each commit's date, and its parents.
Commits = Mapping[str, tuple[int, str]]


def oid_of(name: str) -> bytes:
    """The raw id of the commit `name`."""
    return name.encode().rjust(SIZE)


class Provider:
    """Knows `commits`; with `deep` also how many generations each lies above the first ones."""

    hash_size = SIZE
    max_depth = 2048

    def __init__(self, commits: Commits, *, deep: bool = False) -> None:
        self.known = commits
        self.generations = levels(commits) if deep else {}

    def commits(self, table: CommitTable) -> Callable[[int], None]:
        def read(n: int) -> None:
            name = table.oid(n).decode().strip()
            if name not in self.known:
                raise NotFoundError(name)
            date, parents = self.known[name]
            deep = (self.generations[name],) if self.generations else ()
            table.put(n, bytes(SIZE), [oid_of(parent) for parent in parents.split()], date, *deep)

        return read

    def tag(self, oid: bytes) -> Link:
        raise NotFoundError(oid)

    def tree(self, oid: bytes) -> bytes:
        raise NotFoundError(oid)

    def trees(self, ids: IdList) -> Iterator[Sequence[bytes | None]]:
        raise NotFoundError(ids)


def levels(commits: Commits) -> dict[str, int]:
    """How many generations each of `commits`, parents first, lies above the first ones."""
    found: dict[str, int] = {}
    for name, (_, parents) in commits.items():
        found[name] = 1 + max((found[parent] for parent in parents.split()), default=0)
    return found


class Walked:
    """Walks over `commits`, told by their names; with `deep` generations are known."""

    def __init__(self, commits: Commits, *, deep: bool = False) -> None:
        self.deep = deep
        self.history = History(Provider(commits, deep=deep))

    def number(self, name: str) -> int:
        """The number of the commit `name`."""
        return self.history.number(oid_of(name))

    def name(self, number: int) -> str:
        """The name of a commit."""
        return self.history.table.oid(number).decode().strip()

    def engine(self, tips: str, selection: Selection, looks: Looks = NO_LOOKS) -> Engine:
        """A walk from `tips`: names, with ^ before hidden ones and < before those of the left side."""
        found = [Tip(self.number(word.lstrip("^<")), word[0] == "^", word[0] == "<") for word in tips.split()]
        engine = Engine(self.history, selection, looks, has_generations=self.deep)
        engine.prepare(found)
        return engine

    def told(self, tips: str, selection: Selection, looks: Looks = NO_LOOKS, *, sides: bool = False) -> str:
        """What a walk tells, with - before borders, and with `sides` the side of each."""
        engine = self.engine(tips, selection, looks)
        words = []
        for number in engine.run():
            mark = engine.walk.marks[number]
            side = ("<" if mark & LEFT else ">") if sides else ""
            words.append(("-" if mark & BORDER else side) + self.name(number))
        return " ".join(words)
