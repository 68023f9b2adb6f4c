"""What one revision argument says: one object, or a range of history.

    <rev>   ^<rev>          an object, and what it reaches; or the opposite
    a..b    a...b           what b reaches and a does not; what only one of them reaches. HEAD where a name is left out
    <rev>^@                 all parents of a commit
    <rev>^!   <rev>^-<n>    the commit without its parents, or without the n-th of them, the first where no number is

A ^ before one of the last three turns it round. Follows git's Documentation/gitrevisions, "SPECIFYING RANGES".
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import MISSING_OR_BAD, CorruptError, RevisionError
from pygitobj.formats.commit import Commit
from pygitobj.formats.links import COMMIT, TAG
from pygitobj.formats.numbers import LARGEST_INT, integer_at
from pygitobj.formats.tag import Tag
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.revisions.ancestors import commit_named, parents_of
from pygitobj.revisions.context import Context, RefusedRevisionError, Resolution
from pygitobj.revisions.pending import LEFT, RIGHT, Pending
from pygitobj.revisions.resolve import resolve
from pygitobj.revisions.sound_reader import SoundReader

HEAD = "HEAD"
# What ends an argument that says something of a commit's parents.
ALL_PARENTS, NO_PARENTS, WITHOUT_PARENT = "^@", "^!", "^-"
# Is told the words of what was found, before its objects are looked at: they may be files too. Raises RevisionError.
Check = Callable[[str], None]


class Range(Record):
    """Two revisions with two dots between, or if it is `symmetric` three; an empty one was left out."""

    before: str
    after: str
    symmetric: bool


def range_in(word: str) -> Range | None:
    """The range that `word` would be, by its first two dots; None without such."""
    before, dots, after = word.partition("..")
    if not dots:
        return None
    symmetric = after.startswith(".")
    return Range(before, after[symmetric:], symmetric)


def parent_number(digits: str) -> int | None:
    """Which parent `<rev>^-<digits>` leaves out; None where it is no number, or none of a parent."""
    if not digits:
        return 1
    number, end = integer_at(digits, 0)
    return number if end == len(digits) and 1 <= number <= LARGEST_INT else None


class Ranges:
    """Takes revision arguments apart, against `context`.

    With `ignores_missing` what cannot be resolved says nothing, but for damage. `may_be_missing` says whether it is no
    error that an object, by its raw id, is not there: it is left out, and noted in `missing`. `goes_on` is asked before
    that about each object that cannot be read, with what is wrong with it: whether it is to be left out.
    """

    def __init__(self, context: Context, merge_bases: Callable[[bytes, bytes], list[bytes]]) -> None:
        self.context = context
        self.merge_bases = merge_bases
        self.ignores_missing = False
        self.may_be_missing: Callable[[bytes], bool] = lambda _oid: False
        self.missing: list[bytes] = []
        self.goes_on: Callable[[bytes, Exception], bool] = lambda _oid, _error: False

    def said_by(self, word: str, *, hidden: bool = False, check: Check | None = None) -> list[Pending] | None:
        """What `word` says, in git's order, turned round if `hidden`; None where it is no revision.

        `check` is told what could be a file too. Raises RevisionError in git's words, UnsupportedError.
        """
        if check is not None and word == "..":
            return None  # the directory above
        found = self.ends_of(word, hidden, check)
        if found is not None:
            return found
        name, mark, rest = word.partition(ALL_PARENTS)
        if mark and not rest:
            parents = self.parents(name, 0, hidden=hidden)
            if parents is not None:
                return parents
        before: list[Pending] = []
        name, mark, rest = word.partition(NO_PARENTS)
        if mark and not rest:
            parents = self.parents(name, 0, hidden=not hidden)
            if parents is not None:
                before, word = parents, name
        name, mark, rest = word.partition(WITHOUT_PARENT)
        if mark:
            number = parent_number(rest)
            if number is None:
                return None
            parents = self.parents(name, number, hidden=not hidden)
            if parents is not None:
                before, word = parents, name
        alone = self.alone(word, hidden, check)
        return None if alone is None else [*before, *alone]

    def alone(self, word: str, hidden: bool, check: Check | None) -> list[Pending] | None:
        """What `word`, which may start with ^, says as the name of an object; None where it is none."""
        turned = word.startswith("^")
        name = word[turned:]
        found = self.resolved(name, self.context)
        if found is None or found.id is None:
            return [] if self.ignores_missing else None
        if check is not None:
            check(name)
        code = self.code_of(found.id, name)
        if code is None:
            return []
        return [pending_of(found, code, name, hidden != turned)]

    def resolved(self, name: str, context: Context) -> Resolution | None:
        """How `name` ends, None where it means nothing for a reason of its own. Raises RefusedRevisionError."""
        try:
            return resolve(self.asked(context), name)
        except RefusedRevisionError:
            raise
        except RevisionError:
            return None

    def asked(self, context: Context) -> Context:
        """What names are resolved against: where what means nothing is passed over, what is damaged ends it all."""
        if not self.ignores_missing:
            return context
        sound = SoundReader(context.reader)
        return context._replace(reads=lambda: sound)

    def committish(self, name: str) -> Resolution | None:
        """As `resolved`, where an abbreviation that may be a commit is one; None also for what is not there."""
        found = self.resolved(name, self.context._replace(default_hint="committish"))
        return None if found is None or found.id is None else found

    def code_of(self, oid: ObjectId, name: str) -> int | None:
        """The code of the type of `oid`, None where it is missing and may be. Raises RevisionError."""
        try:
            return self.context.reader.header(oid).type.code
        except MISSING_OR_BAD as error:
            self.allow(oid, name, error)
            return None

    def allow(self, oid: bytes, name: str, error: Exception | None) -> None:
        """Go on without the object `oid`, b"" where there is no id, called `name`. Raises RevisionError."""
        if oid and error is not None and self.goes_on(oid, error):
            return
        if isinstance(error, CorruptError):
            self.context.warn(f"error: {error}")  # what is damaged is not missing
        elif self.ignores_missing:
            return
        elif oid and self.may_be_missing(oid):
            self.missing.append(oid)
            return
        raise RevisionError(f"bad object {name}") from error

    # Ranges

    def ends_of(self, word: str, hidden: bool, check: Check | None) -> list[Pending] | None:
        """What the range `word` says; None where it is none."""
        parted = range_in(word)
        if parted is None:
            return None
        names = [name or HEAD for name in parted[:2]]
        one = self.committish(names[0])
        other = None if one is None else self.committish(names[1])
        if one is None or other is None:
            return None
        if check is not None:
            check(word)
        codes = [self.code_if_there(end.id, name) for end, name in zip((one, other), names, strict=True)]
        bases = [] if None in codes or not parted.symmetric else self.bases(one.id, other.id)
        if None in codes or bases is None:
            if self.ignores_missing:
                return []
            what = "symmetric difference expression" if parted.symmetric else "revision range"
            raise RevisionError(f"Invalid {what} {word}")
        left, right = (LEFT, RIGHT) if parted.symmetric else (0, 0)
        found = [Pending(base, COMMIT, base.hex(), is_hidden=not hidden) for base in bases]
        found.append(pending_of(one, codes[0] or 0, names[0], hidden != (not parted.symmetric), left))
        found.append(pending_of(other, codes[1] or 0, names[1], hidden, right))
        return [one._replace(of_range=True) for one in found]

    def code_if_there(self, oid: ObjectId | None, name: str) -> int | None:
        """The code of the type of `oid`, called `name`; None where it is missing, or is damaged and that ends it all.

        Raises RevisionError for one that is damaged where what is missing is passed over.
        """
        try:
            return None if oid is None else self.context.reader.header(oid).type.code
        except MISSING_OR_BAD as error:
            if oid is not None and self.ignores_missing:
                self.allow(bytes(oid), name, error)
            return None

    def bases(self, one: ObjectId | None, other: ObjectId | None) -> list[bytes] | None:
        """The merge bases of what these come to; None where one of them is no commit."""
        commits = [None if oid is None else commit_named(self.asked(self.context), oid) for oid in (one, other)]
        ids = [bytes(commit.id) for commit in commits if commit is not None and commit.id is not None]
        return self.merge_bases(*ids) if len(ids) == len(commits) else None

    # Parents

    def parents(self, name: str, number: int, *, hidden: bool) -> list[Pending] | None:
        """The parents of the commit `name`, ^ before it or not, or the one with that `number`; None for no commit."""
        if name.startswith("^"):
            name, hidden = name[1:], not hidden
        found = self.committish(name)
        commit = None if found is None or found.id is None else self.commit_at(found.id, name)
        if commit is None:
            return None
        parents = parents_of(self.context, commit)
        if number:
            if number > len(parents):
                return None
            parents = parents[number - 1 : number]
        return [Pending(bytes(parent), COMMIT, name, is_hidden=hidden) for parent in parents]

    def commit_at(self, oid: ObjectId, name: str) -> Commit | None:
        """The commit that `oid`, called `name`, comes to; None where it is something else. Raises RevisionError."""
        seen: set[ObjectId] = set()
        while True:
            code = self.code_of(oid, name)
            if code not in (COMMIT, TAG) or oid in seen:
                return None
            seen.add(oid)
            try:
                data = self.context.reader.read(oid).data
                if code == COMMIT:
                    return Commit(data, oid, self.context.format)
                oid = Tag(data, oid, self.context.format).object
            except MISSING_OR_BAD as error:
                self.allow(oid, name, error)
                return None


def pending_of(found: Resolution, code: int, name: str, hidden: bool, side: int = 0) -> Pending:
    """The object that was `found` under `name`."""
    assert found.id is not None
    return Pending(bytes(found.id), code, name, os.fsencode(found.path or ""), found.mode or 0, hidden, side)
