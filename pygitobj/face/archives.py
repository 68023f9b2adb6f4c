"""`repo.archive`: a tree with all that is in it as one file.

Follows git's Documentation/git-archive.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from datetime import datetime

from pygitobj.face.arguments import require_flags, seconds_given, several
from pygitobj.formats.commit import Commit
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import Tree
from pygitobj.jobs.archive.archive import gzipped, tar_of, zip_of
from pygitobj.jobs.archive.entries import Wanted
from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.oid import ObjectId, ObjectType, shown
from pygitobj.record import Record
from pygitobj.repository.attributes import Attributes
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel

TAR, ZIP = "tar", "zip"
KINDS = (TAR, "tar.gz", ZIP)
# Which bits of modes a tar leaves out, whatever the configuration says.
UMASK = 0o002
# How hard it is compressed: as is usual.
LEVEL = -1


class ArchiveCall(Record):
    """What is asked for; the fields are the parameters of `repo.archive`."""

    kind: str
    prefix: str | bytes
    paths: Iterable[object]
    when: datetime | None
    programs: bool


def archive(repository: Repository, source: object, call: ArchiveCall) -> Iterator[bytes]:
    """The bytes of the archive. Checks its arguments at once."""
    if call.kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(map(repr, KINDS))}, not {shown(call.kind)}")
    if not isinstance(call.prefix, str | bytes):
        raise TypeError(f"prefix is a str or bytes, not {shown(call.prefix)}")
    require_flags(programs=call.programs)
    if not isinstance(source, str | ObjectId | Tree | Commit | Tag):
        raise TypeError(f"a revision, an id, a Tree, Commit or Tag is expected, not {shown(source)}")
    _ = repository.objects.sources  # raises where it was closed
    commit = commit_named(repository, source)
    tree = repository.tree(source if commit is None else commit)
    moment = int(time.time()) if commit is None else commit.committer.time
    if call.when is not None:
        moment = seconds_given("when", call.when)
    attributes = Attributes(repository, source=tree.id, looks_in_index=False)
    specs = [one if isinstance(one, Pathspec) else Pathspec.literal(one) for one in several("paths", call.paths)]
    wanted = Wanted(
        tree=tree.id,
        commit=None if commit is None else commit.id,
        ref=None,
        base=os.fsencode(call.prefix),
        inside=b"",
        pathspecs=PathspecList(specs, attributes.attributes_of) if specs else None,
        substitute=None,
        extra=(),
        told=lambda _path: None,
    )
    return written(repository, wanted, call, attributes, moment)


def commit_named(repository: Repository, source: str | ObjectId | Tree | Commit | Tag) -> Commit | None:
    """The commit that `source` comes to; None where it comes to a tree alone. Raises RevisionError."""
    if isinstance(source, Commit):
        return source
    if isinstance(source, Tree):
        return None
    oid = repository.resolve(source) if isinstance(source, str) else source.id if isinstance(source, Tag) else source
    found = peel(repository.reader, oid)
    return Commit(found.data, found.id, repository.format) if found.type is ObjectType.COMMIT else None


def written(
    repository: Repository, wanted: Wanted, call: ArchiveCall, attributes: Attributes, moment: int
) -> Iterator[bytes]:
    """The bytes of what is `wanted`, changed at `moment`."""
    with Conversions(repository, programs=call.programs, attributes=attributes) as conversions:
        if call.kind == ZIP:
            yield from zip_of(repository, wanted, conversions, moment, LEVEL)
            return
        pieces = tar_of(repository, wanted, conversions, moment, UMASK)
        yield from pieces if call.kind == TAR else gzipped(pieces, LEVEL)
