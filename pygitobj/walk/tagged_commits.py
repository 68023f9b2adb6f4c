"""The commits that many tags name, found out together: each tag read in bulk, each commit only asked for its type."""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.errors import GitObjectError
from pygitobj.formats.links import COMMIT, TAG
from pygitobj.store.bulk import describe_column
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.windows import bodies_of
from pygitobj.walk.tags import usual_link

# Fewer are read one by one in less time.
MANY = 4
WINDOW = 1 << 20


def commits_tagged(store: ObjectStore, tags: Iterable[bytes]) -> dict[bytes, bytes]:
    """The commit that each of `tags` names, by tag: where both are sound and as usual. Replace refs do not count.

    Who asks peels the other tags one by one, and is told what is wrong with them; where they are few, that is all.
    """
    asked = list(dict.fromkeys(tags))
    if len(asked) < MANY:
        return {}
    try:
        named = named_by(store, asked)
        targets = list(dict.fromkeys(named.values()))
        codes = describe_column(store, b"".join(targets)).codes
    except (OSError, GitObjectError):
        return {}
    commits = {oid for oid, code in zip(targets, codes, strict=True) if code == COMMIT}
    return {tag: oid for tag, oid in named.items() if oid in commits}


def named_by(store: ObjectStore, tags: list[bytes]) -> dict[bytes, bytes]:
    """What those of `tags` name that say it is a commit, by tag."""
    named = {}
    left = iter(tags)
    for codes, bodies in bodies_of(store, b"".join(tags), WINDOW):
        for code, body, tag in zip(codes, bodies, left, strict=False):
            if code != TAG or body is None:
                continue
            link = usual_link(body, store.format)
            if link is not None and link.code == COMMIT:
                named[tag] = link.oid
    return named
