"""The object directories that a repository borrows from: `info/alternates` and the environment.

    info/alternates     a path a line, relative to the object directory that has the file; `#` starts a comment, a
                        line that starts with `"` is C-quoted
    GIT_ALTERNATE_OBJECT_DIRECTORIES
                        paths with `:` between, each possibly C-quoted, relative to the current directory

Alternates have alternates, at most five deep. Follows git's Documentation/gitrepository-layout,
"objects/info/alternates".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from pygitobj.files.directory import GONE, is_directory, real_path, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.quote import closing_quote, unquote_c
from pygitobj.store.trouble import Trouble

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
            real = real_path(path)
            if real in seen:
                return
            if not is_directory(os.path.dirname(real)):
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

    for entry in environment_entries(environment_list):
        add(entry, 0)
    follow(main, 0)
    return directories


def alternates_of(directory: str, trouble: Trouble) -> Iterator[str]:
    """The paths in the `info/alternates` of the object directory `directory`."""
    path = f"{directory}/info/alternates"
    try:
        lines = read_small(path).split(b"\n")
    except GONE:
        return
    except OSError as error:
        trouble.note(path, unreadable(f"unable to access '{path}'", error), "warning")
        return
    for line in lines:
        if line and not line.startswith(b"#"):
            yield os.fsdecode(unquoted(line))


def environment_entries(text: str) -> Iterator[str]:
    """The paths in the value of GIT_ALTERNATE_OBJECT_DIRECTORIES."""
    rest = os.fsencode(text)
    while rest:
        if rest.startswith(b'"'):
            end = closing_quote(rest)
            if end:
                yield os.fsdecode(unquoted(rest[:end]))
                rest = rest[end:].removeprefix(b":")
                continue
        entry, _, rest = rest.partition(os.pathsep.encode())
        if entry and not entry.startswith(b"#"):
            yield os.fsdecode(entry)


def unquoted(entry: bytes) -> bytes:
    """`entry` without C-quoting; as it is where the quoting is broken, as git takes it."""
    if not entry.startswith(b'"'):
        return entry
    try:
        return unquote_c(entry)
    except ValueError:
        return entry
