"""Names of revisions as `rev-parse` prints them: ids, short ones, or names of references.

Follows git's Documentation/git-rev-parse, "Options for Output", and gitrevisions, "SPECIFYING RANGES".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.session import warn
from pygitobj.cli.short_ids import short_ids
from pygitobj.errors import RevisionError
from pygitobj.formats.commit import Commit
from pygitobj.formats.numbers import strtoul
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.refs.short_names import shortened
from pygitobj.repository.repository import Repository
from pygitobj.revisions.ancestors import parents_of
from pygitobj.revisions.peel import peel_if_there
from pygitobj.revisions.resolve import resolve
from pygitobj.sources.trouble import ignore
from pygitobj.walk.history import History
from pygitobj.walk.merge_base import merge_bases
from pygitobj.walk.read_ahead import ReadAhead

HEAD = "HEAD"


class Names:
    """Finds names in `repository`, and hands what is printed of them, and what stands before that, to `show`.

    `symbolic` and `abbreviates` are the options that ask for names, `digits` how many of an id are shown: 0 as many as
    are usual, None all. With `is_turned` what is left out and what is not change places. `is_shown` says whether
    revisions are printed at all, `has_shown` whether one was.
    """

    def __init__(self, repository: Repository, show: Callable[[str, str], None]) -> None:
        self.repository = repository
        self.show = show
        self.symbolic = self.abbreviates = ""
        self.digits: int | None = None
        self.format = repository.format
        self.is_turned = False
        self.is_shown = True
        self.has_shown = False

    def find(self, name: str, *, quiet: bool) -> ObjectId | None:
        """The id that `name` means, None where it means nothing; if `quiet` less is told.

        Raises RefusedRevisionError where git tries nothing else.
        """
        context = self.repository.revisions
        return resolve(context._replace(quiet=True) if quiet else context, name).id

    # Printing

    def show_name(self, name: str, *, hidden: bool = False) -> None:
        """Print the revision `name`, left out if it is `hidden`."""
        oid = resolve(self.repository.revisions._replace(warn=ignore), name).id  # whatever there is was told before
        if oid is not None:
            self.show_id(oid, name, hidden=hidden)

    def show_id(self, oid: bytes, name: str | None, *, hidden: bool = False) -> None:
        """Print what has the id `oid`, which was called `name`."""
        self.has_shown = True
        mark = "^" if hidden != self.is_turned else ""
        if name is not None and (self.abbreviates or self.symbolic == "--symbolic-full-name"):
            full = self.full_name(name)
            if full is not None:
                self.show(full, mark)
        elif name is not None and self.symbolic:
            self.show(name, mark)
        elif self.digits is None:
            self.show(self.in_format(oid).hex(), mark)
        else:
            least = min(self.digits, self.repository.format.hex_size) or None
            self.show(short_ids(self.repository).short(oid, least), mark)

    def in_format(self, oid: bytes) -> bytes:
        """The id `oid` in the hash in which ids are shown. Raises RevisionError where no file tells it."""
        if len(oid) == self.format.hash_size:
            return oid
        found = self.repository.translate(ObjectId(oid))
        if found is None:
            raise RevisionError(f"failed to map {oid.hex()} to {self.format.name}")
        return found

    def full_name(self, name: str) -> str | None:
        """The reference that `name` means, in full or as short as can be; None where it means none, or several."""
        store = self.repository.ref_store
        warns = self.repository.config.get_bool("core.warnAmbiguousRefs", True)
        meant = HEAD if name == "@" else name
        if "@{" in name:
            from pygitobj.revisions.branch_name import whole_name  # as for resolving: few names have a mark

            meant = whole_name(store, self.repository.followed, name)
        found = [where.name for _, where in store.candidates(meant) if where.id is not None]
        if not found:
            return None
        if len(found) > 1 and warns:
            warn(f"error: refname '{name}' is ambiguous")
            return None
        if not self.abbreviates:
            return found[0]
        strict = warns if self.abbreviates == "default" else self.abbreviates == "strict"
        return shortened(store, found[0], strict=strict)

    # Ranges

    def commit(self, name: str) -> tuple[ObjectId | None, Commit | None]:
        """The id that `name` means, and the commit that it comes to; None for each that there is not."""
        oid = self.find(name, quiet=False)
        found = None if oid is None else peel_if_there(self.repository.reader, oid)
        if found is None or found.type is not ObjectType.COMMIT:
            return oid, None
        return oid, Commit(found.data, found.id, self.repository.format)

    def show_range(self, word: str) -> bool:
        """Print what `a..b` or `a...b` says, if `word` is that."""
        before, dots, after = word.partition("..")
        symmetric = after.startswith(".")
        after = after[symmetric:]
        if not dots or (not symmetric and not before and not after):
            return False
        (start, first), (end, second) = (self.commit(name or HEAD) for name in (before, after))
        if start is None or end is None:
            return False
        if not self.is_shown:
            return True
        self.show_id(end, after or HEAD)
        self.show_id(start, before or HEAD, hidden=not symmetric)
        if symmetric:
            if first is None or second is None:
                return False
            history = History(ReadAhead(self.repository.objects), self.repository.shallow)
            numbers = history.number(bytes(first.id)), history.number(bytes(second.id))
            for base in merge_bases(history, numbers[0], numbers[1:]):
                self.show_id(history.table.oid(base), None, hidden=True)
        return True

    def show_parents(self, word: str) -> bool:
        """Print what `<rev>^@`, `<rev>^!` or `<rev>^-<n>` says, if `word` is that."""
        mark = next((mark for mark in ("^!", "^@", "^-") if mark in word), None)
        if mark is None:
            return False
        name, _, after = word.partition(mark)
        number = 1
        if mark == "^-" and after:
            number, end, _ = strtoul(after)
            if end < len(after) or not number:
                return False
        elif after:
            return False
        oid, commit = self.commit(name)
        if oid is None or commit is None:
            return False
        parents = list(enumerate(parents_of(self.repository.revisions, commit), 1))
        if mark == "^-":
            if number > len(parents):
                return False
            parents = [parents[number - 1]]
        if not self.is_shown:
            return True
        if mark != "^@":
            self.show_id(oid, name)
        for place, parent in parents:
            self.show_id(parent, f"{name}^{place}" if self.symbolic else None, hidden=mark != "^@")
        return True
