"""References that are shown, with what their objects say as far as it was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.cli.pretty.world import World
from pygitobj.errors import MISSING_OR_BAD, CorruptError, GitObjectError, NotFoundError
from pygitobj.formats.commit import Commit
from pygitobj.formats.message import Message, message_of
from pygitobj.formats.refname import is_root_ref
from pygitobj.formats.tag import Tag
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.values import Listed
from pygitobj.walk.peel import TAGS, Next, way_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from pygitobj.sources.values import ObjectHeader, ObjectInfo, RawObject

    Answer = TypeVar("Answer", ObjectHeader, ObjectInfo, RawObject)

BRANCH, REMOTE, TAG, DETACHED, ROOT, OTHER = "branch", "remote", "tag", "detached", "root", "other"
KINDS = (("refs/heads/", BRANCH), ("refs/remotes/", REMOTE), ("refs/tags/", TAG))
# What is asked of an object, as bits: its type and size, how it is stored, its body.
NOTHING, HEADER, STORAGE, BODY = 0, 1, 2, 4


def kind_of(name: str) -> str:
    """What sort of reference `name` is."""
    for start, kind in KINDS:
        if name.startswith(start):
            return kind
    if name == "HEAD":
        return DETACHED
    return ROOT if is_root_ref(name) else OTHER


class Seen:
    """An object: its id, and of its type, size, storage and body what was asked for."""

    __slots__ = ("data", "delta_base", "disk_size", "id", "known", "known_message", "parsed", "size", "type")

    def __init__(self, oid: ObjectId) -> None:
        self.id = oid
        self.known = NOTHING
        self.type: ObjectType | None = None
        self.size = 0
        self.disk_size = 0
        self.delta_base: ObjectId | None = None
        self.data = b""
        self.parsed: Commit | Tag | None = None
        self.known_message: Message | None = None

    @property
    def message(self) -> Message:
        """The message of a commit or tag, in its parts."""
        if self.known_message is None:
            self.known_message = message_of(self.data)
        return self.known_message


class Item:
    """A reference that is shown; `object` is what it names, `target` what that tag comes to."""

    __slots__ = ("commit", "kind", "name", "object", "ref", "target")

    def __init__(self, ref: Listed, kind: str) -> None:
        assert ref.id is not None
        self.ref = ref
        self.name = ref.name
        self.kind = kind
        self.object = Seen(ref.id)
        self.target: Seen | None = None
        # The commit that it comes to, where that was asked for.
        self.commit: ObjectId | None = None


class Needs(Record):
    """What is asked of the objects that references name, and of those that tags come to."""

    own: int = NOTHING
    peeled: int = NOTHING
    peels: bool = False


def load(world: World, items: Sequence[Item], needs: Needs) -> None:
    """Look up what `needs` asks of the objects of `items`. Raises GitObjectError for one that is missing."""
    own = needs.own | (BODY if needs.peels else NOTHING)
    if own != NOTHING:
        look_up(world, [(item, item.object) for item in items if own & ~item.object.known], own)
    if needs.peels:
        tags = [item for item in items if item.object.type is ObjectType.TAG and item.target is None]
        for item in tags:
            item.target = Seen(item.ref.peeled or peeled(world, item))
        targets = [(item, item.target) for item in items if item.target is not None]
        look_up(world, [(item, seen) for item, seen in targets if needs.peeled & ~seen.known], needs.peeled)


def peeled(world: World, item: Item) -> ObjectId:
    """What the tag of `item` comes to. Raises GitObjectError, also where a tag says that it is of another type."""
    reader = world.repository.reader
    tag: Tag | None = None

    def next_of(_kind: ObjectType, body: bytes, at: ObjectId) -> Next:
        nonlocal tag
        tag = Tag(body, at, reader.format)
        return tag.object, None

    try:
        for found in way_from(item.object.id, reader.read, TAGS, next_of, type_of=lambda oid: reader.header(oid).type):
            if tag is not None and found.type is not tag.object_type:
                raise GitObjectError(f"bad tag pointer to {found.id} in {tag.id}")
    except MISSING_OR_BAD:
        raise GitObjectError("bad tag") from None
    return found.id


def look_up(world: World, asked: Sequence[tuple[Item, Seen]], need: int) -> None:
    """Look up what `need` says of the objects that are seen. Raises GitObjectError for one that is missing."""
    reader, store = world.repository.reader, world.repository.objects
    for item, seen in asked:
        if seen.id == world.repository.format.null_id:
            raise missing(item, seen)
    targets = [reader.target(seen.id) for _, seen in asked]
    if need & STORAGE:
        for (item, seen), (_, info) in zip(asked, store.info_many(targets), strict=True):
            seen.type, seen.size, seen.disk_size, seen.delta_base = found_or_raise(info, item, seen)
    elif need == HEADER:
        for (item, seen), (_, header) in zip(asked, store.header_many(targets), strict=True):
            seen.type, seen.size = found_or_raise(header, item, seen)
    if need & BODY:
        for (item, seen), (_, found) in zip(asked, store.read_many(targets), strict=True):
            raw = found_or_raise(found, item, seen)
            seen.type, seen.size, seen.data = raw.type, len(raw.data), raw.data
            parse(world, item, seen)
    for _, seen in asked:
        seen.known |= need


def found_or_raise(found: Answer | GitObjectError, item: Item, seen: Seen) -> Answer:
    """`found`, unless it is an error, which is raised."""
    if isinstance(found, NotFoundError):
        raise missing(item, seen)
    if isinstance(found, GitObjectError):
        raise found
    return found


def missing(item: Item, seen: Seen) -> GitObjectError:
    """The error for an object that is not there."""
    return GitObjectError(f"missing object {seen.id} for {item.name}")


def parse(world: World, item: Item, seen: Seen) -> None:
    """Take apart a commit or a tag. Raises GitObjectError for a malformed one."""
    try:
        if seen.type is ObjectType.COMMIT:
            seen.parsed = Commit(seen.data, seen.id, world.repository.format)
            _ = seen.parsed.parents
        elif seen.type is ObjectType.TAG:
            seen.parsed = Tag(seen.data, seen.id, world.repository.format)
            _ = seen.parsed.object, seen.parsed.object_type, seen.parsed.name
    except CorruptError:
        raise GitObjectError(f"parse_object_buffer failed on {seen.id} for {item.name}") from None


def in_windows(world: World, items: Sequence[Item], needs: Needs, count: int) -> Iterator[Item]:
    """`items`, with what `needs` asks looked up for `count` of them at a time; a missing one when it is its turn."""
    for start in range(0, len(items), count):
        some = items[start : start + count]
        try:
            load(world, some, needs)
        except GitObjectError:
            for item in some:
                item.target = None
                load(world, [item], needs)
                yield item
            continue
        yield from some
