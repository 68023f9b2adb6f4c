"""`repo.archive` and `repo.extract`: a tree with all that is in it as one file, and as the files of a folder.

Follows git's Documentation/git-archive.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from datetime import datetime

from pygitobj.face.arguments import require_flags, seconds_given
from pygitobj.face.trees import specs_in
from pygitobj.files.directory import path_given
from pygitobj.formats.commit import Commit
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import Tree
from pygitobj.jobs.archive.archive import gzipped, tar_of, zip_of
from pygitobj.jobs.archive.entries import Wanted, commit_time, visits_wanted
from pygitobj.jobs.archive.extract import Extraction
from pygitobj.jobs.archive.extract import extract as extract_tree
from pygitobj.jobs.archive.safety import require_safe
from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.oid import ObjectId, ObjectType, shown
from pygitobj.record import Record
from pygitobj.repository.attributes import Attributes
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import StrOrBytesPath

TAR, ZIP = "tar", "zip"
KINDS = (TAR, "tar.gz", ZIP)
YEARS_OF_ZIP = range(1980, 2108)
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
    outside_links: bool
    programs: bool


class ExtractCall(Record):
    """What is asked for; the fields are the parameters of `repo.extract`."""

    paths: Iterable[object]
    replace: bool
    outside_links: bool
    programs: bool


def archive(repository: Repository, source: object, call: ArchiveCall) -> Iterator[bytes]:
    """The bytes of the archive. Checks its arguments at once."""
    if call.kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(map(repr, KINDS))}, not {shown(call.kind)}")
    prefix = prefix_given(call.prefix)
    require_flags(outside_links=call.outside_links, programs=call.programs)
    tree, commit = tree_named(repository, source)
    moment = int(time.time()) if commit is None else commit_time(commit.data, repository.format)
    if call.when is not None:
        moment = moment_given(call.when, call.kind)
    attributes = Attributes(repository, source=tree.id, looks_in_index=False)
    wanted = Wanted(
        tree=tree.id,
        commit=None if commit is None else commit.id,
        ref=None,
        base=prefix,
        inside=b"",
        pathspecs=specs_in(repository, tree.id, call.paths, attributes),
        substitute=None,
        extra=(),
        told=lambda _path: None,
    )
    return written(repository, wanted, call, attributes, moment)


def moment_given(when: datetime, kind: str) -> int:
    """The second of a caller's moment. Raises TypeError; ValueError for one that no archive of this kind can have."""
    moment = seconds_given("when", when)
    if moment < 0:
        raise ValueError(f"when is a moment from 1970 on, not {when}")
    if kind == ZIP and time.localtime(moment).tm_year not in YEARS_OF_ZIP:
        raise ValueError(f"when is a moment from {YEARS_OF_ZIP[0]} to {YEARS_OF_ZIP[-1]} in a zip, not {when}")
    return moment


def prefix_given(prefix: object) -> bytes:
    """The bytes of a caller's prefix of paths. Raises TypeError; ValueError for what no path begins with."""
    if not isinstance(prefix, str | bytes):
        raise TypeError(f"prefix is a str or bytes, not {shown(prefix)}")
    try:
        raw = os.fsencode(prefix)
    except UnicodeEncodeError:
        raw = b"\0"
    if b"\0" in raw:
        raise ValueError(f"prefix is the beginning of a path, not {shown(prefix)}")
    return raw


def extract(repository: Repository, source: object, directory: StrOrBytesPath, call: ExtractCall) -> None:
    """Write the tree that `source` comes to into `directory`."""
    require_flags(replace=call.replace, outside_links=call.outside_links, programs=call.programs)
    folder = path_given(directory)
    tree, commit = tree_named(repository, source)
    attributes = Attributes(repository, source=tree.id, looks_in_index=False)
    specs = specs_in(repository, tree.id, call.paths, attributes)
    treeish = tree.id if commit is None else commit.id
    wanted = Extraction(tree, treeish, folder, specs, call.replace, call.outside_links)
    with Conversions(repository, programs=call.programs, attributes=attributes) as conversions:
        extract_tree(repository, wanted, conversions)


def tree_named(repository: Repository, source: object) -> tuple[Tree, Commit | None]:
    """The tree that `source` comes to, and the commit, if it comes to one. Raises TypeError, RevisionError."""
    if not isinstance(source, str | ObjectId | Tree | Commit | Tag):
        raise TypeError(f"a revision, an id, a Tree, Commit or Tag is expected, not {shown(source)}")
    _ = repository.objects.sources  # raises where it was closed
    commit = commit_named(repository, source)
    return repository.tree(source if commit is None else commit), commit


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
    """The bytes of what is `wanted`, changed at `moment`, once all of it was looked through."""
    with Conversions(repository, programs=call.programs, attributes=attributes) as conversions:
        visits = visits_wanted(repository, wanted, conversions)
        require_safe(repository.reader, visits, prefix=wanted.base, outside_links=call.outside_links)
        if call.kind == ZIP:
            yield from zip_of(repository, wanted, conversions, moment, LEVEL)
            return
        pieces = tar_of(repository, wanted, conversions, moment, UMASK)
        yield from pieces if call.kind == TAR else gzipped(pieces, LEVEL)
