"""Options that `branch` and `tag` share with each other: how lists are sorted, filtered and laid out."""

from __future__ import annotations

from pygitobj.cli.parse_options import Option, Options, UsageError
from pygitobj.cli.pretty.sorting import Key, parse_key
from pygitobj.cli.pretty.world import World
from pygitobj.errors import GitObjectError, UnsupportedError

OMIT_EMPTY = Option("omit_empty", "flag", "do not output a newline after empty formatted refs", long="omit-empty")
SORT = Option("sort", "value", "field name to sort on", long="sort", argument="<key>")
IGNORE_CASE = Option("ignore_case", "flag", "sorting and filtering are case insensitive", short="i", long="ignore-case")
FORMAT = Option("format", "value", "format to use for the output", long="format", argument="<format>")
COLUMN = Option("column", "switch", "", long="column", argument="style")
# Words of a style that do not lay out anything.
PLAIN = frozenset(("never", "auto", "column", "row", "plain", "dense", "nodense"))


def keys_of(world: World, given: Options, setting: str) -> list[Key]:
    """The keys to sort by: those of `setting`, then those that were given. Raises GitObjectError."""
    configured = [text or "" for text in world.repository.config.all(setting)]
    if "sort" in given and not given.texts("sort"):
        configured = []
    return [parse_key(text) for text in [*configured, *given.texts("sort")]]


def refuse_columns(given: Options, other: str | None) -> None:
    """Raises an error where columns are asked for, in git's words if `other` is given with which they cannot be."""
    if "column" not in given or given.is_off("column"):
        return
    style = given.text("column")
    words = [] if style is None else [word for word in style.replace(",", " ").split(" ") if word]
    unknown = [word for word in words if word not in PLAIN and word != "always"]
    if unknown:
        raise UsageError(f"error: unsupported option '{unknown[0]}'\n")
    if words and "always" not in words:
        return
    if other is not None:
        raise GitObjectError(f"options '--column' and '{other}' cannot be used together")
    raise UnsupportedError("lists are not laid out in columns: --column is not supported yet")
