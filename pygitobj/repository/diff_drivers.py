"""What the configuration says of how files of a kind are compared and shown: diff drivers.

    diff.<name>.textconv            a program that shows such a file as text
    diff.<name>.cachetextconv       whether what it showed is kept, in refs/notes/textconv/<name>
    diff.<name>.binary              whether such files are binary; "auto" looks at each
    diff.<name>.command             a program that compares two of them, and .trustExitCode whether its status counts
    diff.<name>.algorithm           how lines are compared
    diff.<name>.xfuncname           patterns of lines that head what follows, .funcname in the old syntax
    diff.<name>.wordRegex           what a word is

The attribute `diff` names the driver of a path: set, it is text; unset, it is binary; a text names one of these, or one
that is built in. The built-in ones say here only that they are there. Follows git's Documentation/gitattributes,
"Generating diff text", and Documentation/config/diff.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pygitobj.formats.attributes import SET, UNSET
from pygitobj.formats.numbers import lower
from pygitobj.formats.tree import REGULAR, TYPE_MASK
from pygitobj.record import Record
from pygitobj.repository.config import Config, ConfigValue, parse_bool, require_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.attributes import AttributeValue
    from pygitobj.repository.attributes import Attributes

SECTION = "diff."
AUTO = "auto"
DEFAULT = "default"
# fmt: off
BUILTIN = frozenset((
    "ada", "bash", "bibtex", "cpp", "csharp", "css", "dts", "elixir", "fortran", "fountain", "golang", "html",
    "ini", "java", "kotlin", "markdown", "matlab", "objc", "pascal", "perl", "php", "python", "r", "ruby", "rust",
    "scheme", "tex", "default",
))
# fmt: on


class FunctionPattern(Record):
    """The patterns of lines that head what follows, one on a line, in POSIX's extended syntax or in its basic one."""

    text: str
    extended: bool


class DiffDriver(Record):
    """A diff driver; None, False and "" where nothing is said. `binary` is None where each file is looked at."""

    name: str
    textconv: str | None = None
    caches: bool = False
    binary: bool | None = None
    command: str | None = None
    trusts_exit_code: bool = False
    algorithm: str | None = None
    function_pattern: FunctionPattern | None = None
    word_regex: str | None = None


# What the attribute means where it names none.
TEXT = DiffDriver("diff=true", binary=False)
BINARY = DiffDriver("!diff", binary=True)


def load_diff_drivers(config: Config) -> dict[str, DiffDriver]:
    """The drivers of which `config` says anything, by name. As git does, all of it is looked at, in its order.

    Raises RepositoryError, in git's words, for a value that is missing or is no boolean.
    """
    drivers: dict[str, DiffDriver] = {}
    for value in config.values:
        name, dot, key = value.entry.name.removeprefix(SECTION).rpartition(".")
        if dot and value.entry.name.startswith(SECTION):
            drivers[name] = with_setting(drivers.get(name, DiffDriver(name)), key, value)
    return drivers


def with_setting(driver: DiffDriver, key: str, value: ConfigValue) -> DiffDriver:
    """`driver` with what `value` says of `key`, which is in lower case; another key says nothing."""
    return READERS[key](driver, value) if key in READERS else driver


def flag_of(value: ConfigValue) -> bool:
    """`value` as a boolean. Raises RepositoryError."""
    return parse_bool(value.entry.value, value.entry.name)


def with_binary(driver: DiffDriver, value: ConfigValue) -> DiffDriver:
    """With what `binary` says."""
    looks = value.entry.value is not None and lower(value.entry.value) == AUTO
    return driver._replace(binary=None if looks else flag_of(value))


READERS: dict[str, Callable[[DiffDriver, ConfigValue], DiffDriver]] = {
    "textconv": lambda driver, value: driver._replace(textconv=require_text(value)),
    "cachetextconv": lambda driver, value: driver._replace(caches=flag_of(value)),
    "binary": with_binary,
    "command": lambda driver, value: driver._replace(command=require_text(value)),
    "trustexitcode": lambda driver, value: driver._replace(trusts_exit_code=flag_of(value)),
    "algorithm": lambda driver, value: driver._replace(algorithm=require_text(value)),
    "funcname": lambda driver, value: driver._replace(function_pattern=FunctionPattern(require_text(value), False)),
    "xfuncname": lambda driver, value: driver._replace(function_pattern=FunctionPattern(require_text(value), True)),
    "wordregex": lambda driver, value: driver._replace(word_regex=require_text(value)),
}


def driver_named(name: str, drivers: Mapping[str, DiffDriver]) -> DiffDriver | None:
    """The driver `name` of the configuration, `drivers`, or the built-in one; None where there is none."""
    found = drivers.get(name)
    return DiffDriver(name) if found is None and name in BUILTIN else found


def driver_at(attributes: Attributes, drivers: Mapping[str, DiffDriver], path: bytes, mode: int) -> DiffDriver | None:
    """The driver of the file `path` of this mode; None where none is. What is no regular file has `default` alone."""
    driver = None
    if mode & TYPE_MASK == REGULAR:
        (diff,) = attributes.attributes_of(path, ("diff",))
        driver = driver_for(diff, drivers)
    return driver or driver_named(DEFAULT, drivers)


def driver_for(diff: AttributeValue, drivers: Mapping[str, DiffDriver]) -> DiffDriver | None:
    """The driver of a file whose attribute `diff` is this; None where it is unspecified or names none."""
    if diff is SET:
        return TEXT
    if diff is UNSET:
        return BINARY
    return driver_named(diff, drivers) if isinstance(diff, str) else None
