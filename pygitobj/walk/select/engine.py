"""A walk from its tips to what is told: `Tip`s and a Selection in, numbers of commits out, one by one or many at once.

Follows git's Documentation/rev-list-options.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain

from pygitobj.errors import GitObjectError
from pygitobj.kernels import without
from pygitobj.record import Record
from pygitobj.walk.history import History
from pygitobj.walk.select.ahead import Ahead
from pygitobj.walk.select.ancestry import bottoms_of
from pygitobj.walk.select.borders import counted, oldest
from pygitobj.walk.select.choose import Choice
from pygitobj.walk.select.dated import dated, is_dated, steps
from pygitobj.walk.select.follow import hide_ancestors
from pygitobj.walk.select.limit import limit, may_be_same_later
from pygitobj.walk.select.logs import Logs
from pygitobj.walk.select.marks import BORDER, BOTTOM, CHILD_SHOWN, HIDDEN, LEFT, ON_PATH, SEEN, SHOWN, TIP
from pygitobj.walk.select.rewrite import rewrite_parents
from pygitobj.walk.select.selection import Order, Selection
from pygitobj.walk.select.state import NO_LOOKS, Looks, Walk
from pygitobj.walk.select.told import (
    SOME,
    from_generations,
    from_kernel,
    from_list,
    from_logs,
    from_queue,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels import TopoWalk
    from pygitobj.walk.select.bisect import Cut
    from pygitobj.walk.select.generations import Generations

# What is told at once: few at first, so that the first is there early.
FEW, MANY = 16, 4096


# What of a selection makes more of a walk than what its tips are, and what it is where it does not.
LIMITS = (
    "order", "first_parent", "reverse", "max_count", "skip", "until", "since", "min_parents", "max_parents", "boundary",
    "simplify_merges",
)  # fmt: skip
UNLIMITED = {name: value for name, value in Selection()._asdict().items() if name in LIMITS}


class Tip(Record):
    """A commit that a walk starts from, or, if it is hidden, whose history is left out; by its number.

    `name` is what it was called.
    """

    number: int
    is_hidden: bool = False
    is_left: bool = False
    name: str = ""


class Engine:
    """One walk: `prepare`, then `run` once."""

    def __init__(
        self,
        history: History,
        selection: Selection,
        looks: Looks = NO_LOOKS,
        *,
        has_generations: bool = False,
        logs: Logs | None = None,
        looked_at: Iterable[int] = (),
    ) -> None:
        self.walk = Walk(history, selection, looks)
        self.looked_at = looked_at
        if looks.changes is not None:
            self.walk.ahead = Ahead(self.walk, looks.changes).look
        self.selection = selection
        self.has_generations = has_generations
        self.logs = logs
        # The walk in topological order, where it is one that goes on while it is told: a kernel's, or in Python.
        self.topological: TopoWalk | None = None
        self.generations: Generations | None = None
        self.is_topological = selection.order is not Order.DEFAULT
        self.rewrites = looks.changes is not None and selection.dense and selection.wants_ancestry

    def prepare(self, tips: Iterable[Tip], passed_over: bytes = b"") -> None:
        """Start at `tips`, and find out what has to be known first. Raises NotFoundError, CorruptError.

        The column `passed_over` has the ids of commits that are hidden, and what only they lead to is not met.
        """
        walk, selection = self.walk, self.selection
        if self.is_topological and not self.has_generations:
            walk.is_limited = True
        for number in selection.ancestry_path or ():
            walk.marks[number] |= ON_PATH
        self.take(list(tips))
        if selection.simplify_merges or (walk.is_limited and may_be_same_later(walk)):
            walk.sides = {}
        if not selection.unsorted:
            walk.line.sort(key=walk.date, reverse=True)
        hidden = walk.table.numbers(passed_over)
        walk.fit()
        for number in hidden:
            walk.marks[number] |= HIDDEN | SEEN
        if not walk.no_walk:
            self.look()

    def look(self) -> None:
        """Find out what has to be known before the first commit is told."""
        walk, selection = self.walk, self.selection
        if walk.is_limited:
            self.make_list()
        elif self.is_topological:
            self.begin_topological()
        if walk.looks.tracked is not None and selection.wants_ancestry:
            from pygitobj.walk.select.tracked import keep_changed  # few follow lines

            keep_changed(walk, walk.looks.tracked)
        if selection.simplify_merges:
            from pygitobj.walk.select.simplify_merges import simplify_merges  # few ask for it

            simplify_merges(walk)
        if selection.children:
            note_children(walk)
        if selection.maximal_only and self.is_plain():
            from pygitobj.walk.painting import reached_by_others  # few ask for it

            reached = reached_by_others(walk.history, walk.line)
            walk.line = [number for number in walk.line if number not in reached]
            walk.no_walk = True

    def begin_topological(self) -> None:
        """Have the walk in topological order ready that goes on while it is told."""
        from pygitobj.walk.select.generations import Generations, topological  # most walks go by date

        if is_dated(self.walk):
            self.topological = topological(self.walk)
        else:
            self.generations = Generations(self.walk)

    def take(self, tips: list[Tip]) -> None:
        """Put the tips into the list, each once, and hide what hidden ones reach."""
        walk = self.walk
        for number in self.looked_at:
            walk.load(number)
        for tip in tips:
            walk.fit()
            walk.marks[tip.number] |= (HIDDEN | BOTTOM if tip.is_hidden else 0) | (LEFT if tip.is_left else 0) | TIP
        for tip in tips:
            walk.load(tip.number)
            if walk.sources is not None:
                walk.sources.setdefault(tip.number, tip.name)
            mark = walk.marks[tip.number]
            if mark & HIDDEN:
                hide_ancestors(walk, tip.number)
                if not (self.is_topological and self.has_generations):
                    walk.is_limited = True
            if not mark & SEEN:
                walk.marks[tip.number] |= SEEN
                walk.line.append(tip.number)

    def make_list(self) -> None:
        """Find out all that is told."""
        walk, selection = self.walk, self.selection
        middle = selection.ancestry_path
        if middle is not None and selection.from_bottoms:
            middle = (*bottoms_of(walk), *middle)
            if not middle:
                raise GitObjectError("--ancestry-path given but there are no bottom commits")
        limit(walk, middle)
        if self.is_topological:
            from pygitobj.walk.select.topo import in_topological_order  # most walks go by date

            walk.line = in_topological_order(walk, walk.line)

    def is_plain(self) -> bool:
        """Whether nothing but the tips decides what is told."""
        walk, selection = self.walk, self.selection
        if walk.is_limited or walk.changes is not None or walk.looks.accepts is not None or self.logs is not None:
            return False
        asked = {name: value for name, value in selection._asdict().items() if name in LIMITS}
        return selection.is_alone and walk.looks.passed_over is None and asked == UNLIMITED

    def cut(self, *, every: bool = False) -> Cut:
        """Leave of the list, which has to be one, where to cut it in halves, or how good each is for that."""
        from pygitobj.walk.select.bisect import find_cut  # only who bisects

        cut = find_cut(self.walk, every=every)
        self.walk.line = cut.numbers
        return cut

    def passed(self) -> Iterator[int]:
        """The commits that the walk passes. Raises NotFoundError, CorruptError."""
        if self.logs is not None:
            return from_logs(self.walk, self.logs)
        if self.generations is not None:
            return from_generations(self.walk, self.generations)
        if self.is_listed:
            return from_list(self.walk)
        if self.topological is not None or is_dated(self.walk):
            return from_kernel(self.walk, self.from_kernels(MANY if self.walk.looks.ahead is None else SOME))
        if self.walk.changes is not None:
            from pygitobj.walk.select.filtered import filtered_queue  # who walks along paths

            self.walk.filtered = filtered_queue(self.walk)
        return from_queue(self.walk, self.walk.filtered)

    def from_kernels(self, most: int = MANY) -> Iterator[array[int]]:
        """What a kernel gives that walks. Raises NotFoundError, CorruptError."""
        most = min(most, self.fewest())
        if self.topological is None:
            return dated(self.walk, most)
        return steps(self.walk, self.topological, most)

    @property
    def is_listed(self) -> bool:
        """Whether what is told was found out before, or nothing is walked."""
        return self.walk.is_limited or self.walk.no_walk

    def fewest(self) -> int:
        """How many commits are told at the most, which is no more than the walk has to look at at once."""
        selection = self.selection
        if selection.max_count < 0 or selection.is_oldest:
            return MANY
        return min(max(selection.skip, 0) + selection.max_count + 1, MANY)

    def chosen(self) -> Iterator[int]:
        """Those of them that are told, with parents that are told too."""
        walk = self.walk
        choice = Choice(walk)
        # What is left of a walk matters to its borders alone once nothing can be told.
        tracked = None if self.selection.boundary else choice.tracked
        for number in self.passed():
            if choice(number):
                if self.rewrites:
                    rewrite_parents(walk, number)
                yield number
            if tracked is not None and tracked.is_over:
                return

    def run(self) -> Iterator[int]:
        """What is told. Its parents, as they are then, go once the next one is asked for."""
        walk, selection = self.walk, self.selection
        if selection.is_oldest:
            told: Iterable[int] = oldest(walk, self.chosen(), selection.max_count)
            if not selection.reverse:
                told = self.marked(told)
        else:
            told = counted(walk, self.chosen(), selection.max_count)
        if selection.reverse:
            told = list(told)[::-1]
        if self.keeps_parents:
            yield from told
            return
        for number in told:
            yield number
            walk.own[number] = ()

    @property
    def keeps_parents(self) -> bool:
        """Whether the parents of a commit stay as they are when it is told."""
        is_told_by_level = self.generations is not None or self.topological is not None
        return not (self.rewrites or self.logs is not None or is_told_by_level)

    def marked(self, numbers: Iterable[int]) -> Iterator[int]:
        """The commits `numbers`, each marked as told, and its parents as those of one, when it is its turn."""
        walk = self.walk
        for number in numbers:
            walk.marks[number] |= SHOWN
            if not walk.marks[number] & BORDER:
                for parent in walk.parents(number):
                    walk.marks[parent] |= CHILD_SHOWN
            yield number

    def batches(self) -> Iterator[array[int]]:
        """What is told, many at once, where nothing but numbers is asked for. Raises NotFoundError, CorruptError."""
        if self.is_quick:
            yield from self.quick_batches()
            return
        most = FEW
        batch = array("I")
        try:
            for number in self.run():
                batch.append(number)
                if len(batch) >= most:
                    yield batch
                    batch, most = array("I"), MANY
        except GitObjectError:
            # What came before an error is told before it.
            yield batch
            raise
        yield batch

    @property
    def is_quick(self) -> bool:
        """Whether each commit that is not hidden is told, and nothing is to be asked of any."""
        selection = self.selection
        others = selection.boundary or selection.is_oldest or selection.maximal_only
        if others or selection.min_parents or selection.max_parents >= 0:
            return False
        if self.logs is not None or self.generations is not None:
            return False
        if self.walk.looks._replace(author_date=None) != NO_LOOKS:
            return False
        if self.is_listed:
            return self.walk.is_limited
        if selection.until is not None or selection.since_as_filter is not None:
            return False
        return self.topological is not None or is_dated(self.walk)

    def quick_batches(self) -> Iterator[array[int]]:
        """As `batches`, from whole lists."""
        walk, selection = self.walk, self.selection
        lists = iter([array("I", walk.line)]) if walk.is_limited else self.from_kernels()
        told = part((without(numbers, walk.marks, SHOWN | HIDDEN) for numbers in lists), selection)
        if selection.reverse:
            whole = array("I", chain.from_iterable(told))
            whole.reverse()
            told = iter([whole])
        yield from told


def part(lists: Iterable[array[int]], selection: Selection) -> Iterator[array[int]]:
    """What of `lists` is told of so many, some of which are passed over."""
    skip, left = max(selection.skip, 0), selection.max_count
    if not left:
        return
    for numbers in lists:
        some = numbers[skip:]
        skip -= len(numbers) - len(some)
        if 0 <= left <= len(some):
            yield some[:left]
            return
        left -= len(some) if left > 0 else 0
        yield some


def note_children(walk: Walk) -> None:
    """Note the children of each commit, the one that is told last at the end."""
    for number in walk.line:
        for parent in walk.parents(number):
            walk.children.setdefault(parent, []).append(number)
