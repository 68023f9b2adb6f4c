"""How log and show print commits, as options, configuration and the terminal have it.

Follows git's Documentation/git-log, "OPTIONS" and "CONFIGURATION".
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from pygitobj.cli.diffing.colors import COMMIT, FRAG, WHITESPACE
from pygitobj.cli.diffing.colors import Colors as SlotColors
from pygitobj.cli.log_config import AUTO, FULL, NO, SHORT, LogConfig
from pygitobj.cli.log_options import LogOptions
from pygitobj.cli.pretty.colors import diff_color, is_for_colors
from pygitobj.cli.pretty.commit_entry import EntryLook
from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_shown import CommitSettings, full
from pygitobj.cli.pretty.decoration_filter import DecorationFilter
from pygitobj.cli.pretty.decorations import Colors, Decorations, Style
from pygitobj.cli.pretty.graph import GraphLines, lane_colors
from pygitobj.cli.walking.formats import found_in, settings_for
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.noted import notes_for
from pygitobj.refs.replace import DEFAULT_BASE, replace_base
from pygitobj.repository.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.pretty.commit_signature import Said

RAW = "raw"
YELLOW = b"\x1b[33m"


class LogLook:
    """How the commits of `repository` are shown, which `settings`, their `format` and `notes` say.

    Raises GitObjectError in git's words for formats, dates and settings that cannot be.
    """

    def __init__(
        self, repository: Repository, config: LogConfig, own: LogOptions, given: Given, color: bool | None
    ) -> None:
        self.repository, self.config, self.own, self.given = repository, config, own, given
        settings = settings_for(
            repository, given, usual_date=config.date, use_color=is_for_colors() if color is None else color
        )
        self.wanted_refs = wanted_refs(repository, own)
        encodes = config.encodes_headers if given.encodes_headers is None else given.encodes_headers
        mailmap = config.mailmap if own.mailmap is None else own.mailmap
        self.settings = settings._replace(
            commit_color=diff_color(repository.config, "commit", YELLOW),
            decoration_colors=config.colors,
            maps_people=mailmap and not settings.world.mailmap.is_empty,
            subject_prefix=config.subject_prefix.encode("utf-8", "surrogateescape"),
            encodes_headers=encodes,
            found=found_in(repository, given, settings.encoding, repository.config) if settings.use_color else None,
        )
        self.maps_authors = mailmap
        word = given.format if given.is_pretty else config.pretty
        self.style = self.decoration_style(CommitFormat.parse(word, self.settings))
        self.settings = self.settings._replace(
            decorations=Decorations(settings.world, self.wanted_refs, full=self.style == FULL)
        )
        self.format = CommitFormat.parse(word, self.settings)
        self.notes = notes_for(repository, given, self.format, self.settings.encoding, usual=not given.is_pretty)

    def decoration_style(self, shown: CommitFormat) -> str:
        """How decorations are shown with the format `shown`: SHORT, FULL or NO."""
        style = self.own.decorate or self.config.decorate
        if self.given.is_pretty and shown.named.name == RAW and self.own.decorate is None:
            return NO
        if style == AUTO:
            style = SHORT if sys.stdout.isatty() else NO
        if shown.is_user_format:
            return (SHORT if style == NO else style) if shown.needs.decorations else NO
        return style

    def entry(self, graph: GraphLines | None, ends: bytes, colors: SlotColors) -> EntryLook:
        """How an entry looks, beside `graph` if there is one, in `colors`; `ends` ends entries, or parts them."""
        given, config, settings = self.given, self.config, self.settings
        signed = config.show_signature if given.shows_signature is None else given.shows_signature
        return EntryLook(
            format=self.format,
            short=settings.short if self.abbreviates and given.abbrev else full,
            marks="sides" if given.left_right else "changes" if given.cherry_mark else "",
            parents=given.prints_parents,
            children=given.children,
            ends=ends,
            colors=[colors[slot] for slot in (COMMIT, FRAG, WHITESPACE)] if settings.use_color else None,
            decorated=self.decorated(settings) if self.style != NO else None,
            notes=self.notes,
            signed=self.signed() if signed else None,
            shows_size=given.log_size,
            graph=graph,
        )

    @property
    def abbreviates(self) -> bool:
        """Whether ids of commits are abbreviated."""
        given = self.given
        if given.is_pretty and self.format.named.name == RAW and not given.abbrev_commit_said:
            return False
        return self.config.abbrev_commit if given.abbrev_commit is None else given.abbrev_commit

    def decorated(self, settings: CommitSettings) -> Callable[[bytes], bytes]:
        """What shows the decorations of a commit."""
        decorations, style = settings.decorations, Style()
        assert decorations is not None
        colors = Colors(settings.commit_color, self.config.colors) if settings.use_color else None
        return lambda oid: decorations.shown(oid, style, colors)

    def signed(self) -> Callable[[bytes, Sequence[bytes]], Iterator[Said]]:
        """What says what signatures are worth."""
        from pygitobj.cli.pretty.commit_signature import Signatures  # few ask for it

        return Signatures(self.settings.world).of

    def graph(self) -> GraphLines | None:
        """The graph that is drawn, None for none."""
        if not self.given.graph:
            return None
        colors = lane_colors(self.repository) if self.settings.use_color else ()
        return GraphLines(colors, max(self.given.lanes, 0))


def wanted_refs(repository: Repository, own: LogOptions) -> Callable[[str], bool]:
    """What tells whether a reference is shown beside commits. Raises RepositoryError."""
    config = repository.config
    shows_all = own.decorates_all or config.get("log.initialDecorationSet") == "all"
    configured = config.all_or_none("log.excludeDecoration", repository.warn)
    chosen = DecorationFilter(own.include, own.exclude, configured)
    return (chosen if shows_all else chosen.or_usual(replace_base(repository.environ) or DEFAULT_BASE)).check()
