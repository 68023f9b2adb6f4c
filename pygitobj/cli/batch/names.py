"""What the names in a batch mean: each line is a request, or the answer that it is none."""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import UnsupportedError
from pygitobj.record import Record
from pygitobj.revisions.context import Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

BLANKS = b" \t"


class Request(Record):
    """One object asked for: the words used, what they resolved to, and whether its content is wanted.

    `rest` is what follows the name on its line; None where lines are not split, and where nothing follows.
    """

    shown: bytes
    oid: bytes
    mode: int | None
    rest: bytes | None
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
        rest = None
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


def split_rest(line: bytes) -> tuple[bytes, bytes | None]:
    """A line up to its first space or tab, and what follows the white space there; None without any."""
    name, tab, after = line.partition(b"\t")
    name, space, rest = name.partition(b" ")
    if not (space or tab):
        return name, None
    return name, (rest + tab + after if space else after).lstrip(BLANKS)
