"""`reflog show`, `list` and `exists`: what logs of references say, and which there are.

Follows git's Documentation/git-reflog.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from itertools import islice

from pygitobj.cli import FATAL_EXIT
from pygitobj.cli.parse_options import HelpRequestedError, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.reflog_logs import line_of, log_from, logs_seen, newest_first
from pygitobj.cli.session import Session, warn
from pygitobj.cli.short_ids import short_ids
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.formats.date_modes import DateMode, parse_date_mode
from pygitobj.formats.numbers import end_of_digits, integer_at, is_digit
from pygitobj.formats.refname import is_valid_refname
from pygitobj.record import Record

SHOW_USAGE = "usage: git reflog [show] [<log-options>] [<ref>]\n\n"
LIST = Spec(usage=("git reflog list",), options=())
EXISTS = Spec(usage=("git reflog exists <ref>",), options=())
FAILURE = 255
COUNTS = ("-n", "--max-count=")
DATE, RELATIVE = "--date", "--relative-date"


class NoNumberError(Exception):
    """-n is the last word."""


class Asked(Record):
    """What the words of `reflog show` ask for: which logs, how many entries, None for all, and how dates are shown."""

    names: list[str]
    most: int | None
    mode: DateMode | None


def show(session: Session, words: Sequence[str]) -> int:
    """Print the newest entries of the logs that `words` name first; gives the exit code."""
    if list(words) == ["-h"]:
        raise HelpRequestedError(SHOW_USAGE)
    with session.open_repository() as repository:
        usual = repository.config.get("log.date")
        mode = DateMode() if usual is None else date_mode(usual)
        try:
            asked = read_words(words)
        except NoNumberError:
            warn("error: -n requires an argument")
            return FATAL_EXIT
        now = int(time.time())
        named = [log_from(repository, name) for name in asked.names] or [log_from(repository, None)]
        logs = [found for found in named if found is not None]
        ids = short_ids(repository)
        for walked, place in islice(newest_first(logs, repository), asked.most):
            said = line_of(walked, place, asked.mode or mode, now, asked=asked.mode is not None)
            sys.stdout.write(f"{ids.short(walked.entries[place].new)} {said}")
    return 0


def read_words(words: Sequence[str]) -> Asked:
    """What `words` ask for. Raises GitObjectError."""
    names: list[str] = []
    most = mode = None
    rest = iter(words)
    for word in rest:
        if word == "--":
            if list(rest):
                raise UnsupportedError("reflog show with paths is not supported")
            break
        if word == "-n":
            text = next(rest, None)
            if text is None:
                raise NoNumberError
            most = number_in(text)
        elif word.startswith(COUNTS):
            most = number_in(word.removeprefix("--max-count=").removeprefix("-n"))
        elif word.startswith("-") and is_digit(word, 1) and end_of_digits(word, 1) == len(word):
            most = number_in(word[1:])
        elif word == RELATIVE:
            mode = DateMode("relative")
        elif word.partition("=")[0] == DATE:
            mode = date_mode(word.partition("=")[2] if "=" in word else next(rest, None))
        elif word.startswith("-"):
            raise UnsupportedError(f"reflog show {word.partition('=')[0]} is not supported")
        else:
            names.append(word)
    return Asked(names, most, mode)


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
