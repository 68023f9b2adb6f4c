"""Commits that change the same: the same lines at the same paths, wherever these lines are, and white space aside.

Each file counts with its path, with its modes where they change, and with its changed lines and three around each;
a binary file counts with both its ids. First only paths and modes are compared, then contents of those that are left.
Follows git's Documentation/git-patch-id and rev-list-options, "--cherry-mark".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pygitobj.changes.lines import LineOptions, changed_lines
from pygitobj.formats.binary import looks_binary
from pygitobj.formats.small_text import SPACE, ended_lines
from pygitobj.formats.tree import GITLINK, SUBMODULE_TEXT, TYPE_MASK
from pygitobj.record import Record
from pygitobj.walk.tree_comparison import Comparison

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Pair
    from pygitobj.walk.history import History

CONTEXT = 3
PLAIN = LineOptions(indent_heuristic=False)


class Contents(Record):
    """What is asked of files, by path, mode and id.

    is_binary   whether a file is binary, whatever it has; None where its content says it
    read        what it has
    """

    is_binary: Callable[[bytes, int, bytes], bool | None]
    read: Callable[[bytes], bytes]


class SameChanges:
    """Finds commits of `history` that change the same, at the paths of `comparison`."""

    def __init__(self, history: History, comparison: Comparison, contents: Contents) -> None:
        self.history, self.comparison, self.contents = history, comparison, contents

    def between(self, some: Mapping[int, Sequence[int]], others: Mapping[int, Sequence[int]]) -> set[int]:
        """Those of `some` commits that change the same as one of `others`, and those of these.

        Commits have their parents with them; those with several are passed over. Raises NotFoundError, CorruptError,
        TreeTooDeepError.
        """
        left = {number: parents for number, parents in some.items() if len(parents) <= 1}
        right = {number: parents for number, parents in others.items() if len(parents) <= 1}
        for with_contents in (False, True):
            keys = dict(self.keys({**left, **right}, with_contents=with_contents))
            shared = {keys[number] for number in left} & {keys[number] for number in right}
            left = {number: parents for number, parents in left.items() if keys[number] in shared}
            right = {number: parents for number, parents in right.items() if keys[number] in shared}
        return {*left, *right}

    def keys(self, commits: Mapping[int, Sequence[int]], *, with_contents: bool) -> Iterator[tuple[int, bytes]]:
        """Each commit with what is the same for those that change the same."""
        compared = self.comparison.compare(self.trees(commits))
        for number, changes in zip(commits, compared, strict=True):
            key = hashlib.blake2b()
            for pair in changes.pairs():
                key.update(hashlib.blake2b(b"".join(heading(pair))).digest())
                if with_contents:
                    key.update(self.content_key(pair))
            yield number, key.digest()

    def trees(self, commits: Mapping[int, Sequence[int]]) -> Iterator[bytes]:
        """The tree of each commit, and of its parent, or nothing."""
        table = self.history.table
        for number, parents in commits.items():
            for one in (number, *parents):
                self.history.require(one)
            yield table.tree(number) + (table.tree(parents[0]) if parents else self.comparison.nothing)

    def content_key(self, pair: Pair) -> bytes:
        """What is the same for contents that change the same."""
        path, old_mode, old, new_mode, new = pair
        news = self.content(path, new_mode, new)
        olds = None if news is None else self.content(path, old_mode, old)
        if news is None or olds is None:
            return hashlib.blake2b(b"binary" + (old if old_mode else b"") + b" " + (new if new_mode else b"")).digest()
        key = hashlib.blake2b(b"text")
        for line in lines_around(olds, news):
            key.update(line.translate(None, SPACE))
        return key.digest()

    def content(self, path: bytes, mode: int, oid: bytes) -> bytes | None:
        """What a file has, nothing for one that is not there; None for a binary one."""
        if not mode:
            return b""
        if mode & TYPE_MASK == GITLINK:
            return SUBMODULE_TEXT % oid.hex().encode("ascii")
        said = self.contents.is_binary(path, mode, oid)
        if said:
            return None
        content = self.contents.read(oid)
        return None if said is None and looks_binary(content) else content


def heading(pair: Pair) -> Iterator[bytes]:
    """The path of a change, white space aside, and its modes where they differ."""
    path, old_mode, _, new_mode, _ = pair
    yield path.translate(None, SPACE)
    if new_mode != old_mode:
        yield b"\n%o %o" % (old_mode, new_mode)


def lines_around(old: bytes, new: bytes) -> Iterator[bytes]:
    """The lines that differ, each with what it is, and three lines before and after them."""
    olds, news = ended_lines(old), ended_lines(new)
    hunks = changed_lines(old, new, PLAIN)
    at = 0
    for nth, hunk in enumerate(hunks):
        yield from olds[max(at, hunk.old_start - CONTEXT) : hunk.old_start]
        yield from signed(b"-", olds[hunk.old_start : hunk.old_end])
        yield from signed(b"+", news[hunk.new_start : hunk.new_end])
        following = hunks[nth + 1].old_start if nth + 1 < len(hunks) else len(olds)
        at = min(following, hunk.old_end + CONTEXT)
        yield from olds[hunk.old_end : at]


def signed(sign: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines with `sign` before each."""
    return (sign + line for line in lines)
