"""The object directories that a repository borrows from: `info/alternates` and the environment.

    info/alternates     a path a line, relative to the object directory that has the file; `#` starts a comment, a
                        line that starts with `"` is C-quoted
    GIT_ALTERNATE_OBJECT_DIRECTORIES
                        paths with `:` between, each possibly C-quoted, relative to the top of the work tree

Alternates have alternates, at most five deep. Follows git's Documentation/gitrepository-layout,
"objects/info/alternates".
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator

from pygitobj.files.directory import GONE, decoded, is_directory, real_path, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.quote import closing_quote, quoted_byte, unquote_c
from pygitobj.formats.small_text import text_of
from pygitobj.sources.trouble import Trouble

MAX_DEPTH = 5


def object_directories(main: str, environment_list: str, warn: Callable[[str], None], trouble: Trouble) -> list[str]:
    """`main` and every directory it borrows from, each once, in the order in which git asks them.

    `warn` is told, in git's words, of what is left out: missing directories and what is nested too deep. What the
    system does not let us look at is noted in `trouble`.
    """
    directories = [main]
    seen = {os.path.realpath(main)}

    def add(path: str, depth: int) -> None:
        try:
            real = resolved(path)
            if real in seen:
                return
            if real is None or not is_directory(os.path.dirname(real)):
                warn(f"error: unable to normalize alternate object path: {path}")
            elif not is_directory(real):
                warn(f"error: object directory {real} does not exist; check .git/objects/info/alternates")
            else:
                seen.add(real)
                directories.append(real)
                follow(real, depth + 1)
        except OSError as error:
            trouble.note(path, unreadable(f"unable to access object directory {path}", error))

    def follow(directory: str, depth: int) -> None:
        entries = list(alternates_of(directory, trouble))
        if entries and depth > MAX_DEPTH:
            warn(f"error: {directory}: ignoring alternate object stores, nesting too deep")
            return
        for entry in entries:
            add(os.path.join(os.path.realpath(directory), entry), depth)

    for entry in entries_of(os.fsencode(environment_list), os.pathsep.encode()):
        add(entry, 0)
    follow(main, 0)
    return directories


def resolved(path: str) -> str | None:
    """`path` with all links followed; None where it is too long for anything to have that name. Raises OSError."""
    try:
        return real_path(path)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return None
        raise


def alternates_of(directory: str, trouble: Trouble) -> Iterator[str]:
    """The paths in the `info/alternates` of the object directory `directory`."""
    path = f"{directory}/info/alternates"
    try:
        text = text_of(read_small(path))
    except GONE:
        return
    except OSError as error:
        trouble.note(path, unreadable(f"unable to access '{path}'", error), "warning")
        return
    yield from entries_of(text, b"\n")


def entries_of(text: bytes, separator: bytes) -> Iterator[str]:
    """The paths in `text`, each up to a `separator` or C-quoted; one that is quoted badly is taken as it is."""
    while text:
        end = closing_quote(text) if text.startswith(b'"') else 0
        entry = unquoted(text[:end]) if end else None
        if entry is None:
            entry, _, text = text.partition(separator)
            entry = b"" if entry.startswith(b"#") else entry
        else:
            text = text[end + 1 :]
        if entry:
            yield os.fsdecode(entry)


def absolute_list(text: str, base: str) -> str:
    """`text`, a value of GIT_ALTERNATE_OBJECT_DIRECTORIES, with paths that do not depend on where we are.

    Relative ones are taken from the directory `base`.
    """
    entries = entries_of(decoded(text).encode("utf-8", "surrogateescape"), os.pathsep.encode())
    return os.pathsep.join(os.fsdecode(quoted(os.fsencode(os.path.join(base, entry)))) for entry in entries)


def quoted(path: bytes) -> bytes:
    """`path` within quotes, whatever is in it."""
    return b'"%b"' % b"".join(quoted_byte(byte, fully=False) for byte in path)


def unquoted(entry: bytes) -> bytes | None:
    """What the C-quoted `entry` means, up to a NUL, None where the quoting is broken."""
    try:
        return text_of(unquote_c(entry))
    except ValueError:
        return None
