"""The commits that tags name where many were named as starts of a walk, found out together."""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.formats.links import TAG
from pygitobj.repository.repository import Repository
from pygitobj.revisions.pending import Pending
from pygitobj.walk.tagged_commits import commits_tagged


def pending_tags(repository: Repository, pending: Iterable[Pending]) -> dict[bytes, bytes]:
    """The commits of those tags that are `pending`, by tag, as far as they are found so; none where replace refs are.

    The other tags are to be peeled one by one.
    """
    if repository.reader.replaced:
        return {}
    return commits_tagged(repository.objects, (one.oid for one in pending if one.code == TAG))
