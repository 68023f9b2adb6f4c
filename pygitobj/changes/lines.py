"""The lines that differ between two texts, in groups, as git finds them.

What finds them is a kernel, `line_diff`: its twin in Python says how. Here is what may be asked of it, and which of the
groups count for nothing: blank lines, and lines that a pattern matches. Follows git's Documentation/diff-options.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.changes.text_lines import Lines
from pygitobj.formats.characters import decoded
from pygitobj.formats.posix_regex import compile_posix
from pygitobj.formats.posix_sets import Dialect
from pygitobj.formats.small_text import SPACE
from pygitobj.kernels import line_groups
from pygitobj.record import Record

ALGORITHMS = ("myers", "minimal", "patience", "histogram")
WHITE_SPACE = ("", "all", "amount", "at_eol", "cr_at_eol")


class LineOptions(Record):
    """How lines are compared.

    algorithm           one of ALGORITHMS
    indent_heuristic    whether groups of lines that could lie elsewhere begin where a block of the text does
    white_space         which of it does not count: one of WHITE_SPACE; all of it, how much of it, that at the end of
                        a line, or a CR there
    ignore_blank_lines  whether groups of blank lines alone are marked as ignored
    ignore_lines        a group in which each line is one for which some of these is true is marked so, too
    cuts_tail           whether whole blocks that both texts end with are left out first, as git does where it shows no
                        context; other groups may come of it
    """

    algorithm: str = "myers"
    indent_heuristic: bool = True
    white_space: str = ""
    ignore_blank_lines: bool = False
    ignore_lines: tuple[Callable[[bytes], bool], ...] = ()
    cuts_tail: bool = False

    @property
    def ignores_groups(self) -> bool:
        """Whether groups are looked for that are marked as ignored."""
        return self.ignore_blank_lines or bool(self.ignore_lines)


class Hunk(Record):
    """Lines `old_start` to `old_end`, without the last, stand in the new text as `new_start` to `new_end`; from 0.

    One that `is_ignored` is shown only where it stands near others.
    """

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    is_ignored: bool = False


DEFAULT = LineOptions()


def line_pattern(text: str) -> Callable[[bytes], bool]:
    """What `LineOptions.ignore_lines` takes: whether the extended pattern `text` of POSIX's matches in a line.

    Raises ValueError, in glibc's words, for what is no pattern. The end of a line counts as its part, so that `^$`
    matches behind it.
    """
    search = compile_posix(text, Dialect(by_line=True)).search
    return lambda line: search(decoded(line, wide=True))


def changed_lines(old: bytes, new: bytes, options: LineOptions = DEFAULT) -> list[Hunk]:
    """Where two texts differ, from the top. Raises ValueError for an algorithm or white space that there is not.

    It is raised, too, for texts beyond 2 GiB.
    """
    flat = line_groups(old, new, *ways(options))
    hunks = list(map(Hunk, flat[::4], flat[1::4], flat[2::4], flat[3::4]))
    if hunks and options.ignores_groups:
        olds, news = Lines(old), Lines(new)
        return [hunk._replace(is_ignored=is_ignored(hunk, olds, news, options)) for hunk in hunks]
    return hunks


def ways(options: LineOptions) -> tuple[int, int, bool, bool]:
    """What the kernel takes of `options`. Raises ValueError for an algorithm or white space that there is not."""
    if options.algorithm not in ALGORITHMS or options.white_space not in WHITE_SPACE:
        raise ValueError(f"no such way to compare lines: {options.algorithm}, {options.white_space}")
    algorithm, white_space = ALGORITHMS.index(options.algorithm), WHITE_SPACE.index(options.white_space)
    return algorithm, white_space, options.indent_heuristic, options.cuts_tail


def is_ignored(hunk: Hunk, olds: Lines, news: Lines, options: LineOptions) -> bool:
    """Whether each line of `hunk` is blank, or each matches, where that is asked for."""
    lines = [*olds.part(hunk.old_start, hunk.old_end), *news.part(hunk.new_start, hunk.new_end)]
    if options.ignore_blank_lines and all(is_blank(line, options) for line in lines):
        return True
    return bool(options.ignore_lines) and all(any(match(line) for match in options.ignore_lines) for line in lines)


def is_blank(line: bytes, options: LineOptions) -> bool:
    """Whether `line` is blank; git takes a last line of one byte without an end for such, where white space counts."""
    return not line.strip(SPACE) if options.white_space else len(line) <= 1
