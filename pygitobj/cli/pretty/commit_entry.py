"""What `log` and `show` print of a commit around what a format shows, one after another.

    [<empty line>]                                          between entries, where a format parts them
    commit [<mark> ]<id>[ <parents>][ <children>][ (from <parent>)][<tab><source>][ (<decorations>)]
    Reflog: <name>@{<n>} (<person>)                         on a walk through logs
    Reflog message: <message>
    <what is said of signatures>
    [log size <n>]
    <what the format shows, and notes>

Formats of mails have a line of their own instead of the first one, formats of users none. Follows git's
Documentation/git-log, and pretty-options.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_frame import graph_mark, shown_mark
from pygitobj.cli.pretty.commit_mail import COMMENT
from pygitobj.cli.pretty.commit_people import log_name
from pygitobj.cli.pretty.commit_shown import FromLog, ShownCommit, full
from pygitobj.cli.pretty.graph import GraphLines
from pygitobj.formats.color import RESET
from pygitobj.formats.small_text import ended_lines
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.pretty.commit_notes import ShownNotes
    from pygitobj.cli.pretty.commit_signature import Said

LINE_END = b"\n"


class EntryLook(Record):
    """How entries look.

    `short` shows ids; `marks` is as for shown_mark; `ends` is what ends entries or parts them. `colors` are those of
    the line with the id and of good and of bad signatures, None for none. `decorated` shows what stands beside one.
    """

    format: CommitFormat
    short: Callable[[bytes], bytes]
    marks: str = ""
    parents: bool = False
    children: bool = False
    ends: bytes = LINE_END
    colors: Sequence[bytes] | None = None
    decorated: Callable[[bytes], bytes] | None = None
    notes: ShownNotes | None = None
    signed: Callable[[bytes, Sequence[bytes]], Iterator[Said]] | None = None
    shows_size: bool = False
    graph: GraphLines | None = None


class Entries:
    """Shows entries that look so; what one is depends on whether it is the first, and on how the one before ended."""

    def __init__(self, look: EntryLook) -> None:
        self.look = look
        self.is_first = True
        self.lacks_end = False
        named = look.format.named
        self.is_oneline = named.is_oneline
        self.is_user_format = look.format.is_user_format
        self.is_empty = named.text == ""
        self.is_mail = look.format.is_mail
        self.ends_each = look.format.ends
        # Whether notes made the line that parts a mail from its differences be shown already.
        self.is_parted = False

    def draw(self, commit: ShownCommit, parents: Sequence[bytes]) -> None:
        """Take the commit, and the parents of it that are drawn, into the graph, if there is one."""
        graph = self.look.graph
        if graph is not None:
            graph.take(commit.oid, parents, graph_mark(commit.mark, self.look.marks))

    def show(self, commit: ShownCommit, parent: bytes | None = None) -> bytes:
        """The entry of a commit, which is shown next to `parent` where it is shown next to several.

        Raises GitObjectError for a commit that cannot be shown.
        """
        look, graph = self.look, self.look.graph
        parts = [self.parting()]
        if graph is not None:
            parts.append(graph.to_commit())
            commit.taken = graph.width
        if self.is_mail:
            parts += self.lines([mail_line(commit.oid)])
        elif not self.is_user_format:
            parts.append(self.heading(commit, parent))
            if commit.log is not None:
                parts += self.logged(commit.log)
                if self.is_oneline:
                    return b"".join(parts)
        if look.signed is not None:
            parts += self.signatures(commit)
        text = self.text(commit)
        if look.shows_size:
            parts += self.lines([b"log size %d\n" % len(text)])
        self.lacks_end = not text.endswith(LINE_END)
        parts += self.ended(text)
        return b"".join(parts)

    def parting(self) -> bytes:
        """What parts the next entry from the one before; that is begun now."""
        look, graph = self.look, self.look.graph
        is_first, self.is_first, self.is_parted = self.is_first, False, False
        if is_first or self.ends_each:
            return b""
        padding = graph.padding() if graph is not None and look.ends == LINE_END and not self.lacks_end else b""
        return padding + look.ends

    def add(self, shown: bytes) -> bytes:
        """An entry of which `shown` was made elsewhere (many_commits.py), with what parts and ends it."""
        parting = self.parting()
        self.lacks_end = not shown.endswith(LINE_END)
        return parting + shown + (self.look.ends if self.ends_each else b"")

    @property
    def are_plain(self) -> bool:
        """Whether entries have nothing beside ids and what the format shows, and nothing stands beside them."""
        look = self.look
        if look.marks or look.parents or look.children or look.shows_size or self.is_mail or look.ends != LINE_END:
            return False
        if look.colors is not None or look.decorated is not None or look.signed is not None or look.graph is not None:
            return False
        return look.notes is None or not look.notes.trees

    def lines(self, lines: Sequence[bytes]) -> list[bytes]:
        """Whole lines, with the rows of the graph before those that come after them."""
        graph = self.look.graph
        if graph is None:
            return list(lines)
        return [part for line in lines for part in (line, graph.next_line())]

    def heading(self, commit: ShownCommit, parent: bytes | None) -> bytes:
        """The line with the commit's id; where it has the message too, all before that."""
        look = self.look
        short, graph = look.short, look.graph
        parts = [b"" if self.is_oneline else b"commit "]
        mark = b"" if graph is not None else shown_mark(commit.mark, look.marks)
        parts += (mark + b" " if mark else b"", short(commit.oid))
        if look.parents:
            parts += [b" " + short(one) for one in commit.parents or ()]
        if look.children:
            parts += [b" " + short(one) for one in commit.children]
        if parent is not None:
            parts.append(b" (from " + short(parent) + b")")
        if look.colors is not None:
            parts = [look.colors[0], *parts, RESET]
        if commit.source is not None:
            parts.append(b"\t" + commit.source.encode("utf-8", "surrogateescape"))
        if look.decorated is not None:
            parts.append(look.decorated(commit.oid))
        if self.is_oneline:
            parts.append(b" ")
        else:
            parts += self.lines([LINE_END])
        return b"".join(parts)

    def logged(self, log: FromLog) -> list[bytes]:
        """What a log says of the commit."""
        name = log_name(log, self.look.format.settings, shorten=False)
        message = log.entry.message + LINE_END
        if self.is_oneline:
            return [name, b": ", message]
        who = log.entry.who.partition(b">")[0] + b">"
        return [b"Reflog: ", name, b" (", who, b")\nReflog message: ", message]

    def signatures(self, commit: ShownCommit) -> list[bytes]:
        """What is said of the commit's signatures."""
        look, graph = self.look, self.look.graph
        assert look.signed is not None
        parts: list[bytes] = []
        for said in look.signed(commit.body, commit.parents or ()):
            color = b"" if look.colors is None else look.colors[1 if said.is_good else 2]
            for line in ended_lines(said.text):
                text = line.removesuffix(LINE_END)
                parts += (color, text, RESET if look.colors is not None else b"", line[len(text) :])
                parts += [] if graph is None else [graph.next_line()]
        return parts

    def text(self, commit: ShownCommit) -> bytes:
        """What the format shows of the commit, and its notes."""
        notes = self.look.notes
        if notes is None:
            return self.look.format.show(commit)
        if self.is_user_format:
            commit.notes = notes.raw(commit.oid)
            return self.look.format.show(commit)
        shown = notes.shown(commit.oid)
        if shown and self.is_mail:
            self.is_parted = True
            shown = COMMENT + shown
        return self.look.format.show(commit) + shown

    def ended(self, text: bytes) -> list[bytes]:
        """`text` beside the graph, and what ends it."""
        look, graph = self.look, self.look.graph
        parts = [text if graph is None else graph.beside(text)]
        if self.ends_each and not self.is_empty:
            if graph is not None and not self.lacks_end:
                parts.append(graph.padding())
            parts.append(look.ends)
        return parts


def mail_line(oid: bytes) -> bytes:
    """The line that begins a commit as a mail, by which it is told from one that was sent."""
    return b"From " + full(oid) + b" Mon Sep 17 00:00:00 2001\n"
