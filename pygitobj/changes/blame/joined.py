"""What a blame found, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.changes.blame.values import Found


def joined(found: Iterable[Found]) -> list[Found]:
    """Groups in the order of the text, those as one that are so in the version that they come from."""
    groups: list[Found] = []
    for one in sorted(found, key=lambda one: one.final):
        last = groups[-1] if groups else None
        if last is not None and follows(last, one):
            groups[-1] = last._replace(size=last.size + one.size)
        else:
            groups.append(one)
    return groups


def follows(last: Found, one: Found) -> bool:
    """Whether `one` goes on where `last` ends, in the text and in the version that they come from."""
    return (
        last.version.number == one.version.number
        and last.version.path == one.version.path
        and last.final + last.size == one.final
        and last.start + last.size == one.start
        and last.marks == one.marks
    )
