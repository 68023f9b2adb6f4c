"""Options that say how lines are compared, and words within them."""

from __future__ import annotations

from pygitobj.cli.diffing.algorithms import NO_ALGORITHM, algorithm_named
from pygitobj.cli.diffing.asked import DiffOptions
from pygitobj.cli.diffing.option_takes import Take, refused
from pygitobj.formats.numbers import C_SPACE
from pygitobj.repository.config import maybe_bool

NO_MOVED = "color moved setting must be one of 'no', 'default', 'blocks', 'zebra', 'dimmed-zebra', 'plain'"
MOVED = {
    "no": "no", "plain": "plain", "blocks": "blocks", "zebra": "zebra", "default": "zebra",
    "dimmed-zebra": "dimmed-zebra", "dimmed_zebra": "dimmed-zebra",
}  # fmt: skip
MOVED_SPACES = ("ignore-space-change", "ignore-space-at-eol", "ignore-all-space", "allow-indentation-change")
KEEPS_INDENTATION = "allow-indentation-change"
WORD_MODES = ("plain", "color", "porcelain", "none")
NO_SPACE_MODE = "unknown color-moved-ws mode '{}', possible values are " + ", ".join(f"'{one}'" for one in MOVED_SPACES)
NOT_WITH_OTHERS = "color-moved-ws: allow-indentation-change cannot be combined with other whitespace modes"


def algorithm(name: str) -> Take:
    """What chooses how lines are compared."""

    def take(options: DiffOptions, _value: str | None, _taken_back: bool) -> None:
        set_algorithm(options, name)

    return take


def set_algorithm(options: DiffOptions, name: str) -> None:
    """Compare lines so, whatever diff drivers say."""
    options.algorithm = name
    options.ignores_driver_algorithm = True


def take_patience(options: DiffOptions, _value: str | None, _taken_back: bool) -> None:
    """Take --patience, which takes back --anchored."""
    options.anchors = []
    set_algorithm(options, "patience")


def take_algorithm(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --diff-algorithm."""
    name = algorithm_named(value or "")
    if name is None:
        raise refused(NO_ALGORITHM)
    set_algorithm(options, name)


def take_anchor(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --anchored."""
    options.algorithm = "patience"
    options.anchors.append(value or "")


def take_ignored(options: DiffOptions, value: str | None, taken_back: bool) -> None:
    """Take -I."""
    from pygitobj.formats.posix_regex import EXTENDED, compile_posix  # few ask for a pattern

    if taken_back or value is None:
        raise refused("invalid regex given to -I: '(null)'")
    try:
        compile_posix(value, EXTENDED)
    except ValueError:
        raise refused(f"invalid regex given to -I: '{value}'") from None
    options.ignore_matching.append(value)


def take_words(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --word-diff."""
    if value is None:
        options.words = options.words or "plain"
        return
    if value not in WORD_MODES:
        raise refused(f"bad --word-diff argument: {value}")
    options.words = None if value == "none" else value
    if value == "color":
        options.color = True


def take_word_pattern(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --word-diff-regex."""
    options.words = options.words or "plain"
    options.word_pattern = value


def take_color_words(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --color-words."""
    options.color, options.words, options.word_pattern = True, "color", value


def take_moved(options: DiffOptions, value: str | None, taken_back: bool) -> None:
    """Take --color-moved."""
    if taken_back:
        options.moved = "no"
    elif value is None:
        options.moved = "zebra" if options.moved == "no" else options.moved
    else:
        found = moved_in(value)
        if found is None:
            raise refused(NO_MOVED, f"bad --color-moved argument: {value}")
        options.moved = found


def moved_in(value: str) -> str | None:
    """How moved lines are shown, as `value` says; None where it says nothing."""
    said = maybe_bool(value)
    if said is None:
        return MOVED.get(value)
    return "zebra" if said else "no"


def take_moved_spaces(options: DiffOptions, value: str | None, taken_back: bool) -> None:
    """Take --color-moved-ws."""
    options.moved_spaces = set() if taken_back else moved_spaces_in(value or "")


def moved_spaces_in(value: str) -> set[str]:
    """The kinds of white space that `value` names."""
    found: set[str] = set()
    wrong: list[str] = []
    for word in value.split(","):
        name = word.strip(C_SPACE)
        if name == "no":
            found = set()
        elif name in MOVED_SPACES:
            found.add(name)
        else:
            wrong.append(NO_SPACE_MODE.format(name))
    if KEEPS_INDENTATION in found and len(found) > 1:
        wrong.append(NOT_WITH_OTHERS)
    if wrong:
        raise refused(*wrong, f"invalid mode '{value}' in --color-moved-ws")
    return found
