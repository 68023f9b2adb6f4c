"""The format of a batch's answers: text with atoms, such as `%(objectname) %(rest)`.

Follows git's Documentation/git-cat-file, "BATCH OUTPUT".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import RevisionError
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.record import Record
from pygitobj.sources.values import ObjectHeader, ObjectInfo

DEFAULT = "%(objectname) %(objecttype) %(objectsize)"
ATOMS = ("objectname", "objecttype", "objectsize", "objectsize:disk", "deltabase", "rest", "objectmode")
PLAIN = ("objectname", "objecttype", "objectsize")
NEED_INFO = ("objectsize:disk", "deltabase")


class Answer(Record):
    """What the atoms are filled with. `header` or `info` may be None where no atom asks for it."""

    oid: ObjectId
    header: ObjectHeader | None
    info: ObjectInfo | None
    mode: int | None
    rest: bytes


class BatchFormat(Record):
    """A parsed format: pieces that are text (bytes) or atoms (str)."""

    pieces: tuple[bytes | str, ...]
    is_default: bool

    @property
    def splits_lines(self) -> bool:
        """Whether a line of input is a name and a rest, because an atom shows the rest."""
        return "rest" in self.pieces

    @property
    def is_plain(self) -> bool:
        """Whether the atoms are but name, type and size."""
        return all(isinstance(piece, bytes) or piece in PLAIN for piece in self.pieces)

    @property
    def needs_info(self) -> bool:
        """Whether an atom asks how the object is stored."""
        return any(atom in self.pieces for atom in NEED_INFO)

    def fill(self, answer: Answer, object_format: ObjectFormat) -> bytes:
        """The text for one object."""
        return b"".join(
            piece if isinstance(piece, bytes) else FILLERS[piece](answer, object_format) for piece in self.pieces
        )


def parse_format(text: str) -> BatchFormat:
    """The format `text`. Raises RevisionError in git's words for an atom that there is not."""
    pieces: list[bytes | str] = []
    rest = text
    while rest:
        plain, percent, rest = rest.partition("%")
        pieces.append(plain.encode("utf-8", "surrogateescape"))
        if not percent:
            break
        if rest.startswith("%"):
            rest = rest[1:]
            pieces.append(b"%")
        elif not rest.startswith("("):
            pieces.append(b"%")
        else:
            atom, closed, after = rest[1:].partition(")")
            if not closed:
                raise RevisionError(f"bad cat-file format: element '{rest}' does not end in ')'")
            if atom not in ATOMS:
                raise RevisionError(f"bad cat-file format: %({atom})")
            pieces.append(atom)
            rest = after
    return BatchFormat(tuple(piece for piece in pieces if piece), text == DEFAULT)


def object_type(answer: Answer, _: ObjectFormat) -> bytes:
    """The type's name."""
    described = answer.header or answer.info
    return b"" if described is None else described.type.encode()


def object_size(answer: Answer, _: ObjectFormat) -> bytes:
    """The body's size."""
    described = answer.header or answer.info
    return b"" if described is None else b"%d" % described.size


def delta_base(answer: Answer, object_format: ObjectFormat) -> bytes:
    """The id of the delta's base, or the null id."""
    base = answer.info.delta_base if answer.info else None
    return (base or object_format.null_id).hex().encode()


FILLERS: dict[str, Callable[[Answer, ObjectFormat], bytes]] = {
    "objectname": lambda answer, _: answer.oid.hex().encode(),
    "objecttype": object_type,
    "objectsize": object_size,
    "objectsize:disk": lambda answer, _: b"%d" % (answer.info.disk_size if answer.info else 0),
    "deltabase": delta_base,
    "rest": lambda answer, _: answer.rest,
    "objectmode": lambda answer, _: b"" if answer.mode is None else b"%06o" % answer.mode,
}
