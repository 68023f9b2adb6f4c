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
from pygitobj.repository.repository import Repository
from pygitobj.revisions.arguments import DASHES

# What says where a walk begins.
BEGINNINGS = re.compile(
    "--(all|branches|tags|remotes|reflog|not|no-walk|do-walk|bisect|indexed-objects|alternate-refs|ignore-missing)"
    "|--(glob|exclude|exclude-hidden|branches|tags|remotes|no-walk)=.*",
    re.DOTALL,
)

# Options that walks have too, which come first.
OF_BOTH = ("--abbrev", "--no-abbrev")


def split_words(spec: Spec, words: Sequence[str], hex_size: int, differences: Differences) -> tuple[Parsed, list[str]]:
    """What the command's own options in `words` say, and the words without them, for walks.

    Options of differences are taken by `differences`. The arguments are those that say where walks begin, and paths.
    Raises UsageError, HelpRequestedError, and RevisionError for an option of walks that cannot be.
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
        if left is None or differences.takes(left, rest):
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


class Differences:
    """What options of differences alone say, which change nothing where none is shown.

    `said` is whether there was one, `follows` whether a walk does not go by its path, once `refuse` was asked.
    """

    def __init__(self) -> None:
        from pygitobj.cli.diffing.asked import (
            DiffOptions,
        )  # what else it takes is loaded for words that are such options
        from pygitobj.cli.diffing.merges import CommitOptions

        self.options, self.commits = DiffOptions(), CommitOptions()
        self.said = self.follows = False

    def takes(self, word: str, rest: list[str]) -> bool:
        """Whether `word` is such an option, which is then taken, its value from `rest`.

        Raises UsageError in git's words for a value that cannot be, GitObjectError for one that ends git.
        """
        from pygitobj.cli.diffing.merges import take_commit_option
        from pygitobj.cli.diffing.options import take_option as take_option_of_differences

        if word.partition("=")[0] in OF_BOTH:
            return False
        words = [word, *rest]
        count = take_commit_option(self.options, self.commits, words, 0)
        count = count or take_option_of_differences(self.options, words, 0)
        del rest[: max(count - 1, 0)]
        self.said = self.said or count > 0
        return count > 0

    def refuse(self, repository: Repository, paths: Sequence[str]) -> None:
        """Raises GitObjectError, UsageError for options that cannot be together, or not with these paths."""
        if not self.said:
            return
        from pygitobj.cli.diffing.merges import refuse_all_paths
        from pygitobj.cli.diffing.settle import settle
        from pygitobj.cli.log_follow import path_to_follow
        from pygitobj.repository.pathspecs import pathspecs_here

        options = self.options
        # What there is not is not shown either.
        self.follows, options.follow, options.external, options.submodule = options.follow, False, False, "short"
        settle(options, repository)
        if self.follows:
            path_to_follow(pathspecs_here(repository, paths) if paths else None)
        refuse_all_paths(self.commits)
