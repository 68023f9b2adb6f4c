"""How the lines of two files are compared, as options, drivers and the configuration have it."""

from __future__ import annotations

from pygitobj.changes.lines import LineOptions, line_pattern
from pygitobj.changes.pairs import Side
from pygitobj.cli.diffing.algorithms import algorithm_named
from pygitobj.cli.diffing.view import View

# The kinds of white space, the one that says most first: the others are in it.
SPACES = {"all": "all", "change": "amount", "at-eol": "at_eol", "cr-at-eol": "cr_at_eol"}


def line_options(view: View, old: Side | None, new: Side | None) -> LineOptions:
    """How the lines of `old` and `new` are compared. Raises RepositoryError."""
    made = view.made_line_options
    if made is None:
        made = view.made_line_options = plain_line_options(view)
    if view.options.ignores_driver_algorithm:
        return made
    side = old or new
    driver = None if side is None else view.kinds.driver(side.path, side.mode)
    if driver is None or driver.algorithm is None:
        return made
    return made._replace(algorithm=algorithm_named(driver.algorithm) or made.algorithm)


def plain_line_options(view: View) -> LineOptions:
    """What options say of all files."""
    options = view.options
    return LineOptions(
        algorithm=options.algorithm,
        indent_heuristic=options.indent_heuristic,
        white_space=next((kind for name, kind in SPACES.items() if name in options.spaces), ""),
        ignore_blank_lines="blank-lines" in options.spaces,
        ignore_lines=tuple(map(line_pattern, options.ignore_matching)),
    )
