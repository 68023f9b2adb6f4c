"""At which calls a job is made to fail, and how."""

from __future__ import annotations

import errno
import random
from collections.abc import Iterator
from typing import NamedTuple

from tests.support.trials.plans import SHORT, Plan, Seen

# What may go wrong with a call, as the system's manual says.
ERRORS = {
    "open": (errno.EACCES, errno.EIO, errno.EMFILE, errno.ENOMEM),
    "create": (errno.EACCES, errno.EIO, errno.ENOSPC, errno.EMFILE, errno.ENOMEM, errno.EROFS),
    "stat": (errno.EACCES, errno.EIO, errno.ENOMEM, errno.ELOOP),
    "lstat": (errno.EACCES, errno.EIO, errno.ENOMEM),
    "fstat": (errno.EIO, errno.ENOMEM),
    "access": (errno.EACCES, errno.EIO, errno.ENOMEM),
    "listdir": (errno.EACCES, errno.EIO, errno.EMFILE, errno.ENOMEM),
    "scandir": (errno.EACCES, errno.EIO, errno.EMFILE, errno.ENOMEM),
    "readlink": (errno.EACCES, errno.EIO, errno.ENOMEM),
    "read": (errno.EIO, errno.ENOMEM, SHORT),
    "mmap": (errno.ENOMEM, errno.EACCES),
    "write": (errno.ENOSPC, errno.EIO, SHORT),
    "fsync": (errno.EIO, errno.ENOSPC),
    "link": (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EPERM),
    "rename": (errno.EIO, errno.ENOSPC, errno.EACCES),
    "unlink": (errno.EIO, errno.EACCES),
    "mkdir": (errno.EIO, errno.ENOSPC, errno.EACCES),
    "rmdir": (errno.EIO, errno.EACCES),
    "utime": (errno.EIO, errno.EACCES),
    "chmod": (errno.EIO, errno.EPERM),
    "ftruncate": (errno.EIO, errno.ENOSPC),
    "truncate": (errno.EIO, errno.ENOSPC),
    "symlink": (errno.EIO, errno.ENOSPC),
    "close": (errno.EIO,),
}
REACHES = ("once", "path", "kind")


class Point(NamedTuple):
    """A call of a job, as it was seen, and the plan that makes it fail."""

    seen: Seen
    plan: Plan

    def __str__(self) -> str:
        name = "half" if self.plan.error == SHORT else errno.errorcode[self.plan.error]
        return f"{name} ({self.plan.reach}) of {self.seen.kind} {self.seen.path} at {self.seen.site}"


def each_place(seen: list[Seen], known: set[tuple[str, str]]) -> Iterator[Point]:
    """The first call from each place in the code that is not `known` yet, failing once or for good, in turn."""
    for n, one in enumerate(seen, 1):
        place = (one.kind, one.site)
        if place in known:
            continue
        known.add(place)
        errors = [error for error in ERRORS[one.kind] if error != SHORT]
        at = len(known)
        yield Point(one, Plan("fail", n, errors[at % len(errors)], REACHES[at // 2 % 2]))


def every_call(seen: list[Seen], seed: int) -> Iterator[Point]:
    """Each call with each error and reach, in an order that `seed` makes."""
    every = [
        Point(one, Plan("fail", n, error, reach))
        for n, one in enumerate(seen, 1)
        for error in ERRORS[one.kind]
        for reach in REACHES
    ]
    random.Random(seed).shuffle(every)
    yield from every
