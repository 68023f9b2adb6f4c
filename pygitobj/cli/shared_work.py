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
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from signal import SIGKILL

from pygitobj.cli.output import STDOUT, Output, write_all
from pygitobj.errors import GitObjectError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, TypeVar

    Item = TypeVar("Item")

FRAME = struct.Struct("<q")
GROUP_ENDS, SHOW_AGAIN = 0, -1
# A copy is made once a group has so many: what is short is shown before a copy would be of use.
ENOUGH = 256
# Bytes of a group that the copy holds; beyond them it waits until it is its turn.
ROOM = 8 << 20
PIECE = 1 << 18


def in_turns(
    groups: Iterable[Sequence[Item]],
    show: Callable[[Sequence[Item]], None],
    output: Output,
    found: Callable[[], bytes],
    take: Callable[[bytes], None],
) -> None:
    """Have `show` put each of `groups` on `output`, every second one in a copy of this process where one can be had.

    What the copy `found` besides, by the end of each of its groups, this process is to `take`. Raises what `show`
    raises.
    """
    left = iter(groups)
    for group in left:
        show(group)
        output.flush()
        if len(group) >= ENOUGH:
            copy = Copy.start(left, show, output, found)
            if copy is not None:
                with copy:
                    copy.share(left, show, output, take)
                return


class Copy:
    """A copy of this process, of which this one reads what it showed. As a context it ends with it."""

    def __init__(self, process: int, reading: int) -> None:
        self.process, self.reading = process, reading
        self.is_there = True

    @staticmethod
    def start(
        groups: Iterator[Sequence[Item]],
        show: Callable[[Sequence[Item]], None],
        output: Output,
        found: Callable[[], bytes],
    ) -> Copy | None:
        """A copy that shows every second group from the second one on; None where there can be none."""
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
            be_copy(groups, show, output, found, Turn(writing, own))
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

    def share(
        self,
        groups: Iterator[Sequence[Item]],
        show: Callable[[Sequence[Item]], None],
        output: Output,
        take: Callable[[bytes], None],
    ) -> None:
        """Show every second group, and put in between what the copy shows."""
        is_own = True
        for group in groups:
            passed_on = None if is_own else self.pass_on(output, take)
            if is_own or passed_on is not None:
                output.passed_over = passed_on or 0
                show(group)
                output.flush()
            is_own = not is_own

    def pass_on(self, output: Output, take: Callable[[bytes], None]) -> int | None:
        """Put on `output` what the copy shows of a group; how much of it there is where it is to be shown again."""
        passed_on = 0
        while (size := self.number()) != SHOW_AGAIN:
            if size == GROUP_ENDS:
                found = self.exactly(self.number())
                if not self.is_there:
                    break
                take(found)
                return None
            while size and self.is_there:
                piece = self.read(min(size, PIECE))
                output.write(piece)
                output.flush()
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


def be_copy(
    groups: Iterator[Sequence[Item]],
    show: Callable[[Sequence[Item]], None],
    output: Output,
    found: Callable[[], bytes],
    turn: Turn,
) -> NoReturn:
    """Show every second group from the second one on, each as a `turn`, and end the process."""
    code = 1
    try:
        # Whoever waits for the end of what this command prints does not wait for a copy.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, STDOUT)
        output.send = turn.take
        is_own = False
        for group in groups:
            if is_own:
                turn.end(shown(group, show, output), found())
            is_own = not is_own
        code = 0
    finally:
        os._exit(code)


def shown(group: Sequence[Item], show: Callable[[Sequence[Item]], None], output: Output) -> int:
    """How a group ended that was shown."""
    sys.stderr = said = StringIO()
    try:
        show(group)
        output.flush()
    except (GitObjectError, OSError):
        output.forget()
        return SHOW_AGAIN
    return SHOW_AGAIN if said.getvalue() else GROUP_ENDS
