"""What a walk notes of a commit, as bits of one number.

Most are git's own, by which its documentation of the order and of history simplification speaks.
"""

from __future__ import annotations

# It was met: it is in the queue, or was.
SEEN = 1 << 0
# A hidden tip reaches it, or it is one, as far as the walk has found out ("uninteresting").
HIDDEN = 1 << 1
# Nothing of what is looked for differs from what its parents have ("TREESAME").
SAME = 1 << 2
# It was told, or is passed over for ever.
SHOWN = 1 << 3
# It is told as a border ("boundary").
BORDER = 1 << 4
# A child of it was told.
CHILD_SHOWN = 1 << 5
# Its parents were met.
ADDED = 1 << 6
# The left end of a symmetric difference reaches it.
LEFT = 1 << 7
# It was named as hidden itself.
BOTTOM = 1 << 8
# It differs from its first parent.
PULL = 1 << 9
# Incremental topological order: it was put in the queue that explores, in the one that counts children.
EXPLORED = 1 << 10
COUNTED = 1 << 11
# Nobody named it.
BY_WALK = 1 << 12
# A commit of --ancestry-path reaches it, or it is one.
ON_PATH = 1 << 13
# A commit that the walk has passed has it as a parent.
CHILD_VISITED = 1 << 14
# What it names is known to this walk, which before takes it for a commit without parents.
LOADED = 1 << 15
# For a moment, within one step.
MARKED = 1 << 16
# It was named as a tip.
TIP = 1 << 17
# It changes the same as a commit on the other side.
PATCH_SAME = 1 << 18
# What a child hands on to its parents.
HANDED_ON = LEFT | ON_PATH
