"""Write a bundle: a header that says what a pack is for, and the pack, in one file that is there whole or not at all.

Follows git's Documentation/git-bundle and gitformat-bundle.
"""

from __future__ import annotations

import os

from pygitobj.errors import GitObjectError
from pygitobj.files.atomic import WritePolicy
from pygitobj.files.directory import real_path
from pygitobj.files.lock import LockFile, lock_trouble
from pygitobj.files.pieces import Sink
from pygitobj.formats.bundle import Bundle, build_bundle
from pygitobj.jobs.packing.pack_objects import PackOptions
from pygitobj.jobs.packing.pack_wanted import Output, pack_wanted
from pygitobj.jobs.packing.revision_list import RevisionList
from pygitobj.jobs.packing.wanted import Request
from pygitobj.jobs.report import silent
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.store.write_entries import Written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.formats.filter_spec import FilterSpec
    from pygitobj.jobs.report import Report

OLDEST, NEWEST = 2, 3


class Bundled(Record):
    """What goes into a bundle: its header, where the walk of its pack begins and ends, and what that leaves out."""

    header: Bundle
    revisions: RevisionList
    filter: FilterSpec | None = None


def lock_bundle(path: str, policy: WritePolicy) -> LockFile:
    """The lock of the bundle that is to be at `path`. Raises GitObjectError in git's words where there is one."""
    try:
        target = real_path(path)
        return LockFile(target, 0, policy)
    except OSError as error:
        raise GitObjectError(lock_trouble(os.path.abspath(path), error)) from error


def store_bundle(
    lock: LockFile, repository: Repository, bundled: Bundled, options: PackOptions, report: Report = silent
) -> Written:
    """Write the bundle into the file that `lock` is of. Raises GitObjectError, OSError, and what was there stays."""
    with lock.opened() as file:
        written = write_bundle(file, repository, bundled, options, report)
        file.flush()
        if repository.write_policy().sync_pack:
            os.fsync(file.fileno())
    lock.commit()
    return written


def write_bundle(
    file: BinaryIO, repository: Repository, bundled: Bundled, options: PackOptions, report: Report = silent
) -> Written:
    """Write the bundle to `file`; `report` is told how far that is. Raises GitObjectError, OSError."""
    Sink(file).write(build_bundle(bundled.header))
    request = Request(
        bundled.revisions,
        thin=True,
        sparse=repository.config.get_bool("pack.useSparse", True),
        filter=bundled.filter,
    )
    return pack_wanted(repository, request, options, Output(file, report=report)) or Written()


def require_version(version: int | None, least: int, format_name: str) -> int:
    """The version that a bundle has, `least` where none is given. Raises GitObjectError for one that cannot be."""
    if version is None or version == -1:
        return least
    if not OLDEST <= version <= NEWEST:
        raise GitObjectError(f"unsupported bundle version {version}")
    if version < least:
        raise GitObjectError(f"cannot write bundle version {version} with algorithm {format_name}")
    return version
