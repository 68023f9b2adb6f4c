"""Groups of a long list shown in turns: by this process, and by a copy of it on another core.

Both have the same list before them, and each passes over what is the other's. What the copy shows comes through a pipe:

    8 bytes, signed   how many bytes follow; 0 where a group ends; -1 where this process has to show it again, all that
                      came of it being passed over; -2 where no group is left, before what the copy found on its way
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
GROUP_ENDS, SHOW_AGAIN, ALL_ENDS = 0, -1, -2
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

    What the copy `found` besides is what this process is to `take` at the end. Raises what `show` raises.
    """
    left = iter(groups)
    for group in left:
        show(group)
        output.flush()
        if len(group) >= ENOUGH:
            copy = Copy.start(left, show, output, found)
            if copy is not None:
                with copy:
                    copy.share(left, show, output)
                    if last := copy.last():
                        take(last)
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
        try:
            process = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            return None
        if process == 0:
            os.close(reading)
            be_copy(groups, show, output, found, writing)
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

    def share(self, groups: Iterator[Sequence[Item]], show: Callable[[Sequence[Item]], None], output: Output) -> None:
        """Show every second group, and put in between what the copy shows."""
        is_own = True
        for group in groups:
            passed_on = None if is_own else self.pass_on(output)
            if is_own or passed_on is not None:
                output.passed_over = passed_on or 0
                show(group)
                output.flush()
            is_own = not is_own

    def pass_on(self, output: Output) -> int | None:
        """Put on `output` what the copy shows of a group; how much of it there is where it is to be shown again."""
        passed_on = 0
        while self.is_there:
            size = self.number()
            if size == GROUP_ENDS:
                return None
            if size < 0:
                return passed_on
            while size and self.is_there:
                piece = self.read(min(size, PIECE))
                output.write(piece)
                output.flush()
                passed_on += len(piece)
                size -= len(piece)
        return passed_on

    def number(self) -> int:
        """The number that comes next; that a group is to be shown again where there is none."""
        head = b""
        while len(head) < FRAME.size and self.is_there:
            head += self.read(FRAME.size - len(head))
        return int(FRAME.unpack(head)[0]) if self.is_there else SHOW_AGAIN

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none once the copy is gone."""
        piece = os.read(self.reading, size)
        self.is_there = bool(piece)
        return piece

    def last(self) -> bytes:
        """What the copy found besides, after its last group; nothing where it is gone."""
        found = b""
        if self.number() == ALL_ENDS:
            while self.is_there:
                found += self.read(PIECE)
        return found


class Turn:
    """What a copy shows of one group on its way to the file `writing`."""

    def __init__(self, writing: int) -> None:
        self.writing = writing
        self.held: list[bytes | memoryview] = []
        self.size = 0

    def take(self, data: bytes | memoryview) -> None:
        """Take in some of it."""
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

    def end(self, number: int) -> None:
        """End the group with `number`."""
        self.send()
        write_all(FRAME.pack(number), self.writing)


def be_copy(
    groups: Iterator[Sequence[Item]],
    show: Callable[[Sequence[Item]], None],
    output: Output,
    found: Callable[[], bytes],
    writing: int,
) -> NoReturn:
    """Show every second group from the second one on, all of it sent to the file `writing`, and end the process."""
    code = 1
    try:
        # Whoever waits for the end of what this command prints does not wait for a copy.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, STDOUT)
        turn = Turn(writing)
        output.send = turn.take
        is_own = False
        for group in groups:
            if is_own:
                turn.end(shown(group, show, output))
            is_own = not is_own
        turn.end(ALL_ENDS)
        write_all(found(), writing)
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
