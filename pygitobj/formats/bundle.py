"""A bundle: what a pack in a file is for, in front of it: references, and commits that must be there before.

    # v2 git bundle                     or v3, with capabilities: @object-format=<name>, @filter=<spec>
    -<id> <subject>                     a commit that must be there, and all that it reaches; the subject is for readers
    <id> <reference>
                                        an empty line; the pack follows, a thin one where commits must be there

Follows git's Documentation/gitformat-bundle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pygitobj.errors import GitObjectError
from pygitobj.formats.small_text import SPACE, id_at_start, is_space
from pygitobj.oid import FORMATS, SHA1, ObjectFormat, ObjectId
from pygitobj.record import Record

SIGNATURES = {b"# v2 git bundle\n": 2, b"# v3 git bundle\n": 3}
OBJECT_FORMAT, FILTER = b"object-format=", b"filter="


class BundleRef(Record):
    """A reference in a bundle, or a commit that it asks for, called after its subject."""

    id: ObjectId
    name: bytes


class Bundle(Record):
    """What stands before the pack of a bundle; `filter` says what was left out of it, if anything was."""

    version: int
    format: ObjectFormat
    prerequisites: Sequence[BundleRef]
    references: Sequence[BundleRef]
    filter: str | None = None


class NoBundleError(GitObjectError):
    """A file that does not start as a bundle does."""


def parse_bundle(lines: Iterable[bytes]) -> Bundle:
    """The header that `lines`, each with its end, have up to the first empty one.

    Raises NoBundleError, GitObjectError in git's words.
    """
    rest = iter(lines)
    version = SIGNATURES.get(next(rest, b""))
    if version is None:
        raise NoBundleError("does not look like a v2 or v3 bundle file")
    object_format, filter_ = SHA1, None
    named: tuple[list[BundleRef], list[BundleRef]] = ([], [])
    for line in rest:
        if line.startswith(b"\n"):
            break
        text = line.rstrip(SPACE)
        if not line.endswith(b"\n"):
            raise GitObjectError(f"the header is cut short within a line: {shown(text)}")
        if version == 3 and text.startswith(b"@"):
            capability = text[1:]
            if capability.startswith(OBJECT_FORMAT):
                object_format = format_called(capability.removeprefix(OBJECT_FORMAT))
            elif capability.startswith(FILTER):
                filter_ = capability.removeprefix(FILTER).decode("utf-8", "surrogateescape")
            else:
                raise GitObjectError(f"unknown capability '{shown(capability)}'")
            continue
        is_asked = text.startswith(b"-")
        named[is_asked].append(parse_ref(text.removeprefix(b"-"), object_format, is_asked=is_asked))
    return Bundle(version, object_format, named[1], named[0], filter_)


def format_called(name: bytes) -> ObjectFormat:
    """The object format called `name`. Raises GitObjectError."""
    found = FORMATS.get(shown(name))
    if found is None:
        raise GitObjectError(f"unrecognized bundle hash algorithm: {shown(name)}")
    return found


def parse_ref(text: bytes, object_format: ObjectFormat, *, is_asked: bool) -> BundleRef:
    """The reference that `text` says, or what must be there, if that `is_asked`. Raises GitObjectError."""
    oid = id_at_start(text, object_format)
    rest = text[object_format.hex_size :]
    if oid is None or (rest and not is_space(rest[:1])) or not (rest or is_asked):
        raise GitObjectError(f"unrecognized header: {'-' * is_asked}{shown(text)} ({len(text)})")
    return BundleRef(oid, b"" if is_asked else rest[1:])


def build_bundle(bundle: Bundle) -> bytes:
    """The header as it stands before the pack; the mirror of `parse_bundle`."""
    lines = [next(signature for signature, version in SIGNATURES.items() if version == bundle.version)]
    if bundle.version == 3:
        lines.append(b"@%b%b\n" % (OBJECT_FORMAT, bundle.format.name.encode()))
        if bundle.filter is not None:
            lines.append(b"@%b%b\n" % (FILTER, bundle.filter.encode("utf-8", "surrogateescape")))
    lines.extend(b"-%b %b\n" % (str(oid).encode(), name) for oid, name in bundle.prerequisites)
    lines.extend(b"%b %b\n" % (str(oid).encode(), name) for oid, name in bundle.references)
    return b"".join((*lines, b"\n"))


def shown(text: bytes) -> str:
    """`text` in a message."""
    return text.decode("utf-8", "surrogateescape")
