"""What is hidden in walks of the library: all that hidden starts reach, whatever clocks say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pygitobj.walk.select.engine import Engine, Tip
from pygitobj.walk.select.marks import HIDDEN


def hide_all(engine: Engine, tips: Iterable[Tip]) -> None:
    """Mark all that hidden tips reach, whatever the dates say."""
    state = engine.walk
    waiting = [tip.number for tip in tips if tip.is_hidden]
    state.fit()
    while waiting:
        number = waiting.pop()
        if not state.find(number, needed=False):
            continue
        state.marks[number] |= HIDDEN
        for parent in state.table.parents(number):
            if not state.marks[parent] & HIDDEN:
                state.marks[parent] |= HIDDEN
                waiting.append(parent)


def edge_of(engine: Engine, numbers: Iterable[int], tips: Iterable[Tip]) -> Iterator[bytes]:
    """The trees of hidden commits that were named, or that commits of these `numbers` come from, if they are there."""
    state = engine.walk
    seen = {tip.number for tip in tips if tip.is_hidden}
    for number in numbers:
        seen.update(parent for parent in state.table.parents(number) if state.marks[parent] & HIDDEN)
    for number in sorted(seen):
        if state.find(number, needed=False):
            yield state.table.tree(number)
