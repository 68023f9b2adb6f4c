"""What a store has already of an object that is about to be written: only what was read and found equal is relied on.

    equal       made as young as if it was written now; its id may be confirmed
    damaged     told of; who writes puts a good copy beside it, or in its place
    another     a sound body of the same id: a collision, which is an error

Why, and what it costs: docs/decisions/0007-what-is-there-already.md.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import CorruptError, CorruptObject, GitObjectError, RepositoryError
from pygitobj.files.atomic import freshen
from pygitobj.files.directory import is_file, is_gone, status
from pygitobj.files.loose import is_loose
from pygitobj.files.pack_family import is_passing
from pygitobj.formats.loose import build_loose_header
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.sources.copies import PackedCopy
from pygitobj.sources.loose_copy import LooseCopy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.sources.copy import Copy
    from pygitobj.store.database import ObjectDatabase

PIECE = 1 << 20
# A body of at most this size is compared at once, a larger one piece by piece.
AT_ONCE = 1 << 20
# What a delta makes is looked at only up to this size: it has to be held as a whole. A larger one is not relied on.
MOST_BUILT = 32 << 20


class New(Record):
    """An object that is about to be written: its id, type, and size, and its body, or what opens it, from `place`."""

    oid: ObjectId
    kind: str
    size: int
    body: bytes | Callable[[], BinaryIO]
    place: str = ""

    def open(self) -> BinaryIO:
        """Its body as a file."""
        if callable(self.body):
            return self.body()
        import io  # most bodies are small

        return io.BytesIO(self.body)


def is_kept(store: ObjectDatabase, new: New) -> bool:
    """Whether some source has `new`, soundly; its pack or file is then as if it was written now.

    Raises CorruptObject for a collision, OSError where it cannot be told what is there.
    """
    return any(is_equal(store, copy, new) and keeps(store, copy) for copy in store.copies_at_hand(new.oid))


def refuse_collision(store: ObjectDatabase, new: New) -> None:
    """Look at every copy of `new`; of those that are damaged the store's user is told. Raises as `is_kept`."""
    for copy in store.copies_at_hand(new.oid):
        # Read as the store's other readers do, which say the same of damage.
        is_equal(store, copy, new, at_once=new.size)


def is_equal(store: ObjectDatabase, copy: Copy, new: New, at_once: int = AT_ONCE) -> bool:
    """Whether `copy`, read whole, is `new`; where it is damaged, the store's user is told.

    A body of at most `at_once` bytes is read in one go. Raises CorruptObject for another object of the same id.
    """
    if isinstance(copy, PackedCopy) and copy.pack.substitutes:
        return False  # what is read in place of a damaged base says nothing of the pack
    try:
        if isinstance(copy, PackedCopy) and copy.pack.covered and copy.pack.find_offset(new.oid) != copy.offset:
            return False  # only a multi-pack-index knows of it, which may be taken away at any time
        if has_body(copy, new, at_once):
            return True
        actual = None if is_unbounded(copy) else digest_of(store, *copy.header(), copy.open())
    except OSError as error:
        if not is_gone(error):
            store.report(RepositoryError(f"unable to read {copy.place}: {error.strerror}"))
        return False
    except GitObjectError as error:
        if new.place and isinstance(error, CorruptError) and error.path == new.place:
            raise  # it is not the copy: what was just written cannot be read back
        store.report(error)
        return False
    if actual == new.oid:
        ours = digest_of(store, new.kind, new.size, new.open())
        if ours != new.oid:
            raise CorruptObject("other bytes than were written", path=new.place, expected=new.oid, actual=ours.hex())
        raise CorruptObject(f"SHA1 COLLISION FOUND WITH {new.oid} !")
    if actual is not None:
        store.report(
            CorruptObject(
                "hash mismatch",
                path=copy.place,
                oid=new.oid,
                expected="its own id",
                actual=ObjectId(actual),
            )
        )
    return False


def has_body(copy: Copy, new: New, at_once: int) -> bool:
    """Whether `copy` has the type and body of `new`. Raises OSError, GitObjectError for one that is damaged."""
    if new.size <= at_once and not callable(new.body):
        if isinstance(copy, LooseCopy) and is_loose(copy.place, new.kind, new.body):
            return True
        return copy.read() == (new.kind, new.body)
    if copy.header() != (new.kind, new.size) or is_unbounded(copy):
        return False
    with copy.open() as theirs, new.open() as ours:
        while (piece := ours.read(PIECE)) == theirs.read(PIECE):
            if not piece:
                return True
    return False


def is_unbounded(copy: Copy) -> bool:
    """Whether `copy` can only be read by holding more than is taken for it. Raises as `has_body`."""
    return not copy.is_whole() and copy.header().size > MOST_BUILT


def digest_of(store: ObjectDatabase, kind: str, size: int, body: BinaryIO) -> bytes:
    """The raw id of the object of type `kind` whose body is the `size` bytes of `body`. Raises as `has_body`."""
    running = store.format.new_hash(build_loose_header(kind, size))
    with body:
        while piece := body.read(PIECE):
            running.update(piece)
    return running.digest()


def keeps(store: ObjectDatabase, copy: Copy) -> bool:
    """Whether `copy`, made as young as a new one, is sure to stay where it was read. Raises OSError."""
    if isinstance(copy, PackedCopy) and is_passing(copy.pack.path):
        return False
    if not freshen(copy.place):
        return False
    if not isinstance(copy, PackedCopy):
        return True
    # Who removes a pack takes its index away first, and then looks at the pack's time once more: one of us notices.
    # The size says that the pack of this name is no other than the one that was opened, perhaps long ago.
    try:
        size = copy.pack.end + store.format.hash_size
    except (OSError, GitObjectError):
        return False  # it was let go of meanwhile, and is not what it was
    found = status(copy.place)
    return found is not None and found.st_size == size and is_file(copy.pack.index_path)
