"""From what a comparison of trees gives to the pairs that are shown: renames, what is looked for, order, filters.

Follows git's Documentation/gitdiffcore.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial

from pygitobj.changes.filters import (
    Rank,
    StatusFilter,
    in_order,
    order_of,
    relative_to,
    reversed_pairs,
    rotated,
)  # fmt: skip
from pygitobj.changes.pairs import FilePair, Side, from_comparison, resolved
from pygitobj.changes.pickaxe import Pickaxe, looks_for_lines, looks_for_text, picked
from pygitobj.changes.renames import (
    COPIES,
    DEFAULT_BREAK_SCORE,
    DEFAULT_LIMIT,
    DEFAULT_MERGE_SCORE,
    DEFAULT_SCORE,
    NONE,
    RENAMES,
    RenameOptions,
    Stopped,
    find_renames,
)  # fmt: skip
from pygitobj.cli.diffing import asked
from pygitobj.cli.diffing.view import View
from pygitobj.errors import GitObjectError
from pygitobj.formats.tree import GITLINK, TYPE_MASK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Pair

SKIPPED = "warning: exhaustive rename detection was skipped due to too many files."
DEGRADED = "warning: only found copies from modified paths due to too many files."
ADVICE = "warning: you may want to set your diff.renameLimit variable to at least {} and retry the command."
DETECTS = {asked.NO_RENAMES: NONE, asked.RENAMES: RENAMES, asked.COPIES: COPIES}


class Refine:
    """Makes the pairs that a `view` shows of what comparisons give.

    `is_strict` says that the path of --rotate-to has to be there. Methods raise GitObjectError.
    """

    def __init__(self, view: View, *, is_strict: bool = False) -> None:
        self.view, self.options = view, view.options
        self.is_strict = is_strict
        self.needed = 0
        self.is_degraded = False

    # Before all else

    def taken(self, pairs: Iterable[Pair]) -> list[FilePair]:
        """The pairs of a comparison as options want them: old for new, from a directory on, without submodules."""
        return self.chosen(from_comparison(pairs))

    def chosen(self, some: list[FilePair]) -> list[FilePair]:
        """The same of pairs."""
        options = self.options
        if options.ignore_submodules == "all":
            some = [pair for pair in some if not is_of_submodule(pair)]
        if options.reverse:
            some = reversed_pairs(some)
        if options.prefix:
            some = relative_to(os.fsencode(options.prefix), some)
        return some

    def sources_among(self, every: Callable[[], Iterable[Side]]) -> Iterator[Side]:
        """What of every file of a tree may be the source of a copy: what would be shown if it changed."""
        prefix = os.fsencode(self.options.prefix or "")
        no_submodules = self.options.ignore_submodules == "all"
        for side in every():
            if side.path.startswith(prefix) and not (no_submodules and side.mode & TYPE_MASK == GITLINK):
                yield side

    # After it

    def refined(
        self,
        pairs: list[FilePair],
        *,
        all_sources: Callable[[], Iterable[Side]] | None = None,
        keeps_statuses: bool = False,
        is_found: bool = False,
        of_merge: bool = False,
    ) -> Sequence[FilePair]:
        """The pairs that are shown; with `keeps_statuses` their letters and scores are as they are.

        Where what is renamed `is_found` already nobody looks for it. What is compared to be combined, `of_merge`, tells
        no limit.
        """
        options, contents = self.options, self.view.contents
        if self.looks_for_renames and not is_found:
            tell = None if of_merge else self.note_limit
            sources = None if all_sources is None else partial(self.sources_among, all_sources)
            pairs = find_renames(pairs, self.rename_options, contents, all_sources=sources, tell=tell)
        if self.pickaxe is not None:
            pairs = picked(pairs, self.pickaxe, contents)
        if pairs and self.rank is not None:
            pairs = in_order(pairs, self.rank)
            if not keeps_statuses:
                pairs = resolved(pairs)
        if options.rotate_to is not None:
            found = rotated(pairs, os.fsencode(options.rotate_to), skips=options.skips, is_strict=self.is_strict)
            if found is None:
                raise GitObjectError(f"No such path '{options.rotate_to}' in the diff")
            pairs = list(found) if keeps_statuses else resolved(found)
        return self.filter.chosen(pairs)

    @property
    def looks_for_renames(self) -> bool:
        """Whether pairs are broken, or put together."""
        return self.options.renames != asked.NO_RENAMES or self.options.break_scores is not None

    @cached_property
    def rename_options(self) -> RenameOptions:
        """What is looked for."""
        options = self.options
        broken, whole = options.break_scores or (0, 0)
        limit = options.rename_limit
        if limit < 0:
            limit = self.view.repository.config.get_int("diff.renameLimit", DEFAULT_LIMIT)
        return RenameOptions(
            detect=DETECTS[options.renames],
            minimum=options.rename_score or DEFAULT_SCORE,
            limit=max(limit, 0),
            find_copies_harder=options.harder,
            break_score=None if options.break_scores is None else broken or DEFAULT_BREAK_SCORE,
            merge_score=whole or DEFAULT_MERGE_SCORE,
            rename_empty=options.rename_empty,
        )

    @cached_property
    def filter(self) -> StatusFilter:
        """What --diff-filter says."""
        return StatusFilter(self.options.filter, self.options.filter_out)

    @cached_property
    def rank(self) -> Rank | None:
        """The order that a file says, None where there is none."""
        name = self.options.order_file
        if name is None:
            return None
        try:
            with open(name, "rb") as file:
                return order_of(file.read())
        except OSError as error:
            raise GitObjectError(f"failed to read orderfile '{name}': {error.strerror}") from None

    @cached_property
    def pickaxe(self) -> Pickaxe | None:
        """What is looked for in contents, None where nothing is."""
        options = self.options
        if not options.pickaxe_kinds:
            return None
        if "object" in options.pickaxe_kinds:
            return Pickaxe(objects=options.found_objects)
        text = os.fsencode(options.pickaxe or "")
        shown = self.view.shown
        by_line, ignore_case = "G" in options.pickaxe_kinds, options.pickaxe_ignores_case
        try:
            if by_line:
                looks = looks_for_lines(text, ignore_case=ignore_case)
            else:
                looks = looks_for_text(text, regex=options.pickaxe_regex, ignore_case=ignore_case)
        except ValueError as error:
            raise GitObjectError(f"invalid regex: {error}") from None
        return Pickaxe(looks, skips_binary=by_line and not options.text, whole=options.pickaxe_all, shown=shown)

    # Limits

    def note_limit(self, stopped: Stopped) -> None:
        """Keep for the end that the search for renames was cut short."""
        self.needed = max(self.needed, stopped.needed)
        self.is_degraded = self.is_degraded or stopped.degraded

    def tell_limit(self) -> None:
        """Say so, once all is shown."""
        if not self.needed and not self.is_degraded:
            return
        warn = self.view.repository.warn
        warn(DEGRADED if self.is_degraded else SKIPPED)
        if self.needed > 0:
            warn(ADVICE.format(self.needed))


def is_of_submodule(pair: FilePair) -> bool:
    """Whether all sides that are there are submodules."""
    return all(side.mode & TYPE_MASK == GITLINK for side in (pair.old, pair.new) if side is not None)
