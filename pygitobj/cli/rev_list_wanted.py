"""The options that rev-list alone has."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.walking.words import Words
from pygitobj.errors import GitObjectError

HUMAN = "human"
NO_USAGE = "invalid value for '--disk-usage=<format>': '{}', the only allowed format is 'human'"
ACTIONS = ("error", "allow-any", "print", "print-info", "allow-promisor")
NOT_TOGETHER = "options '--exclude_promisor_objects' and '--missing' cannot be used together"


class Wanted:
    """What the command's own options say."""

    def __init__(self) -> None:
        self.header = self.timestamp = self.with_nul = self.use_bitmaps = False
        self.bisects = self.bisects_all = self.shows_vars = False
        # Whether what was asked for by its name is filtered too; whether a bitmap is to be compared.
        self.provided = self.tests_bitmap = False
        self.progress: str | None = None
        self.names_objects = self.commit_header = True
        # None, "" for a number of bytes, or "human".
        self.disk_usage: str | None = None
        # What is done about objects that are missing; whether what was promised is left alone.
        self.missing = ACTIONS[0]
        self.excludes_promised = False
        self.prints_omitted = False
        # Whether there is an option that nobody knows.
        self.is_unknown = False

    @property
    def may_miss(self) -> bool:
        """Whether the walk goes on without objects that are missing."""
        return self.missing != ACTIONS[0]


FLAGS: dict[str, dict[str, object]] = {
    "--header": {"header": True},
    "--timestamp": {"timestamp": True},
    "--bisect": {"bisects": True},
    "--bisect-all": {"bisects": True, "bisects_all": True},
    "--bisect-vars": {"bisects": True, "shows_vars": True},
    "--use-bitmap-index": {"use_bitmaps": True},
    "--filter-provided-objects": {"provided": True},
    "--test-bitmap": {"tests_bitmap": True},
    "--no-object-names": {"names_objects": False},
    "--object-names": {"names_objects": True},
    "--commit-header": {"commit_header": True},
    "--no-commit-header": {"commit_header": False},
    "--filter-print-omitted": {"prints_omitted": True},
}


def wanted_in(said: Words, words: Sequence[str]) -> Wanted:
    """What of `words` was left for the command. Raises GitObjectError in git's words, UnsupportedError."""
    wanted = Wanted()
    # git looks for these among all words, values and paths too.
    wanted.with_nul = "-z" in words
    wanted.bisects = said.revisions.bisects
    wanted.missing, wanted.excludes_promised = missing_in(words)
    for word in said.left:
        take(wanted, word)
    return wanted


def missing_in(words: Sequence[str]) -> tuple[str, bool]:
    """What is done about objects that are missing, and whether what was promised is left alone. Raises GitObjectError.

    As git, which looks for these among all words.
    """
    named = [word.removeprefix("--missing=") for word in words if word.startswith("--missing=")]
    action = next((name for name in reversed(named) if name in ACTIONS), ACTIONS[0])
    excludes = "--exclude-promisor-objects" in words
    if excludes and action != ACTIONS[0]:
        raise GitObjectError(NOT_TOGETHER)
    return action, excludes


def take(wanted: Wanted, word: str) -> None:
    """Do what the option `word` says."""
    fields = FLAGS.get(word)
    if fields is not None:
        for name, value in fields.items():
            setattr(wanted, name, value)
    elif word == "--disk-usage":
        wanted.disk_usage = wanted.disk_usage or ""  # as in git it takes nothing back
    elif word.startswith("--progress="):
        wanted.progress = word.removeprefix("--progress=")
    elif word.startswith("--disk-usage="):
        wanted.disk_usage = word.removeprefix("--disk-usage=")
        if wanted.disk_usage != HUMAN:
            raise GitObjectError(NO_USAGE.format(wanted.disk_usage))
    elif word != "--exclude-promisor-objects" and not word.startswith("--missing="):
        wanted.is_unknown = True
