"""Options of a command that knows only some of them and leaves the others, in their places, to whoever comes after.

None may be cut short, since what it might be is not known here. From "--" and "--end-of-options" on all is left.
Follows git's Documentation/gitcli.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.parse_options import (
    HelpRequestedError,
    Options,
    Parsed,
    Spec,
    UsageError,
    options_of,
    refuse_one_dash,
    store,
    usage_text,
)

VALUES = ("value", "last")
WITHOUT_VALUE = ("flag", "mode", "choice", "count")


def known_options(spec: Spec, words: Sequence[str]) -> Parsed:
    """The options of `spec` among `words`, and as arguments what is left. Raises UsageError, HelpRequestedError."""
    parsed = Parsed(Options(), [], [])
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("--", "--end-of-options"):
            parsed.arguments.extend([word, *rest])
            break
        if word in ("--help", "--help-all") or (word == "-h" and len(words) == 1):
            raise HelpRequestedError(usage_text(spec, full=word == "--help-all"))
        if word.startswith("--"):
            take_long(spec, word, rest, parsed)
        elif word.startswith("-") and len(word) > 1:
            take_short(spec, word, rest, parsed)
        else:
            parsed.arguments.append(word)
    return parsed


def take_long(spec: Spec, word: str, rest: list[str], parsed: Parsed) -> None:
    """Take the long option `word`, or leave it."""
    name, equals, text = word[2:].partition("=")
    value: str | None = text if equals else None
    negated = name.startswith("no-")
    plain = name.removeprefix("no-")
    option = next((option for option in options_of(spec) if plain and option.long == plain), None)
    if option is None or (negated and not option.can_negate):
        parsed.arguments.append(word)
        return
    if equals and (negated or option.kind in WITHOUT_VALUE):
        raise UsageError(f"error: option `{name}' takes no value\n")
    if option.kind in VALUES and not negated and value is None:
        if not rest:
            raise UsageError(f"error: option `{name}' requires a value\n")
        value = rest.pop(0)
    store(option, parsed, value, negated=negated)


def take_short(spec: Spec, word: str, rest: list[str], parsed: Parsed) -> None:
    """Take the short options that `word` begins with, and leave what comes after them."""
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        option = next((option for option in options_of(spec) if option.short == letter), None)
        if len(letters) + 2 == len(word) and (option is None or option.kind in WITHOUT_VALUE):
            refuse_one_dash(spec, letters, word[1:])
        if option is None:
            if letter == "h":
                raise HelpRequestedError(usage_text(spec))
            parsed.arguments.append(f"-{letter}{letters}")
            return
        if option.kind not in VALUES:
            store(option, parsed, None, negated=False)
            continue
        if not letters and not rest:
            raise UsageError(f"error: switch `{letter}' requires a value\n")
        store(option, parsed, letters or rest.pop(0), negated=False)
        return
