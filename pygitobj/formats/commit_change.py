"""The bytes of a commit with other parents, or without its signatures: everything else stays as it is.

Follows git's Documentation/git-replace, "--graft", and gitformat-signature.
"""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.formats.commit import PARENT, TREE, Commit
from pygitobj.oid import ObjectId

SIGNATURES = (b"gpgsig ", b"gpgsig-sha256 ")
# A header goes on with a line that starts so.
GOES_ON = b" "
MERGED_TAG = b"mergetag"


def with_parents(commit: Commit, parents: Iterable[ObjectId]) -> bytes:
    """`commit` with these parents in the place of its own. Raises CorruptObject where its own cannot be told."""
    size = commit.format.hex_size
    start = len(TREE) + size + 1
    end = start + len(commit.parents) * (len(PARENT) + size + 1)
    lines = b"".join(b"%s%s\n" % (PARENT, parent.hex().encode()) for parent in parents)
    return commit.data[:start] + lines + commit.data[end:]


def without_signatures(data: bytes) -> tuple[bytes, bool]:
    """The commit `data` without the headers that sign it, and whether there were any."""
    kept = []
    is_signature = found = False
    at = 0
    while at < len(data) and not data.startswith(b"\n", at):
        end = data.find(b"\n", at) + 1 or len(data)
        line = data[at:end]
        if not (is_signature and line.startswith(GOES_ON)):
            is_signature = line.startswith(SIGNATURES)
        found = found or is_signature
        if not is_signature:
            kept.append(line)
        at = end
    return b"".join(kept) + data[at:], found


def merged_tags(commit: Commit) -> list[bytes]:
    """The tags that `commit` has merged, as they were, the first one first."""
    return [value + b"\n" for key, value in commit.headers if key == MERGED_TAG]
