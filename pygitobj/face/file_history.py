"""`repo.history`: the commits that changed one path, and the paths that it had before it was renamed.

Each commit has the paths that are looked for there; they are handed on to its parents, under the name that they had:

    the same in a parent        looked for in the first such parent alone, and the commit is not told
    else                        the commit is told, and it is looked for in each parent: where it is not there under its
                                name, and is followed, under that of the file that it was made of, if there is one
    not in the commit           looked for all the same: it may have been there before

What a file was made of is found as `git log --follow` finds it, with every file of the parent as a source. There one
name counts in all of history once it was found; here each line of history has its own, and merges are looked at too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from pygitobj.changes.pairs import ADDED, FilePair, from_comparison
from pygitobj.changes.pairs import Side as PlainSide
from pygitobj.changes.renames import COPIES, RenameOptions, find_renames
from pygitobj.face.arguments import require_flags
from pygitobj.face.change import Change, CommitChanges
from pygitobj.face.diffs import Differ, Wanted
from pygitobj.face.starts import commit_number
from pygitobj.face.walking import read
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.formats.tree import DIRECTORY
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History
from pygitobj.walk.select.engine import Engine, Tip
from pygitobj.walk.select.selection import Order, Selection
from pygitobj.walk.tree_comparison import EACH, Comparison, compare_commits
from pygitobj.walk.tree_entries import entries_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Pair

# Commits that are compared with their parents together.
GROUP = 1024
FOLLOWED = RenameOptions(COPIES, find_copies_harder=True)


def file_history(repository: Repository, path: str | bytes, start: object, follow: bool) -> Iterator[CommitChanges]:
    """The commits that changed what is at `path`, the newest first. Checks its arguments at once."""
    require_flags(follow=follow)
    wanted = Pathspec.literal(path).pattern.rstrip(b"/")
    history = history_of(repository)
    number = commit_number(repository, history, start)
    history.require(number)
    return Follower(repository, history, follow).told(number, wanted)


class Follower:
    """Follows paths through `history`; `left` has the paths that are looked for in commits to come."""

    def __init__(self, repository: Repository, history: History, follow: bool) -> None:
        self.repository, self.history, self.follow = repository, history, follow
        self.nothing = bytes(repository.format.empty_tree)
        self.differ = Differ(repository, Wanted(None, lines=False))
        self.whole = Comparison(history.provider, self.nothing)
        self.left: dict[int, set[bytes]] = {}
        # All paths that were ever looked for, and the comparison of trees at them.
        self.paths: set[bytes] = set()
        self.comparison = self.whole

    def told(self, start: int, path: bytes) -> Iterator[CommitChanges]:
        """The commits that changed `path`, or what was there before."""
        engine = Engine(self.history, Selection(order=Order.DATE))
        engine.prepare([Tip(start)])
        self.left[start] = {path}
        self.look_for([path])
        numbers = engine.run()
        while self.left and (some := list(islice(numbers, GROUP))):
            found = list(self.changed(some))
            ids = [self.history.table.oid(number) for number, _ in found]
            for commit, (_, changes) in zip(read(self.repository, ids), found, strict=True):
                yield CommitChanges(commit, changes)

    def look_for(self, paths: Iterable[bytes]) -> None:
        """Compare trees at these paths too; "" is the top."""
        self.paths.update(paths)
        if b"" not in self.paths:
            specs = PathspecList([Pathspec.of_entry(path) for path in sorted(self.paths)])
            self.comparison = Comparison(self.history.provider, self.nothing, specs)

    def changed(self, numbers: Sequence[int]) -> Iterator[tuple[int, list[Change]]]:
        """Those of the commits `numbers` that are told, with their changes."""
        at = 0
        while at < len(numbers):
            known = len(self.paths)
            compared = compare_commits(self.history, self.comparison, numbers[at:], EACH)
            for number, each in groupby(compared, lambda one: one.number):
                at += 1
                paths = self.left.pop(number, None)
                if paths is None:
                    continue
                rows = [list(one.compared.pairs()) for one in each]
                changes = [change for path in sorted(paths) for change in self.of_path(number, path, rows)]
                if changes:
                    yield number, changes
                if len(self.paths) > known:
                    break  # those to come are to be compared at a new path, too

    def of_path(self, number: int, path: bytes, rows: Sequence[Sequence[Pair]]) -> Iterator[Change]:
        """What a commit changed at `path`, where that is told, of the `rows` that differ from each of its parents."""
        parents = self.history.table.parents(number)
        below = path + b"/" if path else b""
        each = [[row for row in some if row[0] == path or row[0].startswith(below)] for some in rows]
        if parents and not all(each):
            self.hand_on(parents[each.index([])], path)
            return
        for parent, some in enumerate(each):
            pairs = from_comparison(some)
            names = [path]
            if self.follow and parents and len(pairs) == 1 and pairs[0].status == ADDED and pairs[0].path == path:
                pairs = [self.made_of(number, parents[parent], pairs[0])]
                names = [pair.old.path if pair.old is not None else path for pair in pairs]
            for name in names if parents else ():
                self.hand_on(parents[parent], name)
            for pair in pairs:
                yield self.differ.of_pair(pair, self.differ.asked(parent))

    def hand_on(self, number: int, path: bytes) -> None:
        """Look for `path` in a commit that comes later."""
        self.left.setdefault(number, set()).add(path)
        if path not in self.paths:
            self.look_for([path])

    def made_of(self, number: int, parent: int, created: FilePair) -> FilePair:
        """The creation of a file as the rename or copy that it is, or as it is where it is none."""
        table = self.history.table
        old = table.tree(parent)
        (compared,) = self.whole.compare([table.tree(number) + old])
        pairs = from_comparison(compared.pairs())
        options = FOLLOWED._replace(single_follow=created.path)
        found = find_renames(pairs, options, self.differ.contents, all_sources=lambda: self.files_of(old))
        return next((pair for pair in found if pair.new is not None and pair.path == created.path), created)

    def files_of(self, tree: bytes) -> Iterator[PlainSide]:
        """All files of a tree, in its order."""
        read_tree = self.history.provider.tree
        for entry in entries_below(read_tree, read_tree(tree), len(tree), recurse=True):
            if entry.mode != DIRECTORY:
                yield PlainSide(entry.path, entry.mode, entry.id)
