"""Read git's object store: loose objects, packs, deltas and their indexes.

>>> import pygitobj
>>> pygitobj.ObjectId("4b825dc642cb6eb9a060e54bf8d69288fbee4904").short()
'4b825dc'
"""

from pygitobj.errors import (
    AmbiguousPrefixError,
    CorruptDelta,
    CorruptError,
    CorruptIndex,
    CorruptLoose,
    CorruptObject,
    CorruptPack,
    GitObjectError,
    NotFoundError,
    RepositoryError,
    RevisionError,
    UnsupportedError,
)
from pygitobj.formats.blob import Blob
from pygitobj.formats.commit import Commit
from pygitobj.formats.ident import Ident
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import Tree, TreeEntry
from pygitobj.oid import SHA1, SHA256, ObjectFormat, ObjectId, ObjectType
from pygitobj.repository.repository import Repository
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.values import ObjectHeader, ObjectInfo, RawObject

__version__ = "0.1.0"

__all__ = [
    "SHA1",
    "SHA256",
    "AmbiguousPrefixError",
    "Blob",
    "Commit",
    "CorruptDelta",
    "CorruptError",
    "CorruptIndex",
    "CorruptLoose",
    "CorruptObject",
    "CorruptPack",
    "GitObjectError",
    "Ident",
    "NotFoundError",
    "ObjectFormat",
    "ObjectHeader",
    "ObjectId",
    "ObjectInfo",
    "ObjectStore",
    "ObjectType",
    "RawObject",
    "Repository",
    "RepositoryError",
    "RevisionError",
    "Tag",
    "Tree",
    "TreeEntry",
    "UnsupportedError",
    "__version__",
]
