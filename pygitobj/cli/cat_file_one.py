"""One object of cat-file: its content, type or size, or what the work tree has of it, or its diff driver shows.

Follows git's Documentation/git-cat-file.
"""

from __future__ import annotations

import os

from pygitobj.cli.output import Output
from pygitobj.errors import MISSING_OR_BAD, GitObjectError, NotFoundError, RevisionError
from pygitobj.formats.tree import REGULAR, TYPE_MASK
from pygitobj.oid import TYPE_BY_NAME, ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.revisions.resolve import resolve

# What one kind of answer needs is imported where it is made: start-up is most of what such a command takes.

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.convert.driver import Plan

MISSING_EXIT = 1
# What git ends with where it says -1.
ERROR_EXIT = 255
# Blobs from here on are not held, where their conversion lets them be.
STREAM_FROM = 16 << 20
REGULAR_FILE = 0o100644


def cat_one(repository: Repository, letter: str, kind: str | None, name: str, mailmap: bool) -> int:
    """Answer for the object `name`: what the option `letter` asks for, or its content, as of type `kind`."""
    oid = resolve(repository.revisions, name, explain=True, searches=False).id
    if oid is None:
        raise RevisionError(f"Not a valid object name {name}")
    if letter == "e":
        return 0 if oid in repository.objects else MISSING_EXIT
    output = Output()
    if letter == "t":
        output.write(header_of(repository, oid)[0].encode() + b"\n")
    elif letter == "s":
        output.write(b"%d\n" % size_of(repository, oid, mailmap))
    elif letter == "p" or kind is None:
        pretty_print(repository, oid, name, mailmap, output)
    else:
        print_as(repository, oid, kind or "", name, mailmap, output)
    output.flush()
    return 0


def header_of(repository: Repository, oid: ObjectId) -> tuple[ObjectType, int]:
    """The type and size of `oid`; raises what git says where it cannot be told."""
    try:
        return repository.reader.header(oid)
    except MISSING_OR_BAD:
        raise RevisionError("git cat-file: could not get object info") from None


def size_of(repository: Repository, oid: ObjectId, mailmap: bool) -> int:
    """The size of `oid`, with `mailmap` that of what would be shown."""
    kind, size = header_of(repository, oid)
    if mailmap and kind in (ObjectType.COMMIT, ObjectType.TAG):
        return len(repository.mailmap().apply(repository.reader.read(oid).data))
    return size


def pretty_print(repository: Repository, oid: ObjectId, name: str, mailmap: bool, output: Output) -> None:
    """Print `oid` for people: a tree as a list, anything else as it is."""
    try:
        kind, _ = repository.reader.header(oid)
    except MISSING_OR_BAD:
        raise RevisionError(f"Not a valid object name {name}") from None
    if kind is ObjectType.TREE:
        print_tree(repository, oid, output)
    elif kind is ObjectType.BLOB:
        stream(repository, oid, output)
    else:
        try:
            data = repository.reader.read(oid).data
        except MISSING_OR_BAD:
            raise RevisionError(f"Cannot read object {name}") from None
        output.write(repository.mailmap().apply(data) if mailmap else data)


def print_tree(repository: Repository, oid: ObjectId, output: Output) -> None:
    """Print the entries of the tree `oid`, a line each, as `git ls-tree` does."""
    from pygitobj.formats.quote import quote_c
    from pygitobj.formats.tree import canonical_mode, type_of_mode
    from pygitobj.kernels import parse_tree

    fully = repository.config.get_bool("core.quotePath", True)
    rows = parse_tree(repository.reader.read(oid).data, repository.format.hash_size)
    for raw_mode, path, entry in rows:
        canonical = canonical_mode(raw_mode)
        kind = type_of_mode(canonical).encode()
        output.write(b"%06o %s %s\t%s\n" % (canonical, kind, entry.hex().encode(), quote_c(path, fully=fully)))


def stream(repository: Repository, oid: ObjectId, output: Output) -> None:
    """Print the blob `oid` without holding it whole."""
    try:
        with repository.reader.open(oid) as body:
            output.copy(body)
    except GitObjectError as error:
        output.flush()
        repository.warn(f"error: {error}")
        raise RevisionError(f"unable to stream {oid} to stdout") from None


def print_as(repository: Repository, oid: ObjectId, kind: str, name: str, mailmap: bool, output: Output) -> None:
    """Print what of type `kind` the object `oid` comes to."""
    wanted = TYPE_BY_NAME.get(kind.encode("utf-8", "surrogateescape"))
    if wanted is None:
        raise RevisionError(f'invalid object type "{kind}"')
    found = peel_as_git(repository, oid, wanted)
    if found is None:
        raise RevisionError(f"git cat-file {name}: bad file")
    if wanted is ObjectType.BLOB:
        stream(repository, found, output)
        return
    data = repository.reader.read(found).data
    output.write(repository.mailmap().apply(data) if mailmap else data)


def peel_as_git(repository: Repository, oid: ObjectId, wanted: ObjectType) -> ObjectId | None:
    """The object of type `wanted` that `oid` comes to: a tag leads to what it names, a commit to its tree."""
    from pygitobj.revisions.peel import peel

    try:
        found = peel(repository.reader, oid, wanted, type_of=lambda oid: type_of(repository, oid), compares=False)
    except MISSING_OR_BAD:
        return None
    return found.id if found.type is wanted else None


def type_of(repository: Repository, oid: ObjectId) -> ObjectType:
    """The type of `oid`. Raises RepositoryError where what a replace ref leads to is missing."""
    try:
        return repository.reader.header(oid).type
    except NotFoundError:
        return repository.reader.read(oid).type


class Place(Record):
    """An object that stands at a path, in a mode; whether it was named by a path in the index."""

    id: ObjectId
    path: bytes
    mode: int
    is_staged: bool

    @property
    def is_file(self) -> bool:
        """Whether it is a regular one."""
        return self.mode & TYPE_MASK == REGULAR


def place_of(repository: Repository, name: str, path: str | None) -> Place:
    """What `name` names, at `path` or, without it, at the path that is part of the name. Raises RevisionError."""
    found = resolve(repository.revisions, name, explain=True, searches=False)
    if found.id is None:
        raise RevisionError(f"Not a valid object name {name}")
    path = found.path if path is None else path
    if path is None:
        raise RevisionError(f"<object>:<path> required, only <object> '{name}' given")
    return Place(found.id, os.fsencode(path), found.mode or REGULAR_FILE, name.startswith(":"))


def cat_converted(repository: Repository, name: str, path: str | None, mailmap: bool, what: str) -> int:
    """Answer with what the work tree would have of the object `name`, or with `what` "textconv" its text."""
    place = place_of(repository, name, path)
    output = Output()
    if what == "textconv":
        text = textconv_of(repository, place)
        if text is None:
            pretty_print(repository, place.id, name, mailmap, output)
        else:
            output.write(text)
    elif not print_filtered(repository, place, output):
        return ERROR_EXIT
    output.flush()
    return 0


def textconv_of(repository: Repository, place: Place) -> bytes | None:
    """The text that its diff driver shows for what is at `place`; None where none does."""
    from pygitobj.cli.batch.conversion import conversions_of
    from pygitobj.jobs.convert.textconv import Textconv

    conversions = conversions_of(repository, looks_in_index=place.is_staged)
    with conversions, Textconv(repository, conversions, programs=True) as textconv:
        driver = textconv.driver(place.path, place.mode)
        return None if driver is None else textconv.show(driver, place.path, place.mode, place.id)


def print_filtered(repository: Repository, place: Place, output: Output) -> bool:
    """Print what the work tree would have at `place`; False where it cannot be read, which is told of."""
    from pygitobj.cli.batch.conversion import conversions_of

    # What fails in a conversion is another matter than an object that cannot be read.
    try:
        kind, size = repository.reader.header(place.id)
        is_converted = kind is ObjectType.BLOB and place.is_file
        data = None if is_converted and size >= STREAM_FROM else repository.reader.read(place.id).data
    except MISSING_OR_BAD:
        return is_unreadable(repository, place)
    if not is_converted:
        output.write(data or b"")
        return True
    with conversions_of(repository, looks_in_index=place.is_staged) as conversions:
        plan = conversions.plan(place.path)
        if data is None and not plan.needs_all:
            return print_large(repository, place, plan, output)
        if data is None:
            try:
                data = repository.reader.read(place.id).data
            except MISSING_OR_BAD:
                return is_unreadable(repository, place)
        output.write(conversions.to_worktree(place.path, data, blob=place.id))
    return True


def print_large(repository: Repository, place: Place, plan: Plan, output: Output) -> bool:
    """As `print_filtered`, of a blob that is not held as a whole."""
    from pygitobj.cli.batch.conversion import changes_nothing
    from pygitobj.jobs.convert.pieces import blob_as_file

    if changes_nothing(plan):
        stream(repository, place.id, output)
        return True
    try:
        for piece in blob_as_file(repository.reader, plan, place.id):
            output.write(piece)
    except MISSING_OR_BAD:
        return is_unreadable(repository, place)
    return True


def is_unreadable(repository: Repository, place: Place) -> bool:
    """Tell that what is at `place` cannot be read; False, as the answer that was not given."""
    repository.warn(f"error: cannot read object {place.id} '{os.fsdecode(place.path)}'")
    return False
