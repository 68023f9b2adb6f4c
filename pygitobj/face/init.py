"""`Repository.init`: what a caller says of a new repository, checked and done."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from pygitobj.errors import UnsupportedError
from pygitobj.face.arguments import require_flags
from pygitobj.files.directory import is_directory, is_there, path_given, unreadable
from pygitobj.jobs.create.init import Wanted, init_repository
from pygitobj.oid import shown
from pygitobj.record import Record
from pygitobj.repository.environment import without_places
from pygitobj.repository.repository import require_overrides

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import StrOrBytesPath

    from pygitobj.repository.config_command import Override


class InitCall(Record):
    """What a caller says of the repository that is to be made."""

    bare: bool
    object_format: str | None
    ref_format: str | None
    initial_branch: str | None
    shared: str | None


def init_at(
    path: StrOrBytesPath, call: InitCall, overrides: Sequence[Override], warn: Callable[[str], None]
) -> tuple[str, str | None]:
    """Make the repository; gives its git directory and its work tree, None without one."""
    require_flags(bare=call.bare)
    require_overrides(overrides)
    for name, value in list(call._asdict().items())[1:]:
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} is a str, not {shown(value)}")
    place = path_given(path)
    try:
        os.makedirs(place, exist_ok=True)
        place = os.path.realpath(place)
        git_dir = place if call.bare else f"{place}/.git"
        if is_there(git_dir) and not is_directory(git_dir):
            raise UnsupportedError(f"{git_dir} is no directory: a repository elsewhere is made again by its own path")
    except OSError as error:
        raise unreadable(f"cannot mkdir {place}", error) from error
    work_tree = None if call.bare else place
    wanted = Wanted(git_dir, work_tree, *call[1:])
    init_repository(wanted, overrides, without_places(os.environ), warn)
    return git_dir, work_tree
