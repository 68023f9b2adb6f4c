"""The words of a command that walks: options of walks, revisions, paths; what is none of these is the command's own.

Follows git's Documentation/rev-list-options and gitcli.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from pygitobj.cli.input_lines import trimmed_line
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.options import TOGETHER, take_option
from pygitobj.errors import RevisionError
from pygitobj.formats.links import COMMIT
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.repository.tips import revision_arguments
from pygitobj.revisions.arguments import DASHES, RevisionArguments
from pygitobj.walk.problems import nothing

NEEDS = "the option '{}' requires '{}'"
ALL_TOGETHER = "options '{}', '{}', and '{}' cannot be used together"


class Words(Record):
    """What words said: options of walks, revisions, and what is `left` for the command.

    `logs_from` is how many revisions came before the one that asks for logs, None where none does.
    """

    given: Given
    revisions: RevisionArguments
    left: list[str]
    logs_from: int | None


def read_words(
    repository: Repository,
    words: Sequence[str],
    may_be_missing: Callable[[bytes], bool] = nothing,
    given: Given | None = None,
) -> Words:
    """What `words` say; `may_be_missing` says whether an object that is named need not be there.

    What they say of a walk goes into `given`, with a command's own defaults. Raises GitObjectError in git's words.
    """
    end = words.index(DASHES) if DASHES in words else len(words)
    before = words[:end]
    given = Given() if given is None else given
    lines = input_lines if given.reads_input else None
    revisions = revision_arguments(
        repository, dashes=end < len(words), lines=lines, prefers_commits=given.prefers_commits
    )
    revisions.no_walk = not given.walks
    revisions.ranges.may_be_missing = may_be_missing
    left: list[str] = []
    logs_from: int | None = None
    at = 0
    while at < len(before):
        word = before[at]
        # What begins like an option may be none: a value, or a path. Then it is taken here.
        if revisions.take(word):
            at += 1
            continue
        taken = take_option(given, before, at, repository.format.hex_size)
        if not taken:
            left.append(word)
        if given.walks_again:
            revisions.no_walk = given.walks_again = False
        if given.walks_reflogs and logs_from is None:
            logs_from = len(revisions.pending)
        at += max(taken, 1)
    for word in words[end:]:
        revisions.take(word)
    revisions.finish()
    refuse_hidden_logs(revisions, logs_from)
    if given.graph and given.linear_break:
        raise RevisionError(TOGETHER.format("--show-linear-break", "--graph"))
    if given.shows_merge:
        from pygitobj.cli.walking.show_merge import add_merge  # few look at a merge that stopped

        add_merge(repository, revisions)
    if given.default is not None:
        revisions.use_default(given.default)
    given.notes.settle()
    if given.objects == {"in-commit-order"}:
        given.objects.clear()  # the order of nothing
    if given.graph:
        given.is_topological = given.rewrites_parents = True
    return Words(given, revisions, left, logs_from)


def refuse_hidden_logs(revisions: RevisionArguments, logs_from: int | None) -> None:
    """Raises RevisionError for a revision that asks for a log and is to be left out."""
    hidden: set[bytes] = set()
    for nth, one in enumerate(() if logs_from is None else revisions.pending):
        if one.is_hidden:
            hidden.add(one.oid)
        if nth >= (logs_from or 0) and one.code == COMMIT and one.oid in hidden:
            raise RevisionError(f"cannot walk reflogs for {one.name}")


def input_lines() -> Iterator[bytes]:
    """The lines of standard input, without their ends."""
    return (trimmed_line(line) for line in sys.stdin.buffer)


def refuse_contradictions(words: Words, *, is_limited: bool) -> None:
    """Raises RevisionError in git's words for options that exclude each other; `is_limited` tells of the walk."""
    given = words.given
    if given.walks_reflogs and is_limited:
        raise RevisionError("cannot combine --walk-reflogs with history-limiting options")
    if given.rewrites_parents and given.children:
        raise RevisionError(TOGETHER.format("--parents", "--children"))
    refuse_filters(words)
    refuse_graph(given)
    if given.boundary and given.maximal_only:
        raise RevisionError(TOGETHER.format("--boundary", "--maximal-only"))
    if words.revisions.no_walk and given.graph:
        raise RevisionError(TOGETHER.format("--no-walk", "--graph"))
    if given.lanes > 0 and not given.graph:
        raise RevisionError(NEEDS.format("--graph-lane-limit", "--graph"))
    if not given.walks_reflogs and any(pattern.field == "reflog" for pattern in given.patterns):
        raise RevisionError(NEEDS.format("--grep-reflog", "--walk-reflogs"))


def refuse_filters(words: Words) -> None:
    """Raises RevisionError for filters of objects where none are asked for."""
    if words.revisions.filters and not words.given.objects:
        raise RevisionError("object filtering requires --objects")


def refuse_graph(given: Given) -> None:
    """Raises RevisionError where a graph cannot be drawn with what else is asked for."""
    asked = {"--graph": given.graph, "--reverse": given.reverse, "--walk-reflogs": given.walks_reflogs}
    found = [name for name, is_so in asked.items() if is_so]
    if len(found) > 1:
        raise RevisionError((ALL_TOGETHER if len(found) > 2 else TOGETHER).format(*found))
