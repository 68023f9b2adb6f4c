"""How commits of a walk are shown: formats, dates, encodings and colours, as options and configuration have them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from pygitobj.cli.pretty.colors import ALWAYS, AUTO, NEVER, is_for_colors
from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_shown import CommitSettings
from pygitobj.cli.pretty.decorations import Decorations
from pygitobj.cli.pretty.world import World
from pygitobj.cli.walking.encodings import output_encoding
from pygitobj.cli.walking.given import DEFAULT_ABBREV, Given
from pygitobj.errors import GitObjectError
from pygitobj.formats.date_modes import DateMode, parse_date_mode
from pygitobj.formats.message_pattern import BASIC
from pygitobj.repository.repository import Repository
from pygitobj.walk.kept_bodies import KeptBodies
from pygitobj.walk.select.selection import Order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.pretty.found import Found
    from pygitobj.repository.config import ConfigValue

# Bytes of bodies that are kept, twice as many at the most.
ROOM = 8 << 20


def settings_for(
    repository: Repository, given: Given, *, usual_date: str | None = None, use_color: bool | None = None
) -> CommitSettings:
    """How commits are shown; dates as `usual_date` says where no option does, and colours as `use_color` does.

    Raises GitObjectError in git's words for a way of showing dates that there is not.
    """
    use_color = wants_color(given.color or AUTO) if use_color is None else use_color
    world = World(repository, use_color=use_color)
    date = usual_date if given.date is None else given.date
    mode = DateMode() if date is None else parse_date_mode(date, on_terminal=sys.stdout.isatty())
    encoding = output_encoding(repository, given)
    return CommitSettings(
        world=world,
        found=found_in(repository, given, encoding) if use_color else None,
        abbrev=None if given.abbrev == DEFAULT_ABBREV else given.abbrev,
        date_mode=mode,
        date_given=given.date is not None,
        encoding=encoding,
        expand_tabs=None if given.expand_tabs < 0 else given.expand_tabs,
        use_color=use_color,
        decorations=Decorations(world),
    )


def found_in(repository: Repository, given: Given, encoding: str, config: Iterable[ConfigValue] = ()) -> Found | None:
    """What colours what was looked for; None where nothing was.

    Colours are usual ones but where `config` says others. Raises RepositoryError.
    """
    if not given.patterns:
        return None
    from pygitobj.cli.pretty.found import Found  # few look in colours
    from pygitobj.cli.pretty.found_colors import MATCH_SELECTED, SELECTED, configured_colors
    from pygitobj.cli.walking.messages import has_wide

    colors = configured_colors(config)
    return Found(
        given.patterns_by_field(),
        given.pattern_kind or BASIC,
        ignore_case=given.ignore_case,
        wide=has_wide(repository, encoding, given.pattern_kind),
        match=colors[MATCH_SELECTED],
        selected=colors[SELECTED],
    )


def wants_color(when: str) -> bool:
    """Whether colours are shown: on a terminal that has some, unless `when` says always or never."""
    return when == ALWAYS if when in (ALWAYS, NEVER) else is_for_colors()


def format_for(settings: CommitSettings, given: Given, *, header: bool = False) -> CommitFormat | None:
    """The format that is asked for; None where only ids are shown. Raises GitObjectError for one that there is not."""
    if given.is_pretty:
        return CommitFormat.parse(given.format, settings)
    return CommitFormat.parse("raw", settings) if header or given.verbose else None


def kept_for(given: Given) -> KeptBodies | None:
    """What keeps bodies that the walk reads until they are shown; None where others come first."""
    return KeptBodies(ROOM) if given.ordered is Order.DEFAULT and not given.reverse else None


def bodies_of(repository: Repository, ids: Sequence[bytes], kept: KeptBodies | None = None) -> Iterator[bytes]:
    """The bodies of commits as replace refs show them, as far as they are `kept` from there.

    Raises NotFoundError, CorruptError.
    """
    reader = repository.reader
    held: Sequence[bytes | None] = [None] * len(ids) if kept is None else kept.take(ids)
    left = [oid for oid, body in zip(ids, held, strict=True) if body is None]
    found = iter(repository.objects.read_many(reader.targets(left)))
    for body in held:
        if body is not None:
            yield body
            continue
        _, one = next(found)
        if isinstance(one, GitObjectError):
            raise one
        yield one.data


def bodies_ahead(repository: Repository, column: bytes, size: int, kept: KeptBodies | None) -> list[bytes | None]:
    """The bodies of the commits in `column`, ids of `size` bytes; None from one on that cannot be read."""
    ids = [column[at : at + size] for at in range(0, len(column), size)]
    found: list[bytes | None] = list(sound(bodies_of(repository, ids, kept)))
    return found + [None] * (len(ids) - len(found))


def sound(bodies: Iterator[bytes]) -> Iterator[bytes]:
    """`bodies` up to one that cannot be read."""
    try:
        yield from bodies
    except GitObjectError:
        return  # told when it is its turn
