"""`replace --edit`: what an editor makes of an object is read in its place.

Follows git's Documentation/git-replace.
"""

from __future__ import annotations

import os

from pygitobj.cli.cat_file_one import print_tree
from pygitobj.cli.malformed import refuse_malformed
from pygitobj.cli.mktree import Rules, trees_from
from pygitobj.cli.output import Output
from pygitobj.cli.replace_write import REPLACEMENT, NotReplacedError, Replacing
from pygitobj.cli.session import warn
from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.repository.editor import EditorError, edit
from pygitobj.repository.repository import Repository

FILE = "REPLACE_EDITOBJ"


def edit_and_replace(replacing: Replacing, named: str) -> None:
    """Let what the user makes of an object be read for it. Raises NotReplacedError."""
    repository = replacing.repository
    oid = replacing.found(named)
    try:
        kind = repository.objects.header(oid).type
    except MISSING_OR_BAD:
        raise NotReplacedError(f"unable to get object type for {oid}") from None
    replacing.before(oid)
    path = f"{repository.location.git_dir}/{FILE}"
    shown = f"{repository.location.named}/{FILE}"
    as_lines = kind is ObjectType.TREE and not replacing.raw
    put_down(repository, oid, path, shown, as_lines=as_lines)
    try:
        edit(repository, path)
    except EditorError as error:
        warn(f"error: {error}")
        raise NotReplacedError("editing object file failed") from None
    made = taken_up(repository, kind, path, shown, as_lines=as_lines)
    if made == oid:
        raise NotReplacedError(f"new object is the same as the old one: '{oid}'")
    replacing.replace(oid, named, made, REPLACEMENT)


def put_down(repository: Repository, oid: ObjectId, path: str, shown: str, *, as_lines: bool) -> None:
    """Write the object `oid` into the file `path`, a tree `as_lines`. Raises NotReplacedError."""
    try:
        with open(path, "wb") as file:
            output = Output(file.fileno())
            if as_lines:
                print_tree(repository, oid, output)
            else:
                with repository.reader.open(oid) as body:
                    output.copy(body)
            output.flush()
    except OSError as error:
        raise NotReplacedError(f"unable to open {shown} for writing: {error.strerror}") from None
    except GitObjectError as error:
        warn(f"fatal: {error}")
        raise NotReplacedError("cat-file reported failure") from None


def taken_up(repository: Repository, kind: ObjectType, path: str, shown: str, *, as_lines: bool) -> ObjectId:
    """Write what the file `path` holds as an object of type `kind`. Raises NotReplacedError, GitObjectError."""
    try:
        with open(path, "rb") as file:
            if as_lines:
                return made_of_lines(repository, file.fileno())
            if kind is ObjectType.BLOB:
                return repository.objects.write_stream(kind, os.fstat(file.fileno()).st_size, file)
            data = file.read()
    except OSError as error:
        raise NotReplacedError(f"unable to open {shown} for reading: {error.strerror}") from None
    refuse_malformed(str(kind), data, repository.format, repository)
    return repository.objects.write(kind, data)


def made_of_lines(repository: Repository, descriptor: int) -> ObjectId:
    """The tree that the lines from `descriptor` say, written. Raises NotReplacedError."""
    try:
        (oid,) = trees_from(repository, descriptor, Rules(b"\n", missing=False), batch=False)
    except GitObjectError as error:
        warn(f"fatal: {error}")
        raise NotReplacedError("mktree reported failure") from None
    return oid
