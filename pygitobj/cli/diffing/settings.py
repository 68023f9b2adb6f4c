"""What the configuration says of differences, put into options before any of these is read.

    basic_settings  what every command heeds
    taste_settings  what only those heed besides that people look at: diff, log, show

Of one name the last value counts; all of them are looked at, in their order. Follows git's Documentation/config/diff.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.cli.diffing.algorithms import algorithm_named
from pygitobj.cli.diffing.asked import COPIES, NO_RENAMES, RENAMES, UNSAID, DiffOptions
from pygitobj.cli.diffing.option_formats import dirstat_errors, highlights_in
from pygitobj.cli.diffing.option_lines import NO_MOVED, moved_in, moved_spaces_in
from pygitobj.cli.diffing.option_pairs import SUBMODULE_CHANGES, SUBMODULE_FORMATS
from pygitobj.cli.parse_options import UsageError
from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.formats.numbers import lower
from pygitobj.repository.config import ConfigValue, bad_variable, parse_bool, parse_int, require_text
from pygitobj.repository.repository import Repository

UI = "color.ui"
Warn = Callable[[str], None]
# What puts a value into options.
Reader = Callable[[DiffOptions, ConfigValue, Warn], None]


def basic_settings(options: DiffOptions, repository: Repository) -> None:
    """Put in what every command heeds. Raises RepositoryError in git's words for a value that cannot be."""
    read(options, repository, BASIC)


def taste_settings(options: DiffOptions, repository: Repository) -> None:
    """Put in that and what people like: renames are looked for, and --stat is as wide as the terminal."""
    options.renames = RENAMES
    options.stat_width = UNSAID
    read(options, repository, BASIC | TASTE)
    if options.old_prefix is None:
        options.old_prefix = "a/"
    if options.new_prefix is None:
        options.new_prefix = "b/"
    config = repository.config
    if "diff.noPrefix" in config and config.get_bool("diff.noPrefix"):
        options.old_prefix = options.new_prefix = ""


def read(options: DiffOptions, repository: Repository, readers: dict[str, Reader]) -> None:
    """Put the values of all names of `readers` into `options`."""
    for value in repository.config.values:
        reader = readers.get(value.entry.name)
        if reader is not None:
            reader(options, value, repository.warn)


# Kinds of values


def flag_of(value: ConfigValue) -> bool:
    """A boolean."""
    return parse_bool(value.entry.value, value.entry.name)


def boolean(field: str) -> Reader:
    """What puts a boolean into `field`."""
    return lambda options, value, _warn: setattr(options, field, flag_of(value))


def text(field: str) -> Reader:
    """What puts a text into `field`."""
    return lambda options, value, _warn: setattr(options, field, require_text(value))


def number_of(value: ConfigValue) -> int:
    """A number."""
    return parse_int(value.entry.value, value.entry.name, value.origin.shown)


def count(field: str) -> Reader:
    """What puts a number from 0 on into `field`."""

    def take(options: DiffOptions, value: ConfigValue, _warn: Warn) -> None:
        number = number_of(value)
        if number < 0:
            raise RepositoryError(str(bad_variable(value, "")))
        setattr(options, field, number)

    return take


def width(field: str) -> Reader:
    """What puts a width into `field`."""
    return lambda options, value, _warn: setattr(options, field, number_of(value))


# What every command heeds


def take_highlights(options: DiffOptions, value: ConfigValue, _warn: Warn) -> None:
    """Take diff.wsErrorHighlight."""
    said = require_text(value)
    found = highlights_in(said)
    if isinstance(found, str):
        raise bad_variable(value, f"unknown value for config '{value.entry.name}': {said}")
    options.highlights = found


def take_dirstat(options: DiffOptions, value: ConfigValue, warn: Warn) -> None:
    """Take diff.dirstat; what means nothing in it is told."""
    wrong = dirstat_errors(options.dirstat, require_text(value))
    if wrong:
        warn(f"warning: Found errors in 'diff.dirstat' config variable:\n{wrong}")


BASIC: dict[str, Reader] = {
    "diff.wserrorhighlight": take_highlights,
    "diff.suppressblankempty": boolean("suppress_blank_empty"),
    "diff.suppress-blank-empty": boolean("suppress_blank_empty"),
    "diff.dirstat": take_dirstat,
    "diff.indentheuristic": boolean("indent_heuristic"),
}


# What people like


def take_color(options: DiffOptions, value: ConfigValue, _warn: Warn) -> None:
    """Take color.diff and color.ui, the first of which counts for more."""
    said = lower(value.entry.value or "") if value.entry.value is not None else None
    found = {"always": True, "never": False, "auto": None}.get(said or "")
    if said not in ("always", "never", "auto"):
        found = None if flag_of(value) else False
    if value.entry.name != UI:
        options.color, options.has_own_color = found, True
    elif not options.has_own_color:
        options.color = found


def take_moved(options: DiffOptions, value: ConfigValue, _warn: Warn) -> None:
    """Take diff.colorMoved."""
    found = moved_in(value.entry.value or "true")
    if found is None:
        raise bad_variable(value, NO_MOVED)
    options.moved = found


def take_moved_spaces(options: DiffOptions, value: ConfigValue, _warn: Warn) -> None:
    """Take diff.colorMovedWS."""
    try:
        options.moved_spaces = moved_spaces_in(require_text(value))
    except UsageError as error:
        first = error.message.partition("\n")[0].removeprefix("error: ")
        raise bad_variable(value, first) from None


def take_renames(options: DiffOptions, value: ConfigValue, _warn: Warn) -> None:
    """Take diff.renames."""
    said = lower(value.entry.value or "") if value.entry.value is not None else ""
    if said in ("copies", "copy"):
        options.renames = COPIES
    else:
        options.renames = RENAMES if flag_of(value) else NO_RENAMES


def take_algorithm(options: DiffOptions, value: ConfigValue, _warn: Warn) -> None:
    """Take diff.algorithm."""
    said = require_text(value)
    found = algorithm_named(said)
    if found is None:
        raise bad_variable(value, f"unknown value for config '{value.entry.name}': {said}")
    options.algorithm = found


def take_submodule(options: DiffOptions, value: ConfigValue, warn: Warn) -> None:
    """Take diff.submodule."""
    said = require_text(value)
    if said in SUBMODULE_FORMATS:
        options.submodule = said
    else:
        warn(f"warning: Unknown value for 'diff.submodule' config variable: '{said}'")


def take_ignored(options: DiffOptions, value: ConfigValue, _warn: Warn) -> None:
    """Take diff.ignoreSubmodules."""
    said = require_text(value)
    if said not in SUBMODULE_CHANGES:
        raise GitObjectError(f"bad --ignore-submodules argument: {said}")
    options.ignore_submodules = said


def take_order(options: DiffOptions, value: ConfigValue, _warn: Warn) -> None:
    """Take diff.orderFile."""
    from pygitobj.repository.home import expanded  # few have one

    said = require_text(value)
    options.order_file = expanded(said, os.environ)
    if options.order_file is None:
        raise RepositoryError(f"failed to expand user dir in: '{said}'")


TASTE: dict[str, Reader] = {
    UI: take_color,
    "color.diff": take_color,
    "diff.color": take_color,
    "diff.colormoved": take_moved,
    "diff.colormovedws": take_moved_spaces,
    "diff.context": count("context"),
    "diff.interhunkcontext": count("between"),
    "diff.renames": take_renames,
    "diff.srcprefix": text("old_prefix"),
    "diff.dstprefix": text("new_prefix"),
    "diff.relative": boolean("relative"),
    "diff.statnamewidth": width("stat_name_width"),
    "diff.statgraphwidth": width("stat_graph_width"),
    "diff.wordregex": text("usual_word_pattern"),
    "diff.orderfile": take_order,
    "diff.ignoresubmodules": take_ignored,
    "diff.submodule": take_submodule,
    "diff.algorithm": take_algorithm,
}
