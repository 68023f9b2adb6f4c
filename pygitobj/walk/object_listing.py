"""Objects below trees in the order of a walk, read ahead many at a time.

    batches     of so many trees that are listed one after another: all trees below them are read first, level by level,
                each once, and then listed from what is in memory (kernels/pure/tree_listing.py)
    missing     a tree that cannot be read: `problem` is asked whether to go on without it, and it is told apart

Follows git's Documentation/git-rev-list, "--objects".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from pygitobj.errors import CorruptError, CorruptObject, GitObjectError, NotFoundError
from pygitobj.formats.links import TREE
from pygitobj.id_list import IdList
from pygitobj.kernels import TreeListing
from pygitobj.kernels.columns import Told
from pygitobj.oid import ObjectId
from pygitobj.walk.problems import Allows, none_allowed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.links import Links

# Objects that are told at a time.
MANY = 1 << 14
# Trees that are listed from one reading ahead: the first, and the most; and how much of them is held about.
FEW, MOST = 64, 1 << 14
ROOM = 24 << 20


def tell_nobody(_oid: bytes, _path: bytes) -> None:
    """Tell nobody of a tree that is missing."""


class ObjectListing:
    """Lists what is below trees, each object once.

    `problem` says whether to go on without a tree that cannot be read, and `missing` is told of it then. Raises
    NotFoundError, CorruptError, GitObjectError.
    """

    def __init__(
        self,
        links: Links,
        problem: Allows = none_allowed,
        missing: Callable[[bytes, bytes], None] = tell_nobody,
    ) -> None:
        self.links = links
        self.problem = problem
        self.missing = missing
        self.listing = TreeListing(links.hash_size, links.max_depth)
        self.size = links.hash_size
        self.held = 0

    def know(self, column: bytes, kind: int = 0) -> bytes:
        """Know the ids in `column`, of the type code `kind` or, 0, of any; gives those that are new, each once."""
        return self.listing.know(column, kind)

    def is_known(self, oid: bytes) -> bool:
        """Whether an object is not told any more."""
        return oid in self.listing

    def hide(self, trees: Iterable[bytes]) -> None:
        """Know the `trees` and all that is below them, as far as it is there."""
        column = self.know(b"".join(trees))
        while column:
            below = []
            for ids, bodies in self.read(column):
                found = [
                    self.body_if_there(oid) if body is None else body for oid, body in zip(ids, bodies, strict=True)
                ]
                below.append(self.listing.know_below([body for body in found if body is not None]))
            column = b"".join(below)

    def body_if_there(self, oid: bytes) -> bytes | None:
        """The body of the tree `oid`, None where it is not there."""
        try:
            return self.links.tree(oid)
        except NotFoundError:
            return None

    def read(self, column: bytes) -> Iterator[tuple[Sequence[bytes], Sequence[bytes | None]]]:
        """The trees in `column`, some at a time, with their bodies; None for one that is to be read alone."""
        ids = IdList.of(column, self.size)
        at = 0
        for bodies in self.links.trees(ids):
            yield list(ids[at : at + len(bodies)].raws()), bodies
            at += len(bodies)

    def list(self, trees: bytes, path: bytes = b"") -> Iterator[Told]:
        """What is below the `trees`, a column of ids, each at `path`, and was not known, in order."""
        count, start = FEW, 0
        while start < len(trees):
            some = trees[start : start + count * self.size]
            self.read_ahead(some)
            yield from self.list_held(some, path)
            start += len(some)
            # As much at a time as memory is for, and never many more than were needed before.
            count = max(1, min(2 * count, MOST, count * ROOM // max(self.held, 1)))
            self.release()

    def release(self) -> None:
        """Let go of what was read ahead."""
        self.listing.release()
        self.held = 0

    def read_ahead(self, trees: bytes) -> None:
        """Hold the `trees` and those below them, as far as they are not known and can be read with others."""
        column = self.listing.lacking(trees)
        while column and self.held < 2 * ROOM:
            below = []
            for ids, bodies in self.read(column):
                below.append(self.listing.hold(b"".join(ids), bodies))
                self.held += sum(len(body) for body in bodies if body is not None)
            column = self.listing.lacking(b"".join(below))

    def list_held(self, trees: bytes, path: bytes = b"") -> Iterator[Told]:
        """As `list`, of trees that were read ahead."""
        listing = self.listing
        listing.begin(trees, path)
        while not listing.is_done():
            told = listing.run(MANY)
            if told.kinds:
                yield told
            if listing.wanted is not None:
                self.supply(listing.wanted)

    def supply(self, wanted: bytes) -> None:
        """Give the listing the tree that it wants, or let it go on without."""
        try:
            body = self.links.tree(wanted)
            self.listing.give(body)
            self.held += len(body)
        except CorruptObject as error:
            raise error.located(oid=ObjectId(wanted)) from error
        except (NotFoundError, CorruptError) as error:
            if not self.problem(wanted, TREE, error):
                raise as_told(wanted, error) from error
            self.missing(wanted, self.listing.place)
            self.listing.skip()
            self.know(wanted)


def as_told(oid: bytes, error: GitObjectError) -> GitObjectError:
    """What is told of a tree that cannot be read: in git's words where it is missing."""
    if isinstance(error, NotFoundError) and not error.passed_over:
        return GitObjectError(f"bad tree object {oid.hex()}")
    return error
