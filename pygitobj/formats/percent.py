"""What stands after a percent sign in a template, as far as all templates have it: two hex digits for a byte."""

from __future__ import annotations

from pygitobj.oid import HEX_BYTES


def hex_byte(text: bytes, at: int) -> bytes | None:
    """The byte whose two hex digits stand at `at`, None where none do."""
    digits = text[at : at + 2]
    return bytes.fromhex(digits.decode("ascii")) if len(digits) == 2 and HEX_BYTES.issuperset(digits) else None
