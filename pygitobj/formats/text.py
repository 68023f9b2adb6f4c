"""Text in the encoding that an object declares."""

from __future__ import annotations


def decode_text(data: bytes, encoding: str | None) -> str:
    """`data` in `encoding` (None is UTF-8); an unknown encoding reads as UTF-8, what cannot be decoded is replaced."""
    try:
        return data.decode(encoding or "utf-8", "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")
