"""`--follow`: one path through history, under the names that its file had before.

The path is not what a walk goes by: each commit is compared at it, and where it was made there every file of the parent
is looked at as what it may have been made of. From then on, whatever line of history comes next, that is the path.

Follows git's Documentation/git-log, "--follow".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pygitobj.changes.contents import Contents
from pygitobj.changes.pairs import COPIED, RENAMED, FilePair, Side, from_comparison
from pygitobj.changes.renames import COPIES, DEFAULT_SCORE, RenameOptions, find_renames
from pygitobj.cli.diffing.asked import DiffOptions
from pygitobj.errors import GitObjectError
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.formats.pathspec_magic import LITERAL, NAMES, TOP
from pygitobj.walk.tree_comparison import Comparison

ONE_PATH = "--follow requires exactly one pathspec"
NO_MAGIC = "pathspec magic not supported by --follow: {}"
ALLOWED = frozenset((TOP, LITERAL))


def path_to_follow(paths: PathspecList | None) -> bytes:
    """The path that `paths` are. Raises GitObjectError in git's words where they are not one."""
    if paths is None or len(paths.specs) != 1:
        raise GitObjectError(ONE_PATH)
    (spec,) = paths.specs
    magic = [name for name in NAMES if name in spec.names and name not in ALLOWED]
    if magic:
        raise GitObjectError(NO_MAGIC.format(", ".join(f"'{name}'" for name in magic)))
    return spec.pattern


def only(path: bytes) -> PathspecList:
    """What means `path`, and what is below it."""
    return PathspecList([Pathspec.of_entry(path)])


class Follower:
    """Follows `path`. Methods raise GitObjectError."""

    def __init__(self, path: bytes, options: DiffOptions, whole: Comparison, contents: Contents) -> None:
        self.path = path
        self.whole, self.contents = whole, contents
        self.options = RenameOptions(
            COPIES, minimum=options.rename_score or DEFAULT_SCORE, find_copies_harder=True, single_follow=path
        )

    def found(
        self, pairs: Sequence[FilePair], trees: bytes, all_sources: Callable[[], Iterable[Side]]
    ) -> FilePair | None:
        """The pair of what the path was made of, where `pairs` say that it was made; it is followed from now on.

        `trees` are those that are compared, `all_sources` gives every file of the old one. None where it was not made,
        or of nothing.
        """
        if not any(pair.old is None for pair in pairs):
            return None
        (compared,) = self.whole.compare([trees])
        options = self.options._replace(single_follow=self.path)
        some = find_renames(from_comparison(compared.pairs()), options, self.contents, all_sources=all_sources)
        for pair in some:
            if pair.status in (RENAMED, COPIED) and pair.path == self.path and pair.old is not None:
                self.path = pair.old.path
                return pair
        return None
