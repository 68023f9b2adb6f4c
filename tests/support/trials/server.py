"""A process that has all of pygitobj loaded, and forks a child for each job: `python -m tests.support.trials.server`.

Requests come pickled on standard input, outcomes go so to standard output. PYGITOBJ_PURE chooses the implementation.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from importlib import import_module

import pygitobj
from tests.support import every_module
from tests.support.trials.child import Outcome, Request, run_child

# What is imported late, by a job or by what it uses, is imported here, so that a job's calls are its own.
LATE = (
    "click",
    "concurrent.futures.thread",
    "email.utils",
    "json",
    "shutil",
    "socket",
    "tempfile",
    "textwrap",
    "zoneinfo",
)


def load_all() -> None:
    """Import every module of the package, and what these import late."""
    every_module.load_all()
    for name in LATE:
        import_module(name)


def run(request: Request) -> Outcome:
    """Run one job in a child."""
    files = [os.memfd_create(name) for name in ("in", "out", "err", "report")]
    os.write(files[0], request.stdin)
    os.lseek(files[0], 0, os.SEEK_SET)
    child = os.fork()
    if child == 0:
        for number in (0, 1, 2):
            os.dup2(files[number], number)
        run_child(request, files[3])
    _, status = os.waitpid(child, 0)
    _, out, err, report = map(content, files)
    code = os.waitstatus_to_exitcode(status)
    told = pickle.loads(report) if report else None
    return Outcome(told.code if told else code, out, err, told)


def content(descriptor: int) -> bytes:
    """All that is in a file; closes it."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    load_all()
    gc.freeze()
    pickle.dump(pygitobj.__version__, answers)
    answers.flush()
    while True:
        try:
            request = pickle.load(requests)
        except EOFError:
            return
        pickle.dump(run(request), answers)
        answers.flush()


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    main()
