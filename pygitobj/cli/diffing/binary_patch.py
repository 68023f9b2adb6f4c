"""What `--binary` shows of a binary file: both ways to make one side of the other, each in base 85.

    GIT binary patch
    literal <size>                  or, where that is shorter: delta <size>
    <length><base 85>               lines of up to 52 bytes: A to Z are 1 to 26 of them, a to z 27 to 52
                                    an empty line

What is deflated is the whole side, or a delta of it as packs have them. Follows git's
Documentation/diff-generate-patch and gitformat-pack, "Deltified representation".
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator

from pygitobj.cli.diffing.view import View
from pygitobj.kernels import create_delta

LINE = 52
HALF = 26


def binary_patch(view: View, old: bytes, new: bytes) -> Iterator[bytes]:
    """The lines that make `new` of `old`, and those that make `old` of `new`."""
    yield view.line_prefix + b"GIT binary patch\n"
    for before, after in ((old, new), (new, old)):
        yield from one_way(view, before, after)


def one_way(view: View, before: bytes, after: bytes) -> Iterator[bytes]:
    """The lines that make `after` of `before`."""
    level = view.repository.policy.level
    packed = zlib.compress(after, level)
    kind, size = b"literal", len(after)
    if before and after:
        delta = create_delta(before, after, len(packed))
        if delta is not None:
            packed_delta = zlib.compress(delta, level)
            if len(packed_delta) < len(packed):
                kind, size, packed = b"delta", len(delta), packed_delta
    prefix = view.line_prefix
    yield prefix + b"%s %d\n" % (kind, size)
    for start in range(0, len(packed), LINE):
        part = packed[start : start + LINE]
        length = len(part) - 1 + ord("A") if len(part) <= HALF else len(part) - HALF - 1 + ord("a")
        yield prefix + bytes((length,)) + base64.b85encode(part, pad=True) + b"\n"
    yield prefix + b"\n"
