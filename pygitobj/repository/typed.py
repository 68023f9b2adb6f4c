"""Bytes as the typed object that their type says."""

from __future__ import annotations

from pygitobj.formats.blob import Blob
from pygitobj.formats.commit import Commit
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import Tree
from pygitobj.oid import ObjectFormat, ObjectId, ObjectType

GitObject = Commit | Tree | Tag | Blob
CLASSES: dict[ObjectType, type[Commit] | type[Tree] | type[Tag] | type[Blob]] = {
    ObjectType.COMMIT: Commit,
    ObjectType.TREE: Tree,
    ObjectType.TAG: Tag,
    ObjectType.BLOB: Blob,
}


def typed_object(kind: ObjectType, data: bytes, oid: ObjectId, object_format: ObjectFormat) -> GitObject:
    """The Commit, Tree, Tag or Blob whose body is `data`; nothing is parsed yet."""
    return CLASSES[kind](data, oid, object_format)
