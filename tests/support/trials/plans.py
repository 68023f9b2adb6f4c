"""What becomes of the calls that a job makes: they are listed, one fails, the job ends at one, or all are recorded.

No call flushes anything to a real disk: what a power cut would do is worked out from the recording.
"""

from __future__ import annotations

import os
import sys
import threading
from types import FrameType
from typing import Any, NamedTuple

from tests.support.trials.calls import ORIGINAL, Act, Call

# How a job ended that was killed.
KILLED = 77
# In place of an error: the call does only half of what it was asked for.
SHORT = -1
CHANGING = frozenset({"write", "fsync", "chmod", "link", "rename", "unlink", "mkdir", "rmdir", "utime", "ftruncate",
                      "symlink", "truncate", "close"})  # fmt: skip
RECORDED = CHANGING | {"open"}
# How many frames of the package tell one place of the code from another.
FRAMES = 4
COMPLAINTS = "<stderr>"
MAKING = os.O_CREAT | os.O_TRUNC


class Plan(NamedTuple):
    """What becomes of the calls: `do` is "nothing", "see", "record", "kill" or "fail".

    With "kill" the job ends just before the `n`-th call that changes something. With "fail" the `n`-th call raises
    `error`; with `reach` "path" all later ones of its kind about its file do so too, with "kind" all of its kind.
    """

    do: str = "nothing"
    n: int = 0
    error: int = 0
    reach: str = "once"


class Seen(NamedTuple):
    """A call that was made, what opened its file, and from where in the package."""

    kind: str
    path: str
    site: str


class Recorded(NamedTuple):
    """A call that changed something or opened a file, what it gave, and how many that change came before it."""

    call: Call
    result: int
    before: int = 0


class Counter:
    """Follows a plan; `seen` and `recorded` are what came of it, `hit` is the call that failed."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.count = 0
        self.seen: list[Seen] = []
        self.recorded: list[Recorded] = []
        self.hit: Seen | None = None
        self.lock = threading.Lock()

    def around(self, call: Call, act: Act) -> Any:
        """Do what the plan says about one call."""
        if call.path == COMPLAINTS:
            return act()  # where else is an error to be told
        with self.lock:
            what = getattr(self, self.plan.do)(call)
        if what is not None:
            return fail(call, act, what)
        before = self.count
        result = None if call.kind == "fsync" else act()
        if self.plan.do == "record" and is_changing(call, opens=True):
            with self.lock:
                self.recorded.append(Recorded(call, result if isinstance(result, int) else 0, before))
        return result

    def nothing(self, call: Call) -> None:
        """Let it be."""

    def record(self, call: Call) -> None:
        """Count what changes something."""
        self.count += is_changing(call)

    def see(self, call: Call) -> None:
        """Note the call."""
        self.seen.append(Seen(kind_of(call), call.path, site()))

    def kill(self, call: Call) -> None:
        """End the process at the n-th call that changes something."""
        if is_changing(call):
            self.count += 1
            if self.count == self.plan.n:
                ORIGINAL["_exit"](KILLED)

    def fail(self, call: Call) -> int | None:
        """The error, for the n-th call and what fails with it."""
        self.count += 1
        if self.count == self.plan.n:
            self.hit = Seen(kind_of(call), call.path, site())
            return self.plan.error
        hit = self.hit
        if hit is None or self.plan.reach == "once" or kind_of(call) != hit.kind:
            return None
        return self.plan.error if self.plan.reach == "kind" or call.path == hit.path else None


def fail(call: Call, act: Act, error: int) -> Any:
    """Fail as the system does: a close closes, access says no, and what is done by half gives how much that was."""
    if error == SHORT:
        return half(call, act)
    if call.kind == "close":
        act()
    if call.kind == "access":
        return False
    named = () if call.descriptor >= 0 or call.kind == "mmap" else (call.path,)
    raise OSError(error, os.strerror(error), *named)


def half(call: Call, act: Act) -> Any:
    """Half of a read or a write."""
    if call.kind == "write" and len(call.data) > 1:
        return ORIGINAL["write"](call.descriptor, call.data[: len(call.data) // 2])
    if call.kind == "read" and call.size > 1 and (start := first_of(call)):
        return start
    return act()


def first_of(call: Call) -> bytes:
    """The first byte of what was asked for."""
    if call.at >= 0:
        return bytes(ORIGINAL["pread"](call.descriptor, 1, call.at))
    return bytes(ORIGINAL["read"](call.descriptor, 1))


def is_changing(call: Call, *, opens: bool = False) -> bool:
    """Whether the call changes a file, or with `opens` opens one."""
    return call.kind in CHANGING or (call.kind == "open" and (opens or bool(call.flags & MAKING)))


def kind_of(call: Call) -> str:
    """The kind of the call; making a file is another one than opening it."""
    return "create" if call.kind == "open" and call.flags & MAKING else call.kind


def site() -> str:
    """Where in the package a call comes from."""
    found: list[str] = []
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and len(found) < FRAMES:
        _, inside, name = frame.f_code.co_filename.rpartition("/pygitobj/")
        if inside:
            found.append(f"{name}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(found)
