"""The options that all commands know which show differences.

    take_option     does what one of them says, and tells how many words it took

Names are whole here, and whoever calls may have options of its own. Follows git's Documentation/diff-options.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.diffing.asked import DiffOptions
from pygitobj.cli.diffing.option_table import LONG, SHORT
from pygitobj.cli.parse_options import SHORTEST_LONG, UsageError


def take_option(options: DiffOptions, words: Sequence[str], at: int) -> int:
    """Do what the option at `at` says; gives how many words it took, 0 for one that is none of ours.

    Raises UsageError in git's words for a value that cannot be, GitObjectError for one that ends git.
    """
    word = words[at]
    if not word.startswith("--"):
        return take_letters(options, words, at) if word.startswith("-") and len(word) > 1 else 0
    name, equals, value = word[2:].partition("=")
    found = LONG.get(name)
    if found is None:
        return 0
    entry, taken_back = found
    needs_value = entry.kind == "value" and not taken_back
    if equals and (taken_back or entry.kind == "flag"):
        raise UsageError(f"error: option `{name}' takes no value\n")
    if needs_value and not equals:
        if at + 1 == len(words):
            raise UsageError(f"error: option `{name}' requires a value\n")
        entry.take(options, words[at + 1], False)
        return 2
    entry.take(options, value if equals else None, taken_back)
    return 1


def take_letters(options: DiffOptions, words: Sequence[str], at: int) -> int:
    """As `take_option`, for short options, which may stand together."""
    whole = letters = words[at][1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        entry = SHORT.get(letter)
        if entry is None or (entry.kind == "flag" and letters):
            refuse_one_dash(letters, whole)
        if entry is None:
            return 0
        if entry.kind == "flag":
            entry.take(options, None, False)
            continue
        if entry.kind == "value" and not letters:
            if at + 1 == len(words):
                raise UsageError(f"error: switch `{letter}' requires a value\n")
            entry.take(options, words[at + 1], False)
            return 2
        entry.take(options, letters or None, False)
        return 1
    return 1


def refuse_one_dash(rest: str, letters: str) -> None:
    """Raises UsageError where `letters`, of which all but the first are `rest`, look like a long option."""
    if len(rest) + 1 != len(letters) or len(letters) < SHORTEST_LONG:
        return
    if letters.startswith("no-") or any(name.startswith(letters) for name in LONG):
        raise UsageError(f"error: did you mean `--{letters}` (with two dashes)?\n")
