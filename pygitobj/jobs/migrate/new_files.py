"""References written as files, below a directory from which they are moved into the repository's own."""

from __future__ import annotations

import os

from pygitobj.errors import RefError
from pygitobj.files.atomic import make_directory
from pygitobj.formats.packed_refs import HEADER_LINE, PackedRef, record_of
from pygitobj.formats.reflog import line_of, parse_line
from pygitobj.jobs.migrate.new_file import put_file
from pygitobj.oid import ObjectId
from pygitobj.refs.values import Symbolic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.files.atomic import WritePolicy
    from pygitobj.formats.reflog import ReflogEntry
    from pygitobj.jobs.migrate.contents import Contents, OneRef
    from pygitobj.oid import ObjectFormat

PACKED_REFS = "packed-refs"


def write_files(directory: str, contents: Contents, object_format: ObjectFormat, policy: WritePolicy) -> None:
    """Write `contents` below `directory`, on the disk. Raises RefError, OSError."""
    packed = []
    for below in ("refs", "refs/heads", "refs/tags"):
        make_directory(f"{directory}/{below}", policy)
    for ref in contents.refs:
        if ref.is_packed:
            assert isinstance(ref.value, ObjectId)
            packed.append(PackedRef(os.fsencode(ref.name), ref.value, ref.peeled))
        else:
            put_below(directory, ref.name, text_of_ref(ref), policy)
    put_file(f"{directory}/{PACKED_REFS}", HEADER_LINE + b"".join(map(record_of, packed)), policy)
    for log in contents.logs:
        lines = [line_of_entry(entry, log.name, object_format) for entry in log.entries]
        put_below(directory, f"logs/{log.name}", b"".join(lines), policy)


def text_of_ref(ref: OneRef) -> bytes:
    """What the file of `ref` says."""
    value = f"ref: {ref.value.target}" if isinstance(ref.value, Symbolic) else str(ref.value)
    return os.fsencode(value) + b"\n"


def line_of_entry(entry: ReflogEntry, name: str, object_format: ObjectFormat) -> bytes:
    """The line of `entry` of the log of `name`. Raises RefError for what would be read as something else."""
    entry = entry._replace(message=entry.message.replace(b"\n", b" "))
    line = line_of(entry)
    if not entry.message:
        line = line.removesuffix(b"\t\n") + b"\n"
    if b"\n" in line[:-1] or parse_line(line[:-1], object_format.hex_size) != entry:
        raise RefError(f"the log of '{name}' has an entry that no file can have: {os.fsdecode(entry.who)}", name)
    return line


def put_below(directory: str, path: str, data: bytes, policy: WritePolicy) -> None:
    """Make the file `path` below `directory`, and the directories that it is in. Raises RefError, OSError."""
    at = path.find("/")
    try:
        while at >= 0:
            make_directory(f"{directory}/{path[:at]}", policy)
            at = path.find("/", at + 1)
        put_file(f"{directory}/{path}", data, policy)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        raise RefError(f"'{path}' and another, whose name goes on from there, cannot both be files", path) from None
