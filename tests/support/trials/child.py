"""One job, in a process that was forked for it."""

from __future__ import annotations

import gc
import os
import pickle
import random
import runpy
import signal
import sys
import traceback
from typing import Any, NamedTuple, NoReturn

from tests.support.trials.calls import ORIGINAL, Watch
from tests.support.trials.library import ENDED, LIBRARY, WELL
from tests.support.trials.plans import Counter, Plan, Recorded, Seen

# A job that takes longer hangs.
PATIENCE = 60
LIBRARY_WORD = "library"
FAILED = 128


class Request(NamedTuple):
    """A job to be run: the directory that is watched, the one to run in, a command line, its input and the plan."""

    root: str
    directory: str
    words: tuple[str, ...]
    stdin: bytes = b""
    plan: Plan = Plan()


class Report(NamedTuple):
    """What a child tells at its end: its exit code, the traceback of an error that nobody caught, the calls."""

    code: int
    crash: str
    seen: list[Seen]
    recorded: list[Recorded]
    hit: Seen | None
    answers: dict[str, str]


class Outcome(NamedTuple):
    """How a job ended: its exit code, or below zero the signal; what it printed; its own report, if it made one."""

    code: int
    out: bytes
    err: bytes
    report: Report | None


class Ended(BaseException):
    """The command line ends the process."""

    def __init__(self, code: int) -> None:
        self.code = code


def end(status: int) -> NoReturn:
    """In place of os._exit."""
    raise Ended(status)


def run_child(request: Request, report: int) -> None:
    """Run the job of `request`, write a Report to the descriptor `report`, and end the process."""
    signal.alarm(PATIENCE)
    gc.disable()
    os.chdir(request.directory)
    dice = random.Random(1)
    os.urandom = dice.randbytes
    os._exit = end
    counter = Counter(request.plan)
    watch = Watch(request.root, counter.around)
    answers: dict[str, str] = {}
    code, crash = 0, ""
    try:
        watch.install()
        for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
        if request.words[0] == LIBRARY_WORD:
            answers.update(LIBRARY[request.words[1]](request.stdin))
            code = FAILED if answers.get(ENDED, WELL) != WELL else 0
        else:
            sys.argv = ["pygitobj", *request.words]
            runpy.run_module("pygitobj", run_name="__main__")
    except Ended as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001
        code, crash = FAILED, traceback.format_exc()
    counter.plan = Plan()
    finish(counter, Report(code, crash, counter.seen, counter.recorded, counter.hit, answers), report)


def finish(counter: Counter, told: Report, report: int) -> None:
    """Write the report, and end."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        told = told._replace(crash=told.crash or str(error))
    write: Any = ORIGINAL["write"]
    view = memoryview(pickle.dumps(told))
    while view:
        view = view[write(report, view) :]
    ORIGINAL["_exit"](0)
