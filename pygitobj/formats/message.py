"""The parts of a message: subject, body and signature, as references' formats show them.

subject     the first lines that are not empty, up to an empty line
body        what comes after them, with the signature
signature   from the last line on that starts one
"""

from __future__ import annotations

from pygitobj.record import Record

SIGNATURES = (
    b"-----BEGIN PGP SIGNATURE-----",
    b"-----BEGIN PGP MESSAGE-----",
    b"-----BEGIN SIGNED MESSAGE-----",
    b"-----BEGIN SSH SIGNATURE-----",
)
TITLE = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._")
DOT = ord(".")


class Message(Record):
    """A message and its parts; `unsigned_body` is the body up to the signature."""

    whole: bytes
    subject: bytes
    body: bytes
    unsigned_body: bytes
    signature: bytes

    @property
    def unsigned(self) -> bytes:
        """All of it up to the signature."""
        return self.whole[: len(self.whole) - len(self.signature)]


def message_of(data: bytes) -> Message:
    """The message of a commit or tag with the body `data`, which ends at a NUL."""
    data = data.partition(b"\0")[0]
    at = 0
    while at < len(data) and not data.startswith(b"\n", at):
        end = data.find(b"\n", at)
        at = len(data) if end < 0 else end + 1
    whole = data[at:].lstrip(b"\n")
    sign = signature_start(whole)
    end = whole.find(b"\n\n")
    if end < 0:
        end = whole.find(b"\r\n\r\n")
    end = sign if end < 0 else min(end, sign)
    rest = len(whole) - len(whole[end:].lstrip(b"\r\n"))
    return Message(whole, whole[:end].rstrip(b"\r\n"), whole[rest:], whole[rest : max(sign, rest)], whole[sign:])


def signature_start(text: bytes) -> int:
    """Where the last line of `text` starts that starts a signature, its end where none does."""
    found = len(text)
    at = 0
    while at < len(text):
        if text.startswith(SIGNATURES, at):
            found = at
        end = text.find(b"\n", at)
        at = len(text) if end < 0 else end + 1
    return found


def on_one_line(subject: bytes) -> bytes:
    """`subject` with a space for each end of a line."""
    return subject.replace(b"\r\n", b"\n").replace(b"\n", b" ")


def sanitized(subject: bytes) -> bytes:
    """`subject` as the name of a file: letters, digits, dots and underscores, and a dash for all that is between."""
    out = bytearray()
    gap = False
    at = 0
    while at < len(subject):
        byte = subject[at]
        at += 1
        if byte not in TITLE:
            gap = True
            continue
        if gap and out:
            out += b"-"
        gap = False
        out.append(byte)
        while byte == DOT and subject[at : at + 1] == b".":
            at += 1
    return bytes(out).rstrip(b".-")


def first_lines(text: bytes, count: int) -> bytes:
    """The first `count` lines of `text`, those after the first indented."""
    lines = text.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return b"\n    ".join(lines[:count])
