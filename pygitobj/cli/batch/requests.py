"""What a batch is asked: standard input as lines, lines as requests, and as columns of ids."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from pygitobj.errors import UnsupportedError
from pygitobj.record import Record
from pygitobj.revisions.context import Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

STDIN = 0
READ_SIZE = 1 << 20


def blocks(end: bytes, least: int) -> Iterator[bytes]:
    """Standard input in pieces of whole lines: what has arrived, and at least `least` bytes unless it ends.

    Each piece ends in `end`, which the last line gets where it has none.
    """
    waiting: list[bytes] = []
    size = 0
    while data := os.read(STDIN, READ_SIZE):
        cut = data.rfind(end) + 1
        size += len(data)
        if cut and size >= least:
            yield b"".join((*waiting, data[:cut]))
            waiting = [data[cut:]]
            size = len(data) - cut
        else:
            waiting.append(data)
    rest = b"".join(waiting)
    if rest:
        yield rest if rest.endswith(end) else rest + end


def full_ids(block: bytes, end: bytes, hex_size: int) -> bytes | None:
    """The raw ids of `block` one after another, None unless every line of it is an id of full length."""
    line = hex_size + 1
    count, rest = divmod(len(block), line)
    if rest or block.count(end) != count or block[hex_size::line] != end * count:
        return None
    try:
        column = bytes.fromhex((block if end == b"\n" else block.replace(end, b"\n")).decode("ascii"))
    except ValueError:
        return None
    return column if 2 * len(column) == count * hex_size else None


class Request(Record):
    """One object asked for: the words used, what they resolved to, and whether its content is wanted."""

    shown: bytes
    oid: bytes
    mode: int | None
    rest: bytes
    contents: bool


class Names:
    """What the names in a batch mean. `input_end` ends a line of them, `output_end` one of the answers."""

    def __init__(
        self,
        repository: Repository,
        tell: Callable[[str], None],
        *,
        follow: bool,
        splits: bool,
        input_end: bytes,
        output_end: bytes,
    ) -> None:
        self.repository = repository
        self.tell = tell
        self.follow = follow
        self.splits = splits
        self.input_end, self.output_end = input_end, output_end
        self.hex_size = repository.format.hex_size

    def trimmed(self, line: bytes) -> bytes:
        """`line` without the carriage return of a foreign line end, and up to a NUL."""
        if self.input_end == b"\n" and line.endswith(b"\r"):
            line = line[:-1]
        return line.partition(b"\0")[0]

    def request(self, line: bytes, contents: bool) -> Request | bytes:
        """The request that `line` is, or the answer where it names no object."""
        rest = b""
        if self.splits:
            line, rest = split_rest(line)
        oid = self.full_id(line)
        if oid is not None:
            return Request(line, oid, None, rest, contents)
        try:
            found = self.repository.lookup(os.fsdecode(line), follow_symlinks=self.follow)
        except UnsupportedError as error:
            self.tell(f"error: {error}")
            return b"%s missing%s" % (line, self.output_end)
        if found.id is not None:
            return Request(line, found.id, found.mode, rest, contents)
        end = self.output_end
        word = found.status.value.encode()
        if found.status in (Status.MISSING, Status.AMBIGUOUS):
            return b"%s %s%s" % (line, word, end)
        path = found.outside if found.status is Status.OUTSIDE else line
        return b"%s %d%s%s%s" % (word, len(path), end, path, end)

    def full_id(self, line: bytes) -> bytes | None:
        """The raw id that `line` is, if it is one of full length."""
        if len(line) != self.hex_size:
            return None
        try:
            raw = bytes.fromhex(line.decode("ascii"))
        except ValueError:
            return None
        return raw if len(raw) * 2 == self.hex_size else None


def split_rest(line: bytes) -> tuple[bytes, bytes]:
    """A line up to its first space or tab, and what follows the white space there."""
    for at, byte in enumerate(line):
        if byte in b" \t":
            return line[:at], line[at:].lstrip(b" \t")
    return line, b""
