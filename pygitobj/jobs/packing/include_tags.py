"""Tags that come along: annotated tags of objects that are packed.

Follows git's Documentation/git-pack-objects, "--include-tag".
"""

from __future__ import annotations

from pygitobj.kernels import Reach
from pygitobj.repository.repository import Repository
from pygitobj.walk.column import Column, joined, unnamed
from pygitobj.walk.tags import tags_from

TAGS = "refs/tags/"


def with_tags(repository: Repository, wanted: Column) -> Column:
    """`wanted` with the tags that references below refs/tags/ name and that lead to one of `wanted`."""
    known = Reach(repository.format.hash_size)
    known.add(bytes(wanted.ids))
    tags = b""
    for ref in repository.ref_store.starting_with(TAGS):
        chain = tags_from(repository.objects, bytes(ref.id))
        if len(chain) > 1 and chain[-1] in known:
            tags += known.add(b"".join(chain[:-1]))
    return joined([wanted, unnamed(tags, repository.format.hash_size)])
