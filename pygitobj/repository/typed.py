"""Objects as the types that they are, or that they come to: bytes of which the type is known, or a name.

    commit      through tags
    tree        through tags, and the commit to its tree
    blob, tag   as it is; a blob also through tags

Follows git's Documentation/gitrevisions, "<rev>^{<type>}".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import RevisionError
from pygitobj.formats.blob import Blob
from pygitobj.formats.commit import Commit
from pygitobj.formats.stored import StoredObject
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import Tree
from pygitobj.oid import ObjectFormat, ObjectId, ObjectType, shown
from pygitobj.refs.replace import Reader
from pygitobj.revisions.peel import peel
from pygitobj.walk.peel import Peeled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Wanted = TypeVar("Wanted", Commit, Tree, Tag, Blob)

GitObject = Commit | Tree | Tag | Blob
Named = Callable[[str | ObjectId], GitObject]
CLASSES: dict[ObjectType, type[Commit] | type[Tree] | type[Tag] | type[Blob]] = {
    ObjectType.COMMIT: Commit,
    ObjectType.TREE: Tree,
    ObjectType.TAG: Tag,
    ObjectType.BLOB: Blob,
}


def typed_object(kind: ObjectType, data: bytes, oid: ObjectId, object_format: ObjectFormat) -> GitObject:
    """The Commit, Tree, Tag or Blob whose body is `data`; nothing is parsed yet."""
    return CLASSES[kind](data, oid, object_format)


def peeled(reader: Reader, named: Named, name: object, wanted: type[Wanted]) -> Wanted:
    """The object of type `wanted` that `name` comes to: a revision, an id, or an object that is at hand.

    What it names is `named`, what that leads to is read by `reader`. Raises RevisionError where it comes to something
    else, and says to what.
    """
    start = object_named(named, name)
    if isinstance(start, wanted):
        return start
    at_hand = Peeled(start.type, start.id, start.data)
    found = peel(reader, start.id, wanted.type, commits=wanted is Tree, at_hand=at_hand)
    if found.type is wanted.type:
        return wanted(found.data, found.id, reader.format)
    text = start.id if isinstance(name, StoredObject) else name
    raise RevisionError(f"{text}: expected {wanted.type} type, but the object dereferences to {found.type} type")


def object_named(named: Named, name: object) -> GitObject:
    """What `name` names, as it is; a revision or an id is `named`. Raises TypeError for what names nothing."""
    if isinstance(name, Commit | Tree | Tag | Blob):
        return name
    if not isinstance(name, str | ObjectId):
        raise TypeError(f'a revision is expected, a str such as "HEAD~2", or an ObjectId("…"), not {shown(name)}')
    return named(name)
