"""How deep directories are looked into that differ: `--max-depth`, counted from each pathspec, or below the top.

Follows git's Documentation/diff-options, "--max-depth".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pygitobj.errors import GitObjectError
from pygitobj.formats.pathspec import PathspecList
from pygitobj.formats.tree import DIRECTORY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.diffing.asked import DiffOptions
    from pygitobj.kernels.columns import Combined, Pair
    from pygitobj.walk.tree_comparison import Compared


class ShownEntries:
    """Gives the entries of a comparison below `pathspecs` that are shown, as deep as `options` look into directories.

    Raises GitObjectError for pathspecs that are patterns, where there is a depth.
    """

    def __init__(self, options: DiffOptions, pathspecs: PathspecList | None) -> None:
        self.with_trees = options.with_trees
        self.limit = None
        if options.max_depth is not None:
            self.limit = DepthLimit(options.max_depth, pathspecs, with_trees=options.with_trees)

    def __call__(self, compared: Compared) -> Iterator[Pair | Combined]:
        """Those of `compared`."""
        if self.limit is None:
            return compared.entries(with_trees=self.with_trees)
        return self.limit.limited(compared.entries(with_trees=True))


class DepthLimit:
    """Leaves out what lies deeper than `most` levels below `pathspecs`; directories there are entries then.

    Raises GitObjectError for pathspecs that are patterns.
    """

    def __init__(self, most: int, pathspecs: PathspecList | None, *, with_trees: bool) -> None:
        self.most, self.with_trees = most, with_trees
        paths: Sequence[bytes] | None = () if pathspecs is None else pathspecs.literal_paths
        if paths is None:
            raise GitObjectError("max-depth cannot be used with wildcard pathspecs")
        self.paths = sorted((path.rstrip(b"/") for path in paths), reverse=True)

    def limited(self, entries: Iterable[Pair | Combined]) -> Iterator[Pair | Combined]:
        """Those of `entries`, each directory before what is in it, that are shown."""
        closed: bytes | None = None
        for entry in entries:
            path = entry[0]
            if closed is not None and path.startswith(closed):
                continue
            if not is_directory(entry):
                yield entry
                continue
            is_opened = self.opens(path)
            if not is_opened:
                closed = path + b"/"
            if self.with_trees or not is_opened:
                yield entry

    def opens(self, directory: bytes) -> bool:
        """Whether what is in `directory` is looked at: it is not too deep, or lies above a pathspec."""
        if not self.paths:
            return directory.count(b"/") < self.most
        for path in self.paths:
            if is_below(directory, path):
                return directory[len(path) :].count(b"/") + bool(path == b"" and directory) < self.most
            if is_below(path, directory):
                return True
        return False


def is_below(path: bytes, directory: bytes) -> bool:
    """Whether `path` is `directory`, or lies below it."""
    return not directory or path == directory or path.startswith(directory + b"/")


def is_directory(entry: Pair | Combined) -> bool:
    """Whether an entry is one of directories."""
    if len(entry) == 5:
        return DIRECTORY in (entry[1], entry[3])
    return entry[1] == DIRECTORY or any(mode == DIRECTORY for mode, _ in entry[3])
