"""Which lines of a file head functions, as its diff driver says it.

Follows git's Documentation/gitattributes, "Defining a custom hunk-header".
"""

from __future__ import annotations

from pygitobj.changes.headings import Heading, default_heading, pattern_heading
from pygitobj.changes.languages import builtin_driver
from pygitobj.errors import GitObjectError
from pygitobj.formats.tree import REGULAR
from pygitobj.repository.attributes import Attributes
from pygitobj.repository.diff_drivers import driver_at, load_diff_drivers
from pygitobj.repository.locale import has_wide_characters
from pygitobj.repository.repository import Repository


def heading_at(repository: Repository, path: bytes) -> Heading:
    """What tells the lines that head functions in the file `path`. Raises GitObjectError for a pattern that is none."""
    wide = has_wide_characters(repository.environ)
    driver = driver_at(Attributes(repository), load_diff_drivers(repository.config), path, REGULAR)
    if driver is None:
        return default_heading
    if driver.function_pattern is not None:
        text, extended = driver.function_pattern
        try:
            return pattern_heading(text, extended=extended, wide=wide)
        except ValueError as error:
            raise GitObjectError(str(error)) from None
    built_in = builtin_driver(driver.name, wide=wide)
    return default_heading if built_in is None else built_in.heading
