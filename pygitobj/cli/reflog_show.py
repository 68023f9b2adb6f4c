"""`reflog show`, `list` and `exists`: what logs of references say, and which there are.

Follows git's Documentation/git-reflog.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice

from pygitobj.cli import FATAL_EXIT
from pygitobj.cli.parse_options import HelpRequestedError, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.reflog_logs import Walked, entries_of, line_of, log_from, logs_seen, newest_first
from pygitobj.cli.session import Session, warn
from pygitobj.cli.short_ids import short_ids
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.formats.date_modes import DateMode, parse_date_mode
from pygitobj.formats.links import COMMIT
from pygitobj.formats.numbers import end_of_digits, integer_at, is_digit
from pygitobj.formats.refname import is_valid_refname
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.repository.tips import revision_arguments
from pygitobj.revisions.arguments import RevisionArguments

SHOW_USAGE = "usage: git reflog [show] [<log-options>] [<ref>]\n\n"
LIST = Spec(usage=("git reflog list",), options=())
EXISTS = Spec(usage=("git reflog exists <ref>",), options=())
FAILURE = 255
COUNTS = ("-n", "--max-count=")
# Options that stand for many references.
LISTS = ("--all", "--branches", "--tags", "--remotes", "--glob", "--exclude", "--single-worktree")
VALUED = ("--glob", "--exclude")
DATE, RELATIVE = "--date", "--relative-date"
SKIP, ONELINE = "--skip=", "--oneline"


class NoNumberError(Exception):
    """-n is the last word."""


class Asked(Record):
    """What the words of `reflog show` ask for: which logs, how many entries, None for all, and how dates are shown.

    A log is None where what was named has none. The first `skipped` entries are left out.
    """

    logs: list[Walked | None]
    most: int | None
    skipped: int
    mode: DateMode | None


def show(session: Session, words: Sequence[str]) -> int:
    """Print the newest entries of the logs that `words` name first; gives the exit code."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(SHOW_USAGE)
    with session.open_repository() as repository:
        usual = repository.config.get("log.date")
        mode = DateMode() if usual is None else date_mode(usual)
        try:
            asked = read_words(repository, words)
        except NoNumberError:
            warn("error: -n requires an argument")
            return FATAL_EXIT
        now = int(time.time())
        logs = [found for found in asked.logs if found is not None]
        ids = short_ids(repository)
        last = None if asked.most is None else asked.skipped + asked.most
        for walked, place in islice(newest_first(logs, repository), asked.skipped, last):
            said = line_of(walked, place, asked.mode or mode, now, asked=asked.mode is not None)
            sys.stdout.write(f"{ids.short(walked.entries[place].new)} {said}")
    return 0


def read_words(repository: Repository, words: Sequence[str]) -> Asked:
    """What `words` ask for. Raises GitObjectError."""
    lists = revision_arguments(repository)
    # Functions that find the logs, once all words are known to be good.
    finds: list[Callable[[], list[Walked | None]]] = []
    most = mode = None
    skipped = 0
    rest = iter(words)
    for word in rest:
        if word == "--":
            if list(rest):
                raise UnsupportedError("reflog show with paths is not supported")
            break
        text = count_in(word, rest)
        if text is not None:
            most = number_in(text)
        elif word.startswith(SKIP):
            skipped = number_in(word.removeprefix(SKIP)) or 0
        elif word == ONELINE:
            pass  # they are shown so anyway
        elif word == RELATIVE:
            mode = DateMode("relative")
        elif word.partition("=")[0] == DATE:
            mode = date_mode(word.partition("=")[2] if "=" in word else next(rest, None))
        elif word.partition("=")[0] in LISTS:
            finds.append(partial(listed_logs, repository, lists, with_value(word, rest)))
        elif word.startswith("-"):
            raise UnsupportedError(f"reflog show {word.partition('=')[0]} is not supported")
        else:
            finds.append(partial(named_log, repository, word))
    logs = [log for find in finds for log in find()]
    if not logs and not lists.is_given:
        logs = named_log(repository, None)
    return Asked(logs, most, skipped, mode)


def count_in(word: str, rest: Iterator[str]) -> str | None:
    """The number of entries that `word`, or the one that is `next`, says; None where it is about something else."""
    if word == "-n":
        text = next(rest, None)
        if text is None:
            raise NoNumberError
        return text
    if word.startswith(COUNTS):
        return word.removeprefix("--max-count=").removeprefix("-n")
    is_number = word.startswith("-") and is_digit(word, 1) and end_of_digits(word, 1) == len(word)
    return word[1:] if is_number else None


def named_log(repository: Repository, word: str | None) -> list[Walked | None]:
    """The log that `word` names, HEAD's for None. Raises RevisionError."""
    return [log_from(repository, word)]


def with_value(word: str, rest: Iterator[str]) -> str:
    """The option `word` with its value, which may be the one of `rest` that is next. Raises GitObjectError."""
    if word not in VALUED:
        return word
    value = next(rest, None)
    if value is None:
        raise GitObjectError(f"Option '{word}' requires a value")
    return f"{word}={value}"


def listed_logs(repository: Repository, lists: RevisionArguments, word: str) -> list[Walked | None]:
    """The logs of the references that the option `word` stands for. Raises GitObjectError."""
    before = len(lists.pending)
    if not lists.take(word):
        raise UnsupportedError(f"reflog show {word} is not supported")
    names = [pending.name for pending in lists.pending[before:] if pending.code == COMMIT]
    return [entries_of(repository.ref_store, name) for name in names]


def date_mode(text: str | None) -> DateMode:
    """The way of showing dates that `text` names. Raises GitObjectError."""
    if text is None:
        raise GitObjectError(f"Option '{DATE}' requires a value")
    return parse_date_mode(text, on_terminal=sys.stdout.isatty())


def number_in(text: str) -> int | None:
    """The number `text`, None where it is less than zero, which means all. Raises GitObjectError."""
    value, end = integer_at(text, 0)
    if not text or end != len(text):
        raise GitObjectError(f"'{text}': not an integer")
    return value if value >= 0 else None


def list_logs(session: Session, words: Sequence[str]) -> int:
    """Print the names of all references with a log; gives the exit code."""
    arguments = parse_options(LIST, words).arguments
    with session.open_repository() as repository:
        if arguments:
            warn(f"error: list does not accept arguments: '{arguments[0]}'")
            return FAILURE
        sys.stdout.write("".join(f"{name}\n" for name in logs_seen(repository)))
    return 0


def exists(session: Session, words: Sequence[str]) -> int:
    """Tell by the exit code whether a reference has a log."""
    names = parse_options(EXISTS, words).arguments
    with session.open_repository() as repository:
        if not names:
            raise UsageError(usage_text(EXISTS))
        if not is_valid_refname(names[0], one_level=True):
            raise GitObjectError(f"invalid ref format: {names[0]}")
        return 0 if repository.ref_store.log(names[0]) is not None else 1
