"""The formats of commits that have names of their own: short, medium, full, fuller, raw, oneline, email, mboxrd.

    Merge: <ids>        of a commit with several parents
    Author: <person>
    Date:   <date>
                        an empty line
        <message>       by four blanks to the right

Follows git's Documentation/pretty-formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pygitobj.cli.pretty.commit_mail import FROM_LINE, mail_person, mail_subject, needs_8bit
from pygitobj.cli.pretty.commit_people import moment_shown
from pygitobj.cli.pretty.commit_shown import CommitNeeds, CommitSettings, ShownCommit, full
from pygitobj.cli.pretty.commit_values import parents_of
from pygitobj.errors import GitObjectError
from pygitobj.formats.commit_text import CommitText
from pygitobj.formats.date_modes import DateMode
from pygitobj.formats.display_width import characters_of, width_of_character
from pygitobj.formats.encoding import UTF_8
from pygitobj.formats.ident import IdentParts, ident_parts
from pygitobj.formats.small_text import SPACE
from pygitobj.kernels import medium_text

RAW, MEDIUM, SHORT, EMAIL, MBOXRD, FULLER, FULL, ONELINE = (
    "raw", "medium", "short", "email", "mboxrd", "fuller", "full", "oneline",
)  # fmt: skip
MAILS = (EMAIL, MBOXRD)
WITH_COMMITTER = (FULL, FULLER)
TAB = 8
# How many columns a tab goes on to a multiple of, where no option says it.
TABS = {MEDIUM: TAB, FULL: TAB, FULLER: TAB}
HEADER = re.compile(rb"^(author|committer|parent) (.*)$", re.MULTILINE)
ONLY_PARENTS = re.compile(rb"(?:parent .*\n?)*")
# Shows a person with nothing of when.
PERSON_ALONE = FULL
# Lines that end so are shown without the white space.
CUT_LINES = (b" \n", b"\t\n", b"\r\n")
# Fills what is missing of "Commit" in headings.
WIDTH_OF_FULLER = b"    "
INDENT = b"    "
NO_TIME = b"0", b"+0000"


class BuiltIn:
    """The format `name`, as `settings` show it."""

    def __init__(self, name: str, settings: CommitSettings) -> None:
        self.name = name
        self.settings = settings
        self.needs = CommitNeeds(body=True, parents=True)
        self.is_mail = name in MAILS
        self.indent = b"" if self.is_mail else INDENT
        self.tab = TABS.get(name, 0) if settings.expand_tabs is None else settings.expand_tabs
        # What shows commits that are as most are, of whom it has to know how people are shown.
        self.is_usual = (
            name == MEDIUM
            and self.tab == TAB
            and settings.encoding == UTF_8
            and settings.date_mode == DateMode()
            and settings.found is None
        )
        self.people: dict[bytes, bytes] | None = {} if settings.maps_people else None
        self.date = moment_shown(DateMode("rfc") if self.is_mail else settings.date_mode, settings)

    def show(self, commit: ShownCommit) -> bytes:
        """What is shown of `commit`. Raises GitObjectError for one whose parents cannot be read."""
        if self.is_usual:
            shown = medium_text(commit.body, self.merge(commit), self.people)
            if shown is not None:
                return shown
        text = CommitText(commit.body, self.settings.encoding)
        if self.name == RAW:
            head = text.data[: text.headers_end]
            return self.ended(head + b"\n", text.from_subject)
        head = self.headers(commit, text)
        if self.name == ONELINE:
            return text.subject.rstrip(SPACE)
        if not self.is_mail:
            return self.ended(head + b"\n", text.from_subject)
        head += mail_subject(text.subject, self.settings, with_8bit=needs_8bit(text.message))
        shown = self.ended(head, text.body)
        return shown + b"\n" if len(shown) <= len(head) else shown

    def ended(self, head: bytes, message: bytes) -> bytes:
        """`head` and `message`, and one end of a line."""
        return (head + self.message(message)).rstrip(SPACE) + b"\n"

    def headers(self, commit: ShownCommit, text: CommitText) -> bytes:
        """The lines above the message."""
        head = text.data[: text.headers_end]
        parts: list[bytes] = []
        for found in HEADER.finditer(head):
            key, rest = found.groups()
            if key == b"parent":
                if len(rest) != 2 * len(commit.oid):
                    raise GitObjectError("bad parent line in commit")
            elif key == b"author":
                parts.append(self.person(b"Author", rest))
            elif self.name in WITH_COMMITTER:
                parts.append(self.person(b"Commit", rest))
        # Where there is nothing but parents, git has no place for the line that names them.
        return (b"" if ONLY_PARENTS.fullmatch(head) else self.merge(commit)) + b"".join(parts)

    def merge(self, commit: ShownCommit) -> bytes:
        """The line that names the parents, of a commit with several."""
        if self.name == ONELINE or self.is_mail:
            return b""
        parents = parents_of(commit)
        if len(parents) < 2:
            return b""
        short = full if self.settings.abbrev == 0 else self.settings.short
        return b"Merge: " + b" ".join(map(short, parents)) + b"\n"

    def person(self, what: bytes, line: bytes) -> bytes:
        """The lines about the person that a header's `line` names, in which `what` they are is said."""
        found = ident_parts(line)
        if found is None or self.name == ONELINE:
            return b""
        found = self.known(found)
        if self.is_mail:
            return mail_person(found, self.settings) + b"Date: " + self.moment(found) + b"\n"
        fill = WIDTH_OF_FULLER if self.name == FULLER else b""
        shown = b"%b: %b%b\n" % (what, fill, self.marked_person(what, b"%b <%b>" % (found.name, found.email)))
        if self.name == MEDIUM:
            return shown + b"Date:   " + self.moment(found) + b"\n"
        if self.name == FULLER:
            return shown + what + b"Date: " + self.moment(found) + b"\n"
        return shown

    def know_author(self, body: bytes) -> None:
        """Know how the author of the commit `body` is shown, if it has one."""
        found = CommitText(body).author
        if found is not None:
            self.known(found)

    def known(self, found: IdentParts) -> IdentParts:
        """The person as they are shown, which is known from now on."""
        if not self.settings.maps_people:
            return found
        name, email = self.settings.world.mailmap.person(found.name, found.email)
        if self.people is not None:
            self.people[b"%b <%b>" % (found.name, found.email)] = b"%b <%b>" % (name, email)
        return found._replace(name=name, email=email)

    def moment(self, found: IdentParts) -> bytes:
        """When it was, the start of 1970 where nothing says that."""
        return self.date(*((found.seconds, found.offset) if found.seconds else NO_TIME))

    # Messages

    def message(self, message: bytes) -> bytes:
        """The lines of `message`, which does not start with a blank one, with what stands before each."""
        is_plain = not self.tab and self.settings.found is None and self.name not in (SHORT, MBOXRD)
        if is_plain and not any(end in message for end in CUT_LINES):
            shown = message.rstrip(SPACE)
            return self.indent + shown.replace(b"\n", b"\n" + self.indent) if shown else b""
        parts: list[bytes] = []
        for line in message.split(b"\n"):
            kept = line.rstrip(SPACE)
            if not kept:
                if not parts:
                    continue
                if self.name == SHORT:
                    break
            parts += (self.indent, self.line(kept), b"\n")
        return b"".join(parts)

    def line(self, line: bytes) -> bytes:
        """One line of a message."""
        marked = kept if self.settings.found is None else self.settings.found.in_message
        if self.tab:
            return expanded(line, self.tab, marked)
        return b">" + marked(line) if self.name == MBOXRD and FROM_LINE.match(line) else marked(line)

    def marked_person(self, what: bytes, person: bytes) -> bytes:
        """A person, and `what` they are, with what was looked for marked."""
        found = self.settings.found
        return person if found is None else found.in_person(what, person)


def kept(part: bytes) -> bytes:
    """A part of a line as it is."""
    return part


def expanded(line: bytes, tab: int, marked: Callable[[bytes], bytes] = kept) -> bytes:
    """`line` with blanks up to the next multiple of `tab` columns for each tab, as long as columns can be counted.

    What stands between tabs is `marked`.
    """
    shown: list[bytes] = []
    while True:
        before, found, after = line.partition(b"\t")
        characters = characters_of(before) if found else None
        widths = [] if characters is None else [width_of_character(one) for one in characters]
        if characters is None or min(widths, default=0) < 0:
            return b"".join(shown) + marked(line)
        shown += (marked(before), b" " * (tab - sum(widths) % tab))
        line = after
