"""Names of revisions as `rev-parse` prints them: ids, short ones, or names of references.

Follows git's Documentation/git-rev-parse, "Options for Output", and gitrevisions, "SPECIFYING RANGES".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.session import warn
from pygitobj.errors import RevisionError
from pygitobj.oid import ObjectId
from pygitobj.repository.repository import Repository
from pygitobj.revisions.context import Context
from pygitobj.revisions.resolve import resolve
from pygitobj.sources.trouble import ignore

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
        # Where words are seen from, in the place of where we are.
        self.prefix: str | None = None

    @property
    def context(self) -> Context:
        """What names are resolved against, as --prefix says."""
        context = self.repository.revisions
        # Outside of a work tree there are no paths from where we are.
        return context if self.prefix is None or context.prefix is None else context._replace(prefix=self.prefix)

    def find(self, name: str, *, quiet: bool) -> ObjectId | None:
        """The id that `name` means, None where it means nothing; if `quiet` less is told.

        Raises RefusedRevisionError where git tries nothing else.
        """
        return resolve(self.context._replace(quiet=quiet), name).id

    # Printing

    def show_name(self, name: str, *, hidden: bool = False) -> None:
        """Print the revision `name`, left out if it is `hidden`."""
        oid = resolve(self.context._replace(warn=ignore), name).id  # whatever there is was told before
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
            from pygitobj.cli.short_ids import short_ids  # these and references' names are asked for by options

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
        from pygitobj.refs.short_names import shortened

        strict = warns if self.abbreviates == "default" else self.abbreviates == "strict"
        return shortened(store, found[0], strict=strict)

    # Ranges

    def committish(self, name: str) -> ObjectId | None:
        """As `find`, where an abbreviation that may be a commit is one."""
        return resolve(self.context._replace(default_hint="committish"), name).id
