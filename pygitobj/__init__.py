"""Read git's object store: loose objects, packs, deltas and their indexes.

>>> import pygitobj
>>> pygitobj.ObjectId("4b825dc642cb6eb9a060e54bf8d69288fbee4904").short()
'4b825dc'
"""

from __future__ import annotations

# As typing says it, without loading that: this much is run before a command can let an interrupt end it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from pygitobj import kernels as kernels
    from pygitobj.errors import (
        AmbiguousPrefixError,
        ConversionError,
        CorruptDelta,
        CorruptError,
        CorruptIndex,
        CorruptLoose,
        CorruptObject,
        CorruptPack,
        GitObjectError,
        NotFoundError,
        RefChangedError,
        RefError,
        RefLockedError,
        RefNameError,
        RepositoryError,
        RevisionError,
        UnsafePathError,
        UnsupportedError,
    )
    from pygitobj.face.blaming import BlameRange
    from pygitobj.face.change import Change, ChangeKind, CommitChanges, Hunk, Lines, Side
    from pygitobj.face.packs import IndexedPack, PackedObjects
    from pygitobj.face.reached import Reachable
    from pygitobj.face.references import Reference, ReflogEntry, Refs
    from pygitobj.face.repository import Repository
    from pygitobj.face.searching import SearchHit
    from pygitobj.face.submodules import Submodule
    from pygitobj.face.transaction import Transaction
    from pygitobj.face.tree import Tree
    from pygitobj.files.mapped import guard_mappings
    from pygitobj.formats.attributes import AttributeState, AttributeValue
    from pygitobj.formats.blob import Blob
    from pygitobj.formats.commit import Commit
    from pygitobj.formats.ident import Ident
    from pygitobj.formats.mailmap import Mailmap
    from pygitobj.formats.pathspec import Pathspec
    from pygitobj.formats.tag import Tag
    from pygitobj.formats.tree import TreeEntry
    from pygitobj.id_list import IdList
    from pygitobj.jobs.create.tree_editor import TreeEditor
    from pygitobj.jobs.inspect.count_objects import ObjectCounts
    from pygitobj.jobs.inspect.worktrees import Worktree
    from pygitobj.jobs.maintain.prune import Pruned
    from pygitobj.jobs.maintain.repack import Repacked
    from pygitobj.jobs.receive.unpack_objects import Unpacked
    from pygitobj.jobs.receive.verify_pack import PackContents, PackEntry
    from pygitobj.jobs.report import Progress
    from pygitobj.kernels import IMPLEMENTATION
    from pygitobj.oid import SHA1, SHA256, ObjectFormat, ObjectId, ObjectType
    from pygitobj.refs.updates import ANY, Anything
    from pygitobj.repository.config import Config, ConfigValue
    from pygitobj.repository.remotes import Remote
    from pygitobj.revisions.ref_sets import ALL, BRANCHES, REMOTES, TAGS, RefSet
    from pygitobj.sources.values import CruftObject, LooseObject, ObjectHeader, ObjectInfo, PackFacts, RawObject
    from pygitobj.store.object_store import ObjectStore
    from pygitobj.store.pack_writer import PackWriter
    from pygitobj.store.windows import Window
    from pygitobj.walk.problems import Problem

__version__ = "0.1.0"

__all__ = [
    "ALL",
    "ANY",
    "BRANCHES",
    "IMPLEMENTATION",
    "REMOTES",
    "SHA1",
    "SHA256",
    "TAGS",
    "AmbiguousPrefixError",
    "Anything",
    "AttributeState",
    "AttributeValue",
    "BlameRange",
    "Blob",
    "Change",
    "ChangeKind",
    "Commit",
    "CommitChanges",
    "Config",
    "ConfigValue",
    "ConversionError",
    "CorruptDelta",
    "CorruptError",
    "CorruptIndex",
    "CorruptLoose",
    "CorruptObject",
    "CorruptPack",
    "CruftObject",
    "GitObjectError",
    "Hunk",
    "IdList",
    "Ident",
    "IndexedPack",
    "Lines",
    "LooseObject",
    "Mailmap",
    "NotFoundError",
    "ObjectCounts",
    "ObjectFormat",
    "ObjectHeader",
    "ObjectId",
    "ObjectInfo",
    "ObjectStore",
    "ObjectType",
    "PackContents",
    "PackEntry",
    "PackFacts",
    "PackWriter",
    "PackedObjects",
    "Pathspec",
    "Problem",
    "Progress",
    "Pruned",
    "RawObject",
    "Reachable",
    "RefChangedError",
    "RefError",
    "RefLockedError",
    "RefNameError",
    "RefSet",
    "Reference",
    "ReflogEntry",
    "Refs",
    "Remote",
    "Repacked",
    "Repository",
    "RepositoryError",
    "RevisionError",
    "SearchHit",
    "Side",
    "Submodule",
    "Tag",
    "Transaction",
    "Tree",
    "TreeEditor",
    "TreeEntry",
    "Unpacked",
    "UnsafePathError",
    "UnsupportedError",
    "Window",
    "Worktree",
    "__version__",
    "guard_mappings",
]

# Where each name lives. It is imported when first used, so that a command pays only for what it needs.
HOMES = {
    "ALL": "pygitobj.revisions.ref_sets",
    "ANY": "pygitobj.refs.updates",
    "AmbiguousPrefixError": "pygitobj.errors",
    "Anything": "pygitobj.refs.updates",
    "AttributeState": "pygitobj.formats.attributes",
    "AttributeValue": "pygitobj.formats.attributes",
    "BRANCHES": "pygitobj.revisions.ref_sets",
    "BlameRange": "pygitobj.face.blaming",
    "Blob": "pygitobj.formats.blob",
    "Change": "pygitobj.face.change",
    "ChangeKind": "pygitobj.face.change",
    "Commit": "pygitobj.formats.commit",
    "CommitChanges": "pygitobj.face.change",
    "Config": "pygitobj.repository.config",
    "ConfigValue": "pygitobj.repository.config",
    "ConversionError": "pygitobj.errors",
    "CorruptDelta": "pygitobj.errors",
    "CorruptError": "pygitobj.errors",
    "CorruptIndex": "pygitobj.errors",
    "CorruptLoose": "pygitobj.errors",
    "CorruptObject": "pygitobj.errors",
    "CorruptPack": "pygitobj.errors",
    "CruftObject": "pygitobj.sources.values",
    "GitObjectError": "pygitobj.errors",
    "Hunk": "pygitobj.face.change",
    "IMPLEMENTATION": "pygitobj.kernels",
    "IdList": "pygitobj.id_list",
    "Ident": "pygitobj.formats.ident",
    "IndexedPack": "pygitobj.face.packs",
    "Lines": "pygitobj.face.change",
    "LooseObject": "pygitobj.sources.values",
    "Mailmap": "pygitobj.formats.mailmap",
    "NotFoundError": "pygitobj.errors",
    "ObjectCounts": "pygitobj.jobs.inspect.count_objects",
    "ObjectFormat": "pygitobj.oid",
    "ObjectHeader": "pygitobj.sources.values",
    "ObjectId": "pygitobj.oid",
    "ObjectInfo": "pygitobj.sources.values",
    "ObjectStore": "pygitobj.store.object_store",
    "ObjectType": "pygitobj.oid",
    "PackContents": "pygitobj.jobs.receive.verify_pack",
    "PackEntry": "pygitobj.jobs.receive.verify_pack",
    "PackFacts": "pygitobj.sources.values",
    "PackWriter": "pygitobj.store.pack_writer",
    "PackedObjects": "pygitobj.face.packs",
    "Pathspec": "pygitobj.formats.pathspec",
    "Problem": "pygitobj.walk.problems",
    "Progress": "pygitobj.jobs.report",
    "Pruned": "pygitobj.jobs.maintain.prune",
    "RawObject": "pygitobj.sources.values",
    "Reachable": "pygitobj.face.reached",
    "RefChangedError": "pygitobj.errors",
    "RefError": "pygitobj.errors",
    "RefLockedError": "pygitobj.errors",
    "REMOTES": "pygitobj.revisions.ref_sets",
    "RefNameError": "pygitobj.errors",
    "RefSet": "pygitobj.revisions.ref_sets",
    "Reference": "pygitobj.face.references",
    "ReflogEntry": "pygitobj.face.references",
    "Refs": "pygitobj.face.references",
    "Remote": "pygitobj.repository.remotes",
    "Repacked": "pygitobj.jobs.maintain.repack",
    "Repository": "pygitobj.face.repository",
    "RepositoryError": "pygitobj.errors",
    "RevisionError": "pygitobj.errors",
    "SHA1": "pygitobj.oid",
    "SHA256": "pygitobj.oid",
    "SearchHit": "pygitobj.face.searching",
    "Side": "pygitobj.face.change",
    "Submodule": "pygitobj.face.submodules",
    "TAGS": "pygitobj.revisions.ref_sets",
    "Tag": "pygitobj.formats.tag",
    "Transaction": "pygitobj.face.transaction",
    "Tree": "pygitobj.face.tree",
    "TreeEditor": "pygitobj.jobs.create.tree_editor",
    "TreeEntry": "pygitobj.formats.tree",
    "Unpacked": "pygitobj.jobs.receive.unpack_objects",
    "UnsafePathError": "pygitobj.errors",
    "UnsupportedError": "pygitobj.errors",
    "Window": "pygitobj.store.windows",
    "Worktree": "pygitobj.jobs.inspect.worktrees",
    "guard_mappings": "pygitobj.files.mapped",
}


def __getattr__(name: str) -> object:
    """The public name `name`, from its module; or the kernels, which tell whether they are compiled."""
    if name == "kernels":
        from importlib import import_module

        return import_module("pygitobj.kernels")
    if name not in HOMES:
        raise AttributeError(f"module 'pygitobj' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
