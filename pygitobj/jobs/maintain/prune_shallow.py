"""Cut the file `shallow`: commits that are not reachable any more need not be told apart there.

The new list is written to `shallow.lock`, which keeps others from writing it too, and takes the place of the old one.

Follows git's Documentation/git-prune and technical/shallow.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pygitobj.errors import RepositoryError
from pygitobj.files.atomic import NewFile
from pygitobj.files.directory import status, unreadable
from pygitobj.kernels import Reach
from pygitobj.repository.shallow import read_shallow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


def shallow_path(repository: Repository) -> str:
    """The file `shallow`."""
    return f"{repository.location.common_dir}/shallow"


def has_shallow(repository: Repository) -> bool:
    """Whether there is a list of commits where history was cut off; one that the environment names is left alone."""
    if "GIT_SHALLOW_FILE" in repository.environ:
        return False
    path = shallow_path(repository)
    try:
        return status(path) is not None
    except OSError as error:
        raise unreadable(f"unable to access '{path}'", error) from error


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
    lines = b"".join(b"%s\n" % oid.hex().encode() for oid in left)
    try:
        with NewFile(lock) as file:
            file.write(lines)
            file.finish(repository.write_policy(), sync=True)
            if read_shallow(path, repository.format) != repository.shallow:
                raise RepositoryError("shallow file has changed since we read it")
            if left:
                file.replace(path)
            else:
                os.unlink(path)
    except FileExistsError as error:
        raise RepositoryError(f"Unable to create '{lock}': {error.strerror}.") from None
    except OSError as error:
        raise RepositoryError(f"failed to write to {lock}: {error.strerror}") from None
