"""Where reachability starts: references, reflogs and the state of commands under way, of every worktree.

    refs/…, packed-refs                          shared by all worktrees
    HEAD, refs/bisect, refs/worktree, refs/rewritten,
    logs/HEAD, rebase-merge/…                    in each worktree's own git directory:
        <common>                                 that of the main worktree
        <common>/worktrees/<id>                  that of a linked one; `gitdir` in it says where the worktree is

What indexes hold has a room of its own (index_roots.py).
ORIG_HEAD, FETCH_HEAD, MERGE_HEAD and their like are no roots: git keeps what they name only while something else does.
What git itself does not keep, but might have, is a root here that is not required: keep it if it is there.

Follows git's Documentation/git-prune, git-worktree and gitrepository-layout.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import is_directory, names_in, status, unreadable
from pygitobj.files.small_file import content_of
from pygitobj.formats.refname import is_per_worktree
from pygitobj.formats.small_text import SPACE, id_at_start
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.refs.refs import Refs
from pygitobj.refs.values import Ref
from pygitobj.repository.config import environment_bool
from pygitobj.repository.discovery import common_dir_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

# No file that has an id is larger.
MAX_STATE_FILE = 1 << 20
STATE_FILES = ("rebase-apply/autostash", "rebase-apply/orig-head", "rebase-merge/autostash", "rebase-merge/orig-head")
# What git says of a reference that leads to no object: repack, pack-objects and rev-list the first, prune the second.
BAD_OBJECT = "bad object {}"
UNABLE_TO_PARSE = "unable to parse object: {}"
# Whether a reference that leads nowhere ends what would remove objects.
PARANOIA = "GIT_REF_PARANOIA"


class Worktree(Record):
    """A worktree's git directory, and what its references' names start with when seen from here, "" for this one.

    `is_known` says whether git takes the directory for a worktree's.
    """

    git_dir: str
    prefix: str
    is_known: bool


class RefRoot(Record):
    """A reference's full name and the id it comes to, None where its file holds none, or zeros.

    `required` says whether git refuses to tell what is unreachable when there is no such object.
    """

    name: str
    id: ObjectId | None
    required: bool


class Reflog(Record):
    """A reference's name and the ids in its reflog, each once and without zeros; some may have been pruned."""

    name: str
    ids: list[bytes]


def worktrees(repository: Repository) -> list[Worktree]:
    """The worktrees, the main one first. Raises RepositoryError where they cannot be listed."""
    location = repository.location
    common = location.common_dir
    found = [Worktree(common, "main-worktree/", is_known=True)]
    for name in entries_of(f"{common}/worktrees"):
        path = f"{common}/worktrees/{name}"
        try:
            if is_directory(path):
                found.append(Worktree(path, f"worktrees/{name}/", is_known=says_something(f"{path}/gitdir")))
        except OSError as error:
            raise unreadable(f"unable to read {path}", error) from error
    here = os.path.realpath(location.git_dir)
    others = [worktree for worktree in found if os.path.realpath(worktree.git_dir) != here]
    current = Worktree(location.git_dir, "", is_known=True)
    if len(others) == len(found):
        # A git directory that shares another's objects and references without being one of its worktrees.
        return [*found, current]
    return [worktree if worktree in others else current for worktree in found]


def says_something(path: str) -> bool:
    """Whether a file with something in it is at `path`. Raises OSError."""
    found = status(path)
    return found is not None and stat.S_ISREG(found.st_mode) and found.st_size > 0


def entries_of(directory: str) -> list[str]:
    """The sorted names in `directory`, none where it is not there."""
    try:
        return names_in(directory)
    except OSError as error:
        raise unreadable(f"unable to open directory '{directory}'", error) from error


def ref_roots(repository: Repository) -> Iterator[RefRoot]:
    """All references of all worktrees: those that this one sees, then HEADs and what others have for themselves.

    A name may come twice, with two ids: where it stands twice in packed-refs, and for a HEAD that leads elsewhere when
    it is looked at from its own worktree than from here. Symbolic references that lead nowhere are left out, as git
    does. A file that holds no id gives a root without one. Git does not look at refs/bisect, refs/worktree and
    refs/rewritten of other worktrees: these are not required. Raises RepositoryError, CorruptError, and
    UnsupportedError for references that are stored elsewhere.
    """
    refs = repository.ref_store
    location = repository.location
    yield from seen_refs(refs)
    for worktree in sorted(worktrees(repository), key=lambda worktree: worktree.prefix != ""):
        if worktree.prefix == "":
            yield from resolved(refs, "HEAD", "", required=True)
        else:
            yield from others_refs(refs, worktree, location.common_dir)
    if "GIT_COMMON_DIR" in repository.environ:
        # Git reads references where they are without it.
        common = os.path.abspath(common_dir_of(location.git_dir, {}))
        if common != location.common_dir:
            apart = refs.elsewhere(location.git_dir, common)
            yield from (root._replace(required=False) for root in seen_refs(apart) if not is_per_worktree(root.name))


def seen_refs(refs: Refs) -> Iterator[RefRoot]:
    """The references that this worktree sees below refs/, and whatever is packed besides."""
    return (RefRoot(name, oid, required=True) for name, oid in refs.every())


def others_refs(refs: Refs, worktree: Worktree, common_dir: str) -> Iterator[RefRoot]:
    """HEAD and the other references that `worktree`, which is not this one, has for itself; `refs` are this one's.

    Git follows its HEAD from here: what that names and each worktree has for itself is then looked for in this one.
    """
    own = refs.elsewhere(worktree.git_dir, common_dir)
    for name, oid in own.every_own():
        yield RefRoot(worktree.prefix + name, oid, required=False)
    yield from resolved(own, "HEAD", worktree.prefix, required=worktree.is_known)
    name = f"{worktree.prefix}HEAD"
    if refs.resolve(name).id not in (None, own.resolve("HEAD").id):
        yield from resolved(refs, name, "", required=worktree.is_known)


def resolved(refs: Refs, name: str, prefix: str, *, required: bool) -> Iterator[RefRoot]:
    """The root that the reference `name` is, if it is one."""
    found = refs.resolve(name)
    if found.id is None and (found.symbolic or not refs.backend.is_taken(name)):
        return  # it leads nowhere
    yield RefRoot(prefix + name, None if found.id == refs.format.null_id else found.id, required)


def require_ref_roots(repository: Repository, complaint: str = BAD_OBJECT) -> Iterator[Ref]:
    """The references whose objects are there. Raises RepositoryError with `complaint` for a required one without.

    Any other without an object is passed over with git's warning; with GIT_REF_PARANOIA switched off so are all but
    HEADs.
    """
    for name, oid, required in without_broken(repository, ref_roots(repository)):
        if oid is not None and oid in repository.objects:
            yield Ref(name, oid)
        elif required:
            raise RepositoryError(complaint.format(name))
        else:
            repository.warn(f"warning: ignoring broken ref {name}")


def without_broken(repository: Repository, roots: Iterable[RefRoot]) -> Iterator[RefRoot]:
    """`roots`; with GIT_REF_PARANOIA switched off without references that have no object, HEADs apart.

    Of those whose object is missing `repository.warn` is told in git's words. Raises RepositoryError.
    """
    careful = environment_bool(repository.environ, PARANOIA, True)
    for root in roots:
        if careful or not root.name.startswith("refs/") or (root.id is not None and root.id in repository.objects):
            yield root
        elif root.id is not None:
            repository.warn(f"error: {root.name} does not point to a valid object!")


def reflogs(repository: Repository) -> Iterator[Reflog]:
    """The reflogs of all worktrees, also of references that are gone. Raises RepositoryError, UnsupportedError."""
    for worktree in worktrees(repository):
        refs = repository.ref_store.elsewhere(worktree.git_dir, repository.location.common_dir)
        for name, entries in refs.backend.logs():
            ids = dict.fromkeys(oid for entry in entries for oid in entry[:2])
            ids.pop(repository.format.null_id, None)
            prefix = worktree.prefix if is_per_worktree(name) else ""
            yield Reflog(prefix + name, list(ids))


def state_roots(repository: Repository) -> Iterator[RefRoot]:
    """What a rebase under way in any worktree has put aside; the name is the file's, seen from the common directory.

    Newer git (since 2.45) counts these, and only in prune.
    """
    for worktree in worktrees(repository):
        for name in STATE_FILES:
            path = f"{worktree.git_dir}/{name}"
            text = content_of(path, MAX_STATE_FILE + 1)
            if len(text) > MAX_STATE_FILE:
                raise RepositoryError(f"unable to read {path}: more than {MAX_STATE_FILE} bytes")
            oid = id_at_start(text.strip(SPACE), repository.format)
            if oid is not None:
                yield RefRoot(worktree.prefix + name, oid, worktree.is_known)
