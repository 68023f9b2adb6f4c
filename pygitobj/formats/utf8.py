"""Text that should be UTF-8, made so.

Follows git's Documentation/i18n.
"""

from __future__ import annotations

import re

# Encoded well, but no characters: U+FDD0 to U+FDEF, and the last two of each plane.
NO_CHARACTER = re.compile(rb"\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]|[\xf0-\xf4][\x8f\x9f\xaf\xbf]\xbf[\xbe\xbf]")


def repaired_utf8(data: bytes) -> tuple[bytes, bool]:
    """`data` with each byte that is no part of a character taken for Latin-1, and whether there was one."""
    parts: list[bytes] = []
    at = 0
    while (bad := first_bad(data, at)) >= 0:
        parts.append(data[at:bad] + chr(data[bad]).encode())
        at = bad + 1
    return b"".join(parts) + data[at:], at > 0


def first_bad(data: bytes, at: int) -> int:
    """Where from `at` on the first byte stands that is no part of a character, -1 for none."""
    try:
        data[at:].decode("utf-8")
        end = len(data)
    except UnicodeDecodeError as error:
        end = at + error.start
    match = NO_CHARACTER.search(data, at, end)
    if match is not None:
        return match.start()
    return end if end < len(data) else -1
