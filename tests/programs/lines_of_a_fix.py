"""Which commits wrote the lines that a fix took away."""

import sys

from pygitobj import Repository

with Repository.open() as repo:
    fix = repo.commit(sys.argv[1])
    for change in repo.diff(fix.parents[0] if fix.parents else None, fix):
        if change.old is None or change.lines is None:
            continue
        for hunk in change.hunks(context=0):
            for part in repo.blame(change.old.path, fix.parents[0], lines=hunk.old, ignore_space=True):
                print(part.commit, part.path.decode("utf-8", "replace"), part.original)
