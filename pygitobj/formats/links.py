"""What an object names: a commit its tree and parents, a tree its entries, a tag what it tags."""

from __future__ import annotations

from pygitobj.errors import CorruptObject
from pygitobj.formats.commit import Commit
from pygitobj.formats.headers import parse_headers
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK
from pygitobj.kernels import parse_tree
from pygitobj.oid import HEX_BYTES, ObjectFormat, ObjectId, ObjectType
from pygitobj.record import Record

COMMIT, TREE, BLOB, TAG = (ObjectType(name).code for name in ("commit", "tree", "blob", "tag"))


class Link(Record):
    """The type code and raw id of an object that another one names; in a tree also under which name."""

    code: int
    oid: bytes
    name: bytes = b""


def links_of(code: int, body: bytes, object_format: ObjectFormat) -> list[Link]:
    """What the object (`code`, `body`) names, in its order; not the commits of other repositories that a tree names.

    Raises CorruptObject where it is malformed.
    """
    if code == TREE:
        return links_of_tree(body, object_format)
    if code == COMMIT:
        commit = Commit(body, None, object_format)
        return [Link(TREE, bytes(commit.tree)), *(Link(COMMIT, bytes(parent)) for parent in commit.parents)]
    if code == TAG:
        tag = Tag(body, None, object_format)
        return [Link(tag.object_type.code, bytes(tag.object))]
    return []


def links_of_tree(body: bytes, object_format: ObjectFormat) -> list[Link]:
    """What the tree `body` names. Raises CorruptObject."""
    links = []
    for mode, name, oid in parse_tree(body, object_format.hash_size):
        kind = mode & TYPE_MASK
        if kind != GITLINK:
            links.append(Link(TREE if kind == DIRECTORY else BLOB, oid, name))
    return links


def names_foreign_ids(code: int, body: bytes, own: ObjectFormat, other: ObjectFormat) -> bool:
    """Whether the object (`code`, `body`), said to be of the format `own`, names objects by ids of `other`."""
    if code == TREE:
        return not is_tree_of(body, own) and is_tree_of(body, other)
    if code not in (COMMIT, TAG):
        return False
    keys = (b"tree", b"parent") if code == COMMIT else (b"object",)
    return any(
        key in keys and len(value) == other.hex_size and HEX_BYTES.issuperset(value)
        for key, value in parse_headers(body)[0]
    )


def is_tree_of(body: bytes, object_format: ObjectFormat) -> bool:
    """Whether `body` reads as a tree whose ids are of this format."""
    try:
        parse_tree(body, object_format.hash_size)
    except CorruptObject:
        return False
    return True


def require_type(code: int, expected: int, oid: bytes) -> None:
    """Raises CorruptObject where the object `oid` is not of the type that a link to it says."""
    if code != expected:
        names = {kind.code: str(kind) for kind in ObjectType}
        raise CorruptObject(f"expected type {names[expected]}, found {names[code]}", oid=ObjectId(oid))
