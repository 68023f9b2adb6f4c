"""Trees that are compared, read level by level: all that a level needs at once, through windows, each once.

What is held is bounded: of bodies those that wait for another one, of nodes those of some commits.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.errors import CorruptError, GitObjectError
from pygitobj.formats.links import TREE
from pygitobj.id_list import IdList
from pygitobj.kernels import CommitTable, TreeChanges, parse_tree
from pygitobj.oid import ObjectId
from pygitobj.walk.problems import Allows, none_allowed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.walk.links import Links

# Bytes of trees that may wait for others, and of nodes that are kept for commits to come.
MOST_HELD, MOST_NODES = 64 << 20, 32 << 20
# And at least of nodes that are compared below others which are looked at meanwhile: each time a quarter of the last.
LEAST_NODES = 64 << 10


def room_for(opened: int) -> int:
    """How many bytes nodes may take that are compared while those of `opened` others are kept."""
    return max(MOST_NODES >> 2 * opened, min(LEAST_NODES, MOST_NODES))


def grow(changes: TreeChanges, links: Links, most_level: int, opened: int = 0) -> int:
    """Compare what was added to `changes`, down to the level `most_level`; gives how many of the roots are complete.

    The others are to be added again, to other ones: there was no room for them. Where only one is complete it may
    have nodes that were not compared. `opened` others have nodes at the same time.
    """
    roots, room = changes.roots, room_for(opened)
    while column := changes.wanted():
        if changes.level > most_level:
            break
        ids = IdList.of(column, changes.hash_size)
        at = 0
        for bodies in links.trees(ids):
            some: Sequence[bytes | None] = bodies
            if None in bodies:
                some = [
                    body_or_none(links, oid) if body is None else body
                    for oid, body in zip(ids[at : at + len(bodies)].raws(), bodies, strict=True)
                ]
            changes.take(some)
            at += len(bodies)
            if changes.held > MOST_HELD and changes.compared:
                break
        if changes.size > room:
            if roots <= 1:
                break
            roots //= 2
            changes.keep(roots)
    return roots


def body_or_none(links: Links, oid: bytes) -> bytes | None:
    """The body of the tree `oid`, read alone; None where it cannot be read, which is told when somebody asks for it."""
    try:
        return tree_at(links, oid)
    except GitObjectError:
        return None


def tree_at(links: Links, oid: bytes) -> bytes:
    """The body of the tree `oid`, or of the one that the commit or tag `oid` leads to: git reads that as well."""
    try:
        return links.tree(oid)
    except CorruptError:
        at = led_to(links, oid)
        while at is not None:
            try:
                return links.tree(at)
            except CorruptError:
                at = led_to(links, at)
        raise


def led_to(links: Links, oid: bytes) -> bytes | None:
    """What the tag `oid` tags, or the tree of the commit `oid`; None where it is neither."""
    try:
        return links.tag(oid).oid
    except CorruptError:
        table = CommitTable(len(oid))
        number = table.number(oid)
        try:
            links.commits(table)(number)
        except CorruptError:
            return None
        return table.tree(number)


def is_passed_over(ids: IdList, links: Links, problem: Allows = none_allowed) -> bool:
    """Whether `problem` allows to go on without one of the trees `ids`. Raises what is wrong with it where not."""
    for oid in ids.raws():
        try:
            parse_tree(tree_at(links, oid), ids.size)
        except GitObjectError as error:
            if problem(oid, TREE, error):
                return True
            if isinstance(error, CorruptError):
                raise error.located(oid=ObjectId(oid)) from None
            raise
    return False
