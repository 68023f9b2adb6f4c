"""A mailmap: which name and email stand for which others.

    Proper Name <commit@email>
    <proper@email> <commit@email>
    Proper Name <proper@email> <commit@email>
    Proper Name <proper@email> Commit Name <commit@email>
    # comment

Names and emails are compared without regard to case, of letters of ASCII. Follows git's Documentation/gitmailmap.
"""

from __future__ import annotations

from pygitobj.formats.ident import Ident
from pygitobj.formats.small_text import SPACE, text_of
from pygitobj.oid import shown
from pygitobj.record import Record

# A line of a file that is longer is several for git.
LINE_END = 1023
HEADERS = (b"author ", b"committer ", b"tagger ")


class Person(Record):
    """A name and an email to put in the place of others; None keeps what was there."""

    name: bytes | None
    email: bytes | None


class Mailmap:
    """What each email, or each name with an email, is replaced by. Later lines win over earlier ones.

    Called with an Ident it gives the one that is to be shown in its place.
    """

    def __init__(self) -> None:
        self.by_email: dict[bytes, Person] = {}
        self.by_name: dict[bytes, dict[bytes, Person]] = {}

    def __call__(self, who: Ident) -> Ident:
        """Whom to show for `who`, with the time and the bytes after the email as they are. Raises TypeError."""
        if not isinstance(who, Ident):
            raise TypeError(f"who is an Ident, such as commit.author, not {shown(who)}")
        found = split_ident(who.raw)
        name, email = self.person(who.name, who.email)
        if found is None or (name, email) == (who.name, who.email):
            return who
        return who._replace(name=name, email=email, raw=b"%s <%s>%s" % (name, email, found[2]))

    @property
    def is_empty(self) -> bool:
        """Whether it replaces nobody."""
        return not self.by_email and not self.by_name

    def add(self, data: bytes) -> None:
        """Take in the lines of a blob, which ends at a NUL; what is malformed is passed over."""
        for line in text_of(data).split(b"\n"):
            self.add_line(line)

    def add_file(self, data: bytes) -> None:
        """Take in the lines of a file, each up to a NUL; one that is too long is taken as several."""
        for line in data.split(b"\n"):
            for at in range(0, len(line), LINE_END):
                self.add_line(text_of(line[at : at + LINE_END]))

    def add_line(self, line: bytes) -> None:
        """Take in one line."""
        if line.startswith(b"#"):
            return
        first = split_person(line)
        if first is None or not first[1]:
            return
        name, email, rest = first
        second = split_person(rest)
        if second is None:
            self.map(Person(name or None, None), b"", email)
        else:
            self.map(Person(name or None, email), second[0], second[1])

    def map(self, new: Person, old_name: bytes, old_email: bytes) -> None:
        """Put `new` in the place of those with `old_email`, and `old_name` if it is not empty."""
        email = old_email.lower()
        if old_name:
            self.by_name.setdefault(email, {})[old_name.lower()] = new
            return
        before = self.by_email.get(email, Person(None, None))
        self.by_email[email] = Person(new.name or before.name, new.email or before.email)

    def new(self, name: bytes, email: bytes) -> Person | None:
        """What is put in the place of `name` and `email`, None for nothing."""
        key = email.lower()
        found = self.by_name.get(key, {}).get(name.lower()) or self.by_email.get(key)
        return None if found is None or found == Person(None, None) else found

    def person(self, name: bytes, email: bytes) -> tuple[bytes, bytes]:
        """The name and email to show for `name` and `email`."""
        new = self.new(name, email)
        if new is None:
            return name, email
        return name if new.name is None else new.name, email if new.email is None else new.email

    def apply(self, data: bytes) -> bytes:
        """A commit's or tag's body with the idents in its headers replaced."""
        if self.is_empty:
            return data
        head, blank, rest = data.partition(b"\n\n")
        return b"\n".join(self.apply_to_line(line) for line in head.split(b"\n")) + blank + rest

    def apply_to_line(self, line: bytes) -> bytes:
        """A header line with its ident replaced if it has one."""
        header = next((header for header in HEADERS if line.startswith(header)), None)
        if header is None:
            return line
        found = split_ident(line[len(header) :])
        new = None if found is None else self.new(found[0], found[1])
        if found is None or new is None:
            return line
        name, email, rest = found
        return b"%s%s <%s>%s" % (header, new.name or name, new.email or email, rest)


def split_ident(text: bytes) -> tuple[bytes, bytes, bytes] | None:
    """The name, the email and what follows in the ident `text`, None where there is no `<…>`."""
    name, opened, rest = text.partition(b"<")
    email, closed, rest = rest.partition(b">")
    return (name.rstrip(SPACE), email, rest) if opened and closed else None


def split_person(text: bytes) -> tuple[bytes, bytes, bytes] | None:
    """The name, the email and what follows, None where there is no `<…>`."""
    left = text.find(b"<")
    right = text.find(b">", left + 1)
    if left < 0 or right < 0:
        return None
    return text[:left].strip(SPACE), text[left + 1 : right], text[right + 1 :]
