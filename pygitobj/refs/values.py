"""What references are told as: their values, where they lead, and how a backend lists them."""

from __future__ import annotations

from pygitobj.formats.refname import is_valid_refname
from pygitobj.oid import ObjectId
from pygitobj.record import Record


class Symbolic(Record):
    """The value of a symbolic reference: the name of another."""

    target: str


class Broken(Record):
    """The value of a reference that holds neither an id nor a name."""

    content: bytes


Value = ObjectId | Symbolic | Broken


class Stored(Record):
    """A reference as a backend lists it; `peeled` is what its tag comes to where that is stored beside it."""

    name: str
    value: Value
    peeled: ObjectId | None = None


class Resolved(Record):
    """Where a name led: the last reference's name, and its id, None if it is not there yet or broken.

    The id is the null id where a reference says so: no object, but what the name means. `symbolic` says whether the
    name itself was a symbolic reference, `broken` whether the way ended at a broken one.
    """

    name: str
    id: ObjectId | None
    symbolic: bool
    broken: bool


class Ref(Record):
    """A reference's full name and the id it comes to."""

    name: str
    id: ObjectId


class Listed(Record):
    """A reference as a list shows it: the id that it comes to, None where it is broken.

    `target` is where a symbolic one leads in the end; `peeled` what its tag comes to where that is stored beside it.
    """

    name: str
    id: ObjectId | None
    target: str | None = None
    peeled: ObjectId | None = None

    @property
    def has_bad_name(self) -> bool:
        """Whether the name is none that git lets a reference have."""
        return not is_valid_refname(self.name)
