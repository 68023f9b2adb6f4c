"""Which contents git takes for binary where nothing else says it: large ones, and those with a NUL at their start."""

from __future__ import annotations

# Where a NUL is looked for; and what is larger is binary, unless core.bigFileThreshold says another size.
START = 8000
BIG_FILE = 512 << 20


def looks_binary(content: bytes) -> bool:
    """Whether `content`, or what it begins with, is binary."""
    return content.find(b"\0", 0, START) >= 0
