"""`show-index`: what a pack's index says, from standard input.

Follows git's Documentation/git-show-index.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, parse_options
from pygitobj.cli.session import Session, warn
from pygitobj.errors import CorruptIndex, GitObjectError
from pygitobj.formats.idx import PackIndex
from pygitobj.oid import FORMATS, SHA1

SPEC = Spec(
    usage=("git show-index [--object-format=<hash-algorithm>] < <pack-idx-file>",),
    options=(
        Option(
            "format", "value", "specify the hash algorithm to use", long="object-format", argument="<hash-algorithm>"
        ),
    ),
)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    named = parse_options(SPEC, words).options.text("format")
    repository = session.find_repository()
    if named is not None:
        if named not in FORMATS:
            raise GitObjectError("Unknown hash algorithm")
        object_format = FORMATS[named]
    elif repository is not None:
        object_format = repository.format
    else:
        warn("warning: assuming SHA-1; use --object-format to override")
        object_format = SHA1
    try:
        index = PackIndex(sys.stdin.buffer.read(), object_format)
        offsets = index.offsets()
    except CorruptIndex as error:
        raise error.located("standard input") from None
    for row, offset in enumerate(offsets):
        crc = index.crc(row)
        sys.stdout.write(f"{offset} {index.oid(row).hex()}{'' if crc is None else f' ({crc:08x})'}\n")
    return 0
