"""Tags that come along: annotated tags of objects that are packed.

Follows git's Documentation/git-pack-objects, "--include-tag".
"""

from __future__ import annotations

from array import array

from pygitobj.errors import CorruptObject, NotFoundError
from pygitobj.formats.links import TAG, links_of
from pygitobj.jobs.reachable import Column, new_column
from pygitobj.kernels import Reach
from pygitobj.oid import ObjectType
from pygitobj.repository.repository import Repository
from pygitobj.store.copies import read_copy

TAGS = "refs/tags/"


def with_tags(repository: Repository, wanted: Column) -> Column:
    """`wanted` with the tags that references below refs/tags/ name and that lead to one of `wanted`."""
    known = Reach(repository.format.hash_size)
    known.add(bytes(wanted.ids))
    every = new_column()
    every.add(wanted.ids, wanted.hashes)
    for ref in repository.refs.starting_with(TAGS):
        chain = tags_from(repository, bytes(ref.id))
        if len(chain) > 1 and chain[-1] in known:
            fresh = known.add(b"".join(chain[:-1]))
            every.add(fresh, array("I", bytes(4 * (len(fresh) // repository.format.hash_size))))
    return every


def tags_from(repository: Repository, oid: bytes) -> list[bytes]:
    """The tag `oid`, what it tags if that is a tag too, and so on; last what is no tag. None where one is damaged."""
    chain = [oid]
    try:
        while True:
            kind, body = repository.objects.first_good(chain[-1], read_copy)
            if kind is not ObjectType.TAG:
                return chain
            chain.append(links_of(TAG, body, repository.format)[0].oid)
    except (NotFoundError, CorruptObject):
        return []
