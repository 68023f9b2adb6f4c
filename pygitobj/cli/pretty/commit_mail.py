"""Headers of a commit that is shown as a mail: who wrote it, and the subject, as mail programs read them.

    From: <name> <email>        in quotes where the name has what means something there, or =?UTF-8?q?…?=
    Subject: [<prefix>] …       in lines of at most 78 characters
    MIME-Version: …             where the message is more than ASCII

Follows git's Documentation/git-format-patch, and RFC 822 and 2047.
"""

from __future__ import annotations

import re

from pygitobj.cli.pretty.commit_shown import CommitSettings
from pygitobj.formats.encoding import is_utf_8
from pygitobj.formats.ident import IdentParts
from pygitobj.formats.wrapping import wrapped

FROM = b"From: "
# Parts the message from what is not part of it.
COMMENT = b"---\n"
# Past these a line goes on below: one of mail, one with words in an encoding.
LONGEST, LONGEST_ENCODED = 78, 76
SPECIAL = re.compile(rb'[()<>\[\]:;@,."\\]')
QUOTED = re.compile(rb'(["\\])')
# Starts a line in a box of mails, where it is quoted.
FROM_LINE = re.compile(rb">*From ")
NO_ASCII = re.compile(rb"[\x80-\xff\x1b]")
TO_ENCODE = re.compile(rb"[\x80-\xff\x1b\n]|=\?")
# What may stand for itself within such words: in a subject, and in a name.
PLAIN_IN_SUBJECT = frozenset(range(0x21, 0x7F)) - frozenset(b"=?_")
PLAIN_IN_NAME = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
MIME = b"MIME-Version: 1.0\nContent-Type: text/plain; charset=%b\nContent-Transfer-Encoding: 8bit\n"
CHARACTER = re.compile(rb"[\x00-\x7f]|[\xc0-\xff][\x80-\xbf]*|[\x80-\xbf]")


def mail_person(person: IdentParts, settings: CommitSettings) -> bytes:
    """The header that says from whom a mail is."""
    name, longest = person.name, LONGEST
    if settings.encodes_headers and TO_ENCODE.search(name):
        shown = encoded_words(name, len(FROM), settings, PLAIN_IN_NAME)
        longest = LONGEST_ENCODED
    else:
        if SPECIAL.search(name):
            name = b'"' + QUOTED.sub(rb"\\\1", name) + b'"'
        shown = wrapped(name, -len(FROM), 1, longest)
    line = FROM + shown
    if len(line.rpartition(b"\n")[2]) + len(b" <>") + len(person.email) > longest:
        line += b"\n"
    return line + b" <" + person.email + b">\n"


def mail_subject(subject: bytes, settings: CommitSettings, *, with_8bit: bool) -> bytes:
    """The header with the subject, and what comes after it up to the message."""
    start = b"Subject: "
    if settings.subject_prefix:
        start += b"[" + settings.subject_prefix + b"] "
    if settings.encodes_headers and TO_ENCODE.search(subject):
        shown = encoded_words(subject, len(start), settings, PLAIN_IN_SUBJECT)
    else:
        shown = wrapped(subject, -len(start), 1, LONGEST)
    mime = MIME % charset(settings) if with_8bit else b""
    return start + shown + b"\n" + mime + b"\n"


def needs_8bit(message: bytes) -> bool:
    """Whether `message` has more than ASCII."""
    return NO_ASCII.search(message) is not None


def charset(settings: CommitSettings) -> bytes:
    """The name of the encoding of what is written."""
    return settings.encoding.encode("utf-8", "surrogateescape")


def encoded_words(text: bytes, column: int, settings: CommitSettings, plain: frozenset[int]) -> bytes:
    """`text`, from `column` on, as words of RFC 2047, with what is not `plain` in hexadecimal digits."""
    start = b"=?" + charset(settings) + b"?q?"
    out = [start]
    column += len(start)
    for character in characters(text, is_utf_8(settings.encoding)):
        is_plain = len(character) == 1 and character[0] in plain
        shown = character if is_plain else b"".join(b"=%02X" % byte for byte in character)
        if column + len(shown) + len(b"?=") > LONGEST_ENCODED:
            out += (b"?=\n ", start)
            column = len(start) + 1
        out.append(shown)
        column += len(shown)
    return b"".join(out) + b"?="


def characters(text: bytes, is_utf_8: bool) -> list[bytes]:
    """The characters of `text`, bytes where it is in another encoding, and where it is no text."""
    if not is_utf_8:
        return [bytes((byte,)) for byte in text]
    found: list[bytes] = []
    for part in CHARACTER.findall(text):
        try:
            part.decode("utf-8")
            found.append(part)
        except UnicodeDecodeError:
            found += [bytes((byte,)) for byte in part]
    return found
