"""What files have that changed: read in bulk, as few as are needed, and held within a bound.

    data        of a submodule the text that stands for it, of a directory nothing, else what the blob has
    binary      what the caller says of a path (attributes); else whether it is large, or has a NUL in its first bytes
    counts      what two files are compared by when renames are looked for (kernels/pure/similar.py)

Follows git's Documentation/gitattributes, "Marking files as binary", and core.bigFileThreshold.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence

from pygitobj.changes.held import Held
from pygitobj.changes.pairs import Side
from pygitobj.errors import GitObjectError
from pygitobj.formats.binary import BIG_FILE, START, looks_binary
from pygitobj.formats.tree import DIRECTORY, GITLINK, SUBMODULE_TEXT, TYPE_MASK
from pygitobj.kernels import chunk_counts
from pygitobj.kernels.columns import CHUNK, COUNT_BITS, COUNT_MASK
from pygitobj.sources.values import RawObject
from pygitobj.store.object_store import ObjectStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.store.windows import Result

# Bytes that are held of blobs, and of what they are compared by.
MOST_HELD = 32 << 20
# A blob that is larger is read piece by piece where that is enough; what so large a blob is read by at a time.
LARGE, PIECE = 16 << 20, 4 << 20
CR = ord("\r")
BLOB, TEXT_COUNTS, BINARY_COUNTS = range(3)

# Whether a file at a path, of a mode, is binary whatever it has; None where its content says it.
IsBinary = Callable[[bytes, int], bool | None]


def content_says(_path: bytes, _mode: int) -> bool | None:
    """None: where nobody says more of files, their contents do."""
    return None


def itself(oid: bytes) -> bytes:
    """The id itself: what is read for it where nothing is replaced."""
    return oid


class Contents:
    """What files of `store` have; `target` is the id of the object that is read for one (replace refs).

    Methods raise NotFoundError, CorruptError, UnsupportedError. Not to be used by two threads at once.
    """

    def __init__(
        self,
        store: ObjectStore,
        *,
        target: Callable[[bytes], bytes] = itself,
        is_binary: IsBinary = content_says,
        big_file: int = BIG_FILE,
        most_held: int = MOST_HELD,
    ) -> None:
        self.store, self.target, self.says_binary = store, target, is_binary
        self.big_file = big_file
        self.held = Held(most_held)
        self.known_sizes: dict[bytes, int] = {}
        self.known_binary: dict[bytes, bool] = {}

    # What they have

    def data(self, side: Side | None) -> bytes:
        """What a file has; nothing for one that is not there."""
        if side is None:
            return b""
        text = self.without_blob(side)
        if text is not None:
            return text
        found = self.held.get((side.id, BLOB))
        if found is None:
            found = self.store.read(self.target(side.id)).data
            self.take(side.id, found)
        return found

    def without_blob(self, side: Side) -> bytes | None:
        """What stands for a file that has no blob, None for any other."""
        kind = side.mode & TYPE_MASK
        if kind == GITLINK:
            return SUBMODULE_TEXT % side.id.hex().encode("ascii")
        return b"" if kind == DIRECTORY else None

    def take(self, oid: bytes, data: bytes) -> None:
        """Hold what a blob has."""
        self.bound()
        self.known_sizes[oid] = len(data)
        self.known_binary[oid] = looks_binary(data)
        self.held.put((oid, BLOB), data)

    def know(self, side: Side, data: bytes) -> None:
        """Know what a file has that is not stored, for what is asked next."""
        self.take(side.id, data)
        self.counts_made(side, data)

    def bound(self) -> None:
        """Forget what is known of blobs when that is of too many."""
        for known in (self.known_sizes, self.known_binary):
            if len(known) > MOST_HELD >> 8:
                known.clear()

    def fetch(self, sides: Iterable[Side | None]) -> None:
        """Read what `sides` have, together, as far as it can be held: it will be asked for. Large ones are left."""
        self.fetch_blobs(side.id for side in sides if side is not None and self.without_blob(side) is None)

    def fetch_blobs(self, oids: Iterable[bytes]) -> None:
        """The same of blobs."""
        ids = [oid for oid in dict.fromkeys(oids) if (oid, BLOB) not in self.held]
        if len(ids) < 2:
            return
        room = self.held.limit // 2
        for oid, (_, found) in zip(ids, self.many(ids), strict=False):
            if not isinstance(found, RawObject):
                continue  # large, or missing, which shows when it is asked for
            room -= len(found.data)
            if room < 0:
                return
            self.take(oid, found.data)

    def many(self, ids: Sequence[bytes]) -> Iterator[tuple[bytes, Result]]:
        """What is stored under each of `ids`, or the header of a large one, or an error."""
        return self.store.read_many(map(self.target, ids), window=self.held.limit // 2, large=LARGE)

    # How large they are

    def size(self, side: Side | None) -> int:
        """How many bytes a file has."""
        return self.sizes([side])[0]

    def sizes(self, sides: Sequence[Side | None]) -> list[int]:
        """How many bytes each of `sides` has, without reading them."""
        ids = dict.fromkeys(side.id for side in sides if side is not None and self.without_blob(side) is None)
        known = {oid: self.known_size(oid) for oid in ids}
        found = dict(self.sizes_of([oid for oid, size in known.items() if size is None]))
        self.bound()
        self.known_sizes.update(found)
        answer = []
        for side in sides:
            text = b"" if side is None else self.without_blob(side)
            if text is not None or side is None:
                answer.append(len(text or b""))
            else:
                size = known[side.id]
                answer.append(found[side.id] if size is None else size)
        return answer

    def known_size(self, oid: bytes) -> int | None:
        """How many bytes a blob has, None where that has to be looked up: what is held may be forgotten otherwise."""
        held = self.held.get((oid, BLOB)) if oid not in self.known_sizes else None
        return self.known_sizes.get(oid) if held is None else len(held)

    def sizes_of(self, ids: Sequence[bytes]) -> Iterator[tuple[bytes, int]]:
        """Each of `ids` with the size of its blob."""
        if not ids:
            return
        if len(ids) == 1:
            yield ids[0], self.store.header(self.target(ids[0])).size
            return
        headers = self.store.header_many(map(self.target, ids))
        for oid, (_, header) in zip(ids, headers, strict=True):
            if isinstance(header, GitObjectError):
                raise header
            yield oid, header.size

    # Whether they are binary

    def is_binary(self, side: Side | None) -> bool:
        """Whether a file is no text."""
        if side is None or side.mode & TYPE_MASK == DIRECTORY:
            return False
        said = self.says_binary(side.path, side.mode)
        if said is not None:
            return said
        if self.without_blob(side) is not None:
            return False
        if side.id not in self.known_binary or self.big_file < LARGE:
            size = self.size(side)
            if size > self.big_file:
                return True
            if size > LARGE:
                self.known_binary[side.id] = self.starts_binary(side)
        if side.id not in self.known_binary:
            self.take(side.id, self.data(side))
        return self.known_binary[side.id]

    def starts_binary(self, side: Side) -> bool:
        """Whether a file has a NUL in its first bytes, whatever its size."""
        with self.opened(side) as file:
            return looks_binary(file.read(START))

    def opened(self, side: Side) -> BinaryIO:
        """What a blob has, as a file."""
        return self.store.open(self.target(side.id))

    # What they are compared by

    def is_text(self, side: Side) -> bool:
        """Whether the line ends of a file count as such when it is compared, which its size does not change."""
        said = self.says_binary(side.path, side.mode)
        if said is None:
            said = self.known_binary.get(side.id)
        if said is None and self.without_blob(side) is None:
            said = self.starts_binary(side) if self.size(side) > LARGE else looks_binary(self.data(side))
            self.known_binary[side.id] = said
        return not said

    def counts(self, side: Side) -> bytes:
        """What a file is compared by: kernels/pure/similar.py."""
        return self.counts_of([side])[0]

    def counts_of(self, sides: Sequence[Side]) -> list[bytes]:
        """As `counts`, of each of `sides`, whose blobs are read together."""
        answer = [b""] * len(sides)
        waiting: dict[bytes, list[int]] = {}
        for at, side in enumerate(sides):
            text = self.without_blob(side)
            found = self.held_counts(side) if text is None else chunk_counts(text, True)
            held = self.held.get((side.id, BLOB)) if found is None else None
            if held is not None:
                found = self.counts_made(side, held)
            if found is None:
                waiting.setdefault(side.id, []).append(at)
            else:
                answer[at] = found
        for (oid, places), (_, blob) in zip(waiting.items(), self.many(list(waiting)), strict=True):
            if isinstance(blob, GitObjectError):
                raise blob
            data = blob.data if isinstance(blob, RawObject) else None
            if data is not None:
                self.take(oid, data)
            for at in places:
                answer[at] = self.counts_made(sides[at], data)
        return answer

    def held_counts(self, side: Side) -> bytes | None:
        """The counts of a file that are held; None where there are none, or where it must be read to tell which."""
        said = self.says_binary(side.path, side.mode)
        if said is None:
            said = self.known_binary.get(side.id)
        return None if said is None else self.held.get((side.id, BINARY_COUNTS if said else TEXT_COUNTS))

    def counts_made(self, side: Side, data: bytes | None) -> bytes:
        """The counts of a file that has `data`; None for a large one, which is not held."""
        is_text = self.is_text(side)
        key = (side.id, TEXT_COUNTS if is_text else BINARY_COUNTS)
        found = self.held.get(key)
        if found is None:
            found = self.counts_of_pieces(side, is_text) if data is None else chunk_counts(data, is_text)
            self.held.put(key, found)
        return found

    def counts_of_pieces(self, side: Side, is_text: bool) -> bytes:
        """The counts of a blob that is read piece by piece."""
        words: dict[int, int] = {}
        with self.opened(side) as file:
            for piece in pieces_of(file, is_text):
                for word in array("Q", chunk_counts(piece, is_text)):
                    words[word >> COUNT_BITS] = words.get(word >> COUNT_BITS, 0) + (word & COUNT_MASK)
        return array("Q", [key << COUNT_BITS | count for key, count in words.items()]).tobytes()


def pieces_of(file: BinaryIO, is_text: bool) -> Iterator[bytes]:
    """What is in `file`, in pieces that end where a chunk does; in a text not between a CR and its LF."""
    rest = b""
    while piece := file.read(PIECE):
        data = rest + piece
        end = data.rfind(b"\n") + 1
        if not end:
            end = len(data) // CHUNK * CHUNK
            while is_text and end and data[end - 1] == CR:
                end -= CHUNK
        yield data[:end]
        rest = data[end:]
    yield rest
