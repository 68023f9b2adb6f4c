"""What was merged between two tags, newest first."""

from pygitobj import Repository

with Repository.open() as repo:
    for commit in repo.walk("v2.0", hide=["v1.0"], first_parent=True, order="topo"):
        print("*", commit.subject, f"({commit.id.short(10)})")
