"""A list of references on its way to standard output: filtered, sorted, formatted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import Option, Options, UsageError
from pygitobj.cli.pretty.colors import is_for_colors
from pygitobj.cli.pretty.items import Item, in_windows
from pygitobj.cli.pretty.sorting import Key, sort_items
from pygitobj.cli.pretty.template import Template
from pygitobj.cli.pretty.world import World
from pygitobj.errors import GitObjectError
from pygitobj.formats.numbers import lower
from pygitobj.repository.config import maybe_bool
from pygitobj.repository.repository import Repository

# References whose objects are looked up together.
MANY = 1024
WORDS = {"always": True, "never": False}


def require_color(word: str) -> None:
    """Raises UsageError for a word that does not say when there are colours."""
    if lower(word) not in (*WORDS, "auto"):
        raise UsageError('error: option `color\' expects "always", "auto", or "never"\n')


COLOR = Option("color", "switch", "use colored output", long="color", argument="when", reads=require_color)


def colors_wanted(repository: Repository, given: Options, names: Sequence[str] = ()) -> bool:
    """Whether `--color`, or else one of the settings `names`, asks for colours."""
    if given.is_off("color"):
        return False
    if "color" in given:
        when = given.text("color")
        word = "always" if when is None else lower(when)
        return WORDS[word] if word in WORDS else is_for_colors()
    for name in names:
        value = repository.config.last(name)
        if value is not None:
            word = lower(value.entry.value or "true")
            if word in WORDS:
                return WORDS[word]
            return (word == "auto" or maybe_bool(value.entry.value) is not False) and is_for_colors()
    return is_for_colors()


def ordered(
    world: World, items: Iterable[Item], keys: Sequence[Key], *, ignore_case: bool, head_first: bool = False
) -> list[Item]:
    """`items` in the order of `keys`."""
    found = list(items)
    world.listed = [(item.name, item.object.id) for item in found]
    sort_items(world, found, keys, ignore_case=ignore_case, head_first=head_first)
    return found


def print_items(
    world: World, items: Iterable[Item], template: Template, *, count: int = 0, omit_empty: bool = False
) -> None:
    """Print `items`, at most `count` of them if that is not 0. Raises GitObjectError, after what came before."""
    template.require(world)
    if template.compares and not world.listed:
        items = list(items)
        world.listed = [(item.name, item.object.id) for item in items]
    out = Output()
    left = iter(items) if count <= 0 else islice(items, count)
    try:
        for item in looked_up(world, left, template):
            text = template.render(world, item)
            if text or not omit_empty:
                out.write(text + b"\n")
    except GitObjectError:
        out.flush()
        raise
    out.flush()


def looked_up(world: World, items: Iterator[Item], template: Template) -> Iterator[Item]:
    """`items` with what `template` asks of their objects."""
    needs = template.needs
    for some in parts_of(items):
        yield from in_windows(world, some, needs, MANY)


def parts_of(items: Iterator[Item]) -> Iterator[list[Item]]:
    """`items`, so many at a time; what came before an error comes before it."""
    some: list[Item] = []
    try:
        for item in items:
            some.append(item)
            if len(some) == MANY:
                yield some
                some = []
    except GitObjectError:
        yield some
        raise
    yield some
