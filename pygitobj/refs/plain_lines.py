"""References as lines `<id> SP <name>`, many at once, where nothing about them is out of the ordinary.

Packed references are kept as such lines. What can be told of all of them together (that ids are digits, and names
names) is told of the file as a whole, and loose ones are put in between: of half a million references none becomes a
value by itself. Where anything is not as usual the ordinary way is taken (refs.py), which says what it is.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.record import Record
from pygitobj.refs.refs import Refs
from pygitobj.refs.values import Symbolic

# The bytes of names, the digits of ids, and what stands between.
USUAL = bytes(byte for byte in range(33, 256) if byte not in b"~^:?[\\*\x7f") + b" \n"
# What no name has, and how none ends; those with a dot or an at sign are looked for where there is one.
NOWHERE: tuple[bytes, ...] = (b"//", b"/\n")
NOWHERE_WITH_DOT = (b"..", b"/.", b".lock/", b".lock\n", b".\n")
NOWHERE_WITH_AT = (b"@{",)
DIGITS = b"0123456789abcdef"
BEFORE_NAMES = b" refs/"
PEELED = b"^"
TextOf = Callable[[str, Callable[[str], bytes | None]], bytes | None]


class PlainLines(Record):
    """The references as `text`, the same as `lines` without their ends, and the ids in them, each once."""

    text: bytes
    lines: list[bytes]
    ids: list[bytes]


def plain_lines(refs: Refs, prefix: str) -> PlainLines | None:
    """The references whose names start with `prefix`; None where they must be looked at one by one.

    Raises RepositoryError, CorruptError.
    """
    text_of: TextOf | None = getattr(refs.backend, "plain_text", None)
    # Not each backend keeps such lines.
    text = None if text_of is None else text_of(prefix, lambda name: line_of(refs, name))
    if text is None or not has_usual_bytes(text):
        return None
    lines = text.split(b"\n")
    lines.pop()
    if PEELED in text:
        lines = [line for line in lines if not line.startswith(PEELED)]
        text = b"\n".join(lines) + (b"\n" if lines else b"")
    hex_size = refs.format.hex_size
    starts = {line[: hex_size + len(BEFORE_NAMES)] for line in lines}
    if not all(start.endswith(BEFORE_NAMES) for start in starts) or text.count(b" ") != len(lines):
        return None
    ids = [start[:hex_size] for start in starts]
    if b"".join(ids).translate(None, DIGITS) or b"0" * hex_size in ids:
        return None
    return PlainLines(text, lines, [bytes.fromhex(oid.decode("ascii")) for oid in ids])


def has_usual_bytes(text: bytes) -> bool:
    """Whether `text` ends with a line, and has nothing that is in no name, or a caret before what a tag comes to."""
    if not text:
        return True
    if not text.endswith(b"\n"):
        return False
    odd = text.translate(None, USUAL)
    if odd and (odd.strip(PEELED) or len(odd) != text.count(b"\n" + PEELED)):
        return False
    wrong = NOWHERE
    if b"." in text:
        wrong += NOWHERE_WITH_DOT
    if b"@" in text:
        wrong += NOWHERE_WITH_AT
    return not any(what in text for what in wrong)


def line_of(refs: Refs, name: str) -> bytes | None:
    """The line of the loose reference `name`, nothing for one that is not shown; None where it is broken."""
    value = refs.backend.read(name)
    if value is None:
        return b""  # it went meanwhile
    resolved = refs.follow(name, value)
    if resolved.id in (None, refs.format.null_id):
        return b"" if isinstance(value, Symbolic) else None
    return b"%s %s\n" % (str(resolved.id).encode(), name.encode("utf-8", "surrogateescape"))
