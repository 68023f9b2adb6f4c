"""A file as it is in the work tree, or elsewhere, taken for the next commit: what a blame without a revision is about.

The commit has the id of zeros, HEAD or another commit for its parent, and those of a merge that stopped; its other
files are those of the index. Follows git's Documentation/git-blame, "--contents".
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Sequence

from pygitobj.changes.blame.files_of_parents import File, Uncommitted
from pygitobj.errors import GitObjectError
from pygitobj.files.small_file import content_of, read_small
from pygitobj.formats.ident import Ident
from pygitobj.formats.small_text import ended_lines, id_at_start
from pygitobj.formats.tree import DIRECTORY, EXECUTABLE_BIT, GITLINK, REGULAR, SYMLINK, TYPE_MASK
from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.jobs.convert.textconv import Textconv
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel_if_there
from pygitobj.revisions.tree_path import find_path
from pygitobj.walk.history import History
from pygitobj.walk.tree_entries import entries_below

STDIN = "-"
PLAIN_FILE = REGULAR | 0o644
# Whom it is said to be of: from the work tree, or from elsewhere.
OWN = "Not Committed Yet", "not.committed.yet"
OTHER = "External file (--contents)", "external.file"
MOST_OF_MERGE_HEAD = 1 << 20


class NextCommit(Record):
    """The next commit: its number in the history, its body, the file's path and content, and all its files."""

    number: int
    body: bytes
    path: bytes
    content: bytes
    uncommitted: Uncommitted


class Sources(Record):
    """Where the content comes from: `contents` names a file, "-" for standard input, None for the work tree.

    `textconv` shows it as text, where that is wanted.
    """

    contents: str | None
    conversions: Conversions
    textconv: Textconv | None


def next_commit(repository: Repository, history: History, path: bytes, parent: bytes, sources: Sources) -> NextCommit:
    """The commit that would have the file `path` so, after `parent`. Raises GitObjectError in git's words."""
    parents = [commit_of(repository, parent), *merged(repository)]
    files = staged_files(repository)
    verify(repository, parents, files, path)
    now = int(time.time())
    mode, content = read_content(repository, path, sources)
    content = sources.conversions.to_git(path, content)
    if not mode:
        mode = files[path].mode if path in files else PLAIN_FILE
    oid = bytes(repository.format.hash_object("blob", content))
    files[path] = File(path, mode, oid)
    null = bytes(repository.format.null_id)
    number = history.number(null)
    history.table.put(number, null, parents, now)
    return NextCommit(number, body_of(path, parents, sources.contents), path, content, Uncommitted(number, files))


def body_of(path: bytes, parents: Sequence[bytes], contents: str | None) -> bytes:
    """The body of the commit, as far as it is looked at."""
    who = Ident.now(*(OWN if contents is None else OTHER)).raw
    source = path if contents is None else b"standard input" if contents == STDIN else os.fsencode(contents)
    heads = b"".join(b"parent %b\n" % parent.hex().encode("ascii") for parent in parents)
    return b"tree %b\n%bauthor %b\ncommitter %b\n\nVersion of %b from %b\n" % (b"0" * 40, heads, who, who, path, source)


def commit_of(repository: Repository, oid: bytes) -> bytes:
    """The commit that `oid` comes to. Raises GitObjectError."""
    found = peel_if_there(repository.reader, ObjectId(oid))
    if found is None or found.type is not ObjectType.COMMIT:
        raise GitObjectError(f"no such commit {oid.hex()}")
    return bytes(found.id)


def merged(repository: Repository) -> list[bytes]:
    """The commits that a merge which stopped is to take in. Raises GitObjectError for a line that is none."""
    path = f"{repository.location.git_dir}/MERGE_HEAD"
    found = []
    for line in ended_lines(content_of(path, MOST_OF_MERGE_HEAD)):
        oid = id_at_start(line, repository.format)
        if oid is None:
            shown = line.decode("utf-8", "surrogateescape")
            raise GitObjectError(f"unknown line in '{repository.location.shown(path)}': {shown}")
        found.append(commit_of(repository, bytes(oid)))
    return found


def staged_files(repository: Repository) -> dict[bytes, File]:
    """The files of the index by their paths; of one in a conflict its first stage."""
    found: dict[bytes, File] = {}
    reader, size = repository.reader, repository.format.hash_size

    def read(oid: bytes) -> bytes:
        return reader.read(ObjectId(oid)).data

    for entry in repository.revisions.staged():
        if not entry.is_directory:
            found.setdefault(entry.path, File(entry.path, entry.mode, bytes(entry.id)))
            continue
        for below in entries_below(read, read(bytes(entry.id)), size, recurse=True):
            if below.mode & TYPE_MASK not in (DIRECTORY, GITLINK):
                found[entry.path + below.path] = File(entry.path + below.path, below.mode, below.id)
    return found


def verify(repository: Repository, parents: Sequence[bytes], files: dict[bytes, File], path: bytes) -> None:
    """Raises GitObjectError in git's words where neither a parent nor the index has the file `path`."""
    for parent in parents:
        found = find_path(repository.reader, parent, path)
        if found.id is not None and found.mode is not None and found.mode & TYPE_MASK not in (DIRECTORY, GITLINK):
            return
    if path not in files:
        raise GitObjectError(f"no such path '{path.decode('utf-8', 'surrogateescape')}' in HEAD")


def read_content(repository: Repository, path: bytes, sources: Sources) -> tuple[int, bytes]:
    """The mode and content of the file, 0 where there is no mode. Raises GitObjectError in git's words."""
    contents = sources.contents
    if contents == STDIN:
        return 0, sys.stdin.buffer.read()
    shown = os.fsdecode(path) if contents is None else contents
    top = repository.location.work_tree if contents is None else repository.base
    place = os.path.join(top or repository.base, shown)
    try:
        found = os.lstat(place) if contents is None else os.stat(place)
    except OSError as error:
        which = "lstat" if contents is None else "stat"
        raise GitObjectError(f"Cannot {which} '{shown}': {error.strerror}") from None
    if stat.S_ISLNK(found.st_mode):
        try:
            return SYMLINK, os.fsencode(os.readlink(place))
        except OSError as error:
            raise GitObjectError(f"cannot readlink '{shown}': {error.strerror}") from None
    if not stat.S_ISREG(found.st_mode):
        raise GitObjectError(f"unsupported file type {shown}")
    mode = REGULAR | (0o755 if found.st_mode & EXECUTABLE_BIT else 0o644)
    try:
        content = read_small(place)
    except OSError as error:
        raise GitObjectError(f"cannot open or read '{shown}': {error.strerror}") from None
    return mode, as_text(os.fsencode(shown), mode, content, sources, repository)


def as_text(path: bytes, mode: int, content: bytes, sources: Sources, repository: Repository) -> bytes:
    """`content` as the textconv program of the file `path` shows it, where it has one."""
    driver = None if sources.textconv is None else sources.textconv.driver(path, mode)
    if sources.textconv is None or driver is None:
        return content
    oid = repository.format.hash_object("blob", content)
    return sources.textconv.show(driver, path, mode, oid, content)
