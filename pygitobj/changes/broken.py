"""Pairs that are broken into a deletion and a creation since little of the old content is left (-B), and made whole.

    broken      the halves go into the search for renames, each on its own
    whole       halves that are both left after it are one modification again: its score says how much of the old
                content is gone, or is 0 where that is less than what makes it a rewrite

Follows git's Documentation/gitdiffcore, "diffcore-break" and "diffcore-merge-broken".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.changes.contents import Contents
from pygitobj.changes.pairs import ADDED, DELETED, FilePair, Side, plain_status
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK, is_regular
from pygitobj.kernels import copied_bytes, counted
from pygitobj.kernels.columns import MOST_SCORE

# Smaller files are not broken.
LEAST_SIZE = 400
# What was added is little where it is less than this part of what was taken away, and of what stayed.
LITTLE = 20
# Pairs whose contents are read together.
GROUP = 256


def broken(pairs: Sequence[FilePair], break_score: int, merge_score: int, contents: Contents) -> Iterator[FilePair]:
    """`pairs`, those broken of which so much changed as `break_score` says; see `RenameOptions`."""
    for at in range(0, len(pairs), GROUP):
        some = pairs[at : at + GROUP]
        fetch(some, contents)
        for pair in some:
            score = gone_score(pair, break_score, contents)
            if score is None:
                yield pair
                continue
            score = score if score >= merge_score else 0
            yield FilePair(pair.old, None, DELETED, score, is_broken=True)
            yield FilePair(None, pair.new, ADDED, score, is_broken=True)


def fetch(pairs: Sequence[FilePair], contents: Contents) -> None:
    """Read what will be compared of `pairs`, together."""
    edits = [pair for pair in pairs if is_edit(pair)]
    sides: list[Side | None] = []
    for pair in edits:
        sides += (pair.old, pair.new)
    sizes = contents.sizes(sides)
    large = [max(sizes[at : at + 2]) >= LEAST_SIZE and sizes[at] > 0 for at in range(0, len(sizes), 2)]
    contents.fetch(side for at, side in enumerate(sides) if large[at // 2])


def is_edit(pair: FilePair) -> bool:
    """Whether both sides are contents of one kind, and not the same."""
    old, new = pair.old, pair.new
    return old is not None and new is not None and is_regular(old.mode) == is_regular(new.mode) and old.id != new.id


def is_blob(side: Side) -> bool:
    """Whether a side is a blob."""
    return side.mode & TYPE_MASK not in (DIRECTORY, GITLINK)


def gone_score(pair: FilePair, break_score: int, contents: Contents) -> int | None:
    """How much of the old content is gone where a pair is to be broken; None where it is not."""
    old, new = pair.old, pair.new
    if old is None or new is None or old.path != new.path or not (is_blob(old) and is_blob(new)):
        return None
    if is_regular(old.mode) != is_regular(new.mode):
        return MOST_SCORE
    if old.id == new.id:
        return None
    old_size, new_size = contents.sizes([old, new])
    most = max(old_size, new_size)
    if most < LEAST_SIZE or not old_size:
        return None
    new_counts = contents.counts(new)
    copied = copied_bytes(contents.counts(old), new_counts)
    added = counted(new_counts) - copied
    copied = min(copied, old_size)
    if new_size < added + copied:
        added = max(new_size - copied, 0)
    gone = old_size - copied
    score = gone * MOST_SCORE // old_size
    if score > break_score:
        return score
    if (gone + added) * MOST_SCORE < break_score * most:
        return None
    # What only loses much is no rewrite.
    if old_size * break_score < gone * MOST_SCORE and added * LITTLE < min(gone, copied):
        return None
    return score


def peers_of(pairs: Sequence[FilePair]) -> dict[int, int]:
    """Where the halves of broken pairs stand in a list that both are in: the creation of each deletion."""
    deletions = {pair.path: at for at, pair in enumerate(pairs) if pair.is_broken and pair.new is None}
    creations = {pair.path: at for at, pair in enumerate(pairs) if pair.is_broken and pair.old is None}
    return {at: creations[path] for path, at in deletions.items() if path in creations}


def made_whole(deletion: FilePair, creation: FilePair) -> FilePair:
    """The modification that two halves are."""
    return FilePair(deletion.old, creation.new, plain_status(deletion.old, creation.new), deletion.score)
