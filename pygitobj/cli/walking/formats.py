"""How commits of a walk are shown: formats, dates, encodings and colours, as options and configuration have them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_shown import CommitSettings
from pygitobj.cli.pretty.decorations import Decorations
from pygitobj.cli.pretty.world import World
from pygitobj.cli.walking.encodings import output_encoding
from pygitobj.cli.walking.given import DEFAULT_ABBREV, Given
from pygitobj.errors import GitObjectError
from pygitobj.formats.date_modes import DateMode, parse_date_mode
from pygitobj.repository.repository import Repository

DUMB = "dumb"


def settings_for(repository: Repository, given: Given) -> CommitSettings:
    """How commits are shown. Raises GitObjectError in git's words for a way of showing dates that there is not."""
    use_color = wants_color(given)
    world = World(repository, use_color=use_color)
    mode = DateMode() if given.date is None else parse_date_mode(given.date, on_terminal=sys.stdout.isatty())
    return CommitSettings(
        world=world,
        abbrev=None if given.abbrev == DEFAULT_ABBREV else given.abbrev,
        date_mode=mode,
        date_given=given.date is not None,
        encoding=output_encoding(repository, given),
        expand_tabs=None if given.expand_tabs < 0 else given.expand_tabs,
        use_color=use_color,
        decorations=Decorations(world),
    )


def wants_color(given: Given) -> bool:
    """Whether colours are shown: on a terminal that has some, where nothing else is said."""
    if given.color in ("always", "never"):
        return given.color == "always"
    return sys.stdout.isatty() and os.environ.get("TERM", DUMB) != DUMB


def format_for(settings: CommitSettings, given: Given, *, header: bool = False) -> CommitFormat | None:
    """The format that is asked for; None where only ids are shown. Raises GitObjectError for one that there is not."""
    if given.is_pretty:
        return CommitFormat.parse(given.format, settings)
    return CommitFormat.parse("raw", settings) if header or given.verbose else None


def bodies_of(repository: Repository, ids: Sequence[bytes]) -> Iterator[bytes]:
    """The bodies of commits as replace refs show them. Raises NotFoundError, CorruptError."""
    reader = repository.reader
    for _, found in repository.objects.read_many(reader.targets(ids) if reader.replaced else ids):
        if isinstance(found, GitObjectError):
            raise found
        yield found.data
