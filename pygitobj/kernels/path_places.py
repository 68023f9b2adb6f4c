"""Literal paths by directory, for a walk over trees that looks only at what lies at them.

A place is what is asked for in one directory: the names there that lead to a path, and what is asked for below each.
EVERYTHING, the number 0, is the place where all is asked for; 1 is the top.
"""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.record import Record

EVERYTHING, TOP = 0, 1
# Which entries of a name lead to a path: directories where it goes on below, directories and submodules where it
# ends with a slash, else all.
DIRECTORIES, WITH_SUBMODULES, ANYTHING = range(3)


class Place(Record):
    """The names in a directory that lead to a path, with which entries do and the place below; the paths from there.

    Once all the paths sort before an entry, git looks at no more of a tree: `rests`, ascending, are there for that.
    """

    steps: dict[bytes, tuple[int, int]]
    rests: list[bytes]


def places_of(paths: Iterable[bytes]) -> list[Place]:
    """The places of `paths`, by number; none where one of the paths is the top itself."""
    given = set(paths)
    if not given or b"" in given:
        return [Place({}, [])]
    found = [Place({}, []), Place({}, sorted(given))]
    at = TOP
    while at < len(found):
        steps, rests = found[at]
        below: dict[bytes, list[bytes]] = {}
        for rest in rests:
            name, slash, further = rest.partition(b"/")
            if not slash:
                steps[name] = (ANYTHING, EVERYTHING)
            elif not further:
                if name not in steps:
                    steps[name] = (WITH_SUBMODULES, EVERYTHING)
            else:
                below.setdefault(name, []).append(further)
        for name, furthers in below.items():
            if name not in steps:
                steps[name] = (DIRECTORIES, len(found))
                found.append(Place({}, furthers))
        at += 1
    return found
