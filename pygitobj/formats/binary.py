"""Which contents git takes for binary where nothing else says it: those with a NUL among their first bytes."""

from __future__ import annotations

START = 8000


def looks_binary(content: bytes) -> bool:
    """Whether `content`, or what it begins with, is binary."""
    return content.find(b"\0", 0, START) >= 0
