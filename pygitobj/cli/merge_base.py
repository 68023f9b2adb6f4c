"""`merge-base`: the best common ancestors of commits.

Follows git's Documentation/git-merge-base.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session, warn
from pygitobj.errors import CorruptError, GitObjectError, NotFoundError
from pygitobj.oid import ObjectId
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.revisions.ancestors import commit_named
from pygitobj.walk.history import History
from pygitobj.walk.merge_base import independent, is_ancestor, merge_bases, merge_bases_of_all

SPEC = Spec(
    usage=(
        "git merge-base [-a | --all] <commit> <commit>...",
        "git merge-base [-a | --all] --octopus <commit>...",
        "git merge-base --is-ancestor <commit> <commit>",
        "git merge-base --independent <commit>...",
        "git merge-base --fork-point <ref> [<commit>]",
    ),
    options=(
        Option("all", "flag", "output all common ancestors", short="a", long="all"),
        Option("mode", "mode", "find ancestors for a single n-way merge", long="octopus"),
        Option("mode", "mode", "list revs not reachable from others", long="independent"),
        Option("mode", "mode", "is the first one ancestor of the other?", long="is-ancestor"),
        Option("mode", "mode", "find where <commit> forked from reflog of <ref>", long="fork-point"),
    ),
)
# How it ends where there is no common ancestor, where one could not be looked for, and where that is a -1 of git's.
NONE, FAILED, MINUS_ONE = 1, 128, 255
# How it ends in some modes where a commit on the way is missing.
CODES_WHERE_MISSING: dict[str | None, int] = {"octopus": FAILED, "independent": NONE}


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    names = parsed.arguments
    given = parsed.options.mode("mode")
    mode = None if given is None else given.long
    every = parsed.options.flag("all")
    with session.open_repository() as repository:
        require_count(mode, len(names))
        if every and mode in ("is-ancestor", "independent"):
            raise GitObjectError(f"options '--{mode}' and '--all' cannot be used together")
        if mode == "fork-point":
            return fork_point(repository, *names)
        if mode == "is-ancestor" and len(names) != 2:
            raise GitObjectError("--is-ancestor takes exactly two commits")
        history = history_of(repository)
        # Of several that are none git tells of the last one, where it looks for one answer to all of them.
        backwards = -1 if mode in ("octopus", "independent") else 1
        given_commits = [commit_given(repository, name) for name in names[::backwards]][::backwards]
        commits = list(map(history.number, given_commits))
        if mode == "is-ancestor":
            return tell_ancestry(history, *commits)
        return tell_bases(history, commits, mode, every)


def require_count(mode: str | None, count: int) -> None:
    """Raise UsageError where so many names are too few, or for a fork point too many."""
    least = {None: 2, "is-ancestor": 2, "fork-point": 1}.get(mode, 0)
    if count < least or (mode == "fork-point" and count > 2):
        raise UsageError(usage_text(SPEC))


def commit_given(repository: Repository, name: str) -> ObjectId:
    """The commit that `name` comes to. Raises GitObjectError in git's words."""
    oid = repository.lookup(name).id
    if oid is None:
        raise GitObjectError(f"Not a valid object name {name}")
    commit = commit_named(repository.revisions, oid)
    if commit is None:
        raise GitObjectError(f"Not a valid commit name {name}")
    return commit.id


def tell_ancestry(history: History, ancestor: int, descendant: int) -> int:
    """0 where `ancestor` is reached by `descendant`, 1 where it is not."""
    try:
        return 0 if is_ancestor(history, ancestor, [descendant]) else NONE
    except NotFoundError as error:
        return cannot_tell(error, FAILED)


def tell_bases(history: History, commits: list[int], mode: str | None, every: bool) -> int:
    """Print the common ancestors that are asked for, or the first alone; gives the exit code."""
    try:
        if mode == "independent":
            found = independent(history, commits)
        elif mode == "octopus":
            found = merge_bases_of_all(history, commits)
        else:
            found = merge_bases(history, commits[0], commits[1:])
    except NotFoundError as error:
        return cannot_tell(error, CODES_WHERE_MISSING.get(mode, MINUS_ONE))
    print_ids(history, found if every or mode == "independent" else found[:1])
    return 0 if found else NONE


def print_ids(history: History, commits: Sequence[int]) -> None:
    """Print the ids of `commits`."""
    out = Output()
    for number in commits:
        out.write(history.table.oid(number).hex().encode() + b"\n")
    out.flush()


def cannot_tell(error: NotFoundError, code: int) -> int:
    """Say that a commit on the way is missing; gives `code`."""
    warn(f"error: Could not read {error.oid}")
    warn(f"error: could not parse commit {error.oid}")
    return code


def fork_point(repository: Repository, ref: str, name: str = "HEAD") -> int:
    """Print where the commit `name` was started from what the reference `ref` once was; gives the exit code."""
    oid = repository.lookup(name).id
    if oid is None:
        raise GitObjectError(f"Not a valid object name: '{name}'")
    commit = commit_named(repository.revisions, oid)
    full, now = reference_given(repository, ref)
    history = history_of(repository)
    once = dict.fromkeys(history.number(old) for old in values_in_log(repository, full) if is_commit(history, old))
    values = list(once)
    if not values and is_commit(history, now):
        values = [history.number(now)]
    elif not values:
        warn(f"error: Object {now} not a commit")
    if commit is None or not values:
        return NONE
    try:
        bases = merge_bases(history, history.number(commit.id), values)
    except NotFoundError as error:
        return cannot_tell(error, FAILED)
    if len(bases) != 1 or bases[0] not in values:
        return NONE
    print_ids(history, bases)
    return 0


def reference_given(repository: Repository, ref: str) -> tuple[str, ObjectId]:
    """The full name of the one reference that `ref` means, and its id. Raises GitObjectError in git's words."""
    found = [(resolved.name, resolved.id) for _, resolved in repository.ref_store.candidates(ref) if resolved.id]
    if not found:
        raise GitObjectError(f"No such ref: '{ref}'")
    if len(found) > 1:
        raise GitObjectError(f"Ambiguous refname: '{ref}'")
    name, oid = found[0]
    assert oid is not None
    return name, oid


def values_in_log(repository: Repository, name: str) -> Iterator[ObjectId]:
    """What the reference `name` was, from the oldest value on that its log has."""
    is_first = True
    for entry in repository.ref_store.log(name) or ():
        if is_first:
            yield entry.old
        is_first = False
        yield entry.new


def is_commit(history: History, oid: ObjectId) -> bool:
    """Whether `oid` is a commit that can be read."""
    try:
        history.require(history.number(oid))
    except (NotFoundError, CorruptError):
        return False
    return True
