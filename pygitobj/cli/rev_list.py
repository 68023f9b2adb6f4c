"""`rev-list`: the commits that revisions reach, and those that others of them do not.

Words are read by cli/walking; what it leaves is this command's own. Follows git's Documentation/git-rev-list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import HelpRequestedError, UsageError
from pygitobj.cli.rev_list_wanted import MERGE_OPTIONS, Wanted, take_rest, wanted_among
from pygitobj.cli.session import Session, warn
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.words import Words, read_words, refuse_filters
from pygitobj.errors import RevisionError
from pygitobj.repository.repository import Repository
from pygitobj.walk.problems import anything, nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.rev_list_merges import MergeOptions
    from pygitobj.cli.rev_list_objects import Objects
    from pygitobj.cli.rev_list_show import Show
    from pygitobj.cli.walking.walk import Planned
    from pygitobj.walk.kept_bodies import KeptBodies

USAGE = """\
usage: git rev-list [<options>] <commit>... [--] [<path>...]

  limiting output:
    --max-count=<n>
    --max-age=<epoch>
    --min-age=<epoch>
    --sparse
    --no-merges
    --min-parents=<n>
    --no-min-parents
    --max-parents=<n>
    --no-max-parents
    --remove-empty
    --all
    --branches
    --tags
    --remotes
    --stdin
    --exclude-hidden=[fetch|receive|uploadpack]
    --quiet
  ordering output:
    --topo-order
    --date-order
    --reverse
  formatting output:
    --parents
    --children
    --objects | --objects-edge
    --disk-usage[=human]
    --unpacked
    --header | --pretty
    --[no-]object-names
    --abbrev=<n> | --no-abbrev
    --abbrev-commit
    --left-right
    --count
    -z
  special purpose:
    --bisect
    --bisect-vars
    --bisect-all
"""


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) in (["-h"], ["--help-all"]):
        raise HelpRequestedError(USAGE)
    with session.open_repository() as repository:
        return rev_list(repository, words)


def rev_list(repository: Repository, words: Sequence[str]) -> int:
    """List what `words` ask for; gives the exit code. Raises GitObjectError in git's words, UsageError."""
    wanted = wanted_among(words)
    given = Given()
    merges = merges_among(words, given)
    said = read_words(repository, words, anything if wanted.goes_on else nothing, given)
    if merges is not None:
        merges.refuse()
    take_rest(wanted, said)
    if (wanted.tests_bitmap or wanted.use_bitmaps) and from_bitmaps(repository, said, wanted):
        return 0
    # What walks and shows commits in all of git's formats takes longer to load than bitmaps to answer.
    from pygitobj.cli.rev_list_show import Show, show_all

    kept = None
    if said.given.is_pretty:
        from pygitobj.cli.walking.formats import kept_for  # ids alone do without

        kept = kept_for(said.given)
    plan = plan_of(repository, said, wanted, kept)
    refuse(said, wanted, plan)
    output = Output()
    show = Show(repository, plan, said, wanted, output, kept)
    if not show.is_plain:
        show.draws = drawing(show)
    objects = objects_of(show, said)
    plan.engine.prepare(plan.tips, promised(repository) if wanted.excludes_promised else b"")
    if objects is not None:
        objects.hide()
    if wanted.bisects:
        code = bisect(show)
        if code is not None:
            return code
    try:
        if objects is None:
            show_all(show)
        else:
            objects.run()
    finally:
        # What came before an error is shown before it.
        output.flush()
    if said.given.counts:
        output.write(show.counts.line(said.given))
    if objects is not None and wanted.disk_usage is not None:
        output.write(objects.usage_line())
    output.flush()
    return 0


def merges_among(words: Sequence[str], given: Given) -> MergeOptions | None:
    """What reads options of how merges are compared into `given`; None where `words` have none."""
    if MERGE_OPTIONS.isdisjoint(word.partition("=")[0] for word in words):
        return None
    from pygitobj.cli.rev_list_merges import MergeOptions  # few ask for it

    merges = MergeOptions(given)
    given.takes_first = merges.take
    return merges


def promised(repository: Repository) -> bytes:
    """The ids of the commits that promisors have."""
    from pygitobj.walk.promised import promised_commits  # few ask for it

    return promised_commits(repository.objects)


def plan_of(repository: Repository, said: Words, wanted: Wanted, kept: KeptBodies | None) -> Planned:
    """The walk that is asked for, which keeps bodies that it reads. Raises GitObjectError."""
    from pygitobj.cli.walking.walk import planned
    from pygitobj.repository.history import history_of

    return planned(
        repository,
        said,
        limited=wanted.bisects,
        is_alone=is_plain(said, wanted),
        keeps_missing=wanted.may_miss,
        tags_may_miss=wanted.goes_on,
        history=history_of(repository, kept),
    )


def bisect(show: Show) -> int | None:
    """Leave of what is told where to cut it in halves; gives the exit code where nothing else is to be shown."""
    from pygitobj.cli.rev_list_bisect import show_bisect_vars

    wanted = show.wanted
    cut = show.plan.engine.cut(every=wanted.bisects_all)
    show.distances = dict(zip(cut.numbers, cut.distances, strict=False)) if wanted.bisects_all else {}
    if not wanted.shows_vars:
        return None
    code = show_bisect_vars(show, cut)
    show.output.flush()
    return code


def drawing(show: Show) -> Callable[[Iterable[int]], None]:
    """What shows more of commits than their ids. Raises GitObjectError for a format that there is not."""
    from pygitobj.cli.rev_list_lines import Lines  # formats take longer to load than a short walk

    lines = Lines(show)
    if not show.given.graph:
        return lines.show_all
    from pygitobj.cli.rev_list_graph import show_graph  # few want it drawn

    return partial(show_graph, lines)


def from_bitmaps(repository: Repository, said: Words, wanted: Wanted) -> bool:
    """Whether bitmaps gave what is `wanted`. Raises GitObjectError."""
    refuse_filters(said)
    if wanted.tests_bitmap:
        from pygitobj.jobs.check.bitmap import compare_bitmap  # few ask for it

        compare_bitmap(repository, [one.oid for one in said.revisions.pending], warn)
        return True
    if wanted.is_unknown or said.given.diff or not said.revisions.pending:
        return False
    from pygitobj.cli.rev_list_bitmap import answers  # few ask for it

    output = Output()
    if not answers(repository, said, wanted, output.write):
        return False
    output.flush()
    return True


def objects_of(show: Show, said: Words) -> Objects | None:
    """What shows the objects of a walk besides commits, and tells what is missing; None where neither is asked for.

    Raises GitObjectError.
    """
    wanted = show.wanted
    if not said.given.objects and wanted.disk_usage is None and not wanted.goes_on:
        return None
    from pygitobj.cli.rev_list_objects import Objects  # commits alone do without
    from pygitobj.formats.filter_spec import parse_filters

    return Objects(show, parse_filters(said.revisions.filters), said.revisions.paths, said.revisions.missing)


def is_plain(said: Words, wanted: Wanted) -> bool:
    """Whether nothing but ids is shown of commits, so that a quicker way to those that no other reaches will do."""
    given = said.given
    marks = given.left_right, given.cherry_mark
    shown = *marks, given.counts, given.verbose, wanted.header, given.prints_parents, given.kept
    return not any((*shown, given.objects, given.diff))


def is_anything_named(said: Words, plan: Planned) -> bool:
    """Whether there is anything that a walk could begin at, or that was to be looked for."""
    revisions = said.revisions
    return bool(revisions.pending or plan.logs or revisions.is_given or revisions.has_read or said.given.objects)


def refuse(said: Words, wanted: Wanted, plan: Planned) -> None:
    """Raises UsageError for words that are none, or name nothing; RevisionError for some that exclude each other."""
    given = said.given
    if wanted.is_unknown:
        raise UsageError(USAGE)
    marks = given.left_right or given.cherry_mark
    unsuited = marks, given.graph, given.verbose, wanted.header, wanted.timestamp, wanted.bisects
    if wanted.with_nul and any((*unsuited, wanted.disk_usage is not None, wanted.use_bitmaps, "edge" in given.objects)):
        raise RevisionError("-z option used with unsupported option")
    if given.diff or not is_anything_named(said, plan):
        raise UsageError(USAGE)
    if given.notes.shown:
        raise RevisionError("rev-list does not support display of notes")
    if given.counts and given.objects and marks:
        raise RevisionError("marked counting and '--objects' cannot be used together")
