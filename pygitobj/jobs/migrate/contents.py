"""All that a backend has, read for being stored in another: whatever would not be the same there is an error."""

from __future__ import annotations

from pygitobj.errors import CorruptError, NotFoundError, RefError
from pygitobj.formats.reflog import ReflogEntry
from pygitobj.formats.refname import PER_WORKTREE, is_root_ref, is_valid_refname
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.names import REFS, RefName, name_to_write
from pygitobj.refs.new_values import NewValues
from pygitobj.refs.values import Symbolic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygitobj.refs.backend import RefBackend
    from pygitobj.refs.replace import Reader
    from pygitobj.refs.values import Value

HEAD = "HEAD"


class OneRef(Record):
    """A reference, its value, and what that comes to if it is a tag."""

    name: RefName
    value: ObjectId | Symbolic
    peeled: ObjectId | None

    @property
    def is_packed(self) -> bool:
        """Whether it stands in packed-refs where references are in files: no symbolic one does, none of a worktree."""
        return (
            isinstance(self.value, ObjectId) and self.name.startswith(REFS) and not self.name.startswith(PER_WORKTREE)
        )


class OneLog(Record):
    """The log of the reference `name`, the oldest entry first; it may have none."""

    name: RefName
    entries: list[ReflogEntry]


class Contents(Record):
    """References and logs, each in order of their names."""

    refs: list[OneRef]
    logs: list[OneLog]


def read_contents(backend: RefBackend, reader: Reader, *, reflogs: bool) -> Contents:
    """All references of `backend`, and with `reflogs` all logs. Raises RefError, and what reading them raises."""
    found: dict[RefName, OneRef] = {}
    for name, value, known in every_ref(backend):
        checked = name_of(name)
        if checked in found:
            raise RefError(f"reference '{name}' is there twice", name)
        require_sound(name, value, backend)
        assert isinstance(value, ObjectId | Symbolic)
        found[checked] = OneRef(checked, value, known or peeled(value, reader))
    if HEAD not in found:
        raise RefError("there is no HEAD", HEAD)
    logs = {name_of(name): list(entries) for name, entries in backend.logs()} if reflogs else {}
    return Contents(
        [found[name] for name in sorted(found, key=as_stored)],
        [OneLog(name, logs[name]) for name in sorted(logs, key=as_stored)],
    )


def every_ref(backend: RefBackend) -> Iterator[tuple[str, Value, ObjectId | None]]:
    """The references of `backend`, those beside refs/ first."""
    for name in backend.root_names():
        value = backend.read(name)
        if value is not None:
            yield name, value, None
    yield from backend.stored("", strict=True)


def as_stored(name: str) -> bytes:
    """What names are sorted by."""
    return name.encode("utf-8", "surrogateescape")


def name_of(name: str) -> RefName:
    """`name`, which references can have wherever they are stored. Raises RefError."""
    if name.startswith(REFS) if is_valid_refname(name) else is_root_ref(name):
        return name_to_write(name)
    raise RefError(f"'{name}' is no name of a reference", name)


def require_sound(name: str, value: Value, backend: RefBackend) -> None:
    """Raises RefError unless the reference `name` has the id of an object, or the name of another."""
    is_good = isinstance(value, ObjectId) and value != backend.format.null_id
    if isinstance(value, Symbolic):
        is_good = is_valid_refname(value.target, one_level=True)
    if not is_good:
        raise RefError(f"reference '{name}' is broken", name)


def peeled(value: Value, reader: Reader) -> ObjectId | None:
    """What the tag `value` comes to, None for what is no tag; a reference is kept whose object is missing or bad."""
    try:
        is_tag = isinstance(value, ObjectId) and reader.header(value).type == ObjectType.TAG
    except (NotFoundError, CorruptError):
        return None
    return NewValues(reader).peeled(value) if is_tag and isinstance(value, ObjectId) else None
