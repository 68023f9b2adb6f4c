"""The lines of --dirstat: which part of all changes each directory has.

    <n.n>% <directory>/

By default a change is so many bytes as went and came; "files" counts each file as one, "lines" its lines. A directory
is left out where all of its changes are in one below it, or where they are less than is asked for. Follows git's
Documentation/diff-options, "--dirstat".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pygitobj.changes.pairs import FilePair
from pygitobj.cli.diffing.stat import FileStat
from pygitobj.cli.diffing.view import View
from pygitobj.kernels import copied_bytes, counted

# So many bytes of a binary file are a line.
BYTES_OF_LINE = 64
Damage = tuple[bytes, int]


def dirstat_by_line(view: View, stats: Iterable[FileStat]) -> Iterator[bytes]:
    """The lines where changed lines are counted."""
    damages = []
    for stat in stats:
        damage = stat.added + stat.deleted
        damages.append((stat.path, -(-damage // BYTES_OF_LINE) if stat.is_binary else damage))
    return directories(view, damages)


def dirstat_of(view: View, pairs: Iterable[FilePair]) -> Iterator[bytes]:
    """The lines where bytes or files are counted."""
    return directories(view, [(pair.path, damage_of(view, pair)) for pair in pairs])


def damage_of(view: View, pair: FilePair) -> int:
    """How much of `pair` changed."""
    old, new = pair.old, pair.new
    if old is not None and new is not None and old.id == new.id:
        return 0
    if view.options.dirstat.by_file:
        return 1
    if old is None or new is None:
        return max(view.contents.size(old or new), 1)
    olds, news = view.contents.counts(old), view.contents.counts(new)
    copied = copied_bytes(olds, news)
    return max(view.contents.size(old) - copied + counted(news) - copied, 1)


def directories(view: View, damages: Sequence[Damage]) -> Iterator[bytes]:
    """The lines for what changed in files."""
    whole = sum(damage for _, damage in damages)
    if not whole:
        return
    options = view.options.dirstat
    # The directories that are open, each with what was counted in it, and in how many places of it.
    open_ones: list[tuple[bytes, int, int]] = [(b"", 0, 0)]

    def close() -> Iterator[bytes]:
        directory, damage, places = open_ones.pop()
        told = False
        if places != 1 and damage:
            permille = damage * 1000 // whole
            if permille >= options.permille:
                told = True
                yield view.line_prefix + b"%4d.%d%% %s\n" % (permille // 10, permille % 10, directory)
        outer, sum_of_outer, places_of_outer = open_ones.pop()
        counted = 0 if told and not options.cumulative else damage
        open_ones.append((outer, sum_of_outer + counted, places_of_outer + 1))

    for path, damage in sorted(damages):
        while not path.startswith(open_ones[-1][0]):
            yield from close()
        at = len(open_ones[-1][0])
        while (slash := path.find(b"/", at)) >= 0:
            at = slash + 1
            open_ones.append((path[:at], 0, 0))
        directory, counted, places = open_ones.pop()
        open_ones.append((directory, counted + damage, places + 2))
    while len(open_ones) > 1:
        yield from close()
