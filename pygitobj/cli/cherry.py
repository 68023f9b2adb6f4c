"""`cherry`: which commits of a branch another one has nothing like, and which of them it has something like.

    + <commit>      nothing there changes the same
    - <commit>      something there does

Oldest first; merges are passed over, there and here. No configuration changes how they are shown. Follows git's
Documentation/git-cherry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session
from pygitobj.cli.short_ids import ABBREV, digits_given
from pygitobj.cli.walking.same_changes import same_changes_for
from pygitobj.errors import GitObjectError, RevisionError
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.revisions.ancestors import commit_named
from pygitobj.store.short_ids import ShortIds
from pygitobj.walk.history import History
from pygitobj.walk.select.engine import Engine, Tip
from pygitobj.walk.select.selection import Selection

SPEC = Spec(
    usage=("git cherry [-v] [<upstream> [<head> [<limit>]]]",),
    options=(ABBREV, Option("verbose", "count", "be verbose", short="v", long="verbose")),
)
NO_UPSTREAM = "Could not find a tracked remote branch, please specify <upstream> manually.\n"
MOST_NAMES = 3


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    names = parsed.arguments
    digits = digits_given(parsed.options)
    with session.open_repository() as repository:
        if not 0 < len(names) <= MOST_NAMES:
            names = [upstream_of_head(repository)]
        upstream, head = names[0], names[1] if len(names) > 1 else "HEAD"
        history = history_of(repository)
        ours, theirs = commit_given(repository, history, head), commit_given(repository, history, upstream)
        if ours == theirs:
            return 0
        there = commits(history, theirs, [ours])
        limits = [commit_given(repository, history, name) for name in names[2:]]
        here = commits(history, ours, [theirs, *limits])
        same = same_changes_for(repository, history, ()).between(
            *({number: history.table.parents(number) for number in side} for side in (here, there))
        )
        show(repository, history, here[::-1], same, digits=digits, verbose=parsed.options.count("verbose") > 0)
    return 0


def upstream_of_head(repository: Repository) -> str:
    """What the branch that HEAD is on builds on. Raises UsageError where there is nothing."""
    try:
        return repository.followed("upstream", "")
    except RevisionError:
        raise UsageError(NO_UPSTREAM + usage_text(SPEC)) from None


def commit_given(repository: Repository, history: History, name: str) -> int:
    """The commit that `name` comes to. Raises GitObjectError in git's words."""
    oid = repository.lookup(name).id
    commit = None if oid is None else commit_named(repository.revisions, oid)
    if commit is None:
        raise GitObjectError(f"unknown commit {name}")
    return history.number(commit.id)


def commits(history: History, start: int, hidden: Sequence[int]) -> list[int]:
    """The commits that `start` reaches and `hidden` ones do not, without merges, newest first."""
    engine = Engine(history, Selection(max_parents=1))
    engine.prepare([Tip(start), *(Tip(number, is_hidden=True) for number in hidden)])
    return list(engine.run())


def show(
    repository: Repository,
    history: History,
    numbers: Sequence[int],
    same: set[int],
    *,
    digits: int | None,
    verbose: bool,
) -> None:
    """Show the commits `numbers`, of which the `same` have something like them."""
    ids, subject = ShortIds(repository.objects), subject_shown(repository) if verbose else None
    output = Output()
    for number in numbers:
        oid = history.table.oid(number)
        told = b"" if subject is None else b" " + subject(oid)
        sign = b"-" if number in same else b"+"
        output.write(b"%s %s%s\n" % (sign, ids.short(oid, digits).encode("ascii"), told))
    output.flush()


def subject_shown(repository: Repository) -> Callable[[bytes], bytes]:
    """What shows the subject of a commit."""
    from pygitobj.cli.pretty.commit_builtin import ONELINE  # formats take longer to load than a short walk
    from pygitobj.cli.pretty.commit_format import CommitFormat
    from pygitobj.cli.pretty.commit_shown import ShownCommit
    from pygitobj.cli.walking.formats import bodies_of, settings_for
    from pygitobj.cli.walking.given import Given
    from pygitobj.formats.encoding import UTF_8

    settings = settings_for(repository, Given())._replace(encoding=UTF_8)
    oneline = CommitFormat.parse(ONELINE, settings)
    return lambda oid: oneline.show(ShownCommit(oid, next(bodies_of(repository, [oid]))))
