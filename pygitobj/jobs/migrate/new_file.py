"""A file that nobody reads yet, in a directory that is to be given its place."""

from __future__ import annotations

from pygitobj.files.atomic import NewFile, WritePolicy
from pygitobj.files.directory import entries_in, sync_directory


def put_file(path: str, data: bytes, policy: WritePolicy) -> None:
    """Make the file `path` of the bytes `data`, flushed to the disk. Raises OSError."""
    with NewFile(path) as file:
        file.write(data)
        file.finish(policy, sync=True)
        file.keep()


def sync_below(directory: str) -> None:
    """Flush the names in `directory`, and in all that are below it, to the disk. Raises OSError."""
    for name, is_directory in entries_in(directory):
        if is_directory:
            sync_below(f"{directory}/{name}")
    sync_directory(directory)
