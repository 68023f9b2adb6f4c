"""User formats of commits: text with placeholders, made into steps once, which are taken for each commit.

    %+x %-x '% x'       a line end before x unless it is empty; no line ends before x if it is; a blank
    %<(n) %>(n) …       the next placeholder in columns, `%C…` before it with it
    %w(…)               lines of a width from here on
    %C…                 colours: `auto` has placeholders take their own, any other ends that

Follows git's Documentation/pretty-formats.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.pretty.commit_layout import columns_at, lines_at
from pygitobj.cli.pretty.commit_page import Columns, Page
from pygitobj.cli.pretty.commit_shown import CommitNeeds, CommitSettings, ShownCommit
from pygitobj.cli.pretty.commit_values import Reading, color_at, constant
from pygitobj.formats.color import RESET
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.pretty.commit_page import Lines
    from pygitobj.cli.pretty.commit_values import Value

    # Adds to a text, a page's or that of a part to come; whether there was anything to show for this commit.
    Step = Callable[[Page, bytearray, ShownCommit], bool]

ON_A_LINE, AFTER_A_BLANK, NO_LINES = "+", " ", "-"
BETWEEN = {ON_A_LINE: b"\n", AFTER_A_BLANK: b" ", NO_LINES: b""}
AUTO = "C(auto)"


class Found(Record):
    """A placeholder: what it does, how long it is, and what it shows where it always shows something.

    `item` is the text that it shows of any commit, or else how it is spelled; None where it does more than show.
    """

    step: Step
    length: int
    value: Value | None = None
    item: bytes | str | None = None


class Template:
    """The format `text` of commits, as `settings` show them."""

    def __init__(self, text: str, settings: CommitSettings) -> None:
        # As for C, the text ends at a NUL.
        self.text = text.partition("\0")[0]
        self.settings = settings
        self.reading = Reading(self.text, settings)
        self.needs = CommitNeeds()
        self.steps: list[Step] = []
        # Where joining what these show is all that there is to do, they are not None.
        self.values: list[Value] | None = []
        # The same of a commit that lacks nothing: texts, and how placeholders are spelled.
        self.items: list[bytes | str] | None = []
        # What the next placeholder gets, and how what is too long for its columns is cut.
        self.columns: Columns | None = None
        self.cut = ""
        self.read()

    def show(self, commit: ShownCommit) -> bytes:
        """What is shown of `commit`."""
        if self.values is not None:
            return b"".join([value(commit) or b"" for value in self.values])
        page = Page(commit.taken)
        text = page.text
        for step in self.steps:
            step(page, text, commit)
        return page.finish()

    def read(self) -> None:
        """Make steps of the text."""
        at = 0
        while (percent := self.text.find("%", at)) >= 0:
            self.add_literal(self.text[at:percent])
            at = percent + 1
            if self.text.startswith("%", at):
                self.add_literal("%")
                at += 1
            else:
                at += self.read_item(at)
        self.add_literal(self.text[at:])

    def read_item(self, at: int) -> int:
        """Add what stands after a percent sign; gives how long it is."""
        magic = self.text[at : at + 1]
        if magic not in BETWEEN:
            length = self.read_placeholder(at, "")
        elif self.text.startswith("w", at + 1):
            length = 0  # lines of another width are nothing that could be empty
        else:
            length = 1 + self.read_placeholder(at + 1, magic)
        if not length:
            self.add_literal("%")
        return length

    def read_placeholder(self, at: int, magic: str) -> int:
        """Add the placeholder at `at`, with `magic` before it; gives how long it is."""
        stays_from = at
        if self.columns is not None:
            found, stays_from = self.in_columns(at)
        else:
            found = self.find(at) or Found(show_nothing, 0)
        if found.value is not None and not magic:
            self.add(found.step, found.value, found.item)
            return found.length
        stays = self.text[stays_from : at + found.length]
        if stays_from == at and not magic:
            stays = "%" + stays
        self.add(with_magic(found.step, magic, encoded(stays)), item=None if magic else found.item)
        return found.length

    def find(self, at: int) -> Found | None:
        """The placeholder at `at`; None where there is none."""
        if self.text.startswith(("<", ">"), at):
            layout = columns_at(self.text, at)
            self.columns = layout.columns
            self.cut = self.cut if layout.cut is None else layout.cut
            return Found(show_nothing, layout.length) if layout.length else None
        if self.text.startswith("w", at):
            lines = lines_at(self.text, at)
            return None if lines is None else Found(wrapping(lines[0]), lines[1])
        if self.text.startswith(AUTO, at):
            self.reading.is_colored = self.settings.use_color
            if self.settings.use_color:
                return Found(reset, len(AUTO))
            return Found(show_nothing, len(AUTO), constant(b""), b"")
        placeholder = color_at(self.reading, at) if self.text.startswith("C", at) else self.reading.at(at)
        if placeholder is None:
            return None
        self.needs = CommitNeeds(*(one or other for one, other in zip(self.needs, placeholder.needs, strict=True)))
        value, length = placeholder.value, placeholder.length
        item = self.text[at : at + length] if placeholder.text is None else placeholder.text
        return Found(showing(value), length, None if placeholder.may_stay else value, item)

    def in_columns(self, at: int) -> tuple[Found, int]:
        """The placeholder at `at` with what sets colours before it, in columns; and where it starts after these."""
        columns = self.take_columns()
        assert columns is not None
        steps: list[Step] = []
        start = at
        while True:
            last = at
            found = self.find(at)
            if found is not None:
                steps.append(found.step)
                at += found.length
            if not self.text.startswith("C", last) or not self.text.startswith("%", at):
                break
            at += 1
        inner = self.take_columns()
        if inner is not None:
            # As for git, columns for columns change how these are used, and not how many there are.
            columns = columns._replace(side=inner.side)
        return Found(putting(steps, columns._replace(cut=self.cut)), at - start), last

    def take_columns(self) -> Columns | None:
        """The columns for the next placeholder, which then are no longer there."""
        columns, self.columns = self.columns, None
        return columns

    # Adding

    def add_literal(self, text: str) -> None:
        """Add `text` as it is."""
        if text:
            shown = encoded(text)
            value = constant(shown)
            self.add(showing(value), value, shown)

    def add(self, step: Step, value: Value | None = None, item: bytes | str | None = None) -> None:
        """Add `step`, which comes to adding what `value` shows, and what `item` stands for, unless these are None."""
        self.steps.append(step)
        if value is None:
            self.values = None
        elif self.values is not None:
            self.values.append(value)
        if item is None:
            self.items = None
        elif self.items is not None:
            self.items.append(item)


def encoded(text: str) -> bytes:
    """The bytes of `text`."""
    return text.encode("utf-8", "surrogateescape")


# Steps


def show_nothing(_: Page, __: bytearray, ___: ShownCommit) -> bool:
    """Adds nothing."""
    return True


def reset(_: Page, text: bytearray, __: ShownCommit) -> bool:
    """Ends the colours of what is there already."""
    if text:
        text += RESET
    return True


def showing(value: Value) -> Step:
    """Adds what `value` shows."""

    def step(_: Page, text: bytearray, commit: ShownCommit) -> bool:
        shown = value(commit)
        if shown is None:
            return False
        text += shown
        return True

    return step


def wrapping(lines: Lines) -> Step:
    """Has what follows put into `lines`."""

    def step(page: Page, text: bytearray, _: ShownCommit) -> bool:
        page.wrap(lines, text)
        return True

    return step


def putting(steps: list[Step], columns: Columns) -> Step:
    """Puts what `steps` show into `columns`; gives what the last of them gives."""

    def step(page: Page, _: bytearray, commit: ShownCommit) -> bool:
        room = page.room_for(columns)
        part = bytearray()
        is_shown = True
        for one in steps:
            is_shown = one(page, part, commit)
        page.add_in_columns(bytes(part), columns, room)
        return is_shown

    return step


def with_magic(step: Step, magic: str, stays: bytes) -> Step:
    """Does what `step` does, as `magic` says; where that has nothing to show, `stays` stays."""
    between = BETWEEN.get(magic, b"")

    def take(page: Page, text: bytearray, commit: ShownCommit) -> bool:
        before = len(text)
        is_shown = step(page, text, commit)
        if len(text) != before:
            text[before:before] = between
        elif magic == NO_LINES:
            while text.endswith(b"\n"):
                del text[-1]
        if not is_shown:
            text += stays
        return True

    return take
