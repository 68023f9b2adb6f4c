"""Trees that are walked side by side: their entries, and what differs between them."""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.errors import CorruptObject
from pygitobj.kernels.path_places import EVERYTHING
from pygitobj.kernels.pure.tree import parse_malformed_tree, split_tree

TYPE_MASK, REGULAR, DIRECTORY, SYMLINK, GITLINK = 0o170000, 0o100000, 0o040000, 0o120000, 0o160000

# How the modes that git writes are shown.
SHOWN = {b"%o" % mode: mode for mode in (DIRECTORY, REGULAR | 0o644, REGULAR | 0o755, SYMLINK, GITLINK)}
# The canonical mode, the name, the id and the place below.
Entry = tuple[int, bytes, bytes, int]
# What stands for the rest of a tree that is malformed from there on.
MALFORMED: Entry = (-1, b"", b"", 0)


def canonical(mode: int) -> int:
    """The mode as git shows it."""
    kind = mode & TYPE_MASK
    if kind == REGULAR:
        return REGULAR | (0o755 if mode & 0o100 else 0o644)
    return kind if kind in (DIRECTORY, SYMLINK) else GITLINK


def sort_key(entry: Entry) -> bytes:
    """What entries are compared by; what differs only behind a NUL cannot be, as no name has one."""
    return entry[1] + (b"/" if entry[0] == DIRECTORY else b"\0")


def comes_before(one: Entry, other: Entry) -> int:
    """Below 0 where `one` comes before `other` as git sorts them, above 0 where it comes after."""
    left, right = one[1], other[1]
    if left == right and one[0] == other[0]:
        return 0
    size = min(len(left), len(right))
    if left[:size] != right[:size]:
        return -1 if left[:size] < right[:size] else 1
    ends = sort_key(one)[size], sort_key(other)[size]
    return ends[0] - ends[1]


def entries_of(body: bytes, hash_size: int) -> list[Entry]:
    """The entries of a tree, as far as it is well-formed, with MALFORMED for the rest."""
    found = split_tree(body, hash_size)
    if found is not None:
        known = SHOWN.get
        return [(known(digits) or canonical(int(digits, 8)), name, oid, EVERYTHING) for digits, name, oid in found]
    try:
        rows = parse_malformed_tree(body, hash_size)
    except CorruptObject as error:
        return [*entries_of(body[: error.offset], hash_size), MALFORMED]
    return [(canonical(mode), name, oid, EVERYTHING) for mode, name, oid in rows]


def alike(new: Entry | None, old: Entry | None) -> bool:
    """Whether an entry is the same on two sides."""
    return new is not None and old is not None and (new[0], new[2]) == (old[0], old[2])


def after_equals(new: list[Entry], old: list[Entry], at: int, at_old: int) -> tuple[int, int]:
    """Where both sides are once the entries are passed that they have alike."""
    most, most_old = len(new), len(old)
    while at < most and at_old < most_old and new[at] == old[at_old] and new[at] is not MALFORMED:
        at += 1
        at_old += 1
    return at, at_old


def meeting(sides: list[list[Entry]]) -> Iterator[list[Entry | None]]:
    """What differs: the entry on each side, None where it is not there, in the order of the trees.

    Raises CorruptObject when it comes to where a tree is malformed.
    """
    return meeting_of_two(*sides) if len(sides) == 2 else meeting_of_many(sides)


def meeting_of_two(new: list[Entry], old: list[Entry]) -> Iterator[list[Entry | None]]:
    """The same of two sides."""
    at = at_old = 0
    while True:
        at, at_old = after_equals(new, old, at, at_old)
        one = new[at] if at < len(new) else None
        other = old[at_old] if at_old < len(old) else None
        if one is MALFORMED or other is MALFORMED:
            raise CorruptObject("a malformed tree")
        if one is None and other is None:
            return
        order = 1 if one is None else -1 if other is None else comes_before(one, other)
        if order < 0:
            yield [one, None]
        elif order > 0:
            yield [None, other]
        elif not alike(one, other):
            yield [one, other]
        at += order <= 0
        at_old += order >= 0


def meeting_of_many(sides: list[list[Entry]]) -> Iterator[list[Entry | None]]:
    """The same of any number of sides."""
    at = [0] * len(sides)
    while True:
        here = [rows[place] if place < len(rows) else None for rows, place in zip(sides, at, strict=True)]
        if MALFORMED in here:
            raise CorruptObject("a malformed tree")
        least = None
        for entry in here[1:]:
            if entry is not None and (least is None or comes_before(entry, least) < 0):
                least = entry
        new = here[0]
        if new is None and least is None:
            return
        order = 1 if new is None else -1 if least is None else comes_before(new, least)
        meets = [entry is not None and least is not None and comes_before(entry, least) == 0 for entry in here]
        meets[0] = order <= 0
        if order < 0:
            meets = [True] + [False] * (len(sides) - 1)
        met = [entry if is_met else None for entry, is_met in zip(here, meets, strict=True)]
        if (order > 0 and all(meets[1:])) or (order <= 0 and not any(alike(new, old) for old in met[1:])):
            yield met
        at = [place + is_met for place, is_met in zip(at, meets, strict=True)]
