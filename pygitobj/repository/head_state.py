"""What HEAD is called where it is on no branch: what was checked out last, a rebase, a bisection.

    rebase-merge, rebase-apply      `head-name` in it is the branch that is rebased, `onto` what onto
    BISECT_START                    what the bisection started on

Follows git's Documentation/git-status.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.files.directory import is_there
from pygitobj.files.small_file import content_of
from pygitobj.formats.small_text import SPACE
from pygitobj.oid import HEX_DIGITS, ObjectId
from pygitobj.repository.repository import Repository
from pygitobj.revisions.branch_name import ARRIVED, LEFT
from pygitobj.revisions.peel import peel_if_there

MOST = 1 << 16
DETACHED = "detached HEAD"
Short = Callable[[bytes], str]


def head_description(repository: Repository, short: Short) -> str:
    """What HEAD is called, with ids cut by `short`. Raises RepositoryError for a file that cannot be read."""
    git_dir = repository.location.git_dir
    for place in ("rebase-merge", "rebase-apply"):
        rebases = place == "rebase-merge" or is_there(f"{git_dir}/{place}/rebasing")
        if rebases and is_there(f"{git_dir}/{place}"):
            branch = branch_in(f"{git_dir}/{place}/head-name", short)
            if branch is not None:
                return f"(no branch, rebasing {branch})"
            return f"(no branch, rebasing detached HEAD {checked_out_last(repository, short)[0]})"
    if is_there(f"{git_dir}/BISECT_LOG"):
        return f"(no branch, bisect started on {branch_in(f'{git_dir}/BISECT_START', short)})"
    name, is_at = checked_out_last(repository, short)
    if name is None:
        return "(no branch)"
    return f"(HEAD detached {'at' if is_at else 'from'} {name})"


def branch_in(path: str, short: Short) -> str | None:
    """The branch or id that the file `path` names, None for none."""
    text = os.fsdecode(content_of(path, MOST).strip(SPACE))
    if text in ("", DETACHED):
        return None
    if len(text) in (40, 64) and HEX_DIGITS.issuperset(text):
        return short(ObjectId(text))
    return text.removeprefix("refs/heads/")


def checked_out_last(repository: Repository, short: Short) -> tuple[str | None, bool]:
    """What was checked out last, by its name if that still means the same, and whether HEAD is there still."""
    refs = repository.ref_store
    for entry in reversed(refs.log("HEAD") or ()):
        if not entry.message.startswith(LEFT) or ARRIVED not in entry.message:
            continue
        target = os.fsdecode(entry.message[len(LEFT) :].partition(ARRIVED)[2])
        is_at = refs.get("HEAD") == entry.new
        if target == "HEAD":
            return short(entry.new), is_at
        found = [(full, resolved.id) for full, resolved in refs.candidates(target) if resolved.id is not None]
        if len(found) == 1 and found[0][1] is not None:
            full, oid = found[0]
            peeled = peel_if_there(repository.reader, oid)
            if entry.new in (oid, None if peeled is None else peeled.id):
                name = full if full == "HEAD" else full.removeprefix("refs/tags/").removeprefix("refs/remotes/")
                return name, is_at
        return short(entry.new), is_at
    return None, False
