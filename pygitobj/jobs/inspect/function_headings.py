"""Which lines of a file head functions, as its diff driver says it.

Follows git's Documentation/gitattributes, "Defining a custom hunk-header".
"""

from __future__ import annotations

from pygitobj.changes.headings import Heading, pattern_heading
from pygitobj.changes.languages import builtin_driver
from pygitobj.errors import RepositoryError
from pygitobj.formats.tree import REGULAR
from pygitobj.kernels.headings import default_heading
from pygitobj.repository.attributes import Attributes
from pygitobj.repository.diff_drivers import DiffDriver, driver_at, load_diff_drivers
from pygitobj.repository.locale import has_wide_characters
from pygitobj.repository.repository import Repository


def heading_at(repository: Repository, path: bytes) -> Heading:
    """What tells the lines that head functions in the file `path`. Raises RepositoryError for a bad pattern."""
    wide = has_wide_characters(repository.environ)
    driver = driver_at(
        Attributes(repository, looks_in_index=False), load_diff_drivers(repository.config), path, REGULAR
    )
    return (None if driver is None else heading_of(driver, wide=wide)) or default_heading


def heading_of(driver: DiffDriver, *, wide: bool) -> Heading | None:
    """The same as `driver` says it, None where it says nothing. Raises RepositoryError for a bad pattern."""
    pattern = driver.function_pattern
    if pattern is None:
        built_in = builtin_driver(driver.name, wide=wide)
        return None if built_in is None else built_in.heading
    try:
        return pattern_heading(pattern.text, extended=pattern.extended, wide=wide)
    except ValueError as error:
        raise RepositoryError(str(error)) from None
