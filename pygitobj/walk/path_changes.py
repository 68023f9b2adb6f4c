"""Whether commits changed anything at certain paths, against each of their parents, for many at once.

Only whether: a comparison ends at the first entry that differs, and what cannot change the answer is not read. What was
found is kept for some commits, and found again for others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from pygitobj.errors import GitObjectError
from pygitobj.walk.path_steps import Nodes, nodes_for
from pygitobj.walk.tree_comparison import BATCH, EACH, Comparison, sides_of
from pygitobj.walk.tree_levels import MOST_NODES, grow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.pathspec import PathspecList
    from pygitobj.kernels import PathFilters
    from pygitobj.store.object_store import ObjectStore
    from pygitobj.walk.history import History

UNDECIDED, SAME = 0, 1
ALIKE = (True,)
# Commits whose answers are kept.
MOST_ANSWERS = 1 << 17


class PathChanges:
    """Whether commits of `history` differ from their parents at what `pathspecs` mean, or anywhere.

    A root is compared with nothing. Commits are told by their numbers in the history's table. Where a commit-graph has
    filters of changed paths, these are asked first.
    """

    def __init__(self, history: History, store: ObjectStore, pathspecs: PathspecList | None) -> None:
        self.history, self.max_depth = history, history.provider.max_depth
        self.nothing = bytes(store.empty_tree)
        self.pathspecs = pathspecs
        self.comparison = Comparison(history.provider, self.nothing, pathspecs)
        self.nodes = self.fresh()
        self.answers: dict[int, Sequence[bool]] = {}
        # Merges of which nothing else is known than that they are as their first parents.
        self.as_first: set[int] = set()
        paths = paths_of(pathspecs)
        # Whether there are filters a commit-graph says, which is opened and proven for that.
        self.filtered = paths if paths and history.has_filters else ()

    @cached_property
    def filters(self) -> PathFilters | None:
        """What knows of commits in a commit-graph that they are as their first parents; None where nothing does."""
        return self.history.filters(self.filtered) if self.filtered else None

    @cached_property
    def sound_filters(self) -> PathFilters | None:
        """The same where nothing is wrong with any of them, of which something would have to be told."""
        return self.filters if self.filters is not None and self.filters.are_sound() else None

    def may_change(self, number: int) -> bool:
        """Whether a commit that is known may be otherwise than its first parent, as far as its filter says."""
        if self.sound_filters is None:
            return self.history.may_change(number, self.filtered)
        position = self.history.table.position(number)
        return position < 0 or not self.sound_filters.unchanged(position)

    def fresh(self) -> Nodes:
        """Nodes of which none is known."""
        return nodes_for(self.nothing, self.pathspecs, quick=True)

    def look_at(self, numbers: Iterable[int], *, first_alone: bool = False) -> None:
        """Find the answers for many commits, which `same` gives then; what is wrong it raises, too.

        With `first_alone` those that a filter gives for first parents are enough.
        """
        new = [number for number in dict.fromkeys(numbers) if number not in self.answers]
        if len(self.answers) + len(self.as_first) + len(new) > MOST_ANSWERS:
            self.answers.clear()
            self.as_first.clear()
        if first_alone and self.filtered:
            new = [number for number in new if not self.is_as_first(number)]
        for start in range(0, len(new), BATCH):
            sides = {}
            for number in new[start : start + BATCH]:
                try:
                    sides[number] = self.sides(number)
                except GitObjectError:
                    continue
            verdicts = iter(self.verdicts([ids for many in sides.values() for ids in many if ids]))
            for number, many in sides.items():
                found = [next(verdicts) if ids else SAME for ids in many]
                if UNDECIDED not in found:
                    self.answers[number] = tuple(verdict == SAME for verdict in found)

    def is_as_first(self, number: int) -> bool:
        """Whether a filter knows that a commit is as its first parent, as `same_first` says then."""
        if not self.history.table.is_known(number) or self.may_change(number):
            return False
        if len(self.history.table.parents(number)) == 1:
            self.answers[number] = ALIKE
        else:
            self.as_first.add(number)
        return True

    def same_first(self, number: int) -> bool:
        """Whether a commit is as its first parent. Raises as `same`."""
        return number in self.as_first or self.same(number)[0]

    def same(self, number: int) -> Sequence[bool]:
        """Whether a commit is as each of its parents; of a root one answer, whether it has nothing there.

        Raises NotFoundError, CorruptError, TreeTooDeepError where an answer needs what cannot be read.
        """
        if number not in self.answers:
            self.look_at([number])
        answer = self.answers.get(number)
        if answer is None:
            answer = self.answers[number] = tuple(not ids or self.is_same(ids) for ids in self.sides(number))
        return answer

    def is_empty(self, number: int) -> bool:
        """Whether a commit has nothing at these paths. Raises as `same`."""
        self.history.require(number)
        return self.is_same(self.history.table.tree(number) + self.nothing)

    def sides(self, number: int) -> list[bytes]:
        """The trees of a commit and each of its parents, or nothing; none where a filter knows that they are alike."""
        found = [ids for _, ids in sides_of(self.history, self.nothing, number, EACH)]
        if self.filtered and not self.may_change(number):
            found[0] = b""
        return found

    def is_same(self, ids: bytes) -> bool:
        """Whether nothing differs between the trees `ids`. Raises what is wrong with what this needs."""
        (verdict,) = self.verdicts([ids])
        if verdict != UNDECIDED:
            return verdict == SAME
        # Something cannot be read or is too deep, or there are too many trees: entry after entry, then.
        return next(self.comparison.compare([ids])).is_same()

    def verdicts(self, pairs: Sequence[bytes]) -> list[int]:
        """Whether nothing differs, for each of `pairs` of trees, as far as looking at all of them at once tells."""
        found: list[int] = []
        while len(found) < len(pairs):
            if self.nodes.changes.size > MOST_NODES:
                self.nodes = self.fresh()
            changes = self.nodes.changes
            changes.begin()
            nodes = [changes.add(ids) for ids in pairs[len(found) :]]
            done = grow(changes, self.comparison.links, self.max_depth)
            found += [changes.verdict(node) for node in nodes[:done]]
        return found


def paths_of(pathspecs: PathspecList | None) -> Sequence[bytes]:
    """The paths for which filters of changed paths can be asked; none where they cannot."""
    paths = () if pathspecs is None else pathspecs.literal_paths or ()
    return () if b"" in paths else [path.rstrip(b"/") for path in paths]
