"""The ways of `replace` that change something: a reference for an object that is replaced, made or taken away.

Follows git's Documentation/git-replace.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pygitobj.cli.named import oid_named, type_shown
from pygitobj.cli.session import warn
from pygitobj.errors import MISSING_OR_BAD, CorruptObject, GitObjectError, RefError
from pygitobj.files.small_file import read_small
from pygitobj.formats.commit import Commit
from pygitobj.formats.commit_change import merged_tags, with_parents, without_signatures
from pygitobj.formats.small_text import text_of
from pygitobj.formats.tag import Tag
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.transaction import AS_BLANKS, RefusedByHookError
from pygitobj.refs.updates import Update
from pygitobj.repository.grafts import read_grafts
from pygitobj.repository.ref_changes import begin_transaction, shown_error
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel

# What git ends with where it says -1.
ERROR_EXIT = 255
# What the new object is called where no name led to it.
REPLACEMENT = "replacement"


class NotReplacedError(GitObjectError):
    """Nothing was replaced; told as an error, after which others may go on."""


class SameError(NotReplacedError):
    """A commit has the parents that it was to get."""

    def __init__(self, oid: ObjectId) -> None:
        super().__init__(f"new commit is the same as the old one: '{oid}'")
        self.oid = oid


class Replacing(Record):
    """Where it is done and how: `base` is what names of replace refs begin with.

    With `flushes` they are on the disk afterwards: what they stand for goes.
    """

    repository: Repository
    base: str
    force: bool
    raw: bool
    flushes: bool = False

    def found(self, text: str) -> ObjectId:
        """The id that `text` means. Raises NotReplacedError."""
        oid = oid_named(self.repository, text)
        if oid is None:
            raise NotReplacedError(f"not a valid object name: '{text}'")
        return oid

    def before(self, oid: ObjectId) -> ObjectId | None:
        """What is read for `oid` until now, None for itself. Raises NotReplacedError where that is to stay."""
        name = f"{self.base}{oid}"
        found = self.repository.ref_store.resolve(name).id
        if found is not None and not self.force:
            raise NotReplacedError(f"replace ref '{name}' already exists")
        return found

    def replace(self, oid: ObjectId, named: str, by: ObjectId, called: str) -> None:
        """Let `by`, called so, be read for `oid`, which was `named`. Raises NotReplacedError."""
        kinds = [type_shown(self.repository, each) for each in (oid, by)]
        if not self.force and kinds[0] != kinds[1]:
            raise NotReplacedError(
                "Objects must be of the same type.\n"
                f"'{named}' points to a replaced object of type '{kinds[0]}'\n"
                f"while '{called}' points to a replacement object of type '{kinds[1]}'."
            )
        self.write(Update(f"{self.base}{oid}", by, self.before(oid)))

    def write(self, update: Update) -> None:
        """Do `update`. Raises NotReplacedError."""
        transaction = begin_transaction(self.repository, hooks=True, flushes=self.flushes)
        try:
            transaction.queue(update)
            transaction.commit()
        except RefusedByHookError:
            raise
        except RefError as error:
            raise NotReplacedError(shown_error(self.repository, error)) from None


def replace(replacing: Replacing, named: str, called: str) -> None:
    """Let the one object be read for the other. Raises NotReplacedError."""
    ids = []
    for text in (named, called):
        oid = oid_named(replacing.repository, text)
        if oid is None:
            raise NotReplacedError(f"failed to resolve '{text}' as a valid ref")
        ids.append(oid)
    replacing.replace(ids[0], named, ids[1], called)


def delete(replacing: Replacing, names: Sequence[str]) -> int:
    """Let the objects with these names be read themselves again; gives the exit code."""
    failed = 0
    for text in names:
        try:
            oid = oid_named(replacing.repository, text)
            if oid is None:
                raise NotReplacedError(f"failed to resolve '{text}' as a valid ref")
            name = f"{replacing.base}{oid}"
            found = replacing.repository.ref_store.resolve(name).id
            if found is None:
                raise NotReplacedError(f"replace ref '{oid}' not found")
            replacing.write(Update(name, None, found))
        except NotReplacedError as error:
            warn(f"error: {error}")
            failed = 1
        else:
            sys.stdout.write(f"Deleted replace ref '{oid}'\n")
            sys.stdout.flush()
    return failed


# Other parents


def graft(replacing: Replacing, arguments: Sequence[str]) -> None:
    """Let the first of `arguments`, a commit, be read with the others as its parents. Raises NotReplacedError."""
    repository = replacing.repository
    named = arguments[0]
    commit = commit_of(repository, replacing.found(named), f"could not parse {named}")
    given = [(text, replacing.found(text)) for text in arguments[1:]]
    parents = [commit_of(repository, oid, f"could not parse {text} as a commit").id for text, oid in given]
    try:
        data, was_signed = without_signatures(with_parents(commit, parents))
    except CorruptObject as error:
        raise NotReplacedError(str(error)) from None
    if was_signed:
        warn(f"warning: the original commit '{named}' has a gpg signature")
        warn("warning: the signature will be removed in the replacement commit!")
    require_merged(commit, named, {oid for _, oid in given})
    made = repository.objects.write(ObjectType.COMMIT, data)
    if made == commit.id:
        raise SameError(made)
    replacing.replace(commit.id, named, made, REPLACEMENT)


def commit_of(repository: Repository, oid: ObjectId, message: str) -> Commit:
    """The commit that `oid` comes to. Raises NotReplacedError with `message` for anything else, and says why."""
    try:
        found = peel(repository.reader, oid)
        if found.type is ObjectType.COMMIT:
            return Commit(repository.reader.read(found.id).data, found.id, repository.format)
        warn(f"error: object {oid} is a {found.type}, not a commit")
    except MISSING_OR_BAD:
        pass
    raise NotReplacedError(message)


def require_merged(commit: Commit, named: str, parents: set[ObjectId]) -> None:
    """Raises NotReplacedError where `commit` tells of a tag that it merged and none of its new `parents` is that."""
    for data in merged_tags(commit):
        tag = Tag(data, None, commit.format)
        try:
            _, merged = (tag.object_type, tag.name), tag.object
        except CorruptObject:
            raise NotReplacedError(f"malformed mergetag in commit '{named}'") from None
        if merged not in parents:
            raise NotReplacedError(
                f"original commit '{named}' contains mergetag '{tag.id}' that is discarded; "
                "use --edit instead of --graft"
            )


def convert_grafts(replacing: Replacing) -> int:
    """Make replace refs of the grafts, and take their file away when all are made; gives the exit code."""
    repository = replacing.repository
    path = repository.graft_path
    try:
        content = read_small(path)
    except FileNotFoundError:
        return 1
    except OSError as error:
        warn(f"warning: unable to access '{path}': {error.strerror}")
        return 1
    # It tells of lines that are none, but gives no advice to do what is being done.
    repository.grafts = read_grafts(path, repository.format, repository.warn, advises=False)
    safely = replacing._replace(flushes=True)
    failed = "".join(f"\n\t{line}" for line in lines_of(content) if not convert(safely, line))
    if failed:
        warn(f"warning: could not convert the following graft(s):\n{failed}")
        return 1
    try:
        os.unlink(path)
    except OSError as error:
        warn(f"warning: unable to unlink '{path}': {error.strerror}")
        return 1
    return 0


def lines_of(content: bytes) -> list[str]:
    """The lines of a file of grafts, but for remarks; each up to its first NUL."""
    lines = content.removesuffix(b"\n").split(b"\n") if content else []
    return [os.fsdecode(text_of(line.removesuffix(b"\r"))) for line in lines if not line.startswith(b"#")]


def convert(replacing: Replacing, line: str) -> bool:
    """Make a replace ref of the graft `line`; whether none is missing then. Tells what is wrong."""
    words = [os.fsdecode(word) for word in os.fsencode(line).translate(AS_BLANKS).split(b" ") if word]
    try:
        if words:
            graft(replacing, words)
    except SameError as error:
        warn(f"warning: graft for '{error.oid}' unnecessary")
    except NotReplacedError as error:
        warn(f"error: {error}")
        return False
    return True
