"""The first release with a commit, and the branches that have it."""

import sys

from pygitobj import BRANCHES, TAGS, Repository

with Repository.open() as repo:
    commit = repo.commit(sys.argv[1])
    tags = list(repo.containing(commit, TAGS.matching("refs/tags/v*")))
    first = min(tags, key=lambda ref: repo.commit(ref.name).committer.time, default=None)
    print(first.short if first else "not released", [ref.short for ref in repo.containing(commit, BRANCHES)])
