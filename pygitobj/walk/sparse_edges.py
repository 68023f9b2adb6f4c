"""What is hidden at the paths where something is wanted: enough to leave out of a pack, without a walk of whole trees.

    group       trees that are at one path: of wanted commits, and of hidden ones. Where it has none of one kind, what
                is below it is not looked at
    below       what a hidden tree names is hidden; the trees at one path below the group are a group again

What was moved from where nothing wanted is may so be packed again. Follows git's Documentation/git-pack-objects,
"--sparse".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK
from pygitobj.id_list import IdList
from pygitobj.kernels import Reach, parse_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.links import Links

Group = dict[bytes, None]


def hide_along_paths(links: Links, hidden: Reach, tops: Iterable[bytes]) -> None:
    """Add to `hidden` what its trees among `tops`, the trees of commits, name where another of them has a path too."""
    groups: list[Group] = [dict.fromkeys(tops)]
    while groups:
        mixed = [
            group for group in groups if any(oid in hidden for oid in group) and any(oid not in hidden for oid in group)
        ]
        below: dict[tuple[int, bytes], Group] = {}
        for number, oid, body in trees_of(links, mixed, hidden.hash_size):
            is_hidden = oid in hidden
            for mode, name, named in parse_tree(body, hidden.hash_size):
                kind = mode & TYPE_MASK
                if kind == GITLINK:
                    continue
                if is_hidden:
                    hidden.add(named)
                if kind == DIRECTORY:
                    below.setdefault((number, name), {})[named] = None
        groups = list(below.values())


def trees_of(links: Links, groups: list[Group], size: int) -> Iterator[tuple[int, bytes, bytes]]:
    """The trees of all `groups`: the number of the group, the raw id, the body. What cannot be read is left out."""
    asked = [(number, oid) for number, group in enumerate(groups) for oid in group]
    at = 0
    for bodies in links.trees(IdList.of(b"".join([oid for _, oid in asked]), size)):
        for (number, oid), body in zip(asked[at:], bodies, strict=False):
            found = tree_alone(links, oid) if body is None else body
            if found is not None:
                yield number, oid, found
        at += len(bodies)


def tree_alone(links: Links, oid: bytes) -> bytes | None:
    """The body of the tree `oid`, read alone; None where it cannot be: whoever needs it will say so."""
    try:
        return links.tree(oid)
    except MISSING_OR_BAD:
        return None
