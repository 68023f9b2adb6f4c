"""`unpack-file`: a blob's content in a temporary file, whose name is printed.

Follows git's Documentation/git-unpack-file.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import HelpRequestedError, UsageError
from pygitobj.cli.session import Session
from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.files.atomic import TempFile
from pygitobj.files.pieces import PIECE
from pygitobj.oid import ObjectType

USAGE = "usage: git unpack-file <blob>\n"
PREFIX = ".merge_file_"


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(USAGE)
    if len(words) != 1:
        raise UsageError(USAGE)
    with session.open_repository() as repository:
        oid = repository.lookup(words[0]).id
        if oid is None:
            raise GitObjectError(f"Not a valid object name {words[0]}")
        try:
            is_blob = repository.reader.header(oid).type is ObjectType.BLOB
        except MISSING_OR_BAD:
            is_blob = False
        if not is_blob:
            raise GitObjectError(f"unable to read blob object {oid}")
        with repository.reader.open(oid) as body, TempFile(".", "", prefix=PREFIX, mode=0o600) as file:
            while piece := body.read(PIECE):
                file.write(piece)
            file.close()
            name = file.path
            file.keep()
    sys.stdout.write(f"{name.rpartition('/')[2]}\n")
    return 0
