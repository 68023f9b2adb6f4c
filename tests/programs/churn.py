"""Lines added and deleted by path, a renamed file counted under its last name."""

from collections import Counter

from pygitobj import Repository

churn: Counter[bytes] = Counter()
name_now: dict[bytes, bytes] = {}
with Repository.open() as repo:
    for _, changes in repo.changes("HEAD", merges="omit", lines=True):  # newest first: later names are known
        for change in changes:
            last = name_now.get(change.path, change.path)
            if change.old and change.old.path != change.path:
                name_now[change.old.path] = last
            if change.lines:
                churn[last] += sum(change.lines)
for path, lines in churn.most_common(20):
    print(lines, path.decode("utf-8", "replace"))
