"""Which entries of trees may be written as files: names that some file system takes for others, links that lead out.

What is refused of names is what git refuses in a checkout, on any system: "..", "." and slashes, `.git` in whatever
spelling (Windows: case, dots and blanks behind it, short names, streams; HFS+: case, and characters that it passes
over), and a link called .gitmodules. A backslash parts names for Windows, so that ".." beside one is refused too.
Follows git's Documentation/config/core, "core.protectNTFS" and "core.protectHFS".
"""

from __future__ import annotations

from collections.abc import Mapping

from pygitobj.formats.fsck_tree import NO_LINKS, is_dotgit, may_be_mistaken, specials_called
from pygitobj.formats.tree import SYMLINK, TYPE_MASK

SLASH, UP = b"/", b".."
# Links that are followed on the way of one, as by Linux, and parts of their paths.
MOST_LINKS, MOST_PARTS = 40, 4096


def why_refused(name: bytes, mode: int) -> str | None:
    """Why no entry may be written under this name, None where it may: what is said of it after its path."""
    if not name or name in (b".", UP) or SLASH in name:
        return "leaves its directory"
    if not may_be_mistaken(name):
        return None
    if is_dotgit(name):
        return "is .git to some file system"
    if UP in name.split(b"\\"):
        return "leaves its directory where a backslash parts names"
    if mode & TYPE_MASK == SYMLINK and NO_LINKS[0] in specials_called(name):
        return "is a link that some file system takes for .gitmodules"
    return None


def leads_out(path: bytes, links: Mapping[bytes, bytes]) -> bool:
    """Whether the link at `path` leads out of the folder, also by way of others; `links` has what each of them says.

    What is no link on the way counts as a directory. One that leads round in a circle counts as leading out.
    """
    at = path.split(SLASH)[:-1]
    to_come = links[path].split(SLASH)[::-1]
    if links[path].startswith(SLASH):
        return True
    followed = parts = 0
    while to_come:
        part = to_come.pop()
        parts += 1
        if parts > MOST_PARTS:
            return True
        if part in (b"", b"."):
            continue
        if part == UP:
            if not at:
                return True
            at.pop()
            continue
        at.append(part)
        target = links.get(SLASH.join(at))
        if target is None:
            continue
        followed += 1
        if followed > MOST_LINKS or target.startswith(SLASH):
            return True
        at.pop()
        to_come += target.split(SLASH)[::-1]
    return False
