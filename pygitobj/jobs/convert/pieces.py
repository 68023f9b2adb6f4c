"""Line ends and ident of content that is not held as a whole, piece by piece.

A file is read as often as is needed to say what it becomes: whether it is a text, how long the result is, the result.
"""

from __future__ import annotations

from io import RawIOBase

from pygitobj.errors import UnsupportedError
from pygitobj.jobs.convert import end_of_line, ident
from pygitobj.jobs.convert.end_of_line import CR, CRLF, LF, Counter, grows, to_lf

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import BinaryIO, Protocol

    from pygitobj.jobs.convert.driver import Plan
    from pygitobj.jobs.convert.to_git import Entering
    from pygitobj.oid import ObjectId
    from pygitobj.refs.replace import Reader

    class Step(Protocol):
        """One conversion, which may keep the end of a piece until it knows what follows."""

        def feed(self, piece: bytes) -> bytes:
            """What `piece` adds to the result."""

        def end(self) -> bytes:
            """What is left."""


PIECE = 1 << 20
# A keyword that is not closed is kept until its line ends.
LONGEST_KEYWORD = 64 << 20


class ShrinkLines:
    """CRLF to LF."""

    def __init__(self) -> None:
        self.held = b""

    def feed(self, piece: bytes) -> bytes:
        """What `piece` adds: a CR at its end waits."""
        data = self.held + piece
        self.held = CR if data.endswith(CR) else b""
        return to_lf(data[:-1] if self.held else data)

    def end(self) -> bytes:
        """The CR that waited."""
        return self.held


class GrowLines:
    """LF to CRLF, but where it is one."""

    def __init__(self) -> None:
        self.after_cr = False

    def feed(self, piece: bytes) -> bytes:
        """What `piece` adds."""
        if not piece:
            return b""
        follows = self.after_cr and piece.startswith(LF)
        self.after_cr = piece.endswith(CR)
        data = to_lf(piece[1:] if follows else piece).replace(LF, CRLF)
        return LF + data if follows else data

    def end(self) -> bytes:
        """Nothing."""
        return b""


class Keywords:
    """Idents, as `convert` makes them: it gives what becomes of some bytes, and from where on there may be more."""

    def __init__(self, convert: Callable[[bytes], tuple[bytes, int]]) -> None:
        self.convert = convert
        self.held = b""

    def feed(self, piece: bytes) -> bytes:
        """What `piece` adds: what may be the start of a keyword waits. Raises UnsupportedError where it is too long."""
        # What waits has one dollar, at its start: without another one, or the end of the line, it goes on waiting.
        if self.held and b"$" not in piece and LF not in piece and len(self.held) >= len(ident.OPENING):
            self.held += piece
            made = b""
        else:
            made, at = self.convert(self.held + piece)
            self.held = (self.held + piece)[at:]
        if len(self.held) > LONGEST_KEYWORD:
            raise UnsupportedError(f"a keyword $Id: of more than {LONGEST_KEYWORD} bytes")
        return made

    def end(self) -> bytes:
        """What waited, and was none."""
        return self.held


def through(pieces: Iterable[bytes], steps: Sequence[Step]) -> Iterator[bytes]:
    """What `steps`, one after another, make of `pieces`."""
    for step in steps:
        pieces = after_step(pieces, step)
    yield from pieces


def after_step(pieces: Iterable[bytes], step: Step) -> Iterator[bytes]:
    """What `step` makes of `pieces`."""
    for piece in pieces:
        yield step.feed(piece)
    yield step.end()


def pieces_from(file: BinaryIO, start: int) -> Iterator[bytes]:
    """What `file` gives from `start` on."""
    file.seek(start)
    while piece := file.read(PIECE):
        yield piece


def counts_in(pieces: Iterable[bytes]) -> end_of_line.Counts:
    """What all `pieces` are made of."""
    counter = Counter()
    for piece in pieces:
        counter.add(piece)
    return counter.end()


def into_blob_steps(entering: Entering, pieces: Callable[[], Iterable[bytes]]) -> Callable[[], list[Step]]:
    """Makes the steps of a file on its way into a blob, `pieces` giving it anew. Raises ConversionError."""
    plan = entering.plan
    shrinks = plan.rule is not None and entering.shrinks(counts_in(pieces()), plan.rule)

    def steps() -> list[Step]:
        return [*([ShrinkLines()] if shrinks else []), *([Keywords(ident.part_into_blob)] if plan.ident else [])]

    return steps


def out_of_blob_steps(plan: Plan, oid: bytes, pieces: Callable[[], Iterable[bytes]]) -> list[Step]:
    """The steps of a blob with the id `oid`, in hex, on its way into a file, `pieces` giving it anew.

    As for git, what says whether it is a text is what keywords have become.
    """
    steps: list[Step] = [Keywords(lambda data: ident.part_out_of_blob(data, oid))] if plan.ident else []
    rule = plan.rule
    if rule is not None and rule.to_crlf:
        before: list[Step] = [Keywords(lambda data: ident.part_out_of_blob(data, oid))] if plan.ident else []
        if not rule.guesses or grows(counts_in(through(pieces(), before)), rule):
            steps.append(GrowLines())
    return steps


def blob_as_file(reader: Reader, plan: Plan, oid: ObjectId) -> Iterator[bytes]:
    """What a file has whose blob is `oid`, converted by a `plan` that does not need all of it at once."""

    def pieces() -> Iterator[bytes]:
        with reader.open(oid) as body:
            while piece := body.read(PIECE):
                yield piece

    # The id of what is there: a replace ref may have put it under another one.
    return through(pieces(), out_of_blob_steps(plan, reader.target(oid).hex().encode(), pieces))


class ConvertedFile(RawIOBase):
    """A file to read, piece by piece, what conversions make of another one."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.held = b""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes more, a piece where that says nothing; none at the end."""
        while not self.held:
            piece = next(self.pieces, None)
            if piece is None:
                return b""
            self.held = piece
        size = len(self.held) if size < 0 else size
        piece, self.held = self.held[:size], self.held[size:]
        return piece
