"""Options that say which pairs of files there are: renames and filters."""

from __future__ import annotations

from pygitobj.cli.diffing.asked import (
    COPIES,
    RENAMES,
    DiffOptions,
)
from pygitobj.cli.diffing.option_takes import Take, refused
from pygitobj.errors import GitObjectError
from pygitobj.formats.numbers import (
    LARGEST_INT,
    is_digit,
    parse_signed,
)

FULL_SCORE = 60000
MOST_OF_SCORE = 100000
NO_INTEGER = "switch `l' expects an integer value with an optional k/m/g suffix"
SUBMODULE_FORMATS, SUBMODULE_CHANGES = ("log", "short", "diff"), ("all", "untracked", "dirty", "none")


def score_at(text: str, at: int) -> tuple[int, int]:
    """The score, of FULL_SCORE, that stands at `at` as a fraction or in per cent, and where it ends."""
    number, scale, has_dot = 0, 1, False
    while at < len(text):
        character = text[at]
        if character == "." and not has_dot:
            scale, has_dot = 1, True
        elif character == "%":
            scale = scale * 100 if has_dot else 100
            at += 1
            break
        elif not is_digit(text, at):
            break
        elif scale < MOST_OF_SCORE:
            scale *= 10
            number = number * 10 + int(character)
        at += 1
    return (FULL_SCORE if number >= scale else FULL_SCORE * number // scale), at


def score_in(value: str | None, name: str) -> int:
    """The score that the `value` of the option `name` says, 0 for none."""
    score, end = score_at(value or "", 0)
    if end != len(value or ""):
        raise refused(f"invalid argument to {name}")
    return score


def take_break(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take -B."""
    text = value or ""
    first, at = score_at(text, 0)
    second = 0
    if text[at : at + 1] == "/":
        second, at = score_at(text, at + 1)
    if at != len(text):
        raise refused("break-rewrites expects <n>/<m> form")
    options.break_scores = first, second


def take_renames(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take -M."""
    options.rename_score = score_in(value, "find-renames")
    options.renames = RENAMES


def take_copies(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take -C, which looks harder the second time."""
    options.rename_score = score_in(value, "find-copies")
    options.harder = options.harder or options.renames == COPIES
    options.renames = COPIES


def take_limit(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take -l."""
    number = parse_signed(value or "", LARGEST_INT)
    if isinstance(number, str):
        raise refused(NO_INTEGER)
    options.rename_limit = number


def take_relative(options: DiffOptions, value: str | None, taken_back: bool) -> None:
    """Take --relative."""
    options.relative = not taken_back
    if value is not None:
        options.prefix = value


def take_ignore_submodules(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --ignore-submodules."""
    value = "all" if value is None else value
    if value not in SUBMODULE_CHANGES:
        raise GitObjectError(f"bad --ignore-submodules argument: {value}")
    options.ignore_submodules = value


def take_submodule(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --submodule."""
    value = "log" if value is None else value
    if value not in SUBMODULE_FORMATS:
        raise refused(f"failed to parse --submodule option parameter: '{value}'")
    options.submodule = value


def pickaxe(kind: str) -> Take:
    """What takes what is looked for in contents."""

    def take(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
        if not value:
            raise refused(f"-{kind} requires a non-empty argument")
        options.pickaxe = value
        options.pickaxe_kinds.add(kind)

    return take


def rotate(skips: bool) -> Take:
    """What takes the path that comes first."""

    def take(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
        options.rotate_to, options.skips = value, skips

    return take


def take_object(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --find-object."""
    options.objects.append(value or "")
    options.pickaxe_kinds.add("object")
    options.recursive = options.with_trees = True


def take_filter(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --diff-filter."""
    from pygitobj.changes.filters import StatusFilter, UnknownLetterError  # few ask for it

    try:
        said = StatusFilter(options.filter, options.filter_out).with_letters(value or "")
    except UnknownLetterError as error:
        raise refused(f"unknown change class '{error.letter}' in --diff-filter={value}") from None
    options.filter, options.filter_out = said


def take_depth(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --max-depth."""
    number = parse_signed(value or "", LARGEST_INT)
    if isinstance(number, str):
        raise refused(f"invalid value for '--max-depth': '{value}'")
    options.recursive = True
    options.max_depth = number if number >= 0 else None
