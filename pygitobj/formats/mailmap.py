"""A mailmap: which name and email stand for which others.

    Proper Name <commit@email>
    <proper@email> <commit@email>
    Proper Name <proper@email> <commit@email>
    Proper Name <proper@email> Commit Name <commit@email>
    # comment

Names and emails are compared without regard to case. Follows git's Documentation/gitmailmap.
"""

from __future__ import annotations

from pygitobj.formats.small_text import SPACE
from pygitobj.record import Record

HEADERS = (b"author ", b"committer ", b"tagger ")


class Person(Record):
    """A name and an email to put in the place of others; None keeps what was there."""

    name: bytes | None
    email: bytes | None


class Mailmap:
    """What each email, or each name with an email, is replaced by. Later lines win over earlier ones."""

    def __init__(self) -> None:
        self.by_email: dict[bytes, Person] = {}
        self.by_name: dict[bytes, dict[bytes, Person]] = {}

    def add(self, data: bytes) -> None:
        """Take in the lines of a mailmap; what is malformed is passed over."""
        for line in data.split(b"\n"):
            if not line.startswith(b"#"):
                self.add_line(line)

    def add_line(self, line: bytes) -> None:
        """Take in one line."""
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

    def person(self, name: bytes, email: bytes) -> tuple[bytes, bytes]:
        """The name and email to show for `name` and `email`."""
        key = email.lower()
        new = self.by_name.get(key, {}).get(name.lower()) or self.by_email.get(key)
        if new is None:
            return name, email
        return name if new.name is None else new.name, email if new.email is None else new.email

    def apply(self, data: bytes) -> bytes:
        """A commit's or tag's body with the idents in its headers replaced."""
        if not self.by_email and not self.by_name:
            return data
        head, blank, rest = data.partition(b"\n\n")
        return b"\n".join(self.apply_to_line(line) for line in head.split(b"\n")) + blank + rest

    def apply_to_line(self, line: bytes) -> bytes:
        """A header line with its ident replaced if it has one."""
        header = next((header for header in HEADERS if line.startswith(header)), None)
        if header is None:
            return line
        found = split_person(line[len(header) :])
        if found is None:
            return line
        name, email, rest = found
        new_name, new_email = self.person(name, email)
        if (new_name, new_email) == (name, email):
            return line
        return b"%s%s <%s>%s" % (header, new_name, new_email, rest)


def split_person(text: bytes) -> tuple[bytes, bytes, bytes] | None:
    """The name, the email and what follows, None where there is no `<…>`."""
    left = text.find(b"<")
    right = text.find(b">", left + 1)
    if left < 0 or right < 0:
        return None
    return text[:left].strip(SPACE), text[left + 1 : right], text[right + 1 :]
