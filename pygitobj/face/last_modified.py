"""`repo.last_modified`: of each entry of a directory the commit that last changed it.

Each commit has the entries that are still to be found there. What a parent has just so is looked for there, at the
first such parent; what no parent has so is of the commit. Follows git's Documentation/git-last-modified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from pygitobj.errors import RevisionError
from pygitobj.face.arguments import require_flags
from pygitobj.face.starts import commit_number
from pygitobj.face.walking import read
from pygitobj.formats.commit import Commit
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.formats.tree import DIRECTORY
from pygitobj.oid import shown
from pygitobj.record import Record
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History
from pygitobj.walk.select.engine import Engine, Tip
from pygitobj.walk.select.selection import Order, Selection
from pygitobj.walk.tree_comparison import EACH, Comparison, compare_commits
from pygitobj.walk.tree_entries import entries_below

# Commits that are compared with their parents together.
GROUP = 1024


class Place(Record):
    """A directory whose entries are looked for: its path with a slash behind it, b"" for the top; all files below it.

    Or, if it is not `recursive`, what lies in it.
    """

    path: bytes
    recursive: bool

    @property
    def pathspecs(self) -> PathspecList | None:
        """What it is for a comparison of trees."""
        return PathspecList([Pathspec.literal(self.path)]) if self.path else None

    def entry_of(self, path: bytes) -> bytes:
        """The entry that is, or has, what is at `path` from the top."""
        below = path[len(self.path) :]
        return below if self.recursive else below.partition(b"/")[0]


def last_modified(
    repository: Repository, folder: str | bytes, start: object, recursive: bool
) -> Iterator[tuple[bytes, Commit]]:
    """Each entry below `folder` with the commit that last changed it. Checks its arguments at once."""
    require_flags(recursive=recursive)
    path = Pathspec.literal(folder).pattern if folder else b""
    place = Place(path.rstrip(b"/") + b"/" if path else b"", recursive)
    history = history_of(repository)
    number = commit_number(repository, history, start)
    history.require(number)
    wanted = entries_at(history, history.table.tree(number), place)
    if place.path and not wanted:
        raise RevisionError(f"no directory is at {shown(folder)}")
    return found(repository, history, number, wanted, place)


def entries_at(history: History, tree: bytes, place: Place) -> set[bytes]:
    """The entries of `place` in `tree`."""
    links = history.provider
    paths = [place.path] if place.path else []
    below = entries_below(links.tree, links.tree(tree), len(tree), paths, recurse=place.recursive)
    return {
        entry.path[len(place.path) :]
        for entry in below
        if entry.path.startswith(place.path) and not (place.recursive and entry.mode == DIRECTORY)
    }


def found(
    repository: Repository, history: History, start: int, wanted: set[bytes], place: Place
) -> Iterator[tuple[bytes, Commit]]:
    """The entries that are `wanted`, as the commits are come to that changed them last."""
    engine = Engine(history, Selection(order=Order.DATE))
    engine.prepare([Tip(start)])
    comparison = Comparison(history.provider, bytes(repository.format.empty_tree), place.pathspecs)
    left: dict[int, set[bytes]] = {start: wanted}
    numbers = engine.run()
    while left and (some := list(islice(numbers, GROUP))):
        for number, changed in changes_of(history, comparison, some, place):
            own = left.pop(number, None)
            if own:
                yield from of_commit(repository, history, number, hand_on(history, number, own, changed, left))


def changes_of(
    history: History, comparison: Comparison, numbers: Iterable[int], place: Place
) -> Iterator[tuple[int, list[set[bytes]]]]:
    """Each of the commits `numbers` with the entries that it has otherwise than each of its parents."""
    each = compare_commits(history, comparison, numbers, EACH)
    for number, told in groupby(each, lambda one: one.number):
        yield number, [{place.entry_of(path) for path, *_ in one.compared.entries()} for one in told]


def hand_on(
    history: History, number: int, own: set[bytes], changed: list[set[bytes]], left: dict[int, set[bytes]]
) -> set[bytes]:
    """Those of the entries `own` that the commit itself changed; the others are looked for at a parent."""
    for parent, differing in zip(history.table.parents(number), changed, strict=False):
        same = own - differing
        if same:
            left.setdefault(parent, set()).update(same)
            own = own & differing
    return own


def of_commit(
    repository: Repository, history: History, number: int, names: set[bytes]
) -> Iterator[tuple[bytes, Commit]]:
    """The entries `names`, which a commit changed, with the commit."""
    if names:
        (commit,) = read(repository, [history.table.oid(number)])
        for name in sorted(names):
            yield name, commit
