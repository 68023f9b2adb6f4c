"""Which entries of trees pathspecs ask for, as the kernel that compares trees asks (kernels/path_places.py).

Paths without magic it knows by itself. Of others it asks entry by entry, but only of those that differ, and a place is
a directory of which pathspecs mean some and not all.
"""

from __future__ import annotations

from pygitobj.formats.pathspec import Below, PathspecList
from pygitobj.formats.tree import DIRECTORY
from pygitobj.kernels.path_places import EVERYTHING, TOP
from pygitobj.walk.tree_levels import ALL, Asked

NOT_ASKED = -1


def asked_for(pathspecs: PathspecList | None, *, recursive: bool = True) -> Asked:
    """What a comparison of trees is asked by `pathspecs`, everything without any."""
    if pathspecs is None:
        return ALL
    paths = pathspecs.literal_paths
    if paths is None:
        return Asked((), PathSteps(pathspecs, recursive=recursive).step)
    return ALL if b"" in paths else Asked(paths)


class PathSteps:
    """The directories of which `pathspecs` mean some, as places."""

    def __init__(self, pathspecs: PathspecList, *, recursive: bool = True) -> None:
        self.pathspecs, self.recursive = pathspecs, recursive
        self.directories = [b"", b""]
        self.numbers = {b"": TOP}

    def step(self, place: int, name: bytes, mode: int) -> int:
        """The place below the entry `name` of the directory at `place`; below 0 where it is not asked for."""
        path = self.directories[place] + name
        if not self.pathspecs.matches(path, mode, recursive=self.recursive):
            return NOT_ASKED
        if mode != DIRECTORY or not self.recursive or self.pathspecs.enters(path) is Below.ALL:
            return EVERYTHING
        return self.place_of(path + b"/")

    def place_of(self, directory: bytes) -> int:
        """The number of a directory, whose path ends with a slash."""
        number = self.numbers.get(directory)
        if number is None:
            number = len(self.directories)
            self.directories.append(directory)
            self.numbers[directory] = number
        return number
