"""What attributes and the configuration say of files: their diff drivers, and which errors of white space count."""

from __future__ import annotations

from functools import cached_property

from pygitobj.changes.headings import Heading
from pygitobj.changes.languages import builtin_driver
from pygitobj.formats.attributes import SET, UNSET
from pygitobj.formats.numbers import digits_at
from pygitobj.formats.tree import SYMLINK, TYPE_MASK
from pygitobj.formats.whitespace import EVERY, INCOMPLETE, WhitespaceRule, parse_whitespace
from pygitobj.jobs.inspect.function_headings import heading_of
from pygitobj.repository.attributes import Attributes
from pygitobj.repository.diff_drivers import DiffDriver, driver_at, load_diff_drivers
from pygitobj.repository.locale import has_wide_characters
from pygitobj.repository.repository import Repository

MARKER_SIZE = 7
# No line begins with more.
LONGEST_MARKER = 1 << 20


class FileKinds:
    """What is said of files of `repository`, by path; each is asked for once. Methods raise RepositoryError."""

    def __init__(self, repository: Repository, *, looks_in_index: bool) -> None:
        self.repository = repository
        self.looks_in_index = looks_in_index
        self.known: dict[tuple[bytes, int], DiffDriver | None] = {}
        self.headings: dict[str, Heading | None] = {}

    @cached_property
    def attributes(self) -> Attributes:
        """The attributes of paths."""
        return Attributes(self.repository, looks_in_index=self.looks_in_index)

    @cached_property
    def drivers(self) -> dict[str, DiffDriver]:
        """The drivers of the configuration."""
        return load_diff_drivers(self.repository.config)

    def driver(self, path: bytes, mode: int) -> DiffDriver | None:
        """The diff driver of a file, None where it has none."""
        key = path, mode
        if key not in self.known:
            self.known[key] = driver_at(self.attributes, self.drivers, path, mode)
        return self.known[key]

    def is_binary(self, path: bytes, mode: int) -> bool | None:
        """Whether a file is binary whatever it has; None where its content says it."""
        driver = self.driver(path, mode)
        return None if driver is None else driver.binary

    def heading(self, path: bytes, mode: int) -> Heading | None:
        """What heads the hunks of a file, None for what is usual. Raises RepositoryError for what is no pattern."""
        driver = self.driver(path, mode)
        if driver is None:
            return None
        if driver.name not in self.headings:
            self.headings[driver.name] = heading_of(driver, wide=self.wide)
        return self.headings[driver.name]

    def words(self, path: bytes, mode: int) -> str | None:
        """What a word is in a file, None where its driver does not say it."""
        driver = self.driver(path, mode)
        if driver is None or driver.word_regex is not None:
            return None if driver is None else driver.word_regex
        built_in = builtin_driver(driver.name, wide=self.wide)
        return None if built_in is None else built_in.words

    @cached_property
    def wide(self) -> bool:
        """Whether characters are those of UTF-8."""
        return has_wide_characters(self.repository.environ)

    @cached_property
    def usual_rule(self) -> WhitespaceRule:
        """What core.whitespace says."""
        text = self.repository.config.get("core.whitespace")
        return WhitespaceRule() if text is None else parse_whitespace(text, self.repository.warn)

    def whitespace(self, path: bytes, mode: int) -> WhitespaceRule:
        """Which errors of white space count in the file `path`; a symbolic link needs no end of a line."""
        rule = self.whitespace_at(path)
        return rule._replace(errors=rule.errors - {INCOMPLETE}) if mode & TYPE_MASK == SYMLINK else rule

    def whitespace_at(self, path: bytes) -> WhitespaceRule:
        """The same whatever is at `path`."""
        (said,) = self.attributes.attributes_of(path, ("whitespace",))
        usual = self.usual_rule
        if said is SET:
            return WhitespaceRule(EVERY, usual.tab_width)
        if said is UNSET:
            return WhitespaceRule(frozenset(), usual.tab_width)
        return parse_whitespace(said, self.repository.warn) if isinstance(said, str) else usual

    def marker_size(self, path: bytes) -> int:
        """How long the marks of a conflict are in the file `path`."""
        (said,) = self.attributes.attributes_of(path, ("conflict-marker-size",))
        digits = said if isinstance(said, str) else ""
        size, end = digits_at(digits, 0)
        return min(size, LONGEST_MARKER) if size and end == len(digits) else MARKER_SIZE
