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

TREE, PARENT, AUTHOR, COMMITTER = b"tree ", b"parent ", b"author", b"committer"
MAX_DATE = (1 << 64) - 1
MAX_DIGITS = 20


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
    """When the commit whose parents end at `at` was committed, as git's walks take it; 0 where they find no date.

    Only the line after the author's is looked at, and there what is behind the last ">". A number that no 64 bits hold
    is the largest, and one below zero counts down from there, as C's unsigned numbers do.
    """
    if not body.startswith(AUTHOR, at + 1):
        return 0
    line = body.find(b"\n", at + 1) + 1
    end = body.find(b"\n", line)
    if not line or end < 0 or not body.startswith(COMMITTER, line):
        return 0
    before = body.rfind(b">", line, end)
    if before < 0:
        return 0
    rest = body[before + 1 : end].lstrip(b" \t\r")
    digits = rest.removeprefix(b"-")
    digits = digits[: len(digits) - len(digits.lstrip(b"0123456789"))].lstrip(b"0")
    if len(digits) > MAX_DIGITS or int(digits or b"0") > MAX_DATE:
        return MAX_DATE
    value = int(digits or b"0")
    return -value & MAX_DATE if rest.startswith(b"-") else value
