"""A walk on its way: what it knows of each commit, and the parents that simplification has left it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from pygitobj.record import Record
from pygitobj.walk.history import History
from pygitobj.walk.queue import Queue
from pygitobj.walk.select.marks import LOADED
from pygitobj.walk.select.selection import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels import FilteredQueue
    from pygitobj.walk.select.changes import Changes, SameChanges, Tracked

    # What commits wait in, the newest first.
    DatedQueue = Queue | FilteredQueue

WORD = 4
LEAST_ROOM = 1024


class Looks(Record):
    """What a walk asks of others about commits, by their numbers; None where nothing is to be asked.

    changes     what of the paths that are looked for a commit changed
    accepts     whether the message is one that is looked for
    passed_over whether it is left out for another reason, as where it stands
    author_date when it was written, for the order of that name
    ahead       is told of commits that it will be asked about next
    same_changes    which commits on both sides change the same, where that matters
    tracked     what is followed on the way, so that a commit which changed none of it is not told
    """

    changes: Changes | None = None
    accepts: Callable[[int], bool] | None = None
    passed_over: Callable[[int], bool] | None = None
    author_date: Callable[[int], int] | None = None
    ahead: Callable[[Sequence[int]], None] | None = None
    same_changes: SameChanges | None = None
    tracked: Tracked | None = None


NO_LOOKS = Looks()


class Walk:
    """The commits of `history` on one walk for `selection`.

    `marks` has bits of marks.py for each; `own` the parents of those that do not have them from the history any more;
    `lost` those that are missing and may be. `line` is what is left to be told of a list, and `sides` tells of merges
    for which parents nothing differs, where that has to be known later. `dated` is the date that --since and its like
    look at.
    """

    def __init__(self, history: History, selection: Selection, looks: Looks = NO_LOOKS) -> None:
        self.history = history
        self.table = history.table
        self.selection = selection
        self.looks = looks
        self.changes = looks.changes
        self.marks = array("I")
        self.own: dict[int, tuple[int, ...]] = {}
        self.lost: set[int] = set()
        self.line: list[int] = []
        self.queue = Queue()
        self.sides: dict[int, list[bool]] | None = None
        self.children: dict[int, list[int]] = {}
        # What the tip was called that a commit was found from, where that is asked for.
        self.sources: dict[int, str] | None = {} if selection.notes_sources else None
        self.is_limited = selection.needs_list
        self.no_walk = selection.no_walk
        self.ahead: Callable[[int], None] | None = None
        # The queue, where filters of changed paths are asked by it.
        self.filtered: FilteredQueue | None = None
        self.first_parent = selection.first_parent
        self.dated: Callable[[int], int] = self.date
        self.fit()

    def fit(self) -> None:
        """Have room for a mark of each commit that has a number."""
        missing = len(self.table) - len(self.marks)
        if missing > 0:
            self.marks.frombytes(bytes(WORD * max(missing, len(self.marks), LEAST_ROOM)))

    def load(self, number: int) -> None:
        """Know what a commit names. Raises NotFoundError, CorruptError."""
        if not self.marks[number] & LOADED:
            self.history.require(number)
            self.fit()
            self.marks[number] |= LOADED

    def find(self, number: int, *, needed: bool) -> bool:
        """As `load`, but false for one that is missing and may be, or is not `needed`."""
        if not self.marks[number] & LOADED:
            if not self.history.can_find(number, needed=needed):
                return False
            self.fit()
            self.marks[number] |= LOADED
        return True

    def parents(self, number: int) -> tuple[int, ...]:
        """The parents of a commit, as the walk has left them."""
        own = self.own.get(number)
        if own is not None:
            return own
        return self.table.parents(number) if self.marks[number] & LOADED else ()

    def date(self, number: int) -> int:
        """When a commit was made; 0 for one that could not be looked at."""
        return self.table.date(number) if self.marks[number] & LOADED else 0

    def put(self, queue: DatedQueue, number: int) -> None:
        """Add a commit to `queue`, which goes by date."""
        queue.put_dated(number, self.date(number))
