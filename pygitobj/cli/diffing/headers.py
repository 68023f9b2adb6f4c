"""What `diff-tree` and its like print above the differences of a commit: its id, or what a format shows of it.

Follows git's Documentation/git-diff-tree and pretty-options.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.diffing.asked import PATCH, STAT
from pygitobj.cli.diffing.colors import COMMIT
from pygitobj.cli.diffing.view import View
from pygitobj.cli.pretty.commit_entry import mail_line
from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_mail import COMMENT
from pygitobj.cli.pretty.commit_notes import ShownNotes
from pygitobj.cli.pretty.commit_shown import ShownCommit, full
from pygitobj.cli.walking.encodings import output_encoding
from pygitobj.cli.walking.formats import settings_for
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.noted import notes_for, notes_named
from pygitobj.repository.repository import Repository


class Headers:
    """Writes headers to `view`, whose options say how differences follow. Raises GitObjectError."""

    def __init__(self, repository: Repository, view: View, given: Given) -> None:
        self.repository, self.view, self.given = repository, view, given
        self.end = b"\0" if view.options.nul else b"\n"
        self.is_first = True
        # What stands before the ids of commits.
        self.mark = b""
        # Whether the last message had no end of its own.
        self.lacks_end = False
        self.format: CommitFormat | None = None
        self.notes: ShownNotes | None = None
        if given.verbose:
            self.settings = settings_for(repository, given)
            self.format = CommitFormat.parse(given.format, self.settings)
            encoding = output_encoding(repository, given)
            self.notes = notes_for(repository, given, self.format, encoding, usual=False)
        elif given.notes.shown:
            notes_named(repository, given, "")  # they are not shown, but git looks for them

    def show(
        self, oid: bytes, parents: Sequence[bytes], parent: bytes | None, *, with_changes: bool, combined: bool = False
    ) -> None:
        """Write what stands above the differences between a commit and a `parent`, None where that goes unsaid.

        Those of a merge that are `combined` have an empty line before them in every format.
        """
        view = self.view
        if self.format is None:
            view.write(view.line_prefix + self.marked_id(oid) + self.end)
            return
        shown = self.format
        is_template = shown.is_user_format
        out = b"" if self.is_first or shown.ends else self.padding(self.end == b"\n") + self.end
        self.is_first = False
        out += view.line_prefix
        if shown.is_mail:
            out += mail_line(oid) + view.line_prefix
        elif not is_template:
            out += self.heading(oid, parent, is_oneline=shown.named.is_oneline)
        text = self.text(oid, parents)
        self.lacks_end = not text.endswith(b"\n")
        out += self.prefixed(text)
        is_empty = is_template and not shown.named.text
        if shown.ends and not is_empty:
            out += self.padding() + self.end
        if combined and view.options.shows and not is_empty:
            out += view.line_prefix + self.end
        elif with_changes and view.options.shows and not shown.named.is_oneline and not is_empty:
            dashes = b"---" if {STAT, PATCH} <= view.options.formats else b""
            out += view.line_prefix + dashes + b"\n"
        view.write(out)

    def padding(self, is_asked: bool = True) -> bytes:
        """What stands before a line that ends a message, where the message has an end of its own."""
        return self.view.line_prefix if is_asked and not self.lacks_end else b""

    def prefixed(self, text: bytes) -> bytes:
        """The lines of a message, with what stands before all lines before each but the first."""
        prefix = self.view.line_prefix
        if not prefix:
            return text
        end = b"\n" if text.endswith(b"\n") else b""
        return text.removesuffix(b"\n").replace(b"\n", b"\n" + prefix) + end

    def heading(self, oid: bytes, parent: bytes | None, *, is_oneline: bool) -> bytes:
        """The line with the id, or what of it stands before a message on one line."""
        name = self.marked_id(oid)
        if parent is not None:
            name += b" (from %s)" % self.shown_id(parent)
        colors = self.view.colors
        line = colors.paint(COMMIT, name if is_oneline else b"commit " + name)
        return line + (b" " if is_oneline else b"\n" + self.view.line_prefix)

    def text(self, oid: bytes, parents: Sequence[bytes]) -> bytes:
        """What the format shows of a commit."""
        shown = self.format
        assert shown is not None
        body = self.repository.reader.read(oid).data
        commit = ShownCommit(oid, body, parents)
        commit.mark = self.mark or commit.mark
        if self.notes is None:
            return shown.show(commit)
        if shown.is_user_format:
            commit.notes = self.notes.raw(oid)
            return shown.show(commit)
        notes = self.notes.shown(oid)
        return shown.show(commit) + (COMMENT + notes if notes and shown.is_mail else notes)

    def marked_id(self, oid: bytes) -> bytes:
        """The id of a commit, behind the mark that commits have here."""
        return self.mark + b" " + self.shown_id(oid) if self.mark else self.shown_id(oid)

    def shown_id(self, oid: bytes) -> bytes:
        """An id, abbreviated where that is asked for."""
        return self.settings_short(oid) if self.given.abbrev_commit and self.given.abbrev else full(oid)

    def settings_short(self, oid: bytes) -> bytes:
        """The abbreviated id."""
        digits = None if self.given.abbrev < 0 else self.given.abbrev
        return self.view.ids.short(oid, digits).encode("ascii")
