"""What the configuration says of differences where people look at them: renames, prefixes, context, widths.

Plumbing heeds none of it. Follows git's Documentation/config/diff.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.diffing.asked import COPIES, NO_RENAMES, RENAMES, USUAL, DiffOptions
from pygitobj.cli.diffing.option_formats import dirstat_errors
from pygitobj.cli.diffing.option_lines import ALGORITHMS, NO_MOVED, moved_in, moved_spaces_in
from pygitobj.cli.parse_options import UsageError
from pygitobj.cli.pretty.colors import ALWAYS, NEVER, configured_color
from pygitobj.errors import RepositoryError
from pygitobj.formats.numbers import lower
from pygitobj.repository.config import Config, ConfigValue, bad_variable, require_text
from pygitobj.repository.repository import Repository

COLORS = {ALWAYS: True, NEVER: False}


def usual_options(repository: Repository) -> DiffOptions:
    """Options of differences as the configuration of `repository` has them. Raises RepositoryError in git's words."""
    config = repository.config
    options = DiffOptions()
    options.abbrev = USUAL
    options.color = COLORS.get(configured_color(config))
    options.renames = renames_said(config)
    options.context = count(config, "diff.context", options.context)
    options.between = count(config, "diff.interHunkContext", options.between)
    options.relative = config.get_bool("diff.relative")
    options.stat_width = -1
    options.stat_name_width = config.get_int("diff.statNameWidth")
    options.stat_graph_width = config.get_int("diff.statGraphWidth", -1)
    options.order_file = config.get_path("diff.orderFile", repository.environ)
    options.suppress_blank_empty = suppresses_blank(config)
    options.word_pattern = config.get("diff.wordRegex")
    options.indent_heuristic = config.get_bool("diff.indentHeuristic", True)
    take_prefixes(config, options)
    for name, take in TAKES.items():
        value = config.last(name)
        if value is not None:
            take(repository, options, value)
    return options


def renames_said(config: Config) -> int:
    """Whether renames are looked for, or copies too. Raises RepositoryError."""
    value = config.last("diff.renames")
    if value is None or value.entry.value is None:
        return RENAMES
    if lower(value.entry.value) in ("copies", "copy"):
        return COPIES
    return RENAMES if config.get_bool("diff.renames") else NO_RENAMES


def count(config: Config, name: str, usual: int) -> int:
    """The number that `name` says. Raises RepositoryError for one below zero."""
    found = config.get_int(name, usual)
    value = config.last(name)
    if found < 0 and value is not None:
        raise RepositoryError(str(bad_variable(value, "")))
    return found


def suppresses_blank(config: Config) -> bool:
    """Whether empty lines have no blank before them."""
    return config.get_bool("diff.suppressBlankEmpty", config.get_bool("diff.suppress-blank-empty"))


def take_prefixes(config: Config, options: DiffOptions) -> None:
    """What stands before paths in patches."""
    if config.get_bool("diff.noprefix"):
        options.old_prefix = options.new_prefix = ""
    elif not config.get_bool("diff.mnemonicPrefix"):
        options.old_prefix = config.get("diff.srcPrefix", "a/")
        options.new_prefix = config.get("diff.dstPrefix", "b/")


def take_algorithm(_: Repository, options: DiffOptions, value: ConfigValue) -> None:
    """diff.algorithm."""
    text = require_text(value)
    found = ALGORITHMS.get(lower(text))
    if found is None:
        raise bad_variable(value, f"unknown value for config '{value.entry.name}': {text}")
    options.algorithm = found


def take_moved(_: Repository, options: DiffOptions, value: ConfigValue) -> None:
    """diff.colorMoved."""
    text = value.entry.value
    found = "zebra" if text is None else moved_in(text)
    if found is None:
        raise bad_variable(value, NO_MOVED)
    options.moved = found


def take_moved_spaces(_: Repository, options: DiffOptions, value: ConfigValue) -> None:
    """diff.colorMovedWS."""
    try:
        options.moved_spaces = moved_spaces_in(require_text(value))
    except UsageError as error:
        raise bad_variable(value, error.message.removeprefix("error: ").rstrip("\n")) from None


def take_dirstat(repository: Repository, options: DiffOptions, value: ConfigValue) -> None:
    """diff.dirstat, of which what says nothing is told."""
    wrong = dirstat_errors(options.dirstat, require_text(value))
    if wrong:
        repository.warn(f"warning: Found errors in 'diff.dirstat' config variable:\n{wrong}")


def take_submodule(repository: Repository, options: DiffOptions, value: ConfigValue) -> None:
    """diff.submodule."""
    text = require_text(value)
    if text in ("short", "log", "diff"):
        options.submodule = text
    else:
        repository.warn(f"warning: Unknown value for 'diff.submodule' config variable: '{text}'")


def take_ignored(_: Repository, options: DiffOptions, value: ConfigValue) -> None:
    """diff.ignoreSubmodules."""
    text = require_text(value)
    if text not in ("all", "untracked", "dirty", "none"):
        raise RepositoryError(f"bad --ignore-submodules argument: {text}")
    options.ignore_submodules = text


TAKES: dict[str, Callable[[Repository, DiffOptions, ConfigValue], None]] = {
    "diff.algorithm": take_algorithm,
    "diff.colorMoved": take_moved,
    "diff.colorMovedWS": take_moved_spaces,
    "diff.dirstat": take_dirstat,
    "diff.submodule": take_submodule,
    "diff.ignoreSubmodules": take_ignored,
}
