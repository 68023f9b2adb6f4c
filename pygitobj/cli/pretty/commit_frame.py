"""What `rev-list` prints of a commit around what a format shows of it.

    [<seconds> ][commit ][<mark>]<id>[ <parents>][ <children>]      then what the format shows, below or behind it
    <id> NUL boundary=yes NUL                                       with -z

Follows git's Documentation/git-rev-list, and rev-list-options, "Commit Formatting".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.pretty.commit_shown import CommitNeeds, ShownCommit, full
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.pretty.commit_format import CommitFormat
    from pygitobj.cli.pretty.graph import GraphLines

BOUNDARY, UNINTERESTING, SAME, LEFT, RIGHT = b"-", b"^", b"=", b"<", b">"
# These are shown whatever was asked for.
ALWAYS = (BOUNDARY, UNINTERESTING, SAME)
LINE_END, NUL = b"\n", b"\0"
HEADING = b"commit "


class Frame(Record):
    """What was asked for: a `format`, None for ids alone, `heads` for a line with the id before it, and what is in it.

    `short` shows the id, the parents and children being shown in full. `marks` says which marks there are besides
    those that are always: "" for none, "sides" for < and >, "changes" for +. `ends` is what is after an id, `parts`
    what is after a message, `beside` says what is after all ids. What is not asked of a ShownCommit need not be there.
    """

    short: Callable[[bytes], bytes]
    format: CommitFormat | None = None
    heads: bool = True
    is_named: bool = False
    marks: str = ""
    times: bool = False
    parents: bool = False
    children: bool = False
    ends: bytes = LINE_END
    parts: bytes = LINE_END
    graph: GraphLines | None = None
    beside: Callable[[bytes], bytes] | None = None

    @property
    def needs(self) -> CommitNeeds:
        """What is asked of each commit."""
        asked = CommitNeeds() if self.format is None else self.format.needs
        return asked._replace(parents=asked.parents or self.parents or self.graph is not None)

    @property
    def is_oneline(self) -> bool:
        """Whether a commit has its message on the line of its id."""
        return self.format is not None and self.format.named.is_oneline

    def show(self, commit: ShownCommit, seconds: int = 0) -> bytes:
        """What is printed of `commit`, made at `seconds`; with a graph it has been told of the commit."""
        if self.graph is not None:
            return self.show_in_graph(self.graph, commit, seconds)
        head = self.head(commit, seconds)
        if self.format is None:
            return head
        text = self.format.show(commit)
        if text or self.is_oneline:
            return head + text + self.parts
        return head

    def head(self, commit: ShownCommit, seconds: int) -> bytes:
        """What comes before the message, with the end of its line."""
        parts: list[bytes] = [b"%d " % seconds] if self.times else []
        if self.heads:
            parts += (HEADING if self.is_named else b"", self.mark(commit.mark), self.short(commit.oid))
            if self.ends == NUL and commit.mark == BOUNDARY:
                parts.append(b"\0boundary=yes")
        if self.parents:
            parts += (b" " + full(parent) for parent in commit.parents or ())
        if self.children:
            parts += (b" " + full(child) for child in commit.children)
        if self.beside is not None:
            parts.append(self.beside(commit.oid))
        if self.is_oneline:
            parts.append(b" ")
        elif self.heads:
            parts.append(self.ends)
        return b"".join(parts)

    def mark(self, mark: bytes) -> bytes:
        """What of the commit's `mark` stands before its id: in a graph it stands there already, -z has none."""
        if self.graph is not None or self.ends == NUL:
            return b""
        return shown_mark(mark, self.marks)

    def show_in_graph(self, graph: GraphLines, commit: ShownCommit, seconds: int) -> bytes:
        """The same with the lines of `graph` before it."""
        out = graph.to_commit() + self.head(commit, seconds)
        if self.format is None:
            rest = graph.rest()
            return out + rest + (LINE_END if rest else b"")
        text = self.format.show(commit)
        if not text:
            rest = graph.rest()
            return out + rest + (LINE_END if rest else b"") + (LINE_END if self.is_oneline else b"")
        if not self.is_oneline:
            out += graph.next_line()
        out += graph.beside(text)
        if text.endswith(LINE_END):
            out += graph.padding()
        return out + self.parts


def shown_mark(mark: bytes, marks: str) -> bytes:
    """What is shown of a commit's `mark` before its id, where `marks` says which marks there are."""
    if mark in ALWAYS:
        return mark
    if marks == "sides":
        return LEFT if mark == LEFT else RIGHT
    return b"+" if marks == "changes" else b""


def graph_mark(mark: bytes, marks: str) -> bytes:
    """What stands for the commit in a graph."""
    if mark == BOUNDARY:
        return b"o"
    return shown_mark(mark, marks if marks == "sides" else "") or b"*"
