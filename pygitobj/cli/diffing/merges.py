"""How a command shows what commits changed, merges above all: -m, -c, --cc and their like, --root, --always.

    separate        against each parent         first-parent    against the first alone
    combined        against all at once         dense           the same, without what one parent has as it is

Follows git's Documentation/diff-merges.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.diffing.asked import PATCH, DiffOptions
from pygitobj.errors import GitObjectError, UnsupportedError

NONE, SEPARATE, FIRST_PARENT, COMBINED, DENSE, REMERGE = "", "separate", "first-parent", "combined", "dense", "remerge"
WAYS = {
    "off": NONE, "none": NONE, "1": FIRST_PARENT, "first-parent": FIRST_PARENT, "separate": SEPARATE,
    "c": COMBINED, "combined": COMBINED, "cc": DENSE, "dense-combined": DENSE, "r": REMERGE, "remerge": REMERGE,
}  # fmt: skip
DEFAULT_WAYS = ("m", "on")
# These ask for a patch too.
FLAGS = {"-c": COMBINED, "--cc": DENSE, "--dd": FIRST_PARENT, "--remerge-diff": REMERGE}


class CommitOptions:
    """What was said of how commits are compared with their parents. `usual` is what -m means."""

    def __init__(self, usual: str = SEPARATE) -> None:
        self.usual = usual
        self.merges = NONE
        self.is_said = False
        self.all_paths = False
        self.implies_patch = self.needs_diff = False
        # Whether there is a difference to be shown whatever the formats say (-r, -t, --full-diff).
        self.diff = False
        # Whether paths choose commits, and differences are shown of all that these changed.
        self.full_diff = False
        # Whether the history of paths has every merge in it that has changes to be shown.
        self.full_history = False
        self.root = self.always = self.no_commit_id = False

    @property
    def is_asked(self) -> bool:
        """Whether any commit is compared with its parents."""
        return self.diff or self.needs_diff

    @property
    def is_combined(self) -> bool:
        """Whether merges are compared with all their parents at once."""
        return self.merges in (COMBINED, DENSE)

    def set(self, way: str) -> None:
        """Show merges in this way; what was said before of it counts no more."""
        self.merges = way
        # It stays so, whatever is said after it.
        self.full_history = self.full_history or way in (SEPARATE, FIRST_PARENT)
        self.all_paths = self.implies_patch = False
        self.needs_diff = way != NONE
        self.is_said = True


def take_commit_option(options: DiffOptions, commits: CommitOptions, words: Sequence[str], at: int) -> int:
    """Do what the option at `at` says, if it is of these; gives how many words it took. Raises GitObjectError."""
    word = words[at]
    if word in ("-r", "-t"):
        options.recursive = commits.diff = True
        options.with_trees = options.with_trees or word == "-t"
    elif word == "--full-diff":
        commits.full_diff = commits.diff = True
    elif word == "-m":
        commits.set(commits.usual)
        commits.needs_diff = False
    elif word in FLAGS:
        commits.set(FLAGS[word])
        commits.implies_patch = True
    elif word == "--no-diff-merges":
        commits.set(NONE)
    elif word == "--combined-all-paths":
        commits.all_paths = commits.is_said = True
    elif word == "--diff-merges" or word.startswith("--diff-merges="):
        return take_way(commits, words, at)
    elif word in ("--root", "--always", "--no-commit-id"):
        setattr(commits, word[2:].replace("-", "_"), True)
    elif word in ("-i", "--regexp-ignore-case"):
        options.pickaxe_ignores_case = True
        return 0  # a walk has its own meaning of it
    else:
        return 0
    return 1


def take_way(commits: CommitOptions, words: Sequence[str], at: int) -> int:
    """Take --diff-merges."""
    _, equals, value = words[at].partition("=")
    if not equals and at + 1 == len(words):
        raise GitObjectError("Option '--diff-merges' requires a value")
    way = value if equals else words[at + 1]
    if way in DEFAULT_WAYS:
        commits.set(commits.usual)
    elif way in WAYS:
        commits.set(WAYS[way])
    else:
        raise GitObjectError(f"invalid value for '--diff-merges': '{way}'")
    return 1 if equals else 2


def settle_merges(options: DiffOptions, commits: CommitOptions) -> None:
    """What follows from it for the formats. Raises GitObjectError for what cannot be, UnsupportedError."""
    refuse_all_paths(commits)
    if commits.merges == REMERGE:
        raise UnsupportedError("merges are not made again to be compared: --remerge-diff is not supported")
    if commits.implies_patch:
        commits.diff = True
    if (commits.implies_patch or commits.needs_diff) and not options.formats:
        options.formats.add(PATCH)


def refuse_all_paths(commits: CommitOptions) -> None:
    """Raises GitObjectError where --combined-all-paths says nothing."""
    if commits.all_paths and not commits.is_combined:
        raise GitObjectError("--combined-all-paths makes no sense without -c or --cc")
