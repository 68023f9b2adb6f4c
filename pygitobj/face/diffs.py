"""`repo.diff`: what differs between two trees; and what all calls share that give changes.

No configuration is asked, and no attributes are: the same two trees differ in the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

from pygitobj.changes.contents import MOST_HELD, Contents
from pygitobj.changes.pairs import COPIED, RENAMED, FilePair, from_comparison
from pygitobj.changes.pairs import Side as PlainSide
from pygitobj.changes.renames import COPIES, RENAMES, RenameOptions, find_renames
from pygitobj.errors import GitObjectError
from pygitobj.face.arguments import require_flags, several
from pygitobj.face.change import AS_THEY_ARE, WITHOUT_SPACE, Asked, Change, ChangeKind, Lines, Moved, Side, counted
from pygitobj.face.pathspecs import pathspecs_of
from pygitobj.formats.commit import Commit
from pygitobj.formats.links import BLOB
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import GITLINK, TYPE_MASK, Tree
from pygitobj.kernels import IMPLEMENTATION
from pygitobj.kernels.columns import MOST_SCORE
from pygitobj.oid import ObjectId, shown
from pygitobj.record import Record
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.walk.problems import Allows, none_allowed
from pygitobj.walk.tree_comparison import Comparison

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Pair

    # What is the same for sides between which the same differs.
    Key = tuple[bytes, bytes]
    Sides = tuple[PlainSide | None, PlainSide | None]

# Changes whose lines are counted together, and of how many pairs of blobs the counts are kept.
GROUP, MOST_COUNTS = 1024, 1 << 16
# Fewer are not worth threads.
LEAST_TOGETHER = 16
HUNDRED = 100
# What a letter of a pair with two paths says.
MOVED = {RENAMED: ChangeKind.RENAMED, COPIED: ChangeKind.COPIED}


class Wanted(Record):
    """What is wanted of changes: which renames, and whether lines are counted, and how they are compared."""

    renames: RenameOptions | None
    lines: bool
    ignore_space: bool = False


def renames_wanted(renames: object, *, copies: bool = False) -> RenameOptions | None:
    """What is looked for where a caller says so: True, False, or the least similarity in per cent.

    Raises TypeError, ValueError.
    """
    require_flags(copies=copies)
    if not isinstance(renames, int):
        raise TypeError(f"renames is True, False or a similarity in per cent, not {shown(renames)}")
    if renames is False:
        return None if not copies else RenameOptions(COPIES)
    options = RenameOptions(COPIES if copies else RENAMES)
    if renames is True:
        return options
    if not 1 <= renames <= HUNDRED:
        raise ValueError(f"a similarity is 1 to 100 per cent, not {renames}")
    return options._replace(minimum=renames * MOST_SCORE // HUNDRED)


class Differ:
    """Makes changes of what comparisons give; `problem` is asked whether to go on without a blob."""

    def __init__(self, repository: Repository, wanted: Wanted, problem: Allows = none_allowed) -> None:
        self.repository, self.wanted, self.problem = repository, wanted, problem
        self.contents = Contents(repository.objects, target=repository.reader.target)
        self.line_options = WITHOUT_SPACE if wanted.ignore_space else AS_THEY_ARE
        self.absent = PlainSide(b"", 0, bytes(repository.format.hash_size))
        self.by_parent: dict[int, Asked] = {}
        self.counts: dict[Key, Lines | None] = {}

    def changes(self, rows: Sequence[Pair], parent: int = 0) -> list[Change]:
        """The changes that `rows` of a comparison are, against the parent of this number."""
        options = self.wanted.renames
        if options is not None and may_be_renamed(rows, options):
            found = self.renamed(rows, options)
            if found is not None:
                asked = self.asked(parent)
                return [self.of_pair(pair, asked) for pair in found]
        return list(map(Change, repeat(self.asked(parent)), rows))

    def asked(self, parent: int) -> Asked:
        """What changes against the parent of this number share."""
        found = self.by_parent.get(parent)
        if found is None:
            found = self.by_parent[parent] = Asked(self.repository, parent, self.wanted.ignore_space)
        return found

    def renamed(self, rows: Sequence[Pair], options: RenameOptions) -> list[FilePair] | None:
        """The pairs that `rows` are, with renames; None where what these need cannot be read, and need not be."""
        try:
            return find_renames(from_comparison(rows), options, self.contents)
        except GitObjectError as error:
            self.go_on(error)
            return None

    def go_on(self, error: GitObjectError) -> None:
        """Go on in spite of `error`. Raises it where that is not wanted."""
        oid = getattr(error, "oid", None)
        if not isinstance(oid, bytes) or not self.problem(oid, BLOB, error):
            raise error

    def of_pair(self, pair: FilePair, asked: Asked) -> Change:
        """The change that a pair is."""
        old, new, status = pair.old or self.absent, pair.new or self.absent, pair.status
        row = ((new if pair.new else old).path, old.mode, old.id, new.mode, new.id)
        moved = Moved(old.path, MOVED[status], pair.percent) if status in MOVED else None
        return Change(asked, row, moved)

    def count_lines(self, changes: Iterable[Change]) -> None:
        """Count the lines of `changes`, if that is wanted, whose blobs are read together."""
        if not self.wanted.lines:
            return
        every = list(changes)
        for at in range(0, len(every), GROUP):
            some = [(one, plain(one.old), plain(one.new)) for one in every[at : at + GROUP]]
            unknown = {key: (old, new) for _, old, new in some if (key := key_of(old, new)) not in self.counts}
            self.contents.fetch(side for sides in unknown.values() for side in sides)
            self.count_together(unknown)
            for change, old, new in some:
                change._counts = self.counts_of(old, new)
            if len(self.counts) > MOST_COUNTS:
                self.counts.clear()

    def count_together(self, unknown: dict[Key, Sides]) -> None:
        """Count lines of several pairs of sides at a time, where several processors can. Others are left."""
        threads = self.repository.objects.threads
        if threads < 2 or IMPLEMENTATION != "compiled" or len(unknown) < LEAST_TOGETHER:
            return
        # It takes long to load.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(threads) as pool:
            for some in self.texts_of(unknown):
                olds, news = zip(*some.values(), strict=True)
                self.counts.update(zip(some, pool.map(counted, olds, news, repeat(self.line_options)), strict=True))

    def texts_of(self, unknown: dict[Key, Sides]) -> Iterator[dict[Key, tuple[bytes, bytes]]]:
        """What pairs of sides have that are texts and can be read, as many of them together as may be held."""
        some: dict[Key, tuple[bytes, bytes]] = {}
        size = 0
        for key, (old, new) in unknown.items():
            try:
                if self.contents.is_binary(old) or self.contents.is_binary(new):
                    continue
                some[key] = texts = self.contents.data(old), self.contents.data(new)
            except GitObjectError:
                continue  # told when it is its turn
            size += sum(map(len, texts))
            if size > MOST_HELD:
                yield some
                some, size = {}, 0
        if some:
            yield some

    def counts_of(self, old: PlainSide | None, new: PlainSide | None) -> Lines | None:
        """How many lines differ between two sides; None where one is binary, or cannot be read and need not be."""
        key = key_of(old, new)
        if key in self.counts:
            return self.counts[key]
        contents = self.contents
        try:
            if contents.is_binary(old) or contents.is_binary(new):
                found = None
            else:
                found = counted(contents.data(old), contents.data(new), self.line_options)
        except GitObjectError as error:
            self.go_on(error)
            return None
        self.counts[key] = found
        return found


def may_be_renamed(rows: Sequence[Pair], options: RenameOptions) -> bool:
    """Whether a search for renames could find one: something came, and something is gone, or may have been copied."""
    came = any(not old_mode for _, old_mode, _, _, _ in rows)
    if options.detect == COPIES:
        return came and any(old_mode for _, old_mode, _, _, _ in rows)
    return came and any(not new_mode for _, _, _, new_mode, _ in rows)


def plain(side: Side | None) -> PlainSide | None:
    """A side as the floors below have it."""
    return None if side is None else PlainSide(side.path, side.mode, side.id)


def key_of(old: PlainSide | None, new: PlainSide | None) -> Key:
    """What is the same for sides between which the same differs."""
    return name_of(old), name_of(new)


def name_of(side: PlainSide | None) -> bytes:
    """The id of a side; of a submodule, whose id is that of no blob, something else."""
    if side is None:
        return b""
    return side.id + b"/" if side.mode & TYPE_MASK == GITLINK else side.id


def diff(repository: Repository, old: object, new: object, paths: Iterable[object], wanted: Wanted) -> list[Change]:
    """The changes from the tree of `old` to that of `new`. Checks its arguments at once."""
    require_flags(lines=wanted.lines, ignore_space=wanted.ignore_space)
    some = several("paths", paths)
    pathspecs = pathspecs_of(repository, some) if some else None
    ids = tree_given(repository, new) + tree_given(repository, old)
    comparison = Comparison(history_of(repository).provider, bytes(repository.format.empty_tree), pathspecs)
    differ = Differ(repository, wanted)
    (compared,) = comparison.compare([ids])
    changes = differ.changes(compared.rows())
    differ.count_lines(changes)
    return changes


def tree_given(repository: Repository, name: object) -> bytes:
    """The id of the tree that `name` comes to; of None that of the empty tree. Raises TypeError, RevisionError."""
    if name is None:
        return bytes(repository.format.empty_tree)
    if not isinstance(name, str | ObjectId | Tree | Commit | Tag):
        raise TypeError(f'a tree is expected, by a revision such as "HEAD~2", an id, or None, not {shown(name)}')
    return bytes(repository.tree(name).id)
