"""A job that is killed at its n-th system call that changes a file, or whose n-th such call fails."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pygitobj.errors import GitObjectError

# What changes files, of all that the package calls.
CALLS = ("open", "write", "fsync", "fchmod", "chmod", "link", "rename", "replace", "unlink", "mkdir", "utime", "close")
# What only looks: where that fails, what is there cannot be told.
LOOKS = ("stat", "lstat", "listdir", "scandir", "access")
FINISHED = 0
KILLED = 77
FAILED = 78
SURVIVED = 79
BROKEN = 80
DISK_FULL = errno.ENOSPC


def run_until(n: int, job: Callable[[], object], *, fail: int = 0, calls: Sequence[str] = CALLS) -> int:
    """Run `job` in a child that ends just before its n-th call, or where that call raises the error `fail`.

    Gives FINISHED where the job has fewer calls, KILLED, FAILED where it raised an error of its own, SURVIVED where it
    went on to its end although a call failed, or BROKEN where it raised what it must not.
    """
    child = os.fork()
    if child == 0:
        code = BROKEN
        try:
            left = count(n, fail, calls)
            job()
            code = FINISHED if left[0] > 0 else SURVIVED
        except (GitObjectError, OSError):
            code = FAILED
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def count(n: int, fail: int, calls: Sequence[str]) -> list[int]:
    """Replace the calls by ones that count down from `n`; gives where the count is kept."""
    left = [n]

    def counted(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                if not fail:
                    os._exit(KILLED)
                raise OSError(fail, os.strerror(fail))
            return original(*args, **kwargs)

        return call

    for name in calls:
        setattr(os, name, counted(getattr(os, name)))
    return left


def every_step(job: Callable[[], object], *, fail: int = 0, most: int = 10_000) -> Iterator[int]:
    """Run `job` once for each call that it makes, each time ended at the next one; gives how each ended."""
    for n in range(1, most):
        ended = run_until(n, job, fail=fail)
        yield ended
        if ended == FINISHED:
            return
