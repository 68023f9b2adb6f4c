"""Filters of what a walk tells: each says of an object whether it is told, and whether it has to be looked at again.

    SHOW        it is told
    SEEN        whatever path it is met at later, it is not asked about again
    SKIP        what is below a tree is not looked at

What is left out for good is in `omitted`, if that is wanted. Follows git's Documentation/rev-list-options, "--filter".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.formats.filter_spec import BLOB_LIMIT, BLOB_NONE, COMBINE, OBJECT_TYPE, TREE, FilterSpec
from pygitobj.formats.links import BLOB as BLOB_CODE
from pygitobj.formats.links import COMMIT as COMMIT_CODE
from pygitobj.formats.links import TAG as TAG_CODE
from pygitobj.formats.links import TREE as TREE_CODE
from pygitobj.formats.path_pattern import PathPattern, PatternList

SHOW, SEEN, SKIP = 1, 2, 4
TELL = SHOW | SEEN


class ObjectFilter:
    """A filter that leaves out nothing."""

    def __init__(self, omitted: set[bytes] | None = None) -> None:
        self.omitted = omitted

    def other(self, _oid: bytes, _code: int) -> int:
        """What is to be done with a commit or a tag."""
        return TELL

    def begin_tree(self, _oid: bytes, _path: bytes) -> int:
        """What is to be done with a tree, before what is below it."""
        return TELL

    def end_tree(self, _oid: bytes) -> int:
        """What is to be done with a tree once all below it was looked at."""
        return 0

    def blob(self, _oid: bytes, _path: bytes) -> int:
        """What is to be done with a blob."""
        return TELL

    def finish(self) -> None:
        """Put together what was left out."""

    def leave_out(self, oid: bytes, *, out: bool) -> bool:
        """Note that an object is left out, or not; whether that was so before."""
        if self.omitted is None:
            return False
        before = oid in self.omitted
        if out:
            self.omitted.add(oid)
        else:
            self.omitted.discard(oid)
        return before


class NoBlobs(ObjectFilter):
    """Leaves out every blob."""

    def blob(self, oid: bytes, _path: bytes) -> int:
        """A blob is left out."""
        self.leave_out(oid, out=True)
        return SEEN


class SmallBlobs(ObjectFilter):
    """Leaves out blobs of `limit` bytes and more; `size_of` gives a blob's size, None where it is missing."""

    def __init__(self, limit: int, size_of: Callable[[bytes], int | None], omitted: set[bytes] | None = None) -> None:
        super().__init__(omitted)
        self.limit = limit
        self.size_of = size_of

    def blob(self, oid: bytes, _path: bytes) -> int:
        """A large blob is left out; one that is missing is not."""
        size = self.size_of(oid)
        is_large = size is not None and size >= self.limit
        self.leave_out(oid, out=is_large)
        return SEEN if is_large else TELL


class OfType(ObjectFilter):
    """Leaves out what has another type code."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code

    def told(self, code: int) -> int:
        """What is to be done with an object of the type `code`."""
        return TELL if code == self.code else SEEN

    def other(self, _oid: bytes, code: int) -> int:
        """A commit or a tag."""
        return self.told(code)

    def begin_tree(self, _oid: bytes, _path: bytes) -> int:
        """A tree need not be looked into for commits and tags."""
        return SKIP if self.code in (COMMIT_CODE, TAG_CODE) else self.told(TREE_CODE)

    def blob(self, _oid: bytes, _path: bytes) -> int:
        """A blob."""
        return self.told(BLOB_CODE)


class Shallower(ObjectFilter):
    """Leaves out trees and blobs `depth` below the top, and deeper.

    A tree may be met again nearer to the top, and is looked into again then.
    """

    def __init__(self, depth: int, omitted: set[bytes] | None = None) -> None:
        super().__init__(omitted)
        self.depth = depth
        self.at = 0
        self.met: dict[bytes, int] = {}

    def begin_tree(self, oid: bytes, _path: bytes) -> int:
        """Whether the tree is near enough, and was not met as near before."""
        before = self.met.get(oid)
        at, self.at = self.at, self.at + 1
        if before is not None and at >= before:
            return SKIP
        self.met[oid] = at
        is_near = at < self.depth
        was_out = self.leave_out(oid, out=not is_near)
        if is_near:
            return SHOW
        return 0 if self.omitted is not None and not was_out else SKIP

    def end_tree(self, _oid: bytes) -> int:
        """One step nearer to the top again."""
        self.at -= 1
        return 0

    def blob(self, oid: bytes, _path: bytes) -> int:
        """Whether the blob is near enough."""
        is_near = self.at < self.depth
        self.leave_out(oid, out=not is_near)
        return TELL if is_near else 0


class Sparse(ObjectFilter):
    """Leaves out blobs whose paths none of `patterns`, those of a sparse checkout, match as they are met."""

    def __init__(self, patterns: Sequence[PathPattern], omitted: set[bytes] | None = None) -> None:
        super().__init__(omitted)
        self.patterns = patterns
        self.list = PatternList(patterns)
        self.told: set[bytes] = set()
        # For each tree on the way: what holds where no pattern says anything, and whether a blob was left out.
        self.way: list[tuple[bool, bool]] = [(False, False)]

    def matches(self, path: bytes) -> bool:
        """Whether what is at `path` is wanted."""
        found = self.list.matching(path)
        return not self.patterns[found[0]].is_negative if found else self.way[-1][0]

    def begin_tree(self, oid: bytes, path: bytes) -> int:
        """A tree is told the first time that it is met, and looked into each time."""
        self.way.append((self.matches(path + b"/"), False))
        if oid in self.told:
            return 0
        self.told.add(oid)
        return SHOW

    def end_tree(self, _oid: bytes) -> int:
        """A tree of which nothing was left out need not be looked into again."""
        _, has_omitted = self.way.pop()
        default, before = self.way[-1]
        self.way[-1] = default, before or has_omitted
        return 0 if has_omitted else SEEN

    def blob(self, oid: bytes, path: bytes) -> int:
        """A blob that is left out here may be wanted at another path."""
        is_wanted = self.matches(path)
        self.leave_out(oid, out=not is_wanted)
        if not is_wanted:
            self.way[-1] = self.way[-1][0], True
        return TELL if is_wanted else 0


class Part:
    """A filter in a combination: what it has seen, and the tree that it skips."""

    def __init__(self, filter_: ObjectFilter) -> None:
        self.filter = filter_
        self.seen: set[bytes] = set()
        self.skipped: bytes | None = None

    def ask(self, oid: bytes, answer: Callable[[ObjectFilter], int], *, ends: bool = False) -> int:
        """What the filter says, as far as it is to be asked; `ends` at the end of a tree."""
        if self.skipped is not None:
            if not ends or oid != self.skipped:
                return 0
            self.skipped = None
        if oid in self.seen:
            return 0
        found = answer(self.filter)
        if found & SEEN:
            self.seen.add(oid)
        if found & SKIP:
            self.skipped = oid
        return found


class Combined(ObjectFilter):
    """Tells what all of `filters` tell."""

    def __init__(self, filters: Sequence[ObjectFilter], omitted: set[bytes] | None = None) -> None:
        super().__init__(omitted)
        self.parts = [Part(filter_) for filter_ in filters]

    def ask(self, oid: bytes, answer: Callable[[ObjectFilter], int], *, ends: bool = False) -> int:
        """What all say."""
        found = TELL
        for part in self.parts:
            found &= part.ask(oid, answer, ends=ends)
        return found | SKIP if all(part.skipped is not None for part in self.parts) else found

    def other(self, oid: bytes, code: int) -> int:
        """A commit or a tag."""
        return self.ask(oid, lambda filter_: filter_.other(oid, code))

    def begin_tree(self, oid: bytes, path: bytes) -> int:
        """A tree is skipped where all skip it."""
        return self.ask(oid, lambda filter_: filter_.begin_tree(oid, path))

    def end_tree(self, oid: bytes) -> int:
        """The end of a tree."""
        return self.ask(oid, lambda filter_: filter_.end_tree(oid), ends=True)

    def blob(self, oid: bytes, path: bytes) -> int:
        """A blob."""
        return self.ask(oid, lambda filter_: filter_.blob(oid, path))

    def finish(self) -> None:
        """What any of them left out."""
        for part in self.parts:
            part.filter.finish()
            if self.omitted is not None and part.filter.omitted is not None:
                self.omitted |= part.filter.omitted


def make_filter(
    spec: FilterSpec,
    size_of: Callable[[bytes], int | None],
    patterns_of: Callable[[str], Sequence[PathPattern]],
    omitted: set[bytes] | None = None,
) -> ObjectFilter:
    """The filter that `spec` says; `patterns_of` gives the patterns in the blob of a name. Raises what that raises."""
    if spec.kind == BLOB_NONE:
        return NoBlobs(omitted)
    if spec.kind == BLOB_LIMIT:
        return SmallBlobs(spec.number, size_of, omitted)
    if spec.kind == TREE:
        return Shallower(spec.number, omitted)
    if spec.kind == OBJECT_TYPE:
        assert spec.type is not None
        return OfType(spec.type.code)
    if spec.kind == COMBINE:
        apart: list[set[bytes] | None] = [None if omitted is None else set() for _ in spec.parts]
        parts = [make_filter(part, size_of, patterns_of, own) for part, own in zip(spec.parts, apart, strict=True)]
        return Combined(parts, omitted)
    return Sparse(patterns_of(spec.name), omitted)
