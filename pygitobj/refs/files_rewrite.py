"""Writing the log of a reference anew, with fewer entries, and perhaps the reference after it.

The lock of the reference is held meanwhile: nobody appends to the log, which has no lock of its own.
"""

from __future__ import annotations

from pygitobj.errors import RefError, RefLockedError
from pygitobj.files.lock import LockFile, lock_trouble
from pygitobj.formats.reflog import line_of
from pygitobj.oid import ObjectId
from pygitobj.refs.files_held import FilesHeld
from pygitobj.refs.files_places import has_link
from pygitobj.refs.names import RefName
from pygitobj.refs.refs import Refs
from pygitobj.refs.updates import Choose, RefPolicy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.files_store import FilesStore


def rewrite_log(store: FilesStore, name: RefName, choose: Choose, policy: RefPolicy, *, updates_ref: bool) -> None:
    """Let the log of `name` have what `choose` makes of it. Raises RefError; nothing has changed then."""
    held = FilesHeld(store, policy)
    log: LockFile | None = None
    git_dir, own = store.place(name)
    path = f"{git_dir}/logs/{own}"
    try:
        try:
            held.lock(name)
        except RefError as error:
            raise type(error)(f"cannot lock ref '{name}': {error}", name) from error
        entries = store.log(name)
        if entries is None:
            return  # it went meanwhile, and so did what was to go of it
        value = store.read(name)
        kept = choose(entries, Refs(store).follow(name, value).id)
        if kept is None:
            return
        if has_link(git_dir, f"logs/{own}"):
            raise RefError(f"'{path}' is behind a symbolic link: nothing is written through it", name)
        log = LockFile(path, 0, policy.files)
        log.put(b"".join(map(line_of, kept)), sync=policy.files.sync_many)
        moves = updates_ref and bool(kept) and isinstance(value, ObjectId)
        if moves:
            held.locks[name].put(str(kept[-1].new).encode() + b"\n", sync=policy.files.sync_references)
        log.commit()
        if moves:
            held.put_in_place(name)
    except FileExistsError as error:
        raise RefLockedError(lock_trouble(path, error), name) from error
    except OSError as error:
        raise RefError(f"couldn't write {path}: {error.strerror}", name) from error
    finally:
        if log is not None:
            log.release()
        held.abort()
