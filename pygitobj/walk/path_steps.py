"""Which entries of trees pathspecs ask for, as the kernel that compares trees asks (kernels/path_places.py).

Paths without magic it knows by itself. Of others it asks entry by entry, but only of those that differ, and a place is
a directory of which pathspecs mean some and not all.
"""

from __future__ import annotations

from pygitobj.formats.pathspec import Below, PathspecList
from pygitobj.formats.tree import DIRECTORY
from pygitobj.kernels import TreeChanges
from pygitobj.kernels.path_places import EVERYTHING, TOP
from pygitobj.record import Record

NOT_ASKED = -1


class Nodes(Record):
    """Nodes of a comparison of trees, and the places of theirs that the kernel does not know by itself."""

    changes: TreeChanges
    steps: PathSteps | None

    def place(self, number: int, directory: bytes) -> int:
        """The place here that has this number in other such nodes, and is the `directory`, with a slash at its end."""
        return number if self.steps is None or number == EVERYTHING else self.steps.place_of(directory)


def nodes_for(
    nothing: bytes, pathspecs: PathspecList | None = None, *, quick: bool = False, recursive: bool = True
) -> Nodes:
    """New nodes, for what `pathspecs` mean, or for everything; the rest is as TreeChanges takes it."""
    if pathspecs is None:
        return Nodes(TreeChanges(nothing, (), None, quick, recursive), None)
    paths = pathspecs.literal_paths
    if paths is not None:
        return Nodes(TreeChanges(nothing, paths, None, quick, recursive), None)
    steps = PathSteps(pathspecs, recursive=recursive)
    return Nodes(TreeChanges(nothing, (), steps.step, quick, recursive), steps)


class PathSteps:
    """The directories of which `pathspecs` mean some, as places."""

    def __init__(self, pathspecs: PathspecList, *, recursive: bool) -> None:
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
