"""What the walk over history needs of commits: tree, parents, and when they were committed.

    tree <id>
    parent <id>                         none, one or more
    author …
    committer <name> <email> <time> <offset>

Follows git's Documentation/user-manual, "Commit Object". The whole of a commit: formats/commit.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.kernels.columns import CommitLinks

TREE, PARENT, COMMITTER = b"tree ", b"parent ", b"\ncommitter "
# No date that anyone meant has more.
MAX_DIGITS = 18


def parse_commits(bodies: Iterable[bytes | None], hash_size: int) -> list[CommitLinks | None]:
    """The links of each of the commits `bodies`; None for None, and for what is malformed."""
    return [None if body is None else parse_commit(body, hash_size) for body in bodies]


def parse_commit(body: bytes, hash_size: int) -> CommitLinks | None:
    """The links of the commit `body`, None where it is malformed."""
    digits = 2 * hash_size
    at = len(TREE) + digits
    if not body.startswith(TREE) or body[at : at + 1] != b"\n":
        return None
    try:
        tree = bytes.fromhex(body[at - digits : at].decode("ascii"))
        parents = []
        while body.startswith(PARENT, at + 1):
            at += 1 + len(PARENT) + digits
            if body[at : at + 1] != b"\n":
                return None
            parents.append(bytes.fromhex(body[at - digits : at].decode("ascii")))
    except ValueError:
        return None
    if len(tree) != hash_size or any(len(parent) != hash_size for parent in parents):
        return None
    return CommitLinks(tree, tuple(parents), parse_date(body, at))


def parse_date(body: bytes, at: int) -> int:
    """When the commit whose parents end at `at` was committed."""
    start = body.find(COMMITTER, at)
    if start < 0:
        return 0
    end = body.find(b"\n", start + 1)
    line = body[start : len(body) if end < 0 else end]
    rest = line[line.rfind(b">") + 1 :].lstrip(b" ")
    digits = rest[: len(rest) - len(rest.lstrip(b"0123456789"))]
    return int(digits) if 0 < len(digits) <= MAX_DIGITS else 0
