"""Where reachability starts: references, reflogs, indexes and the state of commands under way, of every worktree.

    refs/…, packed-refs                          shared by all worktrees
    HEAD, refs/bisect, refs/worktree, refs/rewritten,
    index, logs/HEAD, rebase-merge/…             in each worktree's own git directory:
        <common>                                 that of the main worktree
        <common>/worktrees/<id>                  that of a linked one; `gitdir` in it says where the worktree is

ORIG_HEAD, FETCH_HEAD, MERGE_HEAD and their like are no roots: git keeps what they name only while something else does.
What git itself does not keep, but might have, is a root here that is not required: keep it if it is there.

Follows git's Documentation/git-prune, git-worktree and gitrepository-layout.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from pygitobj.errors import CorruptError, CorruptIndex, RepositoryError, UnsupportedError
from pygitobj.formats.git_index import REGULAR, GitIndex, IndexEntry, parse_index
from pygitobj.formats.reflog import parse_reflog
from pygitobj.formats.refname import PER_WORKTREE, is_per_worktree, is_valid_refname
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK
from pygitobj.oid import ObjectId
from pygitobj.repository.refs import MAX_REF_FILE, Ref, Refs

if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

STATE_FILES = ("rebase-apply/autostash", "rebase-apply/orig-head", "rebase-merge/autostash", "rebase-merge/orig-head")
# What git says of a reference that leads to no object: repack, pack-objects and rev-list the first, prune the second.
BAD_OBJECT = "bad object {}"
UNABLE_TO_PARSE = "unable to parse object: {}"


class Worktree(NamedTuple):
    """A worktree's git directory, and what its references' names start with when seen from here, "" for this one.

    `is_known` says whether git takes the directory for a worktree's.
    """

    git_dir: str
    prefix: str
    is_known: bool


class RefRoot(NamedTuple):
    """A reference's full name and the id it comes to, None where its file holds none.

    `required` says whether git refuses to tell what is unreachable when there is no such object.
    """

    name: str
    id: ObjectId | None
    required: bool


class Reflog(NamedTuple):
    """A reference's name and the ids in its reflog, each once and without zeros; some may have been pruned."""

    name: str
    ids: list[bytes]


class IndexRoot(NamedTuple):
    """An object of an index with its path and mode; a mode of a directory stands for a tree, any other for a blob.

    The path is empty for the top, and where it is not known. `required` is as in RefRoot.
    """

    id: bytes
    path: bytes
    mode: int
    required: bool


def worktrees(repository: Repository) -> list[Worktree]:
    """The worktrees, the main one first. Raises RepositoryError where they cannot be listed."""
    location = repository.location
    common = location.common_dir
    found = [Worktree(common, "main-worktree/", is_known=True)]
    for name in entries_of(f"{common}/worktrees"):
        path = f"{common}/worktrees/{name}"
        if os.path.isdir(path):
            found.append(Worktree(path, f"worktrees/{name}/", is_known=os.path.isfile(f"{path}/gitdir")))
    here = os.path.realpath(location.git_dir)
    others = [worktree for worktree in found if os.path.realpath(worktree.git_dir) != here]
    current = Worktree(location.git_dir, "", is_known=True)
    if len(others) == len(found):
        # A git directory that shares another's objects and references without being one of its worktrees.
        return [*found, current]
    return [worktree if worktree in others else current for worktree in found]


def entries_of(directory: str) -> list[str]:
    """The sorted names in `directory`, none where it is not there."""
    try:
        return sorted(os.listdir(directory))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise RepositoryError(f"unable to open directory '{directory}': {error.strerror}") from None


def ref_roots(repository: Repository) -> Iterator[RefRoot]:
    """All references of all worktrees: the shared ones, then each worktree's own with HEAD, this one's before others.

    Symbolic references that lead nowhere are left out, as git does. A file that holds no id gives a root without one.
    Git does not look at refs/bisect, refs/worktree and refs/rewritten of other worktrees: these are not required.
    Raises RepositoryError, CorruptError, and UnsupportedError for reftable.
    """
    require_files(repository)
    yield from shared_refs(repository.refs)
    for worktree in sorted(worktrees(repository), key=lambda worktree: worktree.prefix != ""):
        yield from own_refs(repository, worktree)


def require_files(repository: Repository) -> None:
    """Raises UnsupportedError where references and reflogs are not in files."""
    if repository.refs.storage != "files":
        raise UnsupportedError(
            "references of a reftable repository cannot be read yet: nothing is known to be unreachable"
        )


def shared_refs(refs: Refs) -> Iterator[RefRoot]:
    """The references of the common directory."""
    # Loose before packed: one that is packed between the two would be in neither the other way round.
    loose = {name for name in loose_refs(refs.common_dir, "refs") if not is_per_worktree(name)}
    try:
        packed = {os.fsdecode(ref.name): ref.id for ref in refs.packed()}
    except CorruptError as error:
        raise error.located(f"{refs.common_dir}/packed-refs") from None
    for name in sorted(loose | packed.keys(), key=os.fsencode):
        if name in loose:
            yield from resolved(refs, name, "", required=True)
        else:
            oid = packed[name]
            is_good = is_valid_refname(name) and oid != refs.format.null_id
            yield RefRoot(name, oid if is_good else None, required=True)


def own_refs(repository: Repository, worktree: Worktree) -> Iterator[RefRoot]:
    """HEAD and the other references that `worktree` has for itself."""
    shared = repository.refs
    refs = Refs(worktree.git_dir, shared.common_dir, shared.format, shared.storage)
    for prefix in PER_WORKTREE:
        for name in loose_refs(worktree.git_dir, prefix.rstrip("/")):
            yield from resolved(refs, name, worktree.prefix, required=worktree.prefix == "")
    yield from resolved(refs, "HEAD", worktree.prefix, required=worktree.is_known)


def resolved(refs: Refs, name: str, prefix: str, *, required: bool) -> Iterator[RefRoot]:
    """The root that the reference `name` is, if it is one."""
    found = refs.resolve(name)
    if found.id is None and (found.symbolic or not os.path.exists(refs.path(name))):
        # It leads nowhere, by name or as a link, or has been deleted since it was listed.
        return
    yield RefRoot(prefix + name, found.id, required)


def loose_refs(git_dir: str, directory: str) -> Iterator[str]:
    """The names of the references with a file below `directory` of `git_dir`."""

    def is_name(name: str) -> bool:
        return not name.startswith(".") and not name.endswith(".lock")

    for path in files_below(f"{git_dir}/{directory}", is_name):
        yield f"{directory}/{path}"


def files_below(directory: str, is_wanted: Callable[[str], bool] = bool) -> list[str]:
    """The sorted paths, seen from `directory`, of the files below it, whose names and directories `is_wanted`.

    Raises RepositoryError for a directory that cannot be read: what it holds must not pass for nothing.
    """
    found: list[str] = []
    waiting = [""]
    seen: set[tuple[int, int]] = set()
    while waiting:
        prefix = waiting.pop()
        path = f"{directory}/{prefix}"
        try:
            stat = os.stat(path)
            # A link can lead back up.
            if (stat.st_dev, stat.st_ino) in seen:
                continue
            seen.add((stat.st_dev, stat.st_ino))
            with os.scandir(path) as entries:
                for entry in entries:
                    if not is_wanted(entry.name):
                        continue
                    if entry.is_dir():
                        waiting.append(f"{prefix}{entry.name}/")
                    elif entry.is_file() or entry.is_symlink():
                        found.append(prefix + entry.name)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise RepositoryError(f"unable to open directory '{path}': {error.strerror}") from None
    return sorted(found)


def require_ref_roots(repository: Repository, complaint: str = BAD_OBJECT) -> Iterator[Ref]:
    """The references whose objects are there. Raises RepositoryError with `complaint` for a required one without.

    Any other without an object is passed over with git's warning.
    """
    for name, oid, required in ref_roots(repository):
        if oid is not None and oid in repository.objects:
            yield Ref(name, oid)
        elif required:
            raise RepositoryError(complaint.format(name))
        else:
            repository.warn(f"warning: ignoring broken ref {name}")


def reflogs(repository: Repository) -> Iterator[Reflog]:
    """The reflogs of all worktrees, also of references that are gone. Raises RepositoryError, UnsupportedError."""
    require_files(repository)
    for worktree in worktrees(repository):
        for name in files_below(f"{worktree.git_dir}/logs"):
            data = content_of(f"{worktree.git_dir}/logs/{name}")
            ids = dict.fromkeys(oid for entry in parse_reflog(data, repository.format) for oid in entry[:2])
            ids.pop(repository.format.null_id, None)
            prefix = worktree.prefix if is_per_worktree(name) else ""
            yield Reflog(prefix + name, list(ids))


def state_roots(repository: Repository) -> Iterator[Ref]:
    """What a rebase under way in any worktree has put aside; the name is the file's, seen from the common directory.

    Newer git (since 2.45) counts these, and only in prune.
    """
    for worktree in worktrees(repository):
        for name in STATE_FILES:
            digits = content_of(f"{worktree.git_dir}/{name}", MAX_REF_FILE).strip()[: repository.format.hex_size]
            if len(digits) == repository.format.hex_size:
                try:
                    yield Ref(worktree.prefix + name, ObjectId(digits))
                except ValueError:
                    pass


def content_of(path: str, limit: int = -1) -> bytes:
    """The content of the file `path`, or its first `limit` bytes; empty where there is none. Raises RepositoryError."""
    try:
        with open(path, "rb") as file:
            return file.read(limit)
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise RepositoryError(f"unable to read {path}: {error.strerror}") from None


def index_roots(repository: Repository) -> Iterator[IndexRoot]:
    """What the indexes of all worktrees hold: entries but for submodules, the trees they make, stages before a merge.

    All entries of a shared index are taken, without asking which of them still count; those are not required. Nor are
    symbolic links of stages, which git does not keep. Raises RepositoryError, CorruptIndex with the path,
    UnsupportedError.
    """
    for worktree in worktrees(repository):
        path = index_path(repository, worktree)
        if not os.path.lexists(path):
            continue
        index = read_index(repository, path)
        yield from entry_roots(index.entries, required=True)
        for tree in index.trees:
            yield IndexRoot(tree.id, tree.path, DIRECTORY, required=True)
        for stage in index.undo:
            kind = stage.mode & TYPE_MASK
            if kind != GITLINK:
                yield IndexRoot(stage.id, stage.path, stage.mode, required=kind == REGULAR)
        if index.base is not None:
            shared = read_shared_index(repository, worktree, path, index.base)
            yield from entry_roots(shared.entries, required=False)


def entry_roots(entries: list[IndexEntry], *, required: bool) -> Iterator[IndexRoot]:
    """The objects that `entries` hold here."""
    for entry in entries:
        if not entry.is_gitlink:
            yield IndexRoot(entry.id, entry.path.rstrip(b"/"), entry.mode, required)


def index_path(repository: Repository, worktree: Worktree) -> str:
    """Where the index of `worktree` is; for this one GIT_INDEX_FILE may say, seen from the top of the work tree."""
    named = repository.environ.get("GIT_INDEX_FILE")
    if named and worktree.prefix == "":
        return os.path.join(repository.revisions.base, named)
    return f"{worktree.git_dir}/index"


def read_index(repository: Repository, path: str) -> GitIndex:
    """The index file `path`."""
    try:
        with open(path, "rb") as file:
            return parse_index(file.read(), repository.format)
    except OSError as error:
        raise RepositoryError(f"{path}: index file open failed: {error.strerror}") from None
    except CorruptIndex as error:
        raise error.located(path) from None


def read_shared_index(repository: Repository, worktree: Worktree, path: str, base: ObjectId) -> GitIndex:
    """The shared index `base` of the index at `path`: in the git directory, or beside the index."""
    shared = f"{worktree.git_dir}/sharedindex.{base}"
    if not os.path.exists(shared):
        shared = os.path.join(os.path.dirname(path), f"sharedindex.{base}")
    index = read_index(repository, shared)
    if index.checksum != base:
        raise CorruptIndex("broken index", path=shared, expected=base, actual=index.checksum)
    return index
