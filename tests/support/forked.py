"""Running pygitobj's command without the start of an interpreter, which takes ten times as long as most commands do.

Each call is a process of its own still, with a directory, an environment, a umask, pipes, an exit code or a signal of
its own: it is forked from a process that has loaded everything (zygote.py). What differs from a start: all modules are
loaded, strings hash the same in all children of one zygote, and the parent is the zygote. A test that is about one of
these, or about anything that a process hands on beside the above (limits, signals that are ignored or blocked, open
files), starts the command itself with subprocess. tests/cli/test_forked.py holds both ways to the same answers, and
PYGITOBJ_TEST_STARTS=1 has every command started.
"""

from __future__ import annotations

import atexit
import os
import pickle
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.support.zygote import NUMBER, SIZE, received

PROGRAM = Path(__file__).with_name("zygote.py")
STARTS = "PYGITOBJ_TEST_STARTS"
# What is read once, as an interpreter or a library starts. A zygote serves only where these are as they were for it.
READ_ONCE = ("PYTHON", "PYGITOBJ_", "LC_", "LANG", "LD_", "DYLD_", "MALLOC_", "ASAN_", "UBSAN_", "COV")
# The system takes no single word longer than this, and all of them not either where they are very many.
MOST = 100_000
PIECE = 1 << 16


class Ended(NamedTuple):
    """What a command printed and how it ended."""

    out: bytes
    err: bytes
    code: int


class Zygote:
    """The process, and the one call at a time that it is asked for."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.read_once = read_once()
        self.lock = threading.Lock()
        self.requests, theirs = socket.socketpair()
        with theirs:
            # Its streams are pipes as those of its children are, so that Python sets them up the same.
            self.process = subprocess.Popen(
                [sys.executable, "-P", str(PROGRAM), str(theirs.fileno())], pass_fds=[theirs.fileno()],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
        atexit.register(self.close)

    def close(self) -> None:
        """End it."""
        if os.getpid() == self.owner:
            self.requests.close()
            self.process.communicate()

    def serves(self, words: Sequence[str | bytes]) -> bool:
        """Whether a child of it is all that a start would be, for these words and in what this process is by now."""
        is_short = sum(map(len, words)) < MOST and not any("\0" in os.fsdecode(word) for word in words)
        return is_short and os.getpid() == self.owner and read_once() == self.read_once

    def call(self, words: Sequence[str | bytes], directory: Path | str, stdin: bytes, timeout: float) -> Ended:
        """Run `pygitobj <words>` in `directory`. Raises as subprocess.run does."""
        deadline = time.monotonic() + timeout
        request = pickle.dumps(([os.fsencode(word) for word in words], dict(os.environb), umask()))
        place = os.open(directory, getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY)
        (their_in, our_in), (our_out, their_out), (our_err, their_err) = (os.pipe() for _ in range(3))
        theirs = [their_in, their_out, their_err, place]
        socket.send_fds(self.requests, [SIZE.pack(len(request))], theirs)
        self.requests.sendall(request)
        for file in theirs:
            os.close(file)
        child = self.number()
        printed = talk(our_in, stdin, our_out, our_err, deadline)
        if printed is None or not self.is_over(deadline):
            os.kill(child, signal.SIGKILL)
            self.number()
            raise subprocess.TimeoutExpired(["pygitobj", *words], timeout)
        return Ended(*printed, self.number())

    def number(self) -> int:
        """The next number that it sends."""
        data = received(self.requests, NUMBER.size)
        assert len(data) == NUMBER.size, self.process.communicate()[1].decode()
        return int(NUMBER.unpack(data)[0])

    def is_over(self, deadline: float) -> bool:
        """Whether the child ends before `deadline`."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.requests, selectors.EVENT_READ)
            return bool(waiting.select(max(0, deadline - time.monotonic())))


def talk(stdin: int, data: bytes, out: int, err: int, deadline: float) -> tuple[bytes, bytes] | None:
    """Write `data` to `stdin` and read all of `out` and `err`, closing each at its end; None where the time is over."""
    found: dict[int, bytearray] = {out: bytearray(), err: bytearray()}
    left = memoryview(data)
    with selectors.DefaultSelector() as waiting:
        os.set_blocking(stdin, False)
        waiting.register(stdin, selectors.EVENT_WRITE)
        for file in found:
            waiting.register(file, selectors.EVENT_READ)
        while files := waiting.get_map():
            ready = waiting.select(max(0, deadline - time.monotonic()))
            for key, _ in ready:
                if key.fd == stdin:
                    left = written(stdin, left)
                    is_done = not left
                else:
                    piece = os.read(key.fd, PIECE)
                    found[key.fd] += piece
                    is_done = not piece
                if is_done:
                    waiting.unregister(key.fd)
                    os.close(key.fd)
            if not ready:
                for key in list(files.values()):
                    os.close(key.fd)
                return None
    return bytes(found[out]), bytes(found[err])


def written(stdin: int, left: memoryview) -> memoryview:
    """What is still to be written of `left`; nothing where nobody reads it."""
    try:
        return left[os.write(stdin, left[:PIECE]) :] if left else left
    except BrokenPipeError:
        return left[:0]


def read_once() -> dict[str, str]:
    """The part of the environment that only a start reads."""
    return {name: value for name, value in os.environ.items() if name.startswith(READ_ONCE) and name != STARTS}


def umask() -> int:
    """The umask of this process, which can be asked for only by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


@cache
def zygote() -> Zygote:
    """The one of this process."""
    return Zygote()


def run_forked(words: Sequence[str | bytes], directory: Path | str, stdin: bytes, timeout: float) -> Ended | None:
    """Run `pygitobj <words>` in a child of the zygote; None where only a start will do, or the zygote is busy."""
    if os.environ.get(STARTS) or not zygote().serves(words) or not zygote().lock.acquire(blocking=False):
        return None
    try:
        return zygote().call(words, directory, stdin, timeout)
    finally:
        zygote().lock.release()
