"""The branch that a word means: a name, or the one that was checked out so many branches ago.

    @{-1}       what the log of HEAD says that was left last

Follows git's Documentation/gitrevisions, "@{-<n>}".
"""

from __future__ import annotations

from pygitobj.formats.numbers import LARGEST_INT, digits_at
from pygitobj.refs.refs import Refs

LEFT, ARRIVED = b"checkout: moving from ", b" to "
START, END = "@{-", "}"


def branch_name(refs: Refs, word: str) -> str:
    """The name of the branch that `word` means, `word` itself where it means none by `@{-<n>}`."""
    if not word.startswith(START):
        return word
    number, end = digits_at(word, len(START))
    if word[end : end + 1] != END or not 0 < number <= LARGEST_INT:
        return word
    before = branch_before(refs, number)
    return word if before is None else before + word[end + 1 :]


def branch_before(refs: Refs, number: int) -> str | None:
    """What HEAD was on `number` checkouts ago, None where its log does not go back so far."""
    for entry in reversed(refs.log("HEAD") or ()):
        if entry.message.startswith(LEFT) and ARRIVED in entry.message:
            number -= 1
            if number == 0:
                name = entry.message[len(LEFT) :].partition(ARRIVED)[0]
                return name.decode("utf-8", "surrogateescape")
    return None
