"""What a walk tells, one by one, taken together: more and more, so that the first is shown early."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pygitobj.errors import GitObjectError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Item = TypeVar("Item")

# So many are taken together: first one, then so many times more, up to a number.
GROWTH, MOST = 4, 4096


def grouped(items: Iterable[Item], at_most: int = MOST) -> Iterator[list[Item]]:
    """`items`, first one, then more and more up to `at_most` at a time; what came before an error comes before it."""
    some: list[Item] = []
    most = 1
    try:
        for item in items:
            some.append(item)
            if len(some) >= most:
                yield some
                some, most = [], min(most * GROWTH, at_most)
    except GitObjectError:
        yield some
        raise
    yield some
