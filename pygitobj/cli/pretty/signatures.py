"""Signatures of commits and tags, as a program checked them.

Follows git's Documentation/pretty-formats, "%G?".
"""

from __future__ import annotations

from pygitobj.record import Record


class Signature(Record):
    """What was found out about a signature: a letter for how good it is, and what the program said of it."""

    letter: bytes = b"N"
    output: bytes = b""
    signer: bytes = b""
    key: bytes = b""
    fingerprint: bytes = b""
    primary: bytes = b""
    trust: bytes = b"undefined"
