"""What a command does, as events for other programs: a line of JSON each, where GIT_TRACE2_EVENT says.

    1, true, 2 to 9         that descriptor; the first two are standard error
    an absolute path        a file, to which is added; in a directory a new file, named by the session
    empty, 0, false         nowhere

The events are version, start, cmd_name, data of what pack-objects wrote, region_enter and region_leave around what has
a progress line, exit and atexit, with git's fields. A session's name starts with that of the process which started it.

Follows git's Documentation/technical/api-trace2, "The Event Format Target".
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache

from pygitobj import __version__
from pygitobj.cli.terminal import tell_message
from pygitobj.formats.numbers import digits_at, lower

VARIABLE = "GIT_TRACE2_EVENT"
PARENT = "GIT_TRACE2_PARENT_SID"
EVENT_FORMAT = "4"
STANDARD_ERROR = 2


class Events:
    """Where the events of this process go."""

    def __init__(self, descriptor: int, session: str) -> None:
        self.descriptor = descriptor
        self.session = session
        self.began = time.monotonic()
        self.nesting = 1

    def tell(self, event: str, **fields: object) -> None:
        """Write one event. What cannot be written is left out: nobody's work ends because of it."""
        import json

        caller = sys._getframe(1)
        line = {
            "event": event, "sid": self.session, "thread": "main",
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "file": os.path.basename(caller.f_code.co_filename), "line": caller.f_lineno, **fields,
        }  # fmt: skip
        try:
            os.write(self.descriptor, json.dumps(line, separators=(",", ":")).encode() + b"\n")
        except OSError:
            pass

    def elapsed(self) -> float:
        """Seconds since the process began to tell."""
        return round(time.monotonic() - self.began, 6)

    def start(self, words: Sequence[str], version: str) -> None:
        """That a command starts."""
        self.tell("version", evt=EVENT_FORMAT, exe=version)
        self.tell("start", t_abs=self.elapsed(), argv=["pygitobj", *words])

    def data(self, category: str, key: str, value: object) -> None:
        """A number or a text that somebody may want to know."""
        now = self.elapsed()
        self.tell("data", t_abs=now, t_rel=now, nesting=self.nesting, category=category, key=key, value=str(value))

    def enter(self, category: str, label: str) -> None:
        """That a part of the work begins."""
        self.tell("region_enter", nesting=self.nesting, category=category, label=label)
        self.nesting += 1

    def leave(self, category: str, label: str, seconds: float) -> None:
        """That it took so long, and is over."""
        self.nesting -= 1
        self.tell("region_leave", t_rel=round(seconds, 6), nesting=self.nesting, category=category, label=label)

    def end(self, code: int) -> None:
        """That the command ends with this exit code."""
        self.tell("exit", t_abs=self.elapsed(), code=code)
        self.tell("atexit", t_abs=self.elapsed(), code=code)


def traced(words: Sequence[str], answer: Callable[[Sequence[str]], int]) -> int:
    """What `answer` gives for the command line `words`, with its start and its end told."""
    told = events()
    if told is None:
        return answer(words)
    told.start(words, __version__)
    code = answer(words)
    told.end(code)
    return code


def name_command(name: str) -> None:
    """Tell which command runs."""
    told = events()
    if told is not None:
        told.tell("cmd_name", name=name, hierarchy=name)


@cache
def events() -> Events | None:
    """The events of this process, None where nobody wants them."""
    wanted = os.environ.get(VARIABLE, "")
    if wanted in ("", "0") or lower(wanted) == "false":
        return None
    session = session_name()
    descriptor = target(wanted, session)
    return None if descriptor is None else Events(descriptor, session)


def session_name() -> str:
    """The name of this session, which those that it starts add theirs to."""
    import hashlib
    import socket

    host = hashlib.sha1(socket.gethostname().encode(), usedforsecurity=False).hexdigest()[:8]
    name = f"{datetime.now(UTC).strftime('%Y%m%dT%H%M%S.%fZ')}-H{host}-P{os.getpid():08x}"
    parent = os.environ.get(PARENT)
    name = f"{parent}/{name}" if parent else name
    os.environ[PARENT] = name
    return name


def target(wanted: str, session: str) -> int | None:
    """The descriptor that events go to, None where that cannot be opened, of which is told."""
    if wanted == "1" or lower(wanted) == "true":
        return STANDARD_ERROR
    if len(wanted) == 1 and wanted in "23456789":
        return digits_at(wanted, 0)[0]
    if not os.path.isabs(wanted):
        tell_message(f"warning: trace2: unknown value for '{VARIABLE}': '{wanted}'")
        return None
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    try:
        try:
            return os.open(wanted, flags, 0o666)
        except IsADirectoryError:
            return os.open(os.path.join(wanted, session.rpartition("/")[2]), flags | os.O_EXCL, 0o666)
    except OSError as error:
        if os.environ.get("GIT_TRACE2_DST_DEBUG"):
            tell_message(f"warning: trace2: could not open '{wanted}' for '{VARIABLE}' tracing: {error.strerror}")
        return None
