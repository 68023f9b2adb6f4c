"""References as lines `<id> SP <name>`, many at once, where nothing about them is out of the ordinary.

Packed references are kept as such lines, and blocks of reftables are made into them. What can be told of all of them
together (that ids are digits, and names names) is told of the text as a whole, and loose ones are put in between: of
half a million references none becomes a value by itself. Where anything is not as usual the ordinary way is taken
(refs.py), which says what it is.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import CorruptError, RepositoryError
from pygitobj.kernels import plain_refs
from pygitobj.kernels.columns import PlainRefs
from pygitobj.refs.refs import Refs
from pygitobj.refs.values import Symbolic

# The line of a reference that is not among the plain ones; nothing for one that is not shown, None for a broken one.
LineOf = Callable[[str], bytes | None]
TextOf = Callable[[str, LineOf], bytes | None]


def plain_lines(refs: Refs, prefix: str) -> PlainRefs | None:
    """The references whose names start with `prefix`; None where they must be looked at one by one.

    Raises RepositoryError.
    """
    text_of: TextOf | None = getattr(refs.backend, "plain_text", None)
    try:
        # Not each backend keeps such lines.
        text = None if text_of is None else text_of(prefix, lambda name: line_of(refs, name))
    except CorruptError:
        return None  # who looks at one after another finds it too, unless it is none of those that are asked for
    return None if text is None else plain_refs(text, refs.format.hash_size)


def plain_names(refs: Refs, prefix: str) -> PlainRefs | None:
    """As `plain_lines`, but what counts of the lines is their names: also what leads nowhere or is broken has one.

    None too where anything cannot be read: who looks at one after another may do without it.
    """
    text_of: TextOf | None = getattr(refs.backend, "plain_text", None)
    some_id = b"1" * refs.format.hex_size

    def line(name: str) -> bytes:
        value = refs.backend.read(name)
        return b"" if value is None else b"%s %s\n" % (some_id, name.encode("utf-8", "surrogateescape"))

    try:
        text = None if text_of is None else text_of(prefix, line)
    except (CorruptError, RepositoryError):
        return None
    return None if text is None else plain_refs(text, refs.format.hash_size)


def line_of(refs: Refs, name: str) -> bytes | None:
    """The line of the loose reference `name`, nothing for one that is not shown; None where it is broken."""
    value = refs.backend.read(name)
    if value is None:
        return b""  # it went meanwhile
    resolved = refs.follow(name, value)
    if resolved.id in (None, refs.format.null_id):
        return b"" if isinstance(value, Symbolic) else None
    return b"%s %s\n" % (str(resolved.id).encode(), name.encode("utf-8", "surrogateescape"))
