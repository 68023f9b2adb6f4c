"""Line ends: CRLF to LF on the way into a blob, LF to CRLF on the way out, and what may be lost by it.

Where a file is text only if it looks so (`text=auto`, core.autocrlf), a CR that stands alone, a NUL, or more than one
byte in 128 that no text has make it binary, and nothing is changed; nor is it on the way out where it has any CRLF.

Follows git's Documentation/gitattributes, "text" and "eol", and git-config, "core.safecrlf".
"""

from __future__ import annotations

from pygitobj.record import Record

CR, LF, CRLF = b"\r", b"\n", b"\r\n"
NUL = b"\0"
# What makes a text: all but control characters and DEL; of these backspace, tab, LF, form feed, CR and escape.
PRINTABLE = bytes([8, 9, 10, 12, 13, 27, *range(32, 127), *range(128, 256)])
# The last byte of a file made by old systems.
END_OF_FILE = b"\x1a"
PRINTABLE_SHIFT = 7


class Rule(Record):
    """How the line ends of a path are treated: `guesses` whether it is text; `to_crlf` on the way out."""

    guesses: bool
    to_crlf: bool


class Counts(Record):
    """What content is made of: CRLF, LF and CR that stand alone, NUL, bytes that no text has, and the size."""

    crlf: int = 0
    lf: int = 0
    cr: int = 0
    nul: int = 0
    unprintable: int = 0
    size: int = 0
    ends_old: bool = False

    @property
    def is_binary(self) -> bool:
        """Whether it is taken for no text."""
        unprintable = self.unprintable - self.ends_old
        printable = self.size - self.unprintable - 2 * self.crlf - self.lf - self.cr
        return bool(self.cr or self.nul) or (printable >> PRINTABLE_SHIFT) < unprintable


def line_ends(data: bytes) -> Counts:
    """The line ends of `data`, the rest not counted."""
    crlf = data.count(CRLF)
    return Counts(crlf, data.count(LF) - crlf, data.count(CR) - crlf)


def counts_of(data: bytes) -> Counts:
    """All that decides whether `data` is text."""
    crlf, lf, cr, *_ = line_ends(data)
    unprintable = len(data.translate(None, PRINTABLE))
    return Counts(crlf, lf, cr, data.count(NUL), unprintable, len(data), data.endswith(END_OF_FILE))


class Counter:
    """The counts of content that comes in pieces."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.held = b""

    def add(self, piece: bytes) -> None:
        """Count `piece` too; a CR at its end waits for what comes next."""
        data = self.held + piece
        self.held = CR if data.endswith(CR) else b""
        self.put(data.removesuffix(CR) if self.held else data)

    def put(self, data: bytes) -> None:
        """Count `data`, which is whole."""
        if data:
            more, now = counts_of(data), self.counts
            self.counts = Counts(
                now.crlf + more.crlf,
                now.lf + more.lf,
                now.cr + more.cr,
                now.nul + more.nul,
                now.unprintable + more.unprintable,
                now.size + more.size,
                more.ends_old,
            )

    def end(self) -> Counts:
        """The counts of all there was."""
        self.put(self.held)
        return self.counts


def grows(counts: Counts, rule: Rule) -> bool:
    """Whether LF become CRLF on the way out."""
    if not rule.to_crlf or not counts.lf:
        return False
    return not rule.guesses or not (counts.cr or counts.crlf or counts.is_binary)


def shrinks(counts: Counts, rule: Rule, *, keeps_crlf: bool) -> bool:
    """Whether CRLF become LF on the way in; a guess does not touch a file of which the index has CRLF."""
    return bool(counts.crlf) and not (rule.guesses and (keeps_crlf or counts.is_binary))


def lost(counts: Counts, rule: Rule, *, keeps_crlf: bool) -> bytes:
    """Which line ends a file will not have any more once it went in and came out: CRLF, LF, or none of the two."""
    if rule.guesses and counts.is_binary:
        return b""
    inside = counts
    if shrinks(counts, rule, keeps_crlf=keeps_crlf):
        inside = counts._replace(lf=counts.lf + counts.crlf, crlf=0)
    grown = grows(inside, rule)
    has_crlf = inside.crlf or (grown and inside.lf)
    has_lf = inside.lf and not grown
    if counts.crlf and not has_crlf:
        return CRLF
    return LF if counts.lf and not has_lf else b""


def needed_counts(data: bytes, rule: Rule) -> Counts:
    """What has to be known of `data`: where no guess is to be made its line ends."""
    return counts_of(data) if rule.guesses else line_ends(data)


def to_lf(data: bytes) -> bytes:
    """`data` with LF for each CRLF."""
    return data.replace(CRLF, LF)


def to_crlf(data: bytes, counts: Counts) -> bytes:
    """`data` with CRLF for each LF that is none yet."""
    return (to_lf(data) if counts.crlf else data).replace(LF, CRLF)


def out_of_blob(data: bytes, rule: Rule) -> bytes:
    """`data` as a file has it."""
    if not rule.to_crlf or LF not in data:
        return data
    if CR not in data and not (rule.guesses and data.translate(None, PRINTABLE)):
        return data.replace(LF, CRLF)  # nothing that would have to be counted: most files
    counts = line_ends(data)
    if rule.guesses and not counts.cr and not counts.crlf:
        counts = counts_of(data)
    return to_crlf(data, counts) if grows(counts, rule) else data
