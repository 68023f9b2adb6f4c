"""What `config` is to do where no option says it, and what its words may have been meant to be.

Follows git's Documentation/git-config.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.parse_options import UsageError
from pygitobj.repository.config_command import BadParameterError, checked_name


def implied(arguments: Sequence[str]) -> str:
    """What is to be done where no option says it. Raises UsageError."""
    if not 1 <= len(arguments) <= 3:
        raise UsageError("error: no action specified\n")
    if len(arguments) > 1:
        return "set"
    key = arguments[0].rpartition(".")
    if key[1] and "=" in key[2]:
        raise missing_value(arguments[0])
    return "get"


def missing_value(word: str) -> UsageError:
    """The error for `name=value`, which was meant to be two words."""
    start, _, key = word.rpartition(".")
    name, _, value = key.partition("=")
    if is_name(f"{start}.{name}"):
        return UsageError(
            f"error: missing value to set to the variable '{word}'\n"
            f'hint: did you mean "git config set {start}.{name} {value}"?\n'
        )
    if is_name(word):
        return UsageError(f"error: missing value to set to the variable '{word}'\n")
    return UsageError(f"error: missing value to set to a variable with an invalid name '{word}'\n")


def is_name(word: str) -> bool:
    """Whether `word` is the name of a variable."""
    try:
        checked_name(word)
    except BadParameterError:
        return False
    return True
