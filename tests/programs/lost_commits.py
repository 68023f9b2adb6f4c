"""Commits that no reference reaches, newest first, and where the branch was before."""

from pygitobj import ObjectType, Repository

with Repository.open() as repo:
    lost = [repo.commit(oid) for oid in repo.unreachable(type=ObjectType.COMMIT, reflogs=False)]
    for commit in sorted(lost, key=lambda one: -one.committer.time)[:20]:
        print(commit.id.short(10), f"{commit.committer.when:%Y-%m-%d %H:%M}", commit.subject)
    for number, entry in enumerate(repo.refs.reflog("HEAD")[:10]):
        print(f"HEAD@{{{number}}}", entry.new, entry.message.decode("utf-8", "replace"))
