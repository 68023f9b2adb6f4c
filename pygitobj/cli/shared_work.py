"""Groups of a long list shown in turns: by this process, and by a copy of it on another core.

Both have the same list before them, and each passes over what is the other's. What the copy shows comes through a pipe:

    8 bytes, signed   how many bytes follow; -1 where this process has to show the group again, all that came of it
                      being passed over; 0 where it ends, and what the copy found by then comes the same way
    the bytes

A copy says nothing itself: it hands back a group that fails, or of which anything is to be said to people. So does one
that dies, and all that is after it. What is shown is then what it would have been without.
"""

from __future__ import annotations

import gc
import os
import struct
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from signal import SIGKILL

from pygitobj.cli.output import STDOUT, Output, write_all
from pygitobj.errors import GitObjectError
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    Send = Callable[[bytes | memoryview], None]

FRAME = struct.Struct("<q")
GROUP_ENDS, SHOW_AGAIN = 0, -1
# Bytes of a group that the copy holds; beyond them it waits until it is its turn.
ROOM = 8 << 20
PIECE = 1 << 18


class Work(Record):
    """What is shown in turns: each of `turns`, called, puts a group on `output`.

    What the copy `found` besides, by the end of each of its groups, this process is to `take`.
    """

    turns: Iterator[Callable[[], None]]
    output: Output
    found: Callable[[], bytes]
    take: Callable[[bytes], None]


def in_turns(work: Work) -> None:
    """Show the groups of `work`, every second one in a copy of this process; none of them where no copy can be had.

    Raises what the turns raise.
    """
    copy = Copy.start(work)
    if copy is not None:
        with copy:
            copy.share(work)


class Copy:
    """A copy of this process, of which this one reads what it showed. As a context it ends with it."""

    def __init__(self, process: int, reading: int) -> None:
        self.process, self.reading = process, reading
        self.is_there = True

    @staticmethod
    def start(work: Work) -> Copy | None:
        """A copy that shows every second group of `work` from the second one on; None where there can be none."""
        try:
            reading, writing = os.pipe()
        except OSError:
            return None
        # Objects that are there already are not looked at again, so that memory stays shared.
        gc.freeze()
        own = os.getpid()
        try:
            process = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            return None
        if process == 0:
            os.close(reading)
            be_copy(work, Turn(writing, own))
        os.close(writing)
        return Copy(process, reading)

    def __enter__(self) -> Copy:
        return self

    def __exit__(self, *exception: object) -> None:
        os.close(self.reading)
        try:
            if exception[0] is not None:
                os.kill(self.process, SIGKILL)
            os.waitpid(self.process, 0)
        except (ProcessLookupError, ChildProcessError):
            pass  # it ended, and nobody was to be told

    def share(self, work: Work) -> None:
        """Show every second group of `work`, and put in between what the copy shows."""
        send = work.output.send
        is_own = True
        for show in work.turns:
            passed_on = None if is_own else self.pass_on(work)
            if is_own or passed_on is not None:
                work.output.send = after(passed_on or 0, send)
                show()
                work.output.flush()
            is_own = not is_own

    def pass_on(self, work: Work) -> int | None:
        """Put out what the copy shows of a group of `work`; how much it is where the group is to be shown again."""
        passed_on = 0
        while (size := self.number()) != SHOW_AGAIN:
            if size == GROUP_ENDS:
                found = self.exactly(self.number())
                if not self.is_there:
                    break
                work.take(found)
                return None
            while size and self.is_there:
                piece = self.read(min(size, PIECE))
                work.output.write(piece)
                work.output.flush()
                passed_on += len(piece)
                size -= len(piece)
        return passed_on

    def number(self) -> int:
        """The number that comes next; where there is none, that the group is to be shown again."""
        head = self.exactly(FRAME.size)
        number: int
        (number,) = FRAME.unpack(head) if self.is_there else (SHOW_AGAIN,)
        return number

    def exactly(self, size: int) -> bytes:
        """So many bytes; fewer once the copy is gone."""
        found = b""
        while len(found) < size and self.is_there:
            found += self.read(size - len(found))
        return found

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none once the copy is gone."""
        piece = os.read(self.reading, size) if self.is_there else b""
        self.is_there = bool(piece)
        return piece


class Turn:
    """What a copy shows of one group on its way to the file `writing`, from which the process `reader` reads."""

    def __init__(self, writing: int, reader: int) -> None:
        self.writing, self.reader = writing, reader
        self.held: list[bytes] = []
        self.size = 0

    def take(self, data: bytes | memoryview) -> None:
        """Take in some of it; with nobody left to read it the process ends."""
        if os.getppid() != self.reader:
            os._exit(1)
        self.held.append(bytes(data))
        self.size += len(data)
        if self.size >= ROOM:
            self.send()

    def send(self) -> None:
        """Send what is held."""
        if self.size:
            write_all(FRAME.pack(self.size), self.writing)
            for data in self.held:
                write_all(data, self.writing)
        self.held, self.size = [], 0

    def end(self, number: int, found: bytes) -> None:
        """End the group with `number`, and where it ends well with what was `found`."""
        self.send()
        write_all(FRAME.pack(number) + (FRAME.pack(len(found)) + found if number == GROUP_ENDS else b""), self.writing)


def be_copy(work: Work, turn: Turn) -> NoReturn:
    """Show every second group of `work` from the second one on, each as a `turn`, and end the process."""
    code = 1
    try:
        # Whoever waits for the end of what this command prints does not wait for a copy.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, STDOUT)
        work.output.send = turn.take
        is_own = False
        for show in work.turns:
            if is_own:
                turn.end(shown(show, work.output), work.found())
            is_own = not is_own
        code = 0
    finally:
        os._exit(code)


def shown(show: Callable[[], None], output: Output) -> int:
    """How a group ended that `show` put on `output`."""
    sys.stderr = said = StringIO()
    try:
        show()
    except (GitObjectError, OSError):
        return SHOW_AGAIN
    finally:
        output.flush()
    return SHOW_AGAIN if said.getvalue() else GROUP_ENDS


def after(size: int, send: Send) -> Send:
    """What sends with `send` all but the first `size` bytes that it is given."""
    left = size

    def send_rest(data: bytes | memoryview) -> None:
        nonlocal left
        passed_over = min(left, len(data))
        left -= passed_over
        send(data[passed_over:] if passed_over else data)

    return send_rest
