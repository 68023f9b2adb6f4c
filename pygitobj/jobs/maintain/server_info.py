"""What a server that knows nothing of git tells its clients: `info/refs` and `objects/info/packs`.

    info/refs               <id> TAB <name> LF              every reference, sorted by name
                            <id> TAB <name>^{} LF           after one of a tag: what that comes to
    objects/info/packs      P pack-….pack LF                a line for each pack, those that were listed before first
                            LF

A file whose content would be the same is left as it is. Follows git's Documentation/git-update-server-info and
gitrepository-layout.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from pygitobj.errors import MISSING_OR_BAD, RepositoryError
from pygitobj.files.atomic import RANDOM_BYTES, NewFile, WritePolicy, make_directory
from pygitobj.files.directory import GONE, is_there, unreadable
from pygitobj.files.pack_family import INDEX_SUFFIX, PACK_SUFFIX
from pygitobj.files.small_file import content_of
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.repository.roots import ref_roots, without_broken
from pygitobj.revisions.peel import peel
from pygitobj.store.object_store import ObjectStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.replace import Reader
    from pygitobj.repository.repository import Repository

# What git wrote once and takes for a list of no use.
OLD_LINES = (b"D", b"T")


def update_server_info(repository: Repository, policy: WritePolicy) -> None:
    """Write both files of `repository`.

    Raises RepositoryError where one cannot be written, and for a reference without its object (then the list of packs
    was written); CorruptError, UnsupportedError for references that cannot be read.
    """
    packs = f"{repository.location.object_dir}/info/packs"
    update(packs, b"".join(pack_lines(repository.objects, content_of(packs))), policy)
    refs = f"{repository.location.common_dir}/info/refs"
    update(refs, b"".join(ref_lines(repository, refs)), policy)


def ref_lines(repository: Repository, path: str) -> Iterator[bytes]:
    """The lines of `info/refs`, which is at `path`."""
    store = repository.objects
    # HEAD, and what belongs to other worktrees, is not told.
    every = without_broken(repository, ref_roots(repository))
    roots = [root for root in every if root.name.startswith("refs/")]
    for root in sorted(roots, key=lambda root: os.fsencode(root.name)):
        if root.id is None or root.id not in store:
            raise RepositoryError(f"unable to update {path}: {root.name} leads to no object")
        name = os.fsencode(root.name)
        yield b"%s\t%s\n" % (str(root.id).encode(), name)
        peeled = named_by_tag(repository.reader, root.id)
        if peeled is not None:
            yield b"%s\t%s^{}\n" % (str(peeled).encode(), name)


def named_by_tag(reader: Reader, oid: ObjectId) -> ObjectId | None:
    """What the tag `oid` comes to in the end; None for another object, or where it leads to nothing."""
    if reader.header(oid).type is not ObjectType.TAG:
        return None
    try:
        return peel(reader, oid, type_of=lambda oid: reader.header(oid).type, compares=False).id
    except MISSING_OR_BAD:
        return None


def pack_lines(store: ObjectStore, before: bytes) -> Iterator[bytes]:
    """The lines of `objects/info/packs`, in which those of `before` keep their order."""
    names = pack_names(store)
    places = places_in(before, set(names))
    # Git sorts those that are new by where they happen to be in memory, mostly in the order of the directory.
    for name in sorted(names, key=lambda name: places.get(name, len(places))):
        yield b"P %s\n" % name
    yield b"\n"


def pack_names(store: ObjectStore) -> list[bytes]:
    """The names of the packs in the store's own directory, in the order in which the system lists them."""
    directory = f"{store.sources[0].path}/pack"
    try:
        names = os.listdir(directory)
    except GONE:
        return []
    except OSError as error:
        raise unreadable(f"unable to open object pack directory: {directory}", error) from error
    there = set(names)
    stems = (name.removesuffix(INDEX_SUFFIX) for name in names if name.endswith(INDEX_SUFFIX))
    return [os.fsencode(stem + PACK_SUFFIX) for stem in stems if stem + PACK_SUFFIX in there]


def places_in(content: bytes, names: set[bytes]) -> dict[bytes, int]:
    """Where in a list of packs each stands; nothing where one is not among `names`, which is there no more."""
    places: dict[bytes, int] = {}
    for whole in content.split(b"\n"):
        line = whole.removesuffix(b"\r")
        name = line.removeprefix(b"P ")
        if line.startswith(OLD_LINES) or (name != line and name not in names):
            return {}
        if name != line:
            places[name] = len(places)
    return places


def update(path: str, content: bytes, policy: WritePolicy) -> None:
    """Write `content` to the file `path` unless it has it already. Raises RepositoryError."""
    try:
        if is_there(path) and content_of(path) == content:
            return
        make_directory(os.path.dirname(path), policy)
        replace(path, content, policy)
    except OSError as error:
        raise unreadable(f"unable to update {path}", error) from error


def replace(path: str, content: bytes, policy: WritePolicy) -> None:
    """Put a new file with `content` in the place of `path`. Raises OSError."""
    with NewFile(f"{path}_{os.urandom(RANDOM_BYTES).hex()}") as file:
        file.write(content)
        # What it replaces may be on the disk: an empty file would not be as good.
        file.finish(policy, sync=policy.sync_before_removal)
        file.replace(path)
