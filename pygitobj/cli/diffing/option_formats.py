"""Options that say in which ways differences are shown, and how these look."""

from __future__ import annotations

from pygitobj.cli.diffing.asked import (
    DIRSTAT,
    PATCH,
    STAT,
    USUAL,
    DiffOptions,
    DirstatOptions,
)
from pygitobj.cli.diffing.option_takes import Take, refused
from pygitobj.errors import GitObjectError
from pygitobj.formats.numbers import (
    LARGEST_INT,
    integer_at,
    is_digit,
    lower,
    parse_unsigned,
    strtoul,
)

LEAST_ABBREV = 4
NO_UNSIGNED = "option `inter-hunk-context' expects a non-negative integer value with an optional k/m/g suffix"
NO_COLOR = 'option `color\' expects "always", "auto", or "never"'


def take_unified(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take -U<n>."""
    if value is not None:
        options.context = context_in(value)
    options.ask(PATCH)


def context_in(value: str) -> int:
    """The number of lines that `value` says."""
    number, end = integer_at(value, 0)
    if end != len(value):
        raise refused("--unified expects a numerical value")
    if number < 0:
        raise refused("--unified expects a non-negative integer")
    return min(number, LARGEST_INT)


def take_dirstat(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --dirstat."""
    wrong = dirstat_errors(options.dirstat, value or "")
    if wrong:
        raise GitObjectError("Failed to parse --dirstat/-X option parameter:\n" + wrong)
    options.ask(DIRSTAT)


def take_cumulative(options: DiffOptions, _value: str | None, _taken_back: bool) -> None:
    """Take --cumulative."""
    take_dirstat(options, "cumulative", False)


def take_dirstat_by_file(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --dirstat-by-file."""
    take_dirstat(options, "files", False)
    take_dirstat(options, value, False)


def dirstat_errors(dirstat: DirstatOptions, text: str) -> str:
    """Do what `text` says of --dirstat; gives a line for each word of it that says nothing."""
    wrong = ""
    for word in text.split(",") if text else ():
        if word in ("changes", "lines", "files"):
            dirstat.by_line, dirstat.by_file = word == "lines", word == "files"
        elif word in ("cumulative", "noncumulative"):
            dirstat.cumulative = word == "cumulative"
        elif not is_digit(word, 0):
            wrong += f"  Unknown dirstat parameter '{word}'\n"
        else:
            permille = permille_in(word)
            if permille is None:
                wrong += f"  Failed to parse dirstat cut-off percentage '{word}'\n"
            else:
                dirstat.permille = permille
    return wrong


def permille_in(text: str) -> int | None:
    """The per cent that `text` says as thousandths, more of a fraction than one digit being passed over."""
    number = strtoul(text)
    permille, at = number.value * 10, number.end
    if text[at : at + 1] == "." and is_digit(text, at + 1):
        permille += int(text[at + 1])
        at += 2
        while is_digit(text, at):
            at += 1
    return as_int(permille) if at == len(text) else None


def take_stat(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --stat."""
    if value is not None:
        sizes = value.split(",")
        numbers = [strtoul(size) for size in sizes]
        if len(sizes) > 3 or any(number.end != len(size) for number, size in zip(numbers, sizes, strict=True)):
            raise refused(f"invalid --stat value: {value}")
        names = ("stat_width", "stat_name_width", "stat_count")
        for name, number in zip(names, numbers, strict=False):
            setattr(options, name, as_int(number.value))
    options.ask(STAT)


def width(name: str) -> Take:
    """What takes a width, or how many files are shown."""

    def take(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
        number = strtoul(value or "")
        if number.end != len(value or ""):
            raise refused(f"{name.replace('_', '-')} expects a numerical value")
        setattr(options, name, as_int(number.value))
        options.ask(STAT)

    return take


def as_int(value: int) -> int:
    """The 64 bits of `value` as C keeps them in an int."""
    value &= 0xFFFFFFFF
    return value - (1 << 32) if value > LARGEST_INT else value


def take_compact(options: DiffOptions, _value: str | None, taken_back: bool) -> None:
    """Take --compact-summary."""
    options.compact = not taken_back
    if not taken_back:
        options.ask(STAT)


def take_binary(options: DiffOptions, _value: str | None, _taken_back: bool) -> None:
    """Take --binary."""
    options.ask(PATCH)
    options.binary = True


def take_color(options: DiffOptions, value: str | None, taken_back: bool) -> None:
    """Take --color."""
    said = lower(value) if value is not None else "never" if taken_back else "always"
    if said not in ("always", "auto", "never"):
        raise refused(NO_COLOR)
    options.color = None if said == "auto" else said == "always"


def take_highlights(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --ws-error-highlight."""
    found = highlights_in(value or "")
    if isinstance(found, str):
        raise refused(f"unknown value after ws-error-highlight={found}")
    options.highlights = found


def highlights_in(text: str) -> frozenset[str] | str:
    """The lines that `text` names in which errors are shown; as text, what stands before a word that is none."""
    found: set[str] = set()
    at = 0
    for word in text.split(",") if text else ():
        if word in ("none", "default", "all"):
            found = {"none": set(), "default": {"new"}, "all": {"new", "old", "context"}}[word]
        elif word in ("new", "old", "context"):
            found.add(word)
        elif word or at < len(text):
            return text[:at]
        at += len(word) + 1
    return frozenset(found)


def take_abbrev(options: DiffOptions, value: str | None, taken_back: bool) -> None:
    """Take --abbrev."""
    if value is None:
        options.abbrev = 0 if taken_back else USUAL
        return
    number, end = integer_at(value, 0)
    if not value or end != len(value):
        raise refused("option `abbrev' expects a numerical value")
    options.abbrev = number if number <= 0 else max(number, LEAST_ABBREV)


def take_no_prefix(options: DiffOptions, _value: str | None, _taken_back: bool) -> None:
    """Take --no-prefix."""
    options.old_prefix = options.new_prefix = ""


def take_default_prefix(options: DiffOptions, _value: str | None, _taken_back: bool) -> None:
    """Take --default-prefix."""
    options.old_prefix, options.new_prefix = "a/", "b/"


def take_between(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
    """Take --inter-hunk-context."""
    number = parse_unsigned(value or "", (1 << 32) - 1)
    if isinstance(number, str):
        raise refused(NO_UNSIGNED)
    options.between = number


def sign(name: str, field: str) -> Take:
    """What takes the character that stands before a line."""

    def take(options: DiffOptions, value: str | None, _taken_back: bool) -> None:
        if value is None or len(value.encode("utf-8", "surrogateescape")) != 1:
            raise refused(f"{name} expects a character, got '{value}'")
        setattr(options, field, value)

    return take
