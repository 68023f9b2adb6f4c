"""What follows from options of differences once all of them were said.

Follows git's Documentation/diff-options.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.diffing.asked import (
    ALONE,
    COPIES,
    DIRSTAT,
    NO_RENAMES,
    NOTHING,
    NUMSTAT,
    OF_FILES,
    PATCH,
    RAW,
    SHORTSTAT,
    STAT,
    SUMMARY,
    DiffOptions,
)  # fmt: skip
from pygitobj.cli.diffing.options import take_option
from pygitobj.cli.parse_options import UsageError
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.repository.repository import Repository

FORMATS_TOGETHER = "options '--name-only', '--name-status', '--check', and '-s' cannot be used together"
KINDS_TOGETHER = "options '-G', '-S', and '--find-object' cannot be used together"
REGEX_TOGETHER = "options '-G' and '--pickaxe-regex' cannot be used together, use '--pickaxe-regex' with '-S'"
ALL_TOGETHER = (
    "options '--pickaxe-all' and '--find-object' cannot be used together, use '--pickaxe-all' with '-G' and '-S'"
)
# What those turn off of which one alone may be asked for.
OTHERS = frozenset((RAW, NUMSTAT, STAT, SHORTSTAT, DIRSTAT, SUMMARY, PATCH))


def settle(options: DiffOptions, repository: Repository) -> None:
    """Put into `options` what follows from them all. Raises GitObjectError in git's words for what cannot be."""
    refuse_together(options, repository)
    if options.harder:
        options.renames = COPIES
    if not options.relative:
        options.prefix = None
    elif options.prefix is None:
        options.prefix = repository.location.prefix
    find_objects(options, repository)
    if options.formats & set(ALONE):
        options.formats -= OTHERS
    if options.formats & OF_FILES or options.pickaxe_kinds:
        options.recursive = True
    if options.quick:
        options.formats = {NOTHING}
        options.exit_code = True
        options.renames = NO_RENAMES
        options.harder = False


def taking_in(options: DiffOptions, repository: Repository) -> Callable[[Sequence[str], int], int]:
    """What takes options of differences among words, and looks up at once what they name."""

    def take(words: Sequence[str], at: int) -> int:
        taken = take_option(options, words, at)
        find_objects(options, repository)
        return taken

    return take


def find_objects(options: DiffOptions, repository: Repository) -> None:
    """Find the objects that --find-object names. Raises UsageError in git's words."""
    while options.objects:
        name = options.objects.pop(0)
        oid = repository.lookup(name).id
        if oid is None:
            raise UsageError(f"error: unable to resolve '{name}'\n")
        options.found_objects.add(bytes(oid))


def refuse_together(options: DiffOptions, repository: Repository) -> None:
    """Raises GitObjectError for options that exclude each other, UnsupportedError for what there is not."""
    if len(options.formats & set(ALONE)) > 1:
        raise GitObjectError(FORMATS_TOGETHER)
    if len(options.pickaxe_kinds) > 1:
        raise GitObjectError(KINDS_TOGETHER)
    if "G" in options.pickaxe_kinds and options.pickaxe_regex:
        raise GitObjectError(REGEX_TOGETHER)
    if "object" in options.pickaxe_kinds and options.pickaxe_all:
        raise GitObjectError(ALL_TOGETHER)
    refuse_missing(options, repository)


def has_program(repository: Repository) -> bool:
    """Whether the environment or the configuration names a program that compares files."""
    named = (value.entry.name for value in repository.config.values)
    return bool(repository.environ.get("GIT_EXTERNAL_DIFF")) or any(
        name == "diff.external" or (name.startswith("diff.") and name.endswith(".command")) for name in named
    )


def refuse_missing(options: DiffOptions, repository: Repository) -> None:
    """Raises UnsupportedError for what there is not."""
    missing = {
        "--follow": options.follow,
        "--ext-diff": options.external and has_program(repository),
    }
    found = next((name for name, is_asked in missing.items() if is_asked), None)
    if found is not None:
        raise UnsupportedError(f"{found} is not supported")
