"""What is shown of a blame: groups of lines, and how they are shown."""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.changes.blame.final_text import FinalText
from pygitobj.cli.blaming.commit_info import CommitInfos
from pygitobj.formats.date_modes import DateMode
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.blaming.settings import AgeColor


class Style(Record):
    """How lines are shown, as options and configuration say.

    `digits` is how many of an id are shown, None for as many as it takes. `now` is the present moment.
    """

    name: bool = False
    number: bool = False
    score: bool = False
    email: bool = False
    raw_time: bool = False
    no_author: bool = False
    long: bool = False
    compatible: bool = False
    blank_boundary: bool = False
    mark_unblamable: bool = False
    mark_ignored: bool = False
    colors_repeated: bool = False
    colors_age: bool = False
    digits: int | None = None
    date: DateMode = DateMode("iso")
    date_width: int = 0
    now: int = 0
    repeated_color: bytes = b""
    ages: tuple[AgeColor, ...] = ()


class Shown(Record):
    """What is needed to show lines: the text, commits by their numbers, and whether one is a border.

    `quote` is how paths are shown that need quotes.
    """

    text: FinalText
    path: bytes
    oid: Callable[[int], bytes]
    is_border: Callable[[int], bool]
    infos: CommitInfos
    quote: Callable[[bytes], bytes]
