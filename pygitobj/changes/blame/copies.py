"""Lines that were moved within a file, or copied from others: found in a parent's files wherever they are.

What is left of a commit's lines is compared with each such file; the part of it that says most there is passed on,
and the rest is looked at again. What says too little is not looked for. Follows git's Documentation/blame-options,
"-M" and "-C".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pygitobj.changes.blame.values import CHANGED_FILES, EVERYWHERE, NO_COPIES, WHERE_MADE, Version
from pygitobj.formats.small_text import ended_lines
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.changes.blame.board import Board
    from pygitobj.changes.blame.files_of_parents import File
    from pygitobj.kernels.columns import Span


class Place(Record):
    """A part of a span that a version has: `size` lines from `first` of the span on, at `start`; what it says."""

    version: Version
    first: int
    size: int
    start: int
    score: int


class Search:
    """Looks for what is left of the spans of `version` in `parents`, where `found` are its versions."""

    def __init__(self, board: Board, version: Version, parents: Sequence[int], found: Sequence[Version | None]) -> None:
        self.board, self.version, self.parents, self.found = board, version, parents, found
        self.options = board.options
        self.passed: list[tuple[Version, Span]] = []
        self.small: list[Span] = []
        self.used: set[int] = set()

    def run(self) -> list[Span]:
        """Pass on what is found; gives what says too little, and leaves the rest in the version."""
        options, version = self.options, self.version
        self.set_small_aside(options.move_score)
        for other in self.found:
            if other is not None and version.spans:
                self.moved(other)
        if options.copies != NO_COPIES:
            self.take_small_back()
            for parent, other in zip(self.parents, self.found, strict=True):
                if version.spans:
                    self.copied(parent, other)
        self.hand_on()
        return self.small

    def take_small_back(self) -> None:
        """Set aside what says too little for copies, which may be more than for moves, or less."""
        options, version = self.options, self.version
        if options.copy_score < options.move_score:
            version.spans = sorted([*version.spans, *self.small], key=lambda span: span[0])
            self.small = []
        if options.copy_score != options.move_score:
            self.set_small_aside(options.copy_score)

    def set_small_aside(self, score: int) -> None:
        """Set aside the spans of the version that say no more than `score`."""
        small, self.version.spans = self.parted(self.version.spans, score)
        self.small = small + self.small

    def parted(self, spans: Iterable[Span], score: int) -> tuple[list[Span], list[Span]]:
        """Those of `spans` that say no more than `score`, and the others."""
        small: list[Span] = []
        large: list[Span] = []
        for span in spans:
            (small if self.board.text.score(span[1], span[2]) <= score else large).append(span)
        return small, large

    def moved(self, other: Version) -> None:
        """Look for spans anywhere in the version of a parent."""
        text = Lines(self.board.read(other), self.options.line_key)

        def best(spans: Sequence[Span]) -> Iterator[Place | None]:
            return (self.best_place(span, other, text, self.options.move_score) for span in spans)

        self.search(best, self.options.move_score)

    def copied(self, parent: int, other: Version | None) -> None:
        """Look for spans in other files of `parent`."""
        board, options, number = self.board, self.options, self.version.number
        is_made = other is None or other.path != self.version.path
        if options.copies == EVERYWHERE or (options.copies == WHERE_MADE and is_made):
            files = list(board.files.files(parent))
        else:
            assert options.copies in (CHANGED_FILES, WHERE_MADE)
            files = list(board.files.changed_files(parent, number))
        candidates = [file for file in files if other is None or file.path != other.path]

        def best(spans: Sequence[Span]) -> Iterator[Place | None]:
            return iter(self.best_copies(spans, parent, candidates))

        self.search(best, options.copy_score)

    def search(self, best: Best, score: int) -> None:
        """Pass on the `best` part of each span that says more than `score`, until nothing more is found."""
        left: list[Span] = []
        spans, at = self.version.spans, 0
        while spans:
            rest: list[Span] = []
            for span, place in zip(spans, best(spans), strict=True):
                if place is None or place.score <= score:
                    left.append(span)
                else:
                    rest += self.split(span, place)
            small, spans = self.parted(rest, score)
            self.small[at:at] = small
            at += len(small)
        self.version.spans = left

    def split(self, span: Span, place: Place) -> Iterator[Span]:
        """Pass on the part of `span` that is at `place`; gives what is before and after it."""
        start, final, count, marks = span
        first, end = place.first, place.first + place.size
        self.used.add(id(place.version))
        self.passed.append((place.version, (place.start, final + first, place.size, marks)))
        if first:
            yield start, final, first, marks
        if end < count:
            yield start + end, final + end, count - end, marks

    def best_copies(self, spans: Sequence[Span], parent: int, files: Iterable[File]) -> list[Place | None]:
        """The best place of each of `spans` in `files` of `parent`; of equal ones the last."""
        board = self.board
        best: list[Place | None] = [None] * len(spans)
        for file in files:
            version = board.version(parent, file)
            text = Lines(board.read(version), self.options.line_key)
            for nth, span in enumerate(spans):
                known = best[nth]
                found = self.best_place(
                    span, version, text, self.options.copy_score if known is None else known.score - 1
                )
                if found is not None:
                    best[nth] = found
            if id(version) not in self.used and not any(place and place.version is version for place in best):
                if not version.spans:
                    version.content = None
                board.forget(version)
        return best

    def best_place(self, span: Span, version: Version, text: Lines, above: int) -> Place | None:
        """Where in `version`, whose content is `text`, the part of `span` is that says most; of equal ones the last.

        None where none says more than `above`, or none is there.
        """
        final_text = self.board.text
        _, final, count, _ = span
        if not self.is_worth_it(final, count, text, above):
            return None
        best: Place | None = None
        old = new = 0
        groups = self.options.differ(text.content, final_text.part(final, count))
        ends = zip((*groups[1::4], 0), (*groups[2::4], count), (*groups[3::4], count), strict=True)
        for old_end, new_start, new_end in ends:
            if new < new_start:
                score = final_text.score(final + new, new_start - new)
                if score > above and (best is None or score >= best.score):
                    best = Place(version, new, new_start - new, old, score)
            old, new = old_end, new_end
        return best

    def is_worth_it(self, final: int, count: int, text: Lines, above: int) -> bool:
        """Whether some lines one after another, each of which is somewhere in `text`, say more than `above`."""
        keys = self.final_keys(final, count)
        if text.keys.isdisjoint(keys):
            return False
        first = 0
        for nth in range(count + 1):
            if nth == count or keys[nth] not in text.keys:
                if first < nth and self.board.text.score(final + first, nth - first) > above:
                    return True
                first = nth + 1
        return False

    def final_keys(self, final: int, count: int) -> list[bytes]:
        """What the lines are compared by."""
        key = self.options.line_key
        return [key(line) for line in self.board.text.lines[final : final + count]]

    def hand_on(self) -> None:
        """Give what was found to the versions that have it."""
        by_version: dict[int, tuple[Version, list[Span]]] = {}
        for version, span in self.passed:
            by_version.setdefault(id(version), (version, []))[1].append(span)
        for version, spans in by_version.values():
            self.board.hand(version, sorted(spans, key=lambda span: span[0]))


class Lines:
    """The content of a file, and the lines that it has, as they are compared."""

    __slots__ = ("content", "keys")

    def __init__(self, content: bytes, key: LineKey) -> None:
        self.content = content
        self.keys = frozenset(map(key, ended_lines(content)))


if TYPE_CHECKING:
    from collections.abc import Callable

    Best = Callable[[Sequence[Span]], Iterator[Place | None]]
    LineKey = Callable[[bytes], bytes]
