"""`reflog write`, `reflog delete`, `reflog drop` and `reflog expire`: logs are added to, cut down and taken away.

Follows git's Documentation/git-reflog.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence

from pygitobj.cli.parse_options import Option, Options, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.reflog_logs import logs_seen
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError, RefError
from pygitobj.formats.numbers import strtoul
from pygitobj.formats.reflog import ReflogEntry
from pygitobj.formats.refname import is_per_worktree, is_root_ref, is_valid_refname
from pygitobj.jobs.maintain.reflog_expiry import Expiry, moment_of
from pygitobj.jobs.maintain.whole_commits import WholeCommits
from pygitobj.oid import HEX_DIGITS, ObjectId
from pygitobj.refs.names import name_of_log
from pygitobj.refs.updates import Update
from pygitobj.repository.ref_changes import begin_transaction, load_ref_policy
from pygitobj.repository.repository import Repository
from pygitobj.repository.roots import worktrees
from pygitobj.revisions.branch_name import whole_name
from pygitobj.revisions.log_entry import named_logs

# What git's error() gives, as an exit code.
ERROR_EXIT = 255
DRY_RUN = Option("dry_run", "flag", "do not actually prune any entries", short="n", long="dry-run")
REWRITING = (
    Option(
        "rewrite",
        "flag",
        "rewrite the old SHA1 with the new SHA1 of the entry that now precedes it",
        long="rewrite",
    ),
    Option("updateref", "flag", "update the reference to the value of the top reflog entry", long="updateref"),
    Option("verbose", "flag", "print extra information on screen", long="verbose"),
)
WRITE = Spec(usage=("git reflog write <ref> <old-oid> <new-oid> <message>",), options=())
DELETE = Spec(
    usage=(
        "git reflog delete [--rewrite] [--updateref]\n"
        "                  [--dry-run | -n] [--verbose] <ref>@{<specifier>}...",
    ),
    options=(DRY_RUN, *REWRITING),
)
DROP = Spec(
    usage=("git reflog drop [--all [--single-worktree] | <refs>...]",),
    options=(
        Option("all", "flag", "drop the reflogs of all references", long="all"),
        Option("single", "flag", "drop reflogs from the current worktree only", long="single-worktree"),
    ),
)
EXPIRE = Spec(
    usage=(
        "git reflog expire [--expire=<time>] [--expire-unreachable=<time>]\n"
        "                  [--rewrite] [--updateref] [--stale-fix]\n"
        "                  [--dry-run | -n] [--verbose] [--all [--single-worktree] | <refs>...]",
    ),
    options=(
        DRY_RUN,
        *REWRITING,
        Option(
            "expire",
            "value",
            "prune entries older than the specified time",
            long="expire",
            argument="<timestamp>",
            negatable=False,
        ),
        Option(
            "unreachable",
            "value",
            "prune entries older than <time> that are not reachable from the current tip of the branch",
            long="expire-unreachable",
            argument="<timestamp>",
            negatable=False,
        ),
        Option("stale_fix", "flag", "prune any reflog entries that point to broken commits", long="stale-fix"),
        Option("all", "flag", "process the reflogs of all references", long="all"),
        Option(
            "single",
            "flag",
            "limits processing to reflogs from the current worktree only",
            long="single-worktree",
        ),
    ),
)


def write(session: Session, words: Sequence[str]) -> int:
    """Do what the `words` of `reflog write` say; gives the exit code."""
    arguments = parse_options(WRITE, words).arguments
    if len(arguments) != 4:
        raise UsageError(usage_text(WRITE))
    name, old_text, new_text, message = arguments
    with session.open_repository() as repository:
        if not is_root_ref(name) and not is_valid_refname(name):
            raise GitObjectError(f"invalid reference name: {name}")
        old = object_id(repository, old_text, "old")
        new = object_id(repository, new_text, "new")
        change = begin_transaction(repository, hooks=True)
        update = Update(name, new, old, os.fsencode(message), no_deref=True, create_log=True, log_only=True)
        try:
            change.queue(update)
        except RefError as error:
            raise GitObjectError(f"cannot queue reflog update: {error}") from None
        try:
            change.commit()
        except RefError as error:
            raise GitObjectError(f"cannot commit reflog update: {error}") from None
    return 0


def object_id(repository: Repository, text: str, which: str) -> ObjectId:
    """The id whose digits `text` has, of an object that is there, or of none."""
    size = repository.format.hex_size
    if len(text) < size or not HEX_DIGITS.issuperset(text[:size]):
        raise GitObjectError(f"invalid {which} object ID: '{text}'")
    oid = ObjectId(text[:size])
    if oid != repository.format.null_id and oid not in repository.objects:
        raise GitObjectError(f"{which} object '{text}' does not exist")
    return oid


def delete(session: Session, words: Sequence[str]) -> int:
    """Do what the `words` of `reflog delete` say; gives the exit code."""
    parsed = parse_options(DELETE, words)
    with session.open_repository() as repository:
        if not parsed.arguments:
            warn("error: no reflog specified to delete")
            return ERROR_EXIT
        codes = [delete_entry(repository, text, parsed.options) for text in parsed.arguments]
    return max(codes)


def delete_entry(repository: Repository, text: str, options: Options) -> int:
    """Delete the entry that `text` names; gives the exit code."""
    short, found, specifier = text.partition("@{")
    if not found:
        warn(f"error: not a reflog: {text}")
        return ERROR_EXIT
    name = log_named(repository, short)
    if name is None:
        warn(f"error: no reflog for '{text}'")
        return ERROR_EXIT
    number = strtoul(specifier)
    counts = specifier[number.end : number.end + 1] == "}"

    def choose(entries: list[ReflogEntry], _tip: ObjectId | None) -> list[ReflogEntry] | None:
        at = len(entries) - number.value if counts else older_than(entries, specifier)
        return kept_of(entries, lambda number, _: number + 1 == at, options)

    return rewrite(repository, name, choose, options)


def older_than(entries: list[ReflogEntry], text: str) -> int:
    """How many of `entries` are older than the moment that `text` says."""
    from pygitobj.formats.approximate_date import parse_approximate

    try:
        moment = parse_approximate(text, int(time.time())) or 0
    except OverflowError:
        moment = 0
    return sum(entry.timestamp < moment for entry in entries)


def kept_of(
    entries: list[ReflogEntry],
    goes: Callable[[int, ReflogEntry], bool],
    options: Options,
    *,
    tells_dry: bool = True,
) -> list[ReflogEntry] | None:
    """Those of `entries` that stay, as they stay; None where nothing is to be written, as is told if `tells_dry`.

    `goes` says so of the number of an entry, from 0, and of it as it is rewritten.
    """
    kept: list[ReflogEntry] = []
    prunes = "would prune" if tells_dry and options.flag("dry_run") else "prune"
    for number, stored in enumerate(entries):
        entry = stored
        if options.flag("rewrite"):
            entry = stored._replace(old=kept[-1].new if kept else ObjectId(bytes(len(stored.new))))
        gone = goes(number, entry)
        if options.flag("verbose"):
            sys.stdout.write(f"{prunes if gone else 'keep'} {os.fsdecode(entry.message)}\n")
        if not gone:
            kept.append(entry)
    return None if options.flag("dry_run") else kept


def rewrite(
    repository: Repository,
    name: str,
    choose: Callable[[list[ReflogEntry], ObjectId | None], list[ReflogEntry] | None],
    options: Options,
) -> int:
    """Let the log of `name` have what `choose` makes of it; gives the exit code."""
    backend = repository.ref_store.backend
    try:
        checked = name_of_log(name)
        backend.rewrite_log(checked, choose, load_ref_policy(repository), updates_ref=options.flag("updateref"))
    except RefError as error:
        warn(f"error: {error}")
        return ERROR_EXIT
    return 0


def drop(session: Session, words: Sequence[str]) -> int:
    """Do what the `words` of `reflog drop` say; gives the exit code."""
    parsed = parse_options(DROP, words)
    given = parsed.options
    with session.open_repository() as repository:
        if parsed.arguments and given.flag("all"):
            raise UsageError("usage: references specified along with --all\n")
        code = 0
        names = []
        if given.flag("all"):
            names = all_logs(repository, single=given.flag("single"))
            require_readable(repository, names)
        for text in parsed.arguments:
            name = log_named(repository, text)
            if name is None:
                warn(f"error: reflog could not be found: '{text}'")
                code = ERROR_EXIT
            else:
                names.append(name)
        policy = load_ref_policy(repository)
        for name in names:
            try:
                repository.ref_store.backend.delete_log(name_of_log(name), policy)
            except RefError as error:
                warn(f"error: {error}")
                code = ERROR_EXIT
    return code


def require_readable(repository: Repository, names: Sequence[str]) -> None:
    """Read what the references are whose logs are `names`: where they cannot be read, logs are all that is left.

    Raises GitObjectError.
    """
    for name in names:
        repository.ref_store.backend.read(name_of_log(name))


def expire(session: Session, words: Sequence[str]) -> int:
    """Do what the `words` of `reflog expire` say; gives the exit code."""
    parsed = parse_options(EXPIRE, words)
    given = parsed.options
    now = int(time.time())
    with session.open_repository() as repository:
        moments = {key: moment(given, key, option, now) for key, option in EXPIRING.items()}
        whole = mark_reachable(repository, given) if given.flag("stale_fix") else None
        expiry = Expiry(repository, now, total=moments["expire"], unreachable=moments["unreachable"], whole=whole)
        codes = [0]
        if given.flag("all"):
            codes += [
                expire_one(repository, name, expiry, given, named=False)
                for name in all_logs(repository, single=given.flag("single"))
            ]
        for text in parsed.arguments:
            name = log_named(repository, text)
            if name is None:
                warn(f"error: reflog could not be found: '{text}'")
                codes.append(ERROR_EXIT)
            else:
                codes.append(expire_one(repository, name, expiry, given, named=True))
    return max(codes)


def mark_reachable(repository: Repository, given: Options) -> WholeCommits:
    """What tells which commits are whole, once all that is reachable is known. Raises GitObjectError."""
    whole = WholeCommits(repository)
    if given.flag("verbose"):
        sys.stdout.write("Marking reachable objects...")
        sys.stdout.flush()
    _ = whole.known
    if given.flag("verbose"):
        sys.stdout.write("\n")
    return whole


EXPIRING = {"expire": "expire", "unreachable": "expire-unreachable"}


def moment(given: Options, key: str, option: str, now: int) -> int | None:
    """The second that an option says, None where it was not given."""
    text = given.text(key)
    if text is None:
        return None
    found = moment_of(text, now)
    if found is None:
        raise GitObjectError(f"invalid timestamp '{text}' given to '--{option}'")
    return found


def expire_one(repository: Repository, name: str, expiry: Expiry, given: Options, *, named: bool) -> int:
    """Take from the log of `name`, which was `named` itself or not, what has expired; gives the exit code."""

    def choose(entries: list[ReflogEntry], tip: ObjectId | None) -> list[ReflogEntry] | None:
        expired = expiry.expired(name, tip)
        # Of a log that is named git says the same with --dry-run as without.
        return kept_of(entries, lambda _, entry: expired(entry), given, tells_dry=not named)

    return rewrite(repository, name, choose, given)


def log_named(repository: Repository, short: str) -> str | None:
    """The full name of the reference with a log that `short` means first, None where it means none."""
    refs = repository.ref_store
    found = named_logs(refs, whole_name(refs, repository.followed, short))
    return found[0][0] if found else None


def all_logs(repository: Repository, *, single: bool) -> list[str]:
    """The names of all logs, those of other worktrees' own as they are called from here, or not with `single`."""
    refs, common = repository.ref_store, repository.location.common_dir
    found = []
    for worktree in worktrees(repository):
        if not worktree.prefix:
            found += logs_seen(repository)
        elif worktree.is_known and not single:
            names = [name for name, _ in refs.elsewhere(worktree.git_dir, common).backend.logs()]
            found += [worktree.prefix + name for name in names if is_per_worktree(name)]
    return found
