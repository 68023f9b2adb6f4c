"""Which conversions a path has, from its attributes and the configuration.

    text, -text, text=auto          whether it has lines, or is asked whether it looks so
    eol=lf, eol=crlf                how they end in the work tree; says that it has lines
    crlf, -crlf, crlf=input         what was said before there were these two; counts where `text` is unspecified
    ident                           `$Id$` is a keyword
    filter=<name>                   the driver of that name, if the configuration has one
    working-tree-encoding=<name>    how the file is encoded

Follows git's Documentation/gitattributes, "Effects".
"""

from __future__ import annotations

from pygitobj.errors import RepositoryError
from pygitobj.formats.attributes import SET, UNSET, UNSPECIFIED
from pygitobj.formats.encoding import is_utf_8
from pygitobj.jobs.convert.end_of_line import Rule
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pygitobj.formats.attributes import AttributeValue
    from pygitobj.jobs.convert.settings import Driver, Settings

# What is asked for of a path, in this order.
ATTRIBUTES = ("text", "crlf", "eol", "ident", "filter", "working-tree-encoding")
AUTO, INPUT = "auto", "input"


class Plan(Record):
    """The conversions of a path; None, False or "" where there is none of a kind."""

    rule: Rule | None = None
    ident: bool = False
    driver: Driver | None = None
    encoding: str = ""

    @property
    def needs_all(self) -> bool:
        """Whether content is converted as a whole only, not piece by piece."""
        return bool(self.driver or self.encoding)


NOTHING = Plan()


def plan_of(values: Sequence[AttributeValue], settings: Settings) -> Plan:
    """The conversions of a path whose ATTRIBUTES are `values`. Raises RepositoryError for an encoding that is set."""
    text, crlf, eol, ident, driver, encoding = values
    return Plan(
        rule_of(kind_of(text) or kind_of(crlf), eol, settings),
        ident is SET,
        settings.drivers.get(driver) if isinstance(driver, str) else None,
        encoding_of(encoding),
    )


def kind_of(value: AttributeValue) -> AttributeValue | None:
    """What `text` or `crlf` says: SET, UNSET, "auto" or "input"; None for nothing."""
    return value if value in (SET, UNSET, AUTO, INPUT) else None


def rule_of(kind: AttributeValue | None, eol: AttributeValue, settings: Settings) -> Rule | None:
    """How line ends are treated."""
    if kind is UNSET:
        return None
    if eol in ("lf", "crlf"):
        return Rule(kind == AUTO, eol == "crlf")
    if kind is None:
        return Rule(True, settings.autocrlf is True) if settings.autocrlf else None
    return Rule(kind == AUTO, kind != INPUT and settings.text_is_crlf)


def encoding_of(value: AttributeValue) -> str:
    """The encoding of the file, "" for that of blobs."""
    if value is SET:
        raise RepositoryError("true/false are no valid working-tree-encodings")
    # One that is unset git takes for an empty text.
    return "" if value in (UNSET, UNSPECIFIED) or is_utf_8(str(value)) else str(value)
