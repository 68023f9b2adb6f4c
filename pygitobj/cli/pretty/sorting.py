"""In which order references are shown: by several keys, of which the last that was given counts first.

    [-][version:|v:]<atom>

What is equal in all of them goes by name, ascending in any case. Follows git's Documentation/git-for-each-ref,
"--sort".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key

from pygitobj.cli.pretty.atoms import TEXT, Atom, parse_atom
from pygitobj.cli.pretty.items import DETACHED, Item, Needs, load
from pygitobj.cli.pretty.template import together
from pygitobj.cli.pretty.world import World
from pygitobj.formats.numbers import lower
from pygitobj.formats.versions import compare_versions
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Key(Record):
    """One key: its atom, whether it goes down, and whether values are versions."""

    atom: Atom
    descends: bool
    is_version: bool


def parse_key(text: str) -> Key:
    """The key that `text` is. Raises GitObjectError."""
    descends = text.startswith("-")
    rest = text.removeprefix("-")
    is_version = rest.startswith(("version:", "v:"))
    return Key(parse_atom(rest.partition(":")[2] if is_version else rest), descends, is_version)


def needs_of(keys: Sequence[Key]) -> Needs:
    """What `keys` ask of objects."""
    return together([key.atom for key in keys])


def is_by_name(keys: Sequence[Key]) -> bool:
    """Whether the order of `keys` is that in which references are listed."""
    return not keys or (
        len(keys) == 1 and keys[0].atom.name == "refname" and not keys[0].descends and not keys[0].is_version
    )


def sort_items(
    world: World, items: list[Item], keys: Sequence[Key], *, ignore_case: bool = False, head_first: bool = False
) -> None:
    """Put `items`, which are in order of their names, in that of `keys`. Raises GitObjectError."""
    load(world, items, needs_of(keys))
    suffixes = version_suffixes(world) if any(key.is_version for key in keys) else []

    def compare(one: bytes, other: bytes) -> int:
        return compare_versions(one, other, suffixes)

    by_version = cmp_to_key(compare)
    if ignore_case:
        items.sort(key=lambda item: lower(item.name))
    for key in keys:
        atom = key.atom
        values = [atom.text(world, item) for item in items]
        order: list[Any]
        if key.is_version:
            order = [by_version(value) for value in values]
        elif atom.compared == TEXT or atom.number is None:
            order = [value.lower() if ignore_case else value for value in values]
        else:
            order = [atom.number(world, item) for item in items]
        places = sorted(range(len(items)), key=order.__getitem__, reverse=key.descends)
        items[:] = [items[place] for place in places]
    if head_first:
        items.sort(key=lambda item: item.kind != DETACHED)


def version_suffixes(world: World) -> list[bytes]:
    """The suffixes that versions may have, in their order."""
    config, warn = world.repository.config, world.repository.warn
    found = config.all_or_none("versionsort.suffix", warn)
    old = config.all_or_none("versionsort.prereleaseSuffix", warn)
    if found and old:
        warn("warning: ignoring versionsort.prereleasesuffix because versionsort.suffix is set")
    return [text.encode("utf-8", "surrogateescape") for text in found or old]
