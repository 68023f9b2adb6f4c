"""What every way to show differences needs: options, contents, and names and ids as they are printed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from pygitobj.changes.contents import Contents
from pygitobj.changes.headings import Driver
from pygitobj.changes.lines import LineOptions
from pygitobj.changes.pairs import Side
from pygitobj.cli.diffing.asked import USUAL, DiffOptions
from pygitobj.cli.diffing.colors import Colors, load_colors
from pygitobj.cli.diffing.files import FileKinds
from pygitobj.cli.diffing.texts import Convert, Texts
from pygitobj.formats.numbers import LARGEST_INT, strtoul
from pygitobj.formats.quote import quote_c
from pygitobj.repository.abbreviations import abbreviations
from pygitobj.repository.big_files import big_file_size
from pygitobj.repository.config import environment_bool
from pygitobj.repository.repository import Repository
from pygitobj.store.short_ids import ShortIds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.changes.line_history.mapping import Ranges
    from pygitobj.cli.diffing.converting import Converting
    from pygitobj.cli.diffing.moved import Moved

TEXTCONV = ".textconv"
ELLIPSIS = "GIT_PRINT_SHA1_ELLIPSIS"
# An id that is cut has dots behind it where it is asked for, as many as fit.
DOTS = 3


def converting_for(repository: Repository, *, looks_in_index: bool) -> Converting | None:
    """What asks programs for files as text; None where the configuration names none."""
    if not any(value.entry.name.endswith(TEXTCONV) for value in repository.config.values):
        return None
    from pygitobj.cli.diffing.converting import Converting  # few have such programs

    return Converting(repository, looks_in_index=looks_in_index)


class View:
    """How the differences of a command are shown; `write` takes what is shown.

    `found_changes` and `check_failed` say what the exit code depends on. With `looks_in_index` attributes are those of
    the index where a work tree lacks their file: so it is for commands that read one.
    """

    def __init__(
        self,
        repository: Repository,
        options: DiffOptions,
        write: Callable[[bytes], None],
        *,
        looks_in_index: bool = True,
    ) -> None:
        self.repository, self.options, self.write = repository, options, write
        self.line_prefix = os.fsencode(options.line_prefix)
        self.cut = len(os.fsencode(options.prefix or "")) if options.relative else 0
        self.fully = repository.config.get_bool("core.quotePath", True)
        self.nothing = bytes(repository.format.hash_size)
        self.kinds = FileKinds(repository, looks_in_index=looks_in_index)
        self.found_changes = self.check_failed = False
        # What options say of how lines are compared, once it is asked for (compared.py).
        self.made_line_options: LineOptions | None = None
        self.known_texts: tuple[tuple[Side | None, Side | None], Texts] | None = None
        # What programs make of files, where they are to be asked.
        self.converting: Converting | None = None
        if options.textconv:
            self.converting = converting_for(repository, looks_in_index=looks_in_index)
        self.converter: Convert | None = None if self.converting is None else self.converting.made
        self.shown = None if self.converting is None else self.converting.shown
        self.depends_on_lines = options.depends_on_lines
        # Where lines are followed: which of them are shown of the files that have these new sides.
        self.followed: Mapping[Side | None, Ranges] | None = None
        # What tells lines that were moved, while patches are made in which they have their own colours.
        self.moved: Moved | None = None
        # Ids that were abbreviated together for the lines that come next.
        self.short: dict[bytes, str] = {}

    @cached_property
    def contents(self) -> Contents:
        """What files have."""
        repository = self.repository
        return Contents(
            repository.objects,
            target=repository.reader.target,
            is_binary=self.kinds.is_binary,
            big_file=big_file_size(repository.config),
        )

    @cached_property
    def colors(self) -> Colors:
        """The colours of each part."""
        return load_colors(self.repository.config, self.options)

    @cached_property
    def ids(self) -> ShortIds:
        """Abbreviated ids."""
        return abbreviations(self.repository.config, self.repository.objects)

    def has_converter(self, path: bytes, mode: int) -> bool:
        """Whether a program shows a file as text."""
        return self.shown is not None and self.shown.name(Side(path, mode, self.nothing)) is not None

    def close(self) -> None:
        """Keep what programs made of files, where that is wanted."""
        if self.converting is not None:
            self.converting.close()

    # Names

    def inside(self, path: bytes) -> bytes:
        """`path` as it is seen from the directory that paths are relative to."""
        if not self.cut or path.startswith(b"/"):
            return path
        return path[self.cut :].removeprefix(b"/")

    def name(self, path: bytes) -> bytes:
        """`path` as it stands in a line: quoted, unless NUL ends it."""
        shown = self.inside(path)
        return shown if self.options.nul else self.quoted(shown)

    def quoted(self, path: bytes) -> bytes:
        """`path`, within quotes if it needs them."""
        return quote_c(path, fully=self.fully)

    # Ids

    def raw_id(self, side: Side | None) -> bytes:
        """The id of a side as raw lines have it."""
        oid = self.nothing if side is None else side.id
        digits = self.options.abbrev
        if digits == 0 or digits >= len(oid) * 2:
            return oid.hex().encode("ascii")
        return self.with_dots(oid, digits)

    def abbreviate(self, oids: Iterable[bytes]) -> None:
        """Find together how ids are abbreviated that `raw_id` or `patch_id` is asked for next."""
        digits = self.options.abbrev or USUAL
        given = list(dict.fromkeys(oids))
        if given:
            short = self.ids.short_many(given, None if digits == USUAL else digits)
            self.short = dict(zip(given, short, strict=True))

    @cached_property
    def shows_dots(self) -> bool:
        """Whether the environment asks for dots behind abbreviated ids. Raises GitObjectError for a bad value."""
        return environment_bool(self.repository.environ, ELLIPSIS, False)

    def with_dots(self, oid: bytes, digits: int) -> bytes:
        """An abbreviated id, with dots behind it where they are asked for."""
        short = self.short.get(oid) or self.ids.short(oid, None if digits == USUAL else digits)
        if not self.shows_dots:
            return short.encode("ascii")
        if len(short) >= len(oid) * 2 - DOTS:
            return oid.hex().encode("ascii")
        dots = DOTS
        if digits < len(short) <= digits + 2:
            dots = digits + DOTS - len(short)
        return (short + "." * dots).encode("ascii")

    def patch_id(self, side: Side | None, *, full: bool = False, usual: bool = False) -> bytes:
        """The id of a side as the header of a patch has it, with the `usual` digits whatever --abbrev says."""
        oid = self.nothing if side is None else side.id
        if full or self.options.full_index:
            return oid.hex().encode("ascii")
        digits = USUAL if usual else self.options.abbrev or USUAL
        found = None if usual else self.short.get(oid)
        return (found or self.ids.short(oid, None if digits == USUAL else digits)).encode("ascii")

    # Patches

    @cached_property
    def prefixes(self) -> tuple[bytes, bytes]:
        """What stands before the paths of both sides."""
        options = self.options
        return os.fsencode(options.old_prefix or ""), os.fsencode(options.new_prefix or "")

    @cached_property
    def context(self) -> int:
        """How many lines are shown around those that changed."""
        said = self.repository.environ.get("GIT_DIFF_OPTS", "")
        for start in ("--unified=", "-u"):
            if said.startswith(start):
                return min(strtoul(said.removeprefix(start)).value, LARGEST_INT)
        return self.options.context

    @cached_property
    def signs(self) -> tuple[bytes, bytes, bytes]:
        """The signs of lines that stay, go and come."""
        options = self.options
        return os.fsencode(options.context_sign), os.fsencode(options.old_sign), os.fsencode(options.new_sign)

    @cached_property
    def plain_signs(self) -> bytes | None:
        """The signs where all lines are shown as they are; None where they are not."""
        options = self.options
        if self.colors or options.words is not None or options.whole_functions or options.suppress_blank_empty:
            return None
        return b"".join(self.signs) if all(len(sign) == 1 for sign in self.signs) else None

    def heading_driver(self, old: Side | None, new: Side | None) -> Driver | None:
        """What heads the hunks of these sides; None for what is usual."""
        for side in (old, new):
            heading = None if side is None else self.kinds.heading(side.path, side.mode)
            if heading is not None:
                return Driver(heading)
        return None

    def texts_of(self, old: Side | None, new: Side | None) -> Texts:
        """What is compared of two sides."""
        key = old, new
        if self.known_texts is None or self.known_texts[0] != key:
            self.known_texts = key, Texts(self.contents, self.converter, old, new)
        return self.known_texts[1]
