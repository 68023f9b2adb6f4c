"""The words of a command that has options of its own besides those of walks, which may stand among each other.

An option of the command's own comes first, also where only the start of its name is given; what it does not know is one
of walks, or none. Follows git's Documentation/gitcli and rev-list-options.
"""

from __future__ import annotations

import re
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
    take_long,
    usage_text,
)
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.options import take_option
from pygitobj.revisions.arguments import DASHES

# What says where a walk begins.
BEGINNINGS = re.compile(
    "--(all|branches|tags|remotes|reflog|not|no-walk|do-walk|bisect|indexed-objects|alternate-refs)"
    "|--(glob|exclude|exclude-hidden|branches|tags|remotes|no-walk)=.*",
    re.DOTALL,
)

# Options that walks have too, which come first.
OF_BOTH = ("--abbrev", "--no-abbrev")


def split_words(spec: Spec, words: Sequence[str], hex_size: int) -> tuple[Parsed, list[str]]:
    """What the command's own options in `words` say, and the words without them, for walks.

    The arguments are those that say where walks begin, and paths. Raises UsageError, HelpRequestedError, and
    RevisionError for an option of walks that cannot be.
    """
    parsed = Parsed(Options(), [], [])
    rest = list(words)
    kept: list[str] = []
    while rest and rest[0] not in (DASHES, "--end-of-options"):
        word = rest.pop(0)
        if not word.startswith("-") or word == "-":
            kept.append(word)
            parsed.arguments.append(word)
            continue
        if word.startswith("--"):
            left = None if takes_long(spec, word, rest, parsed) else word
        else:
            left = after_own_letters(spec, word[1:], parsed)
        if left is None or is_of_differences(left, rest):
            continue
        count = take_option(Given(), [left, *rest], 0, hex_size)
        if not count and not BEGINNINGS.fullmatch(left):
            raise UsageError(f"error: unknown option `{left}'\n{usage_text(spec, while_parsing=True)}")
        if not count:
            parsed.arguments.append(left)
        kept += [left, *rest[: count - 1]] if count else [left]
        del rest[: max(count - 1, 0)]
    parsed.arguments.extend(rest)
    return parsed, kept + rest


def takes_long(spec: Spec, word: str, rest: list[str], parsed: Parsed) -> bool:
    """Whether the long option `word` is one of the command's own, which is then taken. Raises UsageError."""
    if word in ("--help", "--help-all"):
        raise HelpRequestedError(usage_text(spec, while_parsing=True))
    try:
        take_long(spec, word[2:], rest, parsed)
    except UsageError as error:
        if error.message.startswith("error: unknown option `"):
            return False
        raise
    return True


def after_own_letters(spec: Spec, letters: str, parsed: Parsed) -> str | None:
    """Take those of the short options `letters` that are the command's own; gives the rest as a word, None for none."""
    rest = letters
    while rest:
        option = next((option for option in options_of(spec) if option.short == rest[0]), None)
        if rest == letters and (option is None or option.kind != "optional"):
            refuse_one_dash(spec, letters[1:], letters)
        if option is None:
            if rest[0] == "h":
                raise HelpRequestedError(usage_text(spec, while_parsing=True))
            return f"-{rest}"
        rest = rest[1:]
        if option.kind == "optional":
            store(option, parsed, rest or None, negated=False)
            return None
        store(option, parsed, None, negated=False, spelled=f"-{option.short}")
    return None


def is_of_differences(word: str, rest: list[str]) -> bool:
    """Whether `word` is an option of differences alone, which changes nothing where none is shown.

    Its value goes from `rest`. Raises UsageError in git's words for a value that cannot be, GitObjectError for one that
    ends git.
    """
    from pygitobj.cli.diffing.asked import DiffOptions  # few words are
    from pygitobj.cli.diffing.merges import CommitOptions, take_commit_option
    from pygitobj.cli.diffing.options import take_option as take_option_of_differences

    if word.partition("=")[0] in OF_BOTH:
        return False
    options, words = DiffOptions(), [word, *rest]
    count = take_commit_option(options, CommitOptions(), words, 0) or take_option_of_differences(options, words, 0)
    del rest[: max(count - 1, 0)]
    return count > 0
