"""Words that `rev-parse` only sorts: options of rev-list and its like, and dates in them.

Follows git's Documentation/git-rev-parse, "Options for Filtering", and "--since".
"""

from __future__ import annotations

import time

from pygitobj.errors import RepositoryError
from pygitobj.formats.numbers import is_digit

REV_FLAGS = (
    "--all", "--bisect", "--dense", "--branches", "--header", "--ignore-missing", "--no-merges", "--no-min-parents",
    "--no-max-parents", "--objects", "--objects-edge", "--parents", "--pretty", "--remotes", "--sparse", "--tags",
    "--topo-order", "--date-order", "--unpacked",
)  # fmt: skip
REV_FLAGS_WITH = (
    "--branches=", "--max-age=", "--max-count=", "--min-age=", "--min-parents=", "--max-parents=", "--remotes=",
    "--glob=", "--tags=",
)  # fmt: skip
DATES = {"--since=": "--max-age=", "--after=": "--max-age=", "--before=": "--min-age=", "--until=": "--min-age="}


def is_rev_flag(word: str) -> bool:
    """Whether `word` is an option of those who list revisions."""
    return word in REV_FLAGS or word.startswith(REV_FLAGS_WITH) or is_digit(word, 1)


def date_flag(word: str) -> str | None:
    """The option with a number of seconds that `word`, which has a date, stands for; None where it has none."""
    for start, shown in DATES.items():
        if word.startswith(start):
            return f"{shown}{moment(word[len(start) :])}"
    return None


def moment(text: str) -> int:
    """The second that `text` means; now for what says nothing."""
    from pygitobj.formats.approximate_date import parse_approximate  # few words have a date

    now = int(time.time())
    try:
        found = parse_approximate(text, now)
    except OverflowError:
        raise RepositoryError(f"no date for the system: {text}") from None
    return now if found is None else found
