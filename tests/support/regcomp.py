"""The C library's own regular expressions, as an oracle: what git asks."""

from __future__ import annotations

import ctypes
import os
from typing import NamedTuple

import pytest

EXTENDED, IGNORE_CASE, BY_LINE = 1, 2, 4
LC_CTYPE, NOT_AT_START = 0, 1
# Larger than its regex_t and its messages are.
SIZE = 256


class Match(ctypes.Structure):
    """Where a match starts and ends."""

    _fields_ = (("start", ctypes.c_int), ("end", ctypes.c_int))


class Compiled(NamedTuple):
    """What became of a pattern: itself, or what was said."""

    library: ctypes.CDLL
    pattern: ctypes.Array[ctypes.c_char]
    said: str | None

    def search(self, text: bytes) -> bool:
        """Whether something in `text` matches."""
        return bool(self.library.regexec(self.pattern, text, 0, None, 0) == 0)

    def count(self, text: bytes) -> int:
        """How often something in `text` matches, one after another; what is at its end is none."""
        found, count, flags = Match(), 0, 0
        while text and self.library.regexec(self.pattern, text, 1, ctypes.byref(found), flags) == 0:
            text = text[max(found.end, found.start + 1) :]
            count, flags = count + 1, NOT_AT_START
        return count


def compile_as_c(pattern: bytes, flags: int) -> Compiled:
    """`pattern` compiled by the C library, which must be glibc, in the locale of the process."""
    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version") or os.name != "posix":
        pytest.skip("the C library is not glibc")
    compiled = ctypes.create_string_buffer(SIZE)
    code = library.regcomp(compiled, pattern, flags)
    if not code:
        return Compiled(library, compiled, None)
    said = ctypes.create_string_buffer(SIZE)
    library.regerror(code, compiled, said, SIZE)
    return Compiled(library, compiled, said.value.decode())
