"""Pairs of files as they are shown, in every way that was asked for, in git's order.

    raw, name-only, name-status or check; numstat, stat, shortstat; dirstat; summary; then an empty line, and patches

Follows git's Documentation/diff-options.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from pygitobj.changes.pairs import ADDED, COPIED, DELETED, RENAMED, FilePair
from pygitobj.cli.diffing.asked import (
    CHECK,
    DIRSTAT,
    NAMES,
    NOTHING,
    NUMSTAT,
    PATCH,
    RAW,
    SHORTSTAT,
    STAT,
    STATUS,
    SUMMARY,
)  # fmt: skip
from pygitobj.cli.diffing.raw import name_line, raw_line
from pygitobj.cli.diffing.view import View

COUNTING = frozenset((NUMSTAT, STAT, SHORTSTAT))
ALIKE = (ADDED, DELETED, COPIED, RENAMED)
# Pairs whose contents are read together.
GROUP = 64


def show_changes(view: View, pairs: Sequence[FilePair]) -> None:
    """Write what is asked for of `pairs`. Raises GitObjectError for what cannot be read."""
    formats = view.options.formats
    write = view.write
    if formats == {RAW} and not view.depends_on_lines:
        if len(pairs) > 1 and view.options.abbrev:
            view.abbreviate(
                view.nothing if side is None else side.id for pair in pairs for side in (pair.old, pair.new)
            )
        for pair in pairs:
            write(raw_line(view, pair))
        view.found_changes = bool(pairs)
        return
    for part in parts(view, pairs, formats) if pairs else ():
        write(part)
    if not view.depends_on_lines:
        view.found_changes = bool(pairs)


def parts(view: View, pairs: Sequence[FilePair], formats: Set[str]) -> Iterator[bytes]:
    """The same in these `formats`, piece by piece."""
    options = view.options
    is_first = True
    if formats & {RAW, NAMES, STATUS, CHECK}:
        yield from names(view, pairs)
        is_first = False
    by_line = DIRSTAT in formats and options.dirstat.by_line
    if formats & COUNTING or by_line:
        yield from counted(view, pairs, formats)
        is_first = False
    if DIRSTAT in formats and not by_line:
        from pygitobj.cli.diffing.dirstat import dirstat_of  # few ask for it

        yield from dirstat_of(view, pairs)
    if SUMMARY in formats and any(map(has_summary, pairs)):
        from pygitobj.cli.diffing.summary import summary_lines  # few ask for it

        for pair in pairs:
            yield from summary_lines(view, pair)
        is_first = False
    if PATCH in formats:
        if not is_first:
            yield view.line_prefix + (b"\0" if options.nul else b"\n")
        if options.moved != "no" and view.colors:
            yield from patches_with_moved(view, pairs)
        else:
            yield from patches(view, pairs)
    if NOTHING in formats and options.exit_code and view.depends_on_lines:
        for pair in ahead(view, pairs):
            if differs(view, pair):
                break


def names(view: View, pairs: Sequence[FilePair]) -> Iterator[bytes]:
    """One line for each pair, or what is wrong with it."""
    formats = view.options.formats
    reads = view.depends_on_lines or CHECK in formats
    for pair in ahead(view, pairs) if reads else pairs:
        if view.depends_on_lines and not differs(view, pair):
            continue
        if CHECK in formats:
            from pygitobj.cli.diffing.check import check_lines  # few ask for it

            yield from check_lines(view, pair)
        elif NAMES in formats:
            yield name_line(view, pair)
        else:
            yield raw_line(view, pair)
        view.found_changes = True


def counted(view: View, pairs: Sequence[FilePair], formats: Set[str]) -> Iterator[bytes]:
    """What counts lines."""
    from pygitobj.cli.diffing.stat import numstat, stats_of, total_line  # raw lines do without

    stats = stats_of(view, ahead(view, pairs))
    view.found_changes = bool(stats)
    if NUMSTAT in formats:
        yield from numstat(view, stats)
    if STAT in formats:
        from pygitobj.cli.diffing.stat_lines import stat_lines  # most ask for patches

        yield from stat_lines(view, stats)
    if SHORTSTAT in formats and stats:
        yield view.line_prefix + total_line(stats)
    if DIRSTAT in formats and view.options.dirstat.by_line:
        from pygitobj.cli.diffing.dirstat import dirstat_by_line  # few ask for it

        yield from dirstat_by_line(view, stats)


def patches(view: View, pairs: Sequence[FilePair]) -> Iterator[bytes]:
    """The patch of each pair."""
    from pygitobj.cli.diffing.patch import patch  # raw lines do without

    followed, reverse = view.followed, view.options.reverse
    for pair in ahead(view, pairs, shortens=not view.options.full_index):
        yield from patch(view, pair, None if followed is None else followed.get(pair.old if reverse else pair.new))


def patches_with_moved(view: View, pairs: Sequence[FilePair]) -> Iterator[bytes]:
    """The same, with lines that were moved in their colours."""
    from pygitobj.cli.diffing.moved import Moved  # few ask for it

    view.moved = Moved(view.options)
    try:
        for _ in patches(view, pairs):
            pass
        view.moved.find()
        yield from patches(view, pairs)
    finally:
        view.moved = None


def differs(view: View, pair: FilePair) -> bool:
    """Whether anything of `pair` differs that counts: what a patch would show."""
    from pygitobj.cli.diffing.patch import patch  # as above

    before, view.found_changes = view.found_changes, False
    for _ in patch(view, pair):
        if view.found_changes:
            break
    found, view.found_changes = view.found_changes, before or view.found_changes
    return found


def ahead(view: View, pairs: Sequence[FilePair], *, shortens: bool = False) -> Iterator[FilePair]:
    """`pairs`, whose contents are read some at a time, and ids abbreviated if it `shortens` them."""
    for at in range(0, len(pairs), GROUP):
        some = pairs[at : at + GROUP]
        if shortens:
            view.abbreviate(view.nothing if side is None else side.id for pair in some for side in (pair.old, pair.new))
        view.contents.fetch(side for pair in some if not has_same(pair) for side in (pair.old, pair.new))
        yield from some


def has_same(pair: FilePair) -> bool:
    """Whether both sides have the same content."""
    return pair.old is not None and pair.new is not None and pair.old.id == pair.new.id


def has_summary(pair: FilePair) -> bool:
    """Whether the summary tells of `pair`."""
    if pair.status in ALIKE or pair.score:
        return True
    return pair.old is not None and pair.new is not None and pair.old.mode != pair.new.mode
