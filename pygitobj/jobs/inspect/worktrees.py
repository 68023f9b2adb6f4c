"""The worktrees of a repository: where each is, what it is on, whether it is locked, and why it may be removed.

    <common>/worktrees/<id>/gitdir      the `.git` file of the worktree; relative to that directory, or absolute
    <common>/worktrees/<id>/locked      there if it is locked, with the reason
    <common>/worktrees/<id>/HEAD        what it is on

Follows git's Documentation/git-worktree.
"""

from __future__ import annotations

import os

from pygitobj.files.directory import is_directory, is_there, names_in, status, unreadable
from pygitobj.files.small_file import content_of
from pygitobj.formats.config import parse_config
from pygitobj.formats.small_text import text_of
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.repository.config import parse_bool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

LINE_ENDS, WHITE = b"\r\n", b" \t\n\v\f\r"
DOT_GIT = "/.git"
NEVER = 1 << 64


class Worktree(Record):
    """A worktree: its path; the git directory that it has for itself; what it is called there, None for the main one.

    `head` is the id that its HEAD comes to and `branch` the full name of the branch that it is on: None where it is
    not born yet, and where it is detached. `is_broken` where its HEAD leads nowhere. `locked` is the reason why it is
    locked, "" where nobody gave one, None where it is not; `prunable` the reason why `git worktree prune` would
    remove what is left of it, None where it would not.
    """

    path: str
    git_dir: str
    id: str | None
    head: ObjectId | None
    branch: str | None
    is_bare: bool
    is_broken: bool
    is_current: bool
    locked: str | None
    prunable: str | None


def list_worktrees(repository: Repository, expire: int = NEVER) -> list[Worktree]:
    """The worktrees of `repository`, the main one first, then by path.

    One that is gone is prunable once its index has not changed since `expire`, seconds since 1970. Raises
    RepositoryError where they cannot be listed or read.
    """
    common = repository.location.common_dir
    try:
        names = names_in(f"{common}/worktrees")
        linked = [linked_worktree(repository, name, expire) for name in names]
        found = sorted((one for one in linked if one is not None), key=lambda one: os.fsencode(one.path))
        return [main_worktree(repository), *found]
    except OSError as error:
        where = f"{common}/worktrees" if error.filename is None else os.fsdecode(error.filename)
        raise unreadable(f"unable to read '{where}'", error) from error


def main_worktree(repository: Repository) -> Worktree:
    """The worktree that is no linked one, bare or not. Raises OSError, RepositoryError."""
    location = repository.location
    common = os.path.realpath(location.common_dir)
    is_current = os.path.realpath(location.git_dir) == common
    is_bare = location.is_bare if is_current else is_main_bare(repository)
    head, branch, is_broken = head_of(repository, location.common_dir)
    path = common.removesuffix(DOT_GIT) if common != DOT_GIT else "/"
    return Worktree(path, common, None, head, branch, is_bare, is_broken, is_current, None, None)


def is_main_bare(repository: Repository) -> bool:
    """Whether the main worktree is bare, as seen from a linked one. Raises RepositoryError."""
    if repository.location.is_bare or repository.config.get_bool("core.bare"):
        return True
    entries = parse_config(content_of(f"{repository.location.common_dir}/config.worktree"))
    said = [entry.value for entry in entries if entry.name == "core.bare"]
    return bool(said) and parse_bool(said[-1], "core.bare")


def linked_worktree(repository: Repository, name: str, expire: int) -> Worktree | None:
    """The worktree `name`, None where nothing says where it is. Raises OSError, RepositoryError."""
    common = repository.location.common_dir
    git_dir = f"{common}/worktrees/{name}"
    content = content_of(f"{git_dir}/gitdir") if is_directory(git_dir) else b""
    if not content:
        return None
    path = os.fsdecode(text_of(content.rstrip(WHITE))).removesuffix(DOT_GIT)
    if not os.path.isabs(path):
        path = os.path.realpath(os.path.join(git_dir, path))
    head, branch, is_broken = head_of(repository, git_dir)
    is_current = os.path.realpath(repository.location.git_dir) == os.path.realpath(git_dir)
    locked = None
    if is_there(f"{git_dir}/locked"):
        locked = os.fsdecode(text_of(content_of(f"{git_dir}/locked").strip(WHITE)))
    prunable = None if locked is not None else prune_reason(git_dir, content, expire)
    return Worktree(path, git_dir, name, head, branch, False, is_broken, is_current, locked, prunable)


def prune_reason(git_dir: str, content: bytes, expire: int) -> str | None:
    """Why the worktree may be removed whose file `gitdir` has this content, None where it stays. Raises OSError."""
    said = os.fsdecode(text_of(content.rstrip(LINE_ENDS)))
    if not content.rstrip(LINE_ENDS):
        return "invalid gitdir file"
    if is_there(os.path.join(os.path.realpath(git_dir), said)):
        return None
    index = status(f"{git_dir}/index")
    if index is None or index.st_mtime <= expire:
        return "gitdir file points to non-existent location"
    return None


def head_of(repository: Repository, git_dir: str) -> tuple[ObjectId | None, str | None, bool]:
    """The id and the branch of the HEAD in `git_dir`, and whether it leads nowhere. Raises RepositoryError."""
    refs = repository.ref_store.elsewhere(git_dir, repository.location.common_dir)
    found = refs.resolve("HEAD")
    oid = None if found.id == refs.format.null_id else found.id
    is_broken = found.broken or (oid is None and not found.symbolic)
    return oid, found.name if found.symbolic and not is_broken else None, is_broken
