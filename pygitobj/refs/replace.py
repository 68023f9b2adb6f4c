"""Replace refs: `refs/replace/<id>` says that another object is to be read in the place of `<id>`.

    refs/replace/<id>               the name of the object that is replaced; what the reference leads to is read instead
    refs/replace/<folder>/<id>      the same: the last part of the name counts

A store knows nothing of them: it gives the object that was asked for. `Reader` is what stands between. Follows git's
Documentation/git-replace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pygitobj.errors import CorruptError, NotFoundError, RepositoryError, UnsupportedError
from pygitobj.formats.small_text import id_at_start
from pygitobj.oid import ObjectId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.refs.refs import Refs
    from pygitobj.sources.values import ObjectHeader, ObjectInfo, RawObject
    from pygitobj.store.object_store import ObjectStore

ALL = "refs/"
DEFAULT_BASE = "refs/replace/"
MAX_DEPTH = 5


def replace_base(environ: Mapping[str, str]) -> str:
    """What the names of replace refs start with, "" for any, else with a slash at its end."""
    base = environ.get("GIT_REPLACE_REF_BASE", DEFAULT_BASE)
    # git takes one without a slash at its end for a bug of its own.
    return base if not base or base.endswith("/") else base + "/"


def load_replacements(refs: Refs, environ: Mapping[str, str], warn: Callable[[str], None]) -> dict[bytes, ObjectId]:
    """What replace refs say, one step of it: {id: what is to be read instead}, the null id where one is broken.

    Of names that end in no id `warn` is told. Raises RepositoryError where two are about the same object, and where
    not all of them can be read; CorruptError.
    """
    base = replace_base(environ)
    direct: dict[bytes, ObjectId] = {}
    try:
        for name, oid in refs.values_starting_with(base or ALL):
            shown = name.removeprefix(base)
            replaced = id_at_start(shown.rpartition("/")[2].encode("utf-8", "surrogateescape"), refs.format)
            if replaced is None:
                warn(f"warning: bad replace ref name: {shown}")
            elif replaced in direct:
                raise RepositoryError(f"duplicate replace ref: {shown}")
            else:
                direct[replaced] = ObjectId(refs.format.null_id) if oid is None else oid
    except UnsupportedError:
        return {}
    return direct


class ReplacementNotFoundError(RepositoryError):
    """What a replace ref leads to is missing."""


class Reader:
    """The objects of `store` as replace refs show them: where one says so, another object is read.

    `load` gives what they say, {id: what is to be read instead}, when that is first needed; without it they do not
    count. Methods are those of the store, and raise RepositoryError too: for a chain of five refs and more, which may
    lead round in a circle, and from `read` and `open` where what is to be read instead is missing. That spoils only
    the objects which the refs are about.
    """

    def __init__(self, store: ObjectStore, load: Callable[[], Mapping[bytes, ObjectId]] | None = None) -> None:
        self.store = store
        self.format = store.format
        self.load = load
        self.loaded: Mapping[bytes, ObjectId] | None = {} if load is None else None

    @property
    def replaced(self) -> Mapping[bytes, ObjectId]:
        """What is read in the place of what, one step of it."""
        if self.loaded is None:
            assert self.load is not None
            try:
                self.loaded = self.load()
            except CorruptError as error:
                # It is references that are damaged: nobody is to take that for a damaged object, and go on without.
                raise RepositoryError(str(error)) from error
        return self.loaded

    def target(self, oid: bytes) -> bytes:
        """The id of the object that is read for `oid`. Raises RepositoryError where the way there is too long."""
        replaced = self.loaded or self.replaced
        if not replaced or oid == self.format.empty_tree:
            return oid  # the built-in object is always what it is, as in git
        at = oid
        for _ in range(MAX_DEPTH):
            found = replaced.get(at)
            if found is None:
                return at
            at = found
        raise RepositoryError(f"replace depth too high for object {ObjectId(oid)}")

    def targets(self, oids: Iterable[bytes]) -> Iterable[bytes]:
        """As `target`, for many; an error comes when it is its turn."""
        is_known_empty = self.loaded is not None and not self.loaded
        return oids if is_known_empty else map(self.target, oids)

    def read(self, oid: bytes) -> RawObject:
        """The object that is read for `oid`: its type and body."""
        target = self.target(oid)
        try:
            return self.store.read(target)
        except NotFoundError as error:
            raise self.missing(oid, target, error) from None

    def header(self, oid: bytes) -> ObjectHeader:
        """The type and size of the object that is read for `oid`."""
        return self.store.header(self.target(oid))

    def info(self, oid: bytes) -> ObjectInfo:
        """How the object that is read for `oid` is stored."""
        return self.store.info(self.target(oid))

    def open(self, oid: bytes) -> BinaryIO:
        """The body of the object that is read for `oid`, as a readable binary file."""
        target = self.target(oid)
        try:
            return self.store.open(target)
        except NotFoundError as error:
            raise self.missing(oid, target, error) from None

    def missing(self, oid: bytes, target: bytes, error: NotFoundError) -> NotFoundError | RepositoryError:
        """What to raise where `target`, which is read for `oid`, is missing."""
        if target in (oid, self.format.null_id):
            return error
        return ReplacementNotFoundError(f"replacement {ObjectId(target)} not found for {ObjectId(oid)}")
