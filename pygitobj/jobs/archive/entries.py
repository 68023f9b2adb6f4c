"""What goes into an archive of a tree: its entries, as a checkout has them, and files besides.

A directory comes before the first entry that is in it and goes in; one without any does not. What has the attribute
`export-ignore` is left out. Follows git's Documentation/git-archive, "ATTRIBUTES".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from pygitobj.errors import RepositoryError
from pygitobj.formats.attributes import SET
from pygitobj.formats.pathspec import Below, PathspecList
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK, canonical_mode, is_regular
from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.kernels import parse_commits, parse_tree
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.walk.tree_entries import TreeTooDeepError

IGNORE, SUBSTITUTE = "export-ignore", "export-subst"


class Entry(Record):
    """An entry of an archive: its path there and in the tree, its mode and id, its content.

    The content is None where it is too large to be held, and stays as it is stored; a directory has none.
    """

    path: bytes
    place: bytes
    mode: int
    oid: bytes
    content: bytes | None
    size: int


class ExtraFile(Record):
    """A file that is in no tree, with its path in the archive: the content that it has, or the file that has it."""

    path: bytes
    mode: int
    content: bytes | None
    file: str = ""


class Wanted(Record):
    """What goes into an archive.

    tree, commit    whose entries; the commit that it is of, if it is of one, and the reference that was named
    base            what stands before all paths
    inside          the directory whose entries go in as if it were the top, with a slash at its end; or ""
    pathspecs       which entries, all without
    substitute      what makes of a file with `export-subst` what it has in the archive
    extra           more files
    told            is told each path
    """

    tree: ObjectId
    commit: ObjectId | None
    ref: str | None
    base: bytes
    inside: bytes
    pathspecs: PathspecList | None
    substitute: Callable[[bytes], bytes] | None
    extra: Sequence[ExtraFile]
    told: Callable[[bytes], None]


def commit_time(data: bytes, object_format: ObjectFormat) -> int:
    """When the commit `data` says that it was made, as walks take it: 0 where it says nothing that is a date."""
    (links,) = parse_commits([data], object_format.hash_size)
    return 0 if links is None else links.date


def entries_wanted(repository: Repository, wanted: Wanted, conversions: Conversions, largest: int) -> Iterator[Entry]:
    """The entries of an archive, in its order. Raises NotFoundError, CorruptError, RepositoryError, ConversionError.

    A file of more than `largest` bytes stays as it is stored.
    """
    base = wanted.base
    if base.endswith(b"/"):
        top = base.rstrip(b"/") + b"/"
        wanted.told(top)
        yield Entry(top, b"", DIRECTORY | 0o777, wanted.tree, None, 0)
    made = Maker(repository, wanted, conversions, largest)
    for path, mode, oid in made.kept(paths_asked(repository, wanted.tree, wanted.pathspecs)):
        entry = made.entry(path, mode, oid)
        if entry is not None:
            yield entry
    for nth, extra in enumerate(wanted.extra, 1):
        content = file_content(extra.file) if extra.content is None else extra.content
        oid = nth.to_bytes(8, "big").ljust(len(wanted.tree), b"\0")
        yield Entry(extra.path, b"", extra.mode, oid, content, len(content))


def visits_wanted(repository: Repository, wanted: Wanted, conversions: Conversions) -> Iterator[Visit]:
    """The entries of the tree that go into an archive, in its order, before anything is made of them."""
    made = Maker(repository, wanted, conversions, 0)
    for visit in made.kept(paths_asked(repository, wanted.tree, wanted.pathspecs)):
        if visit.mode == DIRECTORY or not made.is_left_out(visit.path, visit.mode):
            yield visit


def file_content(path: str) -> bytes:
    """What a file has. Raises RepositoryError."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise RepositoryError(f"cannot read '{path}': {os.strerror(error.errno or 0)}") from error


class Visit(Record):
    """An entry of a tree that was come to: whether what is in it comes next is for whoever takes it to say."""

    path: bytes
    mode: int
    oid: bytes


def paths_asked(
    repository: Repository, tree: bytes, pathspecs: PathspecList | None
) -> Iterator[tuple[list[bool], Visit]]:
    """The entries of `tree` that `pathspecs` mean, in its order, a directory before what is in it.

    Whoever takes a directory may put False into the list beside it: then it is not opened.
    """
    size = len(tree)
    reader = repository.reader
    opened = [(b"", iter(parse_tree(reader.read(ObjectId(tree)).data, size)))]
    while opened:
        base, rows = opened[-1]
        for raw_mode, name, oid in rows:
            mode, path = canonical_mode(raw_mode), base + name
            if pathspecs is not None and not pathspecs.matches(path, mode, recursive=True):
                continue
            opens = [mode == DIRECTORY]
            yield opens, Visit(path, mode, oid)
            if opens[0]:
                if len(opened) > repository.max_tree_depth:
                    raise TreeTooDeepError("exceeded maximum allowed tree depth")
                opened.append((path + b"/", iter(parse_tree(reader.read(ObjectId(oid)).data, size))))
                break
        else:
            opened.pop()


class Maker:
    """Makes entries as `wanted`, of files as they are converted."""

    def __init__(self, repository: Repository, wanted: Wanted, conversions: Conversions, largest: int) -> None:
        self.repository, self.wanted, self.conversions, self.largest = repository, wanted, conversions, largest

    def kept(self, visits: Iterator[tuple[list[bool], Visit]]) -> Iterator[Visit]:
        """The entries that are not to be left out, directories once something is in them."""
        waiting: list[Visit] = []
        for opens, visit in visits:
            while waiting and not visit.path.startswith(waiting[-1].path + b"/"):
                waiting.pop()
            if opens[0]:
                if self.has(IGNORE, visit.path + b"/"):
                    opens[0] = False
                else:
                    waiting.append(visit)
                continue
            yield from waiting
            waiting.clear()
            yield visit

    def has(self, name: str, path: bytes) -> bool:
        """Whether the attribute `name` is set for `path`."""
        return self.conversions.attributes.attributes_of(path, (name,))[0] is SET

    def is_left_out(self, path: bytes, mode: int) -> bool:
        """Whether the attributes of an entry leave it out."""
        return self.has(IGNORE, path + b"/" if mode & TYPE_MASK in (DIRECTORY, GITLINK) else path)

    def entry(self, path: bytes, mode: int, oid: bytes) -> Entry | None:
        """The entry that is made of one of a tree; None for what is left out."""
        wanted = self.wanted
        is_folder = mode & TYPE_MASK in (DIRECTORY, GITLINK)
        shown = path + b"/" * is_folder
        if mode != DIRECTORY and self.is_left_out(path, mode):
            return None
        if not shown.startswith(wanted.inside) or shown == wanted.inside:
            return None
        shown = wanted.base + shown[len(wanted.inside) :]
        wanted.told(shown)
        if is_folder:
            return Entry(shown, path, mode, oid, None, 0)
        substitutes = wanted.substitute is not None and self.has(SUBSTITUTE, path)
        reader = self.repository.reader
        if is_regular(mode) and not substitutes:
            size = reader.header(ObjectId(oid)).size
            if size > self.largest:
                return Entry(shown, path, mode, oid, None, size)
        content = reader.read(ObjectId(oid)).data
        if is_regular(mode):
            treeish = wanted.commit or wanted.tree
            content = self.conversions.to_worktree(path, content, blob=ObjectId(oid), ref=wanted.ref, treeish=treeish)
            if substitutes and wanted.substitute is not None:
                content = wanted.substitute(content)
        return Entry(shown, path, mode, oid, content, len(content))


def is_any_meant(repository: Repository, tree: bytes, pathspecs: PathspecList) -> bool:
    """Whether `tree` has a file, or a directory as a whole, that `pathspecs` mean."""
    for opens, visit in paths_asked(repository, tree, pathspecs):
        if not opens[0] or pathspecs.enters(visit.path) is Below.ALL:
            return True
    return False


def is_any_outside(repository: Repository, tree: bytes, pathspecs: PathspecList, inside: bytes) -> bool:
    """Whether `pathspecs` mean a file that is not in the directory `inside`."""
    return any(
        not opens[0] and not visit.path.startswith(inside) for opens, visit in paths_asked(repository, tree, pathspecs)
    )
