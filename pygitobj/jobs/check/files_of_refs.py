"""Check references that are stored in files: those with files of their own, and packed-refs, line by line."""

from __future__ import annotations

import os
import stat

from pygitobj.files.directory import GONE, entries_in, names_in
from pygitobj.files.small_file import read_small
from pygitobj.formats.packed_refs import HEADER, PEELED, SORTED, TRAITS_PREFIX
from pygitobj.formats.refname import is_root_ref, is_valid_refname
from pygitobj.formats.small_text import SPACE, id_at_start, is_space, text_of
from pygitobj.jobs.check.ref_findings import OTHERS, Checking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PACKED_REFS = "packed-refs"
LOCK = ".lock"
BAD_ENTRY = "badPackedRefEntry"


def check_files(checking: Checking, git_dir: str, common_dir: str, worktree: str) -> None:
    """Look at the references in files of the `worktree`, "" for the main one, whose own directory is `git_dir`."""
    prefix = f"{OTHERS}{worktree}/" if worktree else ""
    try:
        for path in files_below(f"{git_dir}/refs", is_needed=not worktree):
            name = path[len(git_dir) + 1 :]
            check_one(checking, prefix + name, path, common_dir, os.lstat(path).st_mode)
    except OSError as error:
        checking.failed(f"cannot open directory {checking.shown(str(error.filename))}: {error.strerror}")
    try:
        for name in filter(is_root_ref, names_in(git_dir)):
            path = f"{git_dir}/{name}"
            mode = os.stat(path).st_mode
            if stat.S_ISREG(mode):
                check_one(checking, prefix + name, path, common_dir, mode)
    except OSError as error:
        checking.failed(f"failed to read ref: '{checking.shown(str(error.filename))}': {error.strerror}")
    if not worktree:
        check_packed_file(checking, f"{common_dir}/{PACKED_REFS}")


def files_below(directory: str, *, is_needed: bool) -> Iterator[str]:
    """The paths of what is below `directory` and is no directory, nor another's lock. Raises OSError."""
    try:
        below = entries_in(directory)
    except FileNotFoundError:
        if is_needed:
            raise
        return
    for name, is_directory in below:
        if is_directory:
            yield from files_below(f"{directory}/{name}", is_needed=False)
        elif name.startswith(".") or not name.endswith(LOCK):
            yield f"{directory}/{name}"


def check_one(checking: Checking, name: str, path: str, common_dir: str, mode: int) -> None:
    """Look at the reference `name`, at whose `path` there is something of this `mode`."""
    checking.progress(f"Checking {name}")
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        checking.found(name, "badRefFiletype", "unexpected file type")
        return
    if not is_root_ref(name) and not is_valid_refname(name):
        checking.found(name, "badRefName", "invalid refname format")
    if stat.S_ISLNK(mode):
        checking.found(name, "symlinkRef", "use deprecated symbolic link for symref")
        checking.check_target(name, os.path.realpath(path).removeprefix(f"{common_dir}/"))
        return
    try:
        content = read_small(path)
    except FileNotFoundError:
        return
    except OSError as error:
        checking.failed(f"cannot read ref file '{checking.shown(path)}': {error.strerror}")
        return
    check_content(checking, name, content)


def check_content(checking: Checking, name: str, content: bytes) -> None:
    """Look at the `content` of the file of the reference `name`."""
    text = text_of(content)
    if text.startswith(b"ref:"):
        target = text[4:].lstrip(SPACE)
        trimmed = target.rstrip(SPACE)
        if trimmed == target or not target.endswith(b"\n"):
            checking.found(name, "refMissingNewline", "misses LF at the end")
        if len(target) - len(trimmed) > 1:
            checking.found(name, "trailingRefContent", "has trailing whitespaces or newlines")
        checking.check_target(name, os.fsdecode(trimmed))
        return
    oid = id_at_start(text, checking.format)
    trailing = text[checking.format.hex_size :]
    if oid is None or (trailing and not is_space(trailing[:1])):
        checking.found(name, "badRefContent", os.fsdecode(text_of(content.rstrip(SPACE))))
    elif not trailing:
        checking.found(name, "refMissingNewline", "misses LF at the end")
    elif trailing != b"\n":
        checking.found(name, "trailingRefContent", f"has trailing garbage: '{os.fsdecode(trailing)}'")
    else:
        checking.check_id(name, oid)


def check_packed_file(checking: Checking, path: str) -> None:
    """Look at the file `path` of packed references, if there is one."""
    checking.progress(f"Checking packed-refs file {checking.shown(path)}")
    try:
        mode = os.lstat(path).st_mode
        if not stat.S_ISREG(mode):
            what = "not a regular file but a symlink" if stat.S_ISLNK(mode) else "not a regular file"
            checking.found(PACKED_REFS, "badRefFiletype", what)
            return
        data = read_small(path)
    except GONE:
        return
    except OSError as error:
        checking.failed(f"unable to open '{checking.shown(path)}': {error.strerror}")
        return
    if not data:
        checking.found(PACKED_REFS, "emptyPackedRefsFile", "file is empty")
        return
    was_good, checking.is_good = checking.is_good, True
    is_sorted = check_packed_lines(checking, data)
    if checking.is_good and is_sorted:
        check_order(checking, data)
    checking.is_good = checking.is_good and was_good


def check_packed_lines(checking: Checking, data: bytes) -> bool:
    """Look at each line of `data`; whether the first says that they are in order."""
    is_sorted = False
    lines = data.split(b"\n")
    last = lines.pop()
    if last:
        lines.append(last)
    if len(lines) == 1 and last and not last.startswith(HEADER):
        require_end(checking, 1, last, is_whole=False)  # git looks at a first line twice
    is_peelable = False
    for number, line in enumerate(lines, 1):
        require_end(checking, number, line, is_whole=number < len(lines) or not last)
        if number == 1 and line.startswith(HEADER):
            is_sorted = check_header(checking, line)
        elif is_peelable and line.startswith(PEELED):
            check_peeled(checking, number, line)
            is_peelable = False
        else:
            check_entry(checking, number, line)
            is_peelable = True
    return is_sorted


def place(number: int) -> str:
    """How messages name a line."""
    return f"packed-refs line {number}"


def shown(line: bytes) -> str:
    """`line` as messages have it: up to a NUL."""
    return os.fsdecode(text_of(line))


def require_end(checking: Checking, number: int, line: bytes, *, is_whole: bool) -> None:
    """Tell of a line that does not end."""
    if not is_whole:
        what = f"'{shown(line)}' is not terminated with a newline"
        checking.found(place(number), "packedRefEntryNotTerminated", what)


def check_header(checking: Checking, line: bytes) -> bool:
    """Look at the first line; whether it says that the others are in order."""
    text = text_of(line)
    if not text.startswith(TRAITS_PREFIX):
        what = f"'{shown(line)}' does not start with '# pack-refs with: '"
        checking.found("packed-refs.header", "badPackedRefHeader", what)
        return False
    return SORTED in text.removeprefix(TRAITS_PREFIX).split(b" ")


def check_peeled(checking: Checking, number: int, line: bytes) -> None:
    """Look at the line that tells what the tag before it comes to."""
    rest = line[1 + checking.format.hex_size :]
    if id_at_start(line[1:], checking.format) is None:
        checking.found(place(number), BAD_ENTRY, f"'{shown(line[1:])}' has invalid peeled oid")
    elif rest:
        checking.found(place(number), BAD_ENTRY, f"has trailing garbage after peeled oid '{shown(rest)}'")


def check_entry(checking: Checking, number: int, line: bytes) -> None:
    """Look at the line of a reference."""
    oid = id_at_start(line, checking.format)
    rest = line[checking.format.hex_size :]
    if oid is None:
        checking.found(place(number), BAD_ENTRY, f"'{shown(line)}' has invalid oid")
        return
    if not is_space(rest[:1]):
        checking.found(place(number), BAD_ENTRY, f"has no space after oid '{oid}' but with '{shown(rest)}'")
        return
    name = shown(rest[1:])
    if b"\0" in rest:
        checking.found(place(number), BAD_ENTRY, f"refname '{name}' contains NULL binaries")
    if not is_valid_refname(name):
        checking.found(place(number), "badRefName", f"has bad refname '{name}'")


def check_order(checking: Checking, data: bytes) -> None:
    """Tell of the first name that is not above the one before it."""
    before: bytes | None = None
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        if line.startswith(PEELED) or (number == 1 and line.startswith(HEADER)):
            continue
        name = line[checking.format.hex_size + 1 :]
        if before is not None and name <= before:
            what = f"refname '{shown(name)}' is less than previous refname '{shown(before)}'"
            checking.found(place(number), "packedRefUnsorted", what)
            return
        before = name
