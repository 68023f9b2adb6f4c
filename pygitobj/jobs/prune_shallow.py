"""Cut the file `shallow`: commits that are not reachable any more need not be told apart there.

The new list is written to `shallow.lock`, which keeps others from writing it too, and takes the place of the old one.

Follows git's Documentation/git-prune and technical/shallow.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pygitobj.errors import RepositoryError
from pygitobj.files.atomic import WritePolicy, widened
from pygitobj.kernels import Reach
from pygitobj.repository.shallow import read_shallow

if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


def shallow_path(repository: Repository) -> str:
    """The file `shallow`."""
    return f"{repository.location.common_dir}/shallow"


def has_shallow(repository: Repository) -> bool:
    """Whether there is a list of commits where history was cut off; one that the environment names is left alone."""
    return "GIT_SHALLOW_FILE" not in repository.environ and os.path.exists(shallow_path(repository))


def gone_of(repository: Repository, known: Reach) -> list[bytes]:
    """The raw ids in the list that are not `known`, ascending."""
    return sorted(oid for oid in map(bytes, repository.shallow) if oid not in known)


def write_shallow(repository: Repository, gone: Sequence[bytes]) -> None:
    """Write the list without `gone`; no file where nothing is left. Raises RepositoryError."""
    left = sorted(repository.shallow.difference(gone))
    if left and not gone:
        return
    path = shallow_path(repository)
    lock = f"{path}.lock"
    try:
        descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise RepositoryError(f"Unable to create '{lock}': {error.strerror}.") from None
    try:
        if read_shallow(path) != repository.shallow:
            raise RepositoryError("shallow file has changed since we read it")
        write_lines(descriptor, left, repository.write_policy())
        if left:
            os.replace(lock, path)
        else:
            os.unlink(path)
            os.unlink(lock)
    except BaseException as error:
        # Not once it has its name: then the lock may be another's.
        os.unlink(lock)
        if isinstance(error, OSError):
            raise RepositoryError(f"failed to write to {lock}: {error.strerror}") from None
        raise
    finally:
        os.close(descriptor)


def write_lines(descriptor: int, ids: list[bytes], policy: WritePolicy) -> None:
    """Write a line for each of `ids`, down to the disk. Raises OSError."""
    view = memoryview(b"".join(b"%s\n" % oid.hex().encode() for oid in ids))
    while view:
        view = view[os.write(descriptor, view) :]
    if policy.shared:
        os.fchmod(descriptor, widened(os.fstat(descriptor).st_mode & 0o7777, policy))
    os.fsync(descriptor)
