"""Lines of `--raw` for what differs between two trees, where no renames are looked for.

    :<old mode> <new mode> <old id> <new id> <status> TAB <path> LF

Follows git's Documentation/diff-format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Pair

KIND = 0o170000


def raw_lines(pairs: Iterable[Pair], digits: Mapping[bytes, bytes], name: Callable[[bytes], bytes]) -> bytes:
    """The lines of `pairs`; `digits` says how each id is shown, and `name` how a path is that is more than plain ASCII.

    Raises KeyError for an id of which `digits` says nothing.
    """
    return b"".join(
        b":%06o %06o %b %b %b\t%b\n"
        % (old_mode, new_mode, digits[old], digits[new], status(old_mode, new_mode), shown(path, name))
        for path, old_mode, old, new_mode, new in pairs
    )


def status(old_mode: int, new_mode: int) -> bytes:
    """The letter of a change."""
    if not old_mode:
        return b"A"
    if not new_mode:
        return b"D"
    return b"T" if (old_mode ^ new_mode) & KIND else b"M"


def shown(path: bytes, name: Callable[[bytes], bytes]) -> bytes:
    """The path as it stands in a line."""
    is_plain = path.isascii() and path.decode("ascii").isprintable() and b'"' not in path and b"\\" not in path
    return path if is_plain else name(path)
