"""Moments before which something has expired, as git's options and configuration name them.

    never, false        nothing has expired
    all, now            everything has, also what seems to come from the future
    2.weeks.ago, …      a moment as people say it: see approximate_date.py

Follows git's Documentation/git-prune, "--expire", and git-gc.
"""

from __future__ import annotations

from pygitobj.formats.approximate_date import parse_approximate
from pygitobj.formats.numbers import until_nul

# What has changed at this second or before has expired.
NEVER = -(1 << 63)
EVERYTHING = (1 << 63) - 1
WORDS = {"never": NEVER, "false": NEVER, "all": EVERYTHING, "now": EVERYTHING}


def parse_expiry(text: str, now: int) -> int | None:
    """The second since 1970 at or before which what has changed last has expired; None where `text` is no moment.

    NEVER and EVERYTHING are before and after all others. `now` is the present, in seconds.
    """
    text = until_nul(text)
    if text in WORDS:
        return WORDS[text]
    try:
        return parse_approximate(text, now)
    except OverflowError:
        return None  # so long ago that there is no date for it
