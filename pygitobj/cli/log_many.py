"""Many commits of a log at once: where each is as its format says, and below that raw lines or counts.

Entries are made together (pretty/many_commits.py), and so are lines, of columns that say what differs (log_counts.py).
A commit of which that cannot be said is shown by itself, in its turn: one that is not as most are, a merge beside
several parents, one that may have renamed something.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from pygitobj.cli.diffing.asked import NO_RENAMES, NUMSTAT, USUAL
from pygitobj.cli.diffing.steps import Step
from pygitobj.cli.log_counts import ManyCounts
from pygitobj.cli.log_diffs import LogDiffs
from pygitobj.cli.log_uncompared import LogEntries
from pygitobj.cli.pretty.commit_entry import Entries
from pygitobj.cli.pretty.commit_shown import ShownCommit
from pygitobj.cli.pretty.many_commits import ManyCommits
from pygitobj.kernels import changed_columns, raw_lines
from pygitobj.kernels.columns import ADDS, REMOVES, UNTOLD, Changes
from pygitobj.walk.kept_bodies import KeptBodies
from pygitobj.walk.select.engine import Engine
from pygitobj.walk.tree_comparison import Compared

# Comparisons that are looked at together, and changed paths.
WINDOW, MOST = 512, 1 << 14


class LogMany(LogEntries):
    """Shows commits of a walk as `entries` and `diffs` do it one by one, with bodies that were `kept` on the walk."""

    def __init__(
        self, diffs: LogDiffs, engine: Engine, entries: Entries, many: ManyCommits, kept: KeptBodies | None
    ) -> None:
        super().__init__(diffs, engine, entries, many, kept)
        self.diffs = diffs
        # Where both are, something may have been renamed.
        self.mixed = UNTOLD if diffs.options.renames == NO_RENAMES else ADDS | REMOVES
        self.between = diffs.between(entries)
        self.texts = ManyCounts(diffs.view).texts if NUMSTAT in diffs.options.formats else self.raw_texts

    def show(self, numbers: Sequence[int]) -> None:
        """Show some commits. Raises GitObjectError where one cannot be read, once those before are written."""
        diffs, output = self.diffs, self.output
        parents = [self.walk.parents(number) for number in numbers]
        bodies, shown = self.made(numbers, parents)
        steps = [diffs.steps_of(number, some) for number, some in zip(numbers, parents, strict=True)]
        add, between = self.entries.add, self.between
        for at, changed in enumerate(self.changed(steps)):
            entry = shown[at]
            if entry is None or not isinstance(changed, bytes):
                self.show_one(self.commit(numbers[at], bodies[at]), steps[at], changed)
            elif changed:
                output.write(add(entry) + between + changed)
                diffs.has_changes = True
            else:
                output.write(add(entry))

    def show_one(self, commit: ShownCommit, steps: Sequence[Step], changed: bytes | Sequence[Compared]) -> None:
        """Show a commit by itself."""
        diffs = self.diffs
        if not isinstance(changed, bytes):
            shows = diffs.show if self.mixed != UNTOLD or len(changed) > 1 else diffs.show_in_parts
            shows(commit, steps, iter(changed), self.entries)
            return
        entry = self.entries.show(commit)
        self.output.write(entry + self.between + changed if changed else entry)
        diffs.has_changes = diffs.has_changes or bool(changed)

    def changed(self, steps: Sequence[Sequence[Step]]) -> Iterator[bytes | list[Compared]]:
        """Of each of some commits the lines of what differs, or comparisons of which they cannot be made together."""
        compared = self.diffs.compare(steps)
        for start in range(0, len(steps), WINDOW):
            some = steps[start : start + WINDOW]
            found = [[next(compared) for _ in own] for own in some]
            alone = [len(own) == 1 and not own[0].is_combined for own in some]
            lines = self.lines([one[0] for one, is_alone in zip(found, alone, strict=True) if is_alone])
            for one, is_alone in zip(found, alone, strict=True):
                text = next(lines) if is_alone else None if one else b""
                yield one if text is None else text

    def lines(self, compared: Sequence[Compared]) -> Iterator[bytes | None]:
        """The lines of each comparison; None where they cannot be made together."""
        at = 0
        while at < len(compared):
            first = compared[at]
            numbers = array("q", (one.number for one in compared[at:] if one.nodes is first.nodes))
            changes = changed_columns(first.nodes.changes, numbers, MOST, first.comparison.max_depth)
            for kind, text in zip(changes.kinds, self.texts(changes), strict=True):
                yield None if kind & UNTOLD or kind & self.mixed == self.mixed else text
            at += len(changes.kinds)

    def raw_texts(self, changes: Changes) -> Iterator[bytes]:
        """The raw lines of each comparison."""
        view, abbrev = self.diffs.view, self.diffs.options.abbrev
        digits = view.ids.digits_of(changes.ids, None if abbrev == USUAL else abbrev)
        text, ends = raw_lines(changes, digits, view.name)
        start = 0
        for end in ends:
            yield text[start:end]
            start = end
