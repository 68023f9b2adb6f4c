"""The options that rev-list alone has."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.walking.words import Words
from pygitobj.errors import GitObjectError

HUMAN = "human"
NO_USAGE = "invalid value for '--disk-usage=<format>': '{}', the only allowed format is 'human'"
ERROR, ALLOW_ANY, PRINT, PRINT_INFO, ALLOW_PROMISOR = "error", "allow-any", "print", "print-info", "allow-promisor"
ACTIONS = (ERROR, ALLOW_ANY, PRINT, PRINT_INFO, ALLOW_PROMISOR)
# How merges are compared, which is not shown, and may decide all the same what is.
MERGE_OPTIONS = frozenset(
    ("-m", "-c", "--cc", "--dd", "--remerge-diff", "--diff-merges", "--no-diff-merges", "--combined-all-paths")
)
NOT_TOGETHER = "options '--exclude_promisor_objects' and '--missing' cannot be used together"


class Wanted:
    """What the command's own options say."""

    def __init__(self) -> None:
        self.header = self.timestamp = self.with_nul = self.use_bitmaps = False
        self.bisects = self.bisects_all = self.shows_vars = False
        # Whether what was asked for by its name is filtered too; whether a bitmap is to be compared.
        self.provided = self.tests_bitmap = False
        self.names_objects = self.commit_header = True
        # None, "" for a number of bytes, or "human".
        self.disk_usage: str | None = None
        # What is done about objects that are missing; whether what was promised is left alone.
        self.missing = ERROR
        self.excludes_promised = False
        self.prints_omitted = False
        # Whether there is an option that nobody knows.
        self.is_unknown = False

    @property
    def may_miss(self) -> bool:
        """Whether the walk goes on without objects that are missing."""
        return self.missing != ERROR

    @property
    def goes_on(self) -> bool:
        """Whether the walk goes on without objects that are missing, any or those that were promised."""
        return self.may_miss or self.excludes_promised


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


def wanted_among(words: Sequence[str]) -> Wanted:
    """What of the options is looked for among all `words`, values and paths too, as in git. Raises GitObjectError."""
    wanted = Wanted()
    wanted.with_nul = "-z" in words
    named = [word.removeprefix("--missing=") for word in words if word.startswith("--missing=")]
    wanted.missing = next((name for name in reversed(named) if name in ACTIONS), ERROR)
    wanted.excludes_promised = "--exclude-promisor-objects" in words
    if wanted.excludes_promised and wanted.may_miss:
        raise GitObjectError(NOT_TOGETHER)
    return wanted


def take_rest(wanted: Wanted, said: Words) -> None:
    """Do what the words say that were left for the command. Raises GitObjectError in git's words."""
    wanted.bisects = said.revisions.bisects
    if "--follow" in said.left and len(said.revisions.paths) != 1:
        raise GitObjectError("--follow requires exactly one pathspec")
    for word in said.left:
        take(wanted, word)


def take(wanted: Wanted, word: str) -> None:
    """Do what the option `word` says."""
    fields = FLAGS.get(word)
    if fields is not None:
        for name, value in fields.items():
            setattr(wanted, name, value)
    elif word == "--disk-usage":
        wanted.disk_usage = wanted.disk_usage or ""  # as in git it takes nothing back
    elif word.startswith("--disk-usage="):
        wanted.disk_usage = word.removeprefix("--disk-usage=")
        if wanted.disk_usage != HUMAN:
            raise GitObjectError(NO_USAGE.format(wanted.disk_usage))
    elif word != "--exclude-promisor-objects" and not word.startswith(("--missing=", "--progress=")):
        wanted.is_unknown = True
