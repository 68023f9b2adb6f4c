"""Archives of the kind tar, as POSIX's pax has them: records of 512 bytes, twenty of them a block.

    a global header     the id of the commit as a comment; a time that a header has no room for
    for each entry      an extended header, where its path, target or size has no room in a header
                        a header: name, mode, size, time and so on, numbers as octal digits
                        what the file has, filled up with NULs to whole records
    the end             at least two empty records, to the end of a block

Follows git's Documentation/git-archive and POSIX's pax, "ustar Interchange Format" and "pax Header Block".
"""

from __future__ import annotations

from pygitobj.formats.tree import DIRECTORY, GITLINK, SYMLINK, TYPE_MASK
from pygitobj.record import Record

RECORD = 512
BLOCK = 20 * RECORD
NAME_SIZE, PREFIX_SIZE = 100, 155
# What eleven octal digits hold.
LARGEST = 0o77777777777
FILE, LINK, FOLDER, EXTENDED, GLOBAL = b"0", b"2", b"5", b"x", b"g"
PLAIN = 0o100666
# The header up to its checksum, then the rest.
CHECKSUM = 148
EXECUTABLE = 0o100


class TarEntry(Record):
    """An entry as a header tells of it: its path, its mode in the tree, its size, the target of a link.

    `name` is the id by which what has no room is named.
    """

    path: bytes
    mode: int
    size: int
    target: bytes
    name: bytes


def header(kind: bytes, name: bytes, mode: int, size: int, time: int, link: bytes = b"", prefix: bytes = b"") -> bytes:
    """A header."""
    start = b"".join((
        name.ljust(NAME_SIZE, b"\0"),
        b"%07o\0%07o\0%07o\0" % (mode & 0o7777, 0, 0),
        b"%011o\0%011o\0" % (size, time),
    ))  # fmt: skip
    end = b"".join((
        kind,
        link.ljust(NAME_SIZE, b"\0"),
        b"ustar\0" + b"00" + b"root".ljust(32, b"\0") * 2,
        b"%07o\0%07o\0" % (0, 0),
        prefix.ljust(PREFIX_SIZE, b"\0"),
    ))  # fmt: skip
    checksum = sum(start) + sum(end) + 8 * ord(" ")
    return (start + b"%07o\0" % checksum + end).ljust(RECORD, b"\0")


def padding(size: int) -> bytes:
    """What fills up `size` bytes to whole records."""
    return bytes(-size % RECORD)


def record_of(key: bytes, value: bytes) -> bytes:
    """A line of an extended header, which begins with its own length."""
    rest = b" %s=%s\n" % (key, value)
    length = len(rest)
    while len(b"%d" % length) + len(rest) != length:
        length = len(b"%d" % length) + len(rest)
    return b"%d%s" % (length, rest)


def global_head(comment: bytes | None, time: int) -> bytes:
    """What an archive begins with."""
    lines = b"" if comment is None else record_of(b"comment", comment)
    if time > LARGEST:
        lines += record_of(b"mtime", b"%d" % time)
    if not lines:
        return b""
    head = header(GLOBAL, b"pax_global_header", PLAIN, len(lines), min(time, LARGEST))
    return head + lines + padding(len(lines))


def entry_head(entry: TarEntry, time: int, umask: int) -> bytes:
    """What stands before the content of an entry; only a file has one."""
    kind, mode = kind_and_mode(entry.mode, umask)
    lines = b""
    prefix, name = split_path(entry.path)
    if len(name) > NAME_SIZE:
        lines += record_of(b"path", entry.path)
        name = entry.name + b".data"
    target = entry.target
    if len(target) > NAME_SIZE:
        lines += record_of(b"linkpath", target)
        target = b"see %s.paxheader" % entry.name
    size = entry.size if kind == FILE else 0
    if size > LARGEST:
        lines += record_of(b"size", b"%d" % size)
        size = 0
    time = min(time, LARGEST)
    extended = b""
    if lines:
        extended = header(EXTENDED, entry.name + b".paxheader", PLAIN, len(lines), time) + lines + padding(len(lines))
    return extended + header(kind, name, mode, size, time, target, prefix)


def kind_and_mode(mode: int, umask: int) -> tuple[bytes, int]:
    """How an entry of a tree with this mode is told of."""
    kind = mode & TYPE_MASK
    if kind in (DIRECTORY, GITLINK):
        return FOLDER, (mode | 0o777) & ~umask
    if kind == SYMLINK:
        return LINK, mode | 0o777
    return FILE, (mode | (0o777 if mode & EXECUTABLE else 0o666)) & ~umask


def split_path(path: bytes) -> tuple[bytes, bytes]:
    """What of a path stands in the two places for it; all in the second, where it has no room then."""
    if len(path) <= NAME_SIZE:
        return b"", path
    most = min(len(path) - path.endswith(b"/"), PREFIX_SIZE)
    at = path.rfind(b"/", 0, most)
    rest = path[at + 1 :]
    return (path[:at], rest) if at > 0 and len(rest) <= NAME_SIZE else (b"", path)


def end_of_archive(size: int) -> bytes:
    """What an archive of `size` bytes ends with."""
    rest = BLOCK - size % BLOCK
    return bytes(rest if rest >= 2 * RECORD else rest + BLOCK)
