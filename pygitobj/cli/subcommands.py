"""Commands of commands: what stands before their names, and after."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.parse_options import Options, Spec, UsageError, parse_options, usage_text


def split_at_subcommand(spec: Spec, words: Sequence[str], valued: str) -> tuple[Options, str, Sequence[str]]:
    """The options of `spec` that stand before the name of a command in `words`, this name, and what stands after it.

    `valued` is the long option among them whose value may be a word of its own. Raises UsageError where no name is.
    """
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "--":
        takes_value = len(words[at]) > len("--o") and valued.startswith(words[at])
        at += 2 if takes_value else 1
    at = min(at, len(words))
    # What stands before the command is looked at first, whatever the command is.
    before = parse_options(spec, words[:at]).options
    if at == len(words):
        raise UsageError(f"error: need a subcommand\n{usage_text(spec)}")
    return before, words[at], words[at + 1 :]
