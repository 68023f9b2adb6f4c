"""The branch that a word means where it is no plain name: the one before, what a branch builds on, where it goes.

    @{-1}                       what the log of HEAD says that was left last
    <branch>@{upstream}, @{u}   the reference that follows what the branch builds on
    <branch>@{push}             the reference that follows where the branch is pushed to
    @                           HEAD

Without a branch the one that HEAD is on is meant; letters count in any case. Follows git's Documentation/gitrevisions,
"@{-<n>}", "@{upstream}" and "@{push}".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.formats.numbers import LARGEST_INT, digits_at, lower
from pygitobj.record import Record
from pygitobj.refs.refs import Refs
from pygitobj.refs.short_names import shortened
from pygitobj.revisions.context import RefusedRevisionError

LEFT, ARRIVED = b"checkout: moving from ", b" to "
START, END = "@{-", "}"
HEAD, HEADS = "HEAD", "refs/heads/"
# What each mark asks for, in the order in which they are tried.
MARKS = (("@{upstream}", "upstream"), ("@{u}", "upstream"), ("@{push}", "push"))
# Gives the reference of that kind, "upstream" or "push", of a branch, HEAD's for ""; raises RefusedRevisionError.
Follows = Callable[[str, str], str]


class Meant(Record):
    """What the first `end` letters of a word mean: the name `text`."""

    text: str
    end: int


def branch_name(refs: Refs, follows: Follows, word: str) -> str:
    """The name of the branch that `word` means, `word` itself where it means none in another way.

    Only branches count. Raises RefusedRevisionError in git's words for a branch that builds on nothing.
    """
    meant = interpreted(refs, follows, word, only_branches=True)
    return word if meant is None else meant.text + word[meant.end :]


def whole_name(refs: Refs, follows: Follows, word: str, *, forgives: bool = False) -> str:
    """The name that all of `word` means, `word` itself where it means none in another way.

    Raises RefusedRevisionError in git's words for a branch that builds on nothing, which with `forgives` is no name.
    """
    meant = interpreted(refs, follows, word, forgives=forgives)
    return word if meant is None or meant.end != len(word) else meant.text


def interpreted(
    refs: Refs, follows: Follows, word: str, *, only_branches: bool = False, forgives: bool = False
) -> Meant | None:
    """What the beginning of `word` means; None where it is no more than what it says."""
    if word.startswith(START):
        meant = before_in(refs, word)
        if meant is not None:
            # What is not long enough ago is left as it stands.
            return again(refs, follows, word, meant, only_branches) if meant.end else None
    if not only_branches and word.startswith("@") and (len(word) == 1 or word[1:3] == "@{"):
        return again(refs, follows, word, Meant(HEAD, 1), only_branches)
    at = word.find("@")
    while at >= 0:
        for mark, kind in MARKS:
            if lower(word[at : at + len(mark)]) != mark or ":" in word[:at]:
                continue
            full = followed(follows, kind, word[:at], forgives)
            if full is not None and (not only_branches or full.startswith(HEADS)):
                return Meant(shortened(refs, full), at + len(mark))
        at = word.find("@", at + 1)
    return None


def again(refs: Refs, follows: Follows, word: str, meant: Meant, only_branches: bool) -> Meant:
    """`meant`, or what that with the rest of `word` means in its turn."""
    rest = word[meant.end :]
    if meant.text.startswith(START):
        return meant  # no branch is called so: a log can say it, and would have it looked up for ever
    further = interpreted(refs, follows, meant.text + rest, only_branches=only_branches) if rest else None
    if further is None or further.end < len(meant.text):
        return meant
    return Meant(further.text, further.end - len(meant.text) + meant.end)


def followed(follows: Follows, kind: str, branch: str, forgives: bool) -> str | None:
    """The reference of that `kind` of `branch`; None where there is none, if that is forgiven."""
    try:
        return follows(kind, branch)
    except RefusedRevisionError:
        if forgives:
            return None
        raise


def before_in(refs: Refs, word: str) -> Meant | None:
    """What the `@{-<n>}` at the start of `word` means, of none of it where the log is too short; None without one."""
    number, end = digits_at(word, len(START))
    if word[end : end + 1] != END or not 0 < number <= LARGEST_INT:
        return None
    name = branch_before(refs, number)
    return Meant("", 0) if name is None else Meant(name, end + 1)


def branch_before(refs: Refs, number: int) -> str | None:
    """What HEAD was on `number` checkouts ago, None where its log does not go back so far."""
    for entry in reversed(refs.log(HEAD) or ()):
        if entry.message.startswith(LEFT) and ARRIVED in entry.message:
            number -= 1
            if number == 0:
                name = entry.message[len(LEFT) :].partition(ARRIVED)[0]
                return name.decode("utf-8", "surrogateescape")
    return None
