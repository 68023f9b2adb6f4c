"""The files of trees, and what they have: many read together, in the order of the tree.

How deep it is looked is counted from the directory that a pathspec names. Follows git's Documentation/git-grep,
"--max-depth".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.formats.literal_paths import Asked
from pygitobj.formats.path_matcher import NO, WHOLE
from pygitobj.formats.pathspec import PathspecList
from pygitobj.formats.tree import DIRECTORY, REGULAR, TYPE_MASK
from pygitobj.kernels import parse_tree
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.store.windows import Result
from pygitobj.walk.tree_entries import MAX_DEPTH, TreeTooDeepError

# Files whose contents are asked for together, and how many bytes of these are held.
MANY = 1 << 12
WINDOW = 8 << 20
SLASH = b"/"


class TreeFile(Record):
    """A regular file: its path in the tree, and the id of its blob."""

    path: bytes
    oid: bytes


class Paths:
    """Which paths of trees are looked at: those that `pathspecs` mean, all without, and not deeper than `most` says.

    `most` is None for any depth. What a pathspec leaves out it leaves out as deep as that.
    """

    def __init__(self, pathspecs: PathspecList | None, most: int | None = None) -> None:
        self.pathspecs, self.most = pathspecs, most
        # git looks at the last one first, by path.
        self.included = [] if pathspecs is None else sorted(pathspecs.included, key=pattern_of, reverse=True)
        self.excluded = [] if pathspecs is None else sorted(pathspecs.excluded, key=pattern_of, reverse=True)

    @property
    def all(self) -> bool:
        """Whether all paths are looked at."""
        return self.pathspecs is None and self.most is None

    def has(self, base: bytes, name: bytes, mode: int) -> bool:
        """Whether an entry of the directory `base`, "" or with a slash at its end, is looked at."""
        if self.most is None:
            return self.pathspecs is None or self.pathspecs.matches(base + name, mode, recursive=True)
        kind = mode & TYPE_MASK
        if self.pathspecs is None:
            return depth_of(base, kind) <= self.most
        if not self.is_near(self.included, base, name, kind, self.most):
            return False
        return kind == DIRECTORY or not self.is_near(self.excluded, base, name, kind, self.most)

    def is_near(self, specs: Sequence[Asked], base: bytes, name: bytes, kind: int, most: int) -> bool:
        """Whether one of `specs` means an entry that is not deeper below its path than `most`: the first that does."""
        assert self.pathspecs is not None
        for one, wanted in specs:
            found = one.look(base, name, kind)
            if found == NO and not (kind == DIRECTORY and one.may_be_like(base)):
                continue
            if wanted and kind != DIRECTORY and not self.pathspecs.has_attributes(wanted, base + name):
                continue
            return found != WHOLE or depth_of(base[len(one.pattern) + 1 :], kind) <= most
        return False


def pattern_of(asked: Asked) -> bytes:
    """The path of a pathspec."""
    return asked[0].pattern


def depth_of(base: bytes, kind: int) -> int:
    """How deep an entry of this kind in the directory `base` is."""
    return base.count(SLASH) + (kind == DIRECTORY)


def files_of(repository: Repository, tree: bytes, paths: Paths) -> Iterator[TreeFile]:
    """The regular files of `tree` that `paths` has, in its order. Raises GitObjectError, CorruptError."""
    size = len(tree)
    takes_all = paths.all
    opened = [(b"", iter(parse_tree(tree_body(repository, tree), size)))]
    while opened:
        base, rows = opened[-1]
        for mode, name, oid in rows:
            if not takes_all and not paths.has(base, name, mode):
                continue
            kind = mode & TYPE_MASK
            if kind == REGULAR:
                yield TreeFile(base + name, oid)
            elif kind == DIRECTORY:
                if len(opened) > MAX_DEPTH:
                    raise TreeTooDeepError("exceeded maximum allowed tree depth")
                opened.append((base + name + SLASH, iter(parse_tree(tree_body(repository, oid), size))))
                break
        else:
            opened.pop()


def tree_body(repository: Repository, oid: bytes) -> bytes:
    """The body of a tree. Raises GitObjectError in git's words where it cannot be read."""
    try:
        return repository.reader.read(oid).data
    except MISSING_OR_BAD as error:
        raise GitObjectError(f"unable to read tree ({ObjectId(oid)})") from error


def contents(
    repository: Repository, files: Iterable[TreeFile], skips: Callable[[TreeFile], bool]
) -> Iterator[tuple[TreeFile, Result]]:
    """`files` but those that `skips` says, each with its object, or with what says that it is missing or damaged.

    An error in getting `files` is raised after those before it.
    """
    source = iter(files)
    problems: list[GitObjectError] = []
    while not problems:
        some: list[TreeFile] = []
        try:
            some.extend(islice(source, MANY))
        except GitObjectError as error:
            problems.append(error)
        if not some and not problems:
            return
        wanted = [file for file in some if not skips(file)]
        ids = repository.reader.targets(file.oid for file in wanted)
        found = repository.objects.read_many(ids, window=WINDOW)
        for file, (_, result) in zip(wanted, found, strict=True):
            yield file, result
    raise problems.pop()
