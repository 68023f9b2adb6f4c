"""Tags that come along: annotated tags of objects that are packed.

Follows git's Documentation/git-pack-objects, "--include-tag".
"""

from __future__ import annotations

from pygitobj.errors import CorruptObject, NotFoundError
from pygitobj.formats.links import TAG, links_of
from pygitobj.kernels import Reach
from pygitobj.oid import ObjectType
from pygitobj.repository.repository import Repository
from pygitobj.sources.copies import read_copy
from pygitobj.walk.column import Column, joined, unnamed

TAGS = "refs/tags/"


def with_tags(repository: Repository, wanted: Column) -> Column:
    """`wanted` with the tags that references below refs/tags/ name and that lead to one of `wanted`."""
    known = Reach(repository.format.hash_size)
    known.add(bytes(wanted.ids))
    tags = b""
    for ref in repository.refs.starting_with(TAGS):
        chain = tags_from(repository, bytes(ref.id))
        if len(chain) > 1 and chain[-1] in known:
            tags += known.add(b"".join(chain[:-1]))
    return joined([wanted, unnamed(tags, repository.format.hash_size)])


def tags_from(repository: Repository, oid: bytes) -> list[bytes]:
    """The tag `oid`, what it tags if that is a tag too, and so on; last what is no tag.

    Empty where one of them is damaged or missing.
    """
    chain = [oid]
    try:
        while True:
            kind, body = repository.objects.first_good(chain[-1], read_copy)
            if kind is not ObjectType.TAG:
                return chain
            chain.append(links_of(TAG, body, repository.format)[0].oid)
    except (NotFoundError, CorruptObject):
        return []
