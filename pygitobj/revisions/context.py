"""What revisions are resolved against, and how a resolution can end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

from pygitobj.errors import RevisionError
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.refs.refs import Refs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.git_index import IndexEntry
    from pygitobj.oid import ObjectFormat
    from pygitobj.refs.replace import Reader
    from pygitobj.walk.history import History


class Context(Record):
    """What names are resolved against.

    `reads` gives the `reader` of objects as replace refs show them, which names of references do without. `base` is
    the directory that paths in messages are looked for in, `prefix` the start relative to the work tree, None outside
    one. `shallow` are commits without parents, `grafts` give commits other ones. `warn` is told lines that git prints.
    `staged` gives the entries of the index.
    With `watches_ids` it is told where an id in full is a reference's name too; `advises` says whether to give advice
    of that name. `short` abbreviates ids. `history` gives the commits as a walk sees them, for long ways.
    """

    format: ObjectFormat
    reads: Callable[[], Reader]
    refs: Refs
    base: str
    prefix: str | None
    work_tree: str | None
    shallow: Callable[[], frozenset[bytes]]
    grafts: Callable[[], Mapping[bytes, tuple[bytes, ...]]]
    warn: Callable[[str], None]
    warn_ambiguous: bool
    default_hint: str | None
    follows: Callable[[str, str], str]
    staged: Callable[[], list[IndexEntry]]
    quiet: bool = False
    watches_ids: bool = False
    advises: Callable[[str], bool] = lambda _what: False
    short: Callable[[bytes], str] = bytes.hex
    history: Callable[[], History] | None = None

    @property
    def reader(self) -> Reader:
        """What reads objects, as replace refs show them."""
        return self.reads()

    @property
    def warns_ambiguous(self) -> bool:
        """Whether it is told where several references could be meant."""
        return self.warn_ambiguous and not self.quiet


class RefusedRevisionError(RevisionError):
    """A revision that cannot be what it says, after which git tries nothing else: a log that is too short, no upstream.

    Without a message where a quiet context leaves it out.
    """


class Status(Enum):
    """How a resolution ended; the values are the words that batch modes print."""

    FOUND = "found"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    OUTSIDE = "symlink"
    DANGLING = "dangling"
    LOOP = "loop"
    NOT_DIRECTORY = "notdir"


class Resolution(Record):
    """How a resolution ended: the object, with mode and path where it was found by path; or the link's path outside."""

    status: Status
    id: ObjectId | None = None
    mode: int | None = None
    path: str | None = None
    outside: bytes = b""
