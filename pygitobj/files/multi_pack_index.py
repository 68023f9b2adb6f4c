"""The multi-pack-index of a pack directory, or the chain of them, as files.

    <pack>/multi-pack-index                             asked alone where it can be used
    <pack>/multi-pack-index.d/multi-pack-index-chain    else the layers that this names, the youngest first, as far as
                                                        each can be used with all that are older

It gives candidates, no answers: the copy that it chose may be damaged, or its pack gone, and other packs may have a
good one. What of it cannot be used is told once and passed over: the packs' own indexes have everything.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from heapq import merge
from itertools import compress

from pygitobj.errors import CorruptIndex, GitObjectError
from pygitobj.files.asking import ask_soundly
from pygitobj.files.directory import Seen, is_gone, seen, unreadable
from pygitobj.files.mapped import READ_BELOW, map_file
from pygitobj.files.pack_family import INDEX_SUFFIX, LAYER_SUFFIX, LAYERS, MULTI
from pygitobj.files.pool import OpenFiles
from pygitobj.files.small_file import read_small
from pygitobj.formats.chain import parse_chain
from pygitobj.formats.multi_pack_index import MultiPackIndex
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Answer = TypeVar("Answer")

CHAIN = f"{LAYERS}/{MULTI}-chain"
# No chain is as long as this.
MOST_OF_A_CHAIN = 1 << 20
# How often a chain is read again whose layers vanish meanwhile.
MAX_LOOKS = 8


class IndexOfPacks(MultiPackIndex):
    """The multi-pack-index in the file `path`; `stems` are the paths of its packs without suffix, by number.

    Raises OSError, CorruptIndex, FatalIndex.
    """

    __slots__ = ("path", "stems")

    def __init__(self, path: str, object_format: ObjectFormat) -> None:
        self.path = path
        directory = os.path.dirname(path).removesuffix(f"/{LAYERS}")
        try:
            super().__init__(map_file(path, CorruptIndex), object_format)
        except CorruptIndex as error:
            raise error.located(path) from error.__cause__
        self.stems = [f"{directory}/{os.fsdecode(name).removesuffix(INDEX_SUFFIX)}" for name in self.names]


class Candidates(Record):
    """Where objects of a column may be: the pack at `stem`, their offsets, and their positions in the column."""

    stem: str
    offsets: array[int]
    positions: Sequence[int]


class Opened(Record):
    """The layers that can be used, the youngest first, and the paths of their packs without suffix."""

    layers: tuple[IndexOfPacks, ...]
    stems: frozenset[str]


NOTHING = Opened((), frozenset())


def open_layers(
    directory: str, object_format: ObjectFormat, open_files: OpenFiles, tell: Callable[[GitObjectError, str], None]
) -> Opened:
    """The multi-pack-index of the pack directory `directory`, or the chain there; `tell` is told what cannot be used.

    With each problem it gets the file that has it.
    """

    def attempt(path: str, call: Callable[[str], Answer]) -> Answer | None:
        """What `call` gives for the file `path`; None where it is not there, or cannot be used."""
        try:
            return open_files.attempt(call, path)
        except OSError as error:
            if not is_gone(error):
                tell(unreadable(f"unable to open {path}", error), path)
        except GitObjectError as error:
            tell(error, path)
        return None

    open_one = partial(IndexOfPacks, object_format=object_format)
    read_chain = partial(read_small, limit=MOST_OF_A_CHAIN)
    path = f"{directory}/{CHAIN}"
    for _ in range(MAX_LOOKS):
        alone = attempt(f"{directory}/{MULTI}", open_one)
        if alone is not None:
            return Opened((alone,), frozenset(alone.stems))
        content = attempt(path, read_chain)
        if content is None:
            return NOTHING
        layers, problem = open_chain(content, path, object_format, lambda layer: attempt(layer, open_one))
        # Who writes another chain removes the layers that it has no more: then the new one is what counts.
        if problem is None or attempt(path, read_chain) == content:
            break
    if problem is not None:
        tell(problem, path)
    return Opened(tuple(layers), frozenset(stem for layer in layers for stem in layer.stems))


def open_chain(
    content: bytes, path: str, object_format: ObjectFormat, open_one: Callable[[str], IndexOfPacks | None]
) -> tuple[list[IndexOfPacks], CorruptIndex | None]:
    """The layers that `content`, of the chain file `path`, names as far as they can be used, and why no more."""
    chain = parse_chain(content, object_format, MULTI)
    layers: list[IndexOfPacks] = []
    for digits in chain.layers:
        layer = open_one(f"{os.path.dirname(path)}/{MULTI}-{digits}{LAYER_SUFFIX}")
        if layer is None:
            return layers, CorruptIndex("unable to find all multi-pack index files", path=path, expected=digits)
        layers.insert(0, layer)
    return layers, None if chain.problem is None else chain.problem.located(path)


class CoveredPacks:
    """The packs of the directory `directory` that a multi-pack-index or a chain covers, and what these say of objects.

    Opened when first asked, and anew when `refresh` sees that it changed. `tell` is told once what of it cannot be
    used, and in which file; from then on it covers nothing, until it changes. Safe across threads.
    """

    def __init__(
        self,
        directory: str,
        object_format: ObjectFormat,
        open_files: OpenFiles,
        tell: Callable[[GitObjectError, str], None],
    ) -> None:
        self.directory = directory
        self.object_format = object_format
        self.open_files = open_files
        self.tell = tell
        self.opened: Opened | None = None
        self.looked_at: tuple[Seen | None, Seen | None] | None = None
        self.used = False

    @property
    def current(self) -> Opened:
        """What can be asked now, opened if need be."""
        return self.opened or self.open()

    @property
    def path(self) -> str:
        """The file that tells of them first; that of one alone where there is none."""
        return next((layer.path for layer in self.current.layers), f"{self.directory}/{MULTI}")

    @property
    def stems(self) -> frozenset[str]:
        """The paths, without suffix, of the packs that are covered: what is in them is found without their indexes."""
        return self.current.stems

    def open(self) -> Opened:
        """Map and check the files."""
        self.looked_at = self.look()
        opened = open_layers(self.directory, self.object_format, self.open_files, self.tell)
        self.opened = opened
        for layer in opened.layers:
            if len(layer.data) >= READ_BELOW:
                self.open_files.add(self)
        return opened  # to make room it may have been let go

    def look(self) -> tuple[Seen | None, Seen | None]:
        """Which files there are; where that cannot be told, who opens them meets it again."""
        return self.seen(MULTI), self.seen(CHAIN)

    def seen(self, name: str) -> Seen | None:
        """Which file has the `name` in the directory."""
        try:
            return seen(f"{self.directory}/{name}")
        except OSError:
            return None

    def refresh(self, *, directory_changed: bool) -> bool:
        """Look whether other files are there than were opened, which are let go then; gives whether that is so.

        One alone changes with its directory, which names it; a chain in a directory of its own.
        """
        if self.looked_at is None or not (directory_changed or self.hangs_on_chain()):
            return False
        if self.look() == self.looked_at:
            return False
        self.release()
        self.looked_at = None
        return True

    def hangs_on_chain(self) -> bool:
        """Whether a chain is in use, or would be if there were one."""
        opened = self.opened
        return opened is None or not (opened.layers and opened.layers[0].path == f"{self.directory}/{MULTI}")

    def release(self) -> None:
        """Let go of the files until they are needed again; who is reading goes on."""
        self.open_files.forget(self)
        self.opened = None

    def give_up(self, error: OSError | GitObjectError, path: str) -> None:
        """Cover nothing from now on, because of `error`."""
        self.open_files.forget(self)
        self.opened = NOTHING
        self.tell(unreadable(f"unable to open {path}", error) if isinstance(error, OSError) else error, path)

    def ask(self, layer: IndexOfPacks, question: Callable[[IndexOfPacks], Answer]) -> Answer | None:
        """What `question` gives for `layer`, with which nothing is wrong; None where something is."""
        self.used = True
        try:
            return ask_soundly(layer, self.renewed, question, layer.path)
        except (OSError, GitObjectError) as error:
            self.give_up(error, layer.path)
            return None

    def renewed(self, failed: IndexOfPacks) -> IndexOfPacks:
        """An index of its own in place of one whose map failed."""
        self.release()
        return IndexOfPacks(failed.path, self.object_format)

    # Asking

    def locate(self, oid: bytes) -> tuple[str, int] | None:
        """The pack, by its path without suffix, from which the object `oid` is to be taken, and its offset there."""
        return next(self.locate_all(oid), None)

    def locate_all(self, oid: bytes) -> Iterator[tuple[str, int]]:
        """As `locate`, for each layer that has the object."""

        def question(layer: IndexOfPacks) -> tuple[str, int] | None:
            place = layer.locate(oid)
            return None if place is None else (layer.stems[place.number], place.offset)

        for layer in self.current.layers:
            found = self.ask(layer, question)
            if found is not None:
                yield found

    def locate_many(self, oids: bytes) -> list[Candidates]:
        """Where the raw ids that stand one after another in `oids` are, pack by pack; what is in none is left out."""
        size = self.object_format.hash_size
        found: list[Candidates] = []
        left: Sequence[int] = range(len(oids) // size)
        asked = oids
        for layer in self.current.layers:
            parts = self.ask(layer, partial(parts_of, oids=asked))
            if not parts:
                continue
            missed = bytearray(b"\1") * len(left)
            for stem, offsets, places in parts:
                found.append(Candidates(stem, offsets, [left[at] for at in places]))
                for at in places:
                    missed[at] = 0
            left = list(compress(left, missed))
            asked = b"".join(oids[at * size : (at + 1) * size] for at in left)
        return found

    def between(self, low: bytes, high: bytes) -> set[bytes]:
        """The raw ids that are at least `low` and at most `high`, both of full length."""
        found: set[bytes] = set()
        for layer in self.current.layers:
            found.update(self.ask(layer, lambda layer: [layer.oid(row) for row in layer.rows_between(low, high)]) or ())
        return found

    def oids(self) -> Iterator[bytes]:
        """The raw ids of all objects in the packs that are covered, ascending; twice where two layers have one.

        Raises CorruptIndex where a file is cut short meanwhile.
        """
        return merge(*(layer.oids() for layer in self.current.layers))


def parts_of(layer: IndexOfPacks, oids: bytes) -> list[Candidates]:
    """What `layer` has of `oids`, pack by pack. Raises FatalIndex."""
    numbers, offsets = layer.locate_many(oids)
    if not numbers:
        return []
    first = numbers[0]
    if first >= 0 and numbers.count(first) == len(numbers):
        return [Candidates(layer.stems[first], offsets, range(len(numbers)))]
    by_pack: dict[int, tuple[array[int], list[int]]] = {}
    for position, number in enumerate(numbers):
        if number >= 0:
            part = by_pack.get(number)
            if part is None:
                part = by_pack[number] = (array("q"), [])
            part[0].append(offsets[position])
            part[1].append(position)
    return [Candidates(layer.stems[number], *part) for number, part in by_pack.items()]
