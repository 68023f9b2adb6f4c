"""Two paths as one: what they share at slashes, and within braces where they differ.

dir/{old => new}/file       {old => new}/file       dir/{ => sub}/file      old => new
"""

from __future__ import annotations

from pygitobj.cli.diffing.view import View


def shown_paths(view: View, old: bytes, new: bytes) -> bytes:
    """Both paths as one, or within quotes where one of them needs these."""
    shown = view.quoted(old), view.quoted(new)
    return renamed_path(old, new) if shown == (old, new) else b" => ".join(shown)


def renamed_path(old: bytes, new: bytes) -> bytes:
    """Both paths, neither of which needs quotes."""
    start = shared_start(old, new)
    end = shared_end(old, new, start)
    middle = old[start : max(len(old) - end, start)] + b" => " + new[start : max(len(new) - end, start)]
    return old[:start] + b"{" + middle + b"}" + old[len(old) - end :] if start + end else middle


def shared_start(old: bytes, new: bytes) -> int:
    """How long the directories are that both begin with."""
    length = 0
    for at, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            break
        if one == ord("/"):
            length = at + 1
    return length


def shared_end(old: bytes, new: bytes, start: int) -> int:
    """How long the part from a slash on is that both end with; the slash that ends the `start` counts once more."""
    least = start - 1 if start else 0
    length = 0
    for back in range(1, min(len(old), len(new)) - least + 1):
        if old[-back] != new[-back]:
            break
        if old[-back] == ord("/"):
            length = back
    return length
