"""A hook: refuse new blobs over 5 MB, with the path and the commit that brings them."""

import sys

from pygitobj import ALL, ObjectId, Repository

refused = False
with Repository.open() as repo:  # no path: GIT_DIR, as the hook was started
    for line in sys.stdin:
        _, new, name = line.rstrip("\n").split(" ", 2)
        if not int(new, 16):
            continue
        fresh = repo.reachable([ObjectId(new)], [ALL]).blobs
        large = {row[0] for row in repo.objects.sizes(fresh) if row and row[2] > 5_000_000}
        for oid, path, commit in repo.paths(large, ObjectId(new)):
            print(f"{name}: {path!r} in {commit.id.short()} is too large ({oid.short()})", file=sys.stderr)
            refused = True
sys.exit(refused)
