"""Trailers: lines `<key>: <value>` in the last paragraph of a message.

    Signed-off-by: A <a@x>      a key of letters, digits and dashes, which may have blanks before the colon
      more                      a line that starts with white space goes on with the value before it

That paragraph is one of trailers where all its lines are, or where one is that git itself makes and a quarter of the
others are. Follows git's Documentation/git-interpret-trailers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.formats.small_text import SPACE, ended_lines
from pygitobj.record import Record

KEY = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
OF_GIT = (b"Signed-off-by: ", b"(cherry picked from commit ")
COMMENT = b"#"
SCISSORS = b"# ------------------------ >8 ------------------------\n"


class TrailerOptions(Record):
    """Which trailers are shown, and how; None is git's own way."""

    keys: tuple[bytes, ...] = ()
    only: bool = False
    unfold: bool = False
    keys_alone: bool = False
    values_alone: bool = False
    separator: bytes | None = None
    key_separator: bytes | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the lines are shown as they are."""
        return self == TrailerOptions()


def trailers_of(message: bytes, options: TrailerOptions) -> bytes:
    """The trailers at the end of `message`, as `options` say."""
    end = end_of_message(message)
    start = block_start(message, end)
    if options.is_plain:
        return message[start:end]
    shown: list[bytes] = []
    for line in whole_lines(message[start:end]):
        if line.startswith(COMMENT):
            continue
        at = separator_at(line)
        if at < 1:
            if not options.only:
                shown.append(line.rstrip(SPACE) if options.separator is not None else line)
            continue
        key, value = line[:at].strip(SPACE), line[at + 1 :].strip(SPACE)
        if options.keys and key.lower() not in options.keys:
            continue
        if options.unfold:
            value = unfolded(value)
        between = b": " if options.key_separator is None else options.key_separator
        text = b"" if options.values_alone else key
        text += b"" if options.keys_alone or options.values_alone else between
        shown.append(text + (b"" if options.keys_alone else value) + (b"" if options.separator is not None else b"\n"))
    return (options.separator or b"").join(shown)


def trailer_values(message: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The keys and values, on one line each, of the trailers at the end of `message`."""
    end = end_of_message(message)
    for line in whole_lines(message[block_start(message, end) : end]):
        at = separator_at(line)
        if at >= 1 and not line.startswith(COMMENT):
            yield line[:at].strip(SPACE), unfolded(line[at + 1 :].strip(SPACE))


def whole_lines(block: bytes) -> list[bytes]:
    """The lines of `block` with their ends, each with those that go on with it."""
    found: list[bytes] = []
    goes_on = False
    for line in ended_lines(block):
        if goes_on and line[:1] in (b" ", b"\t", b"\r"):
            found[-1] += line
            continue
        found.append(line)
        goes_on = separator_at(line) >= 1
    return found


def unfolded(value: bytes) -> bytes:
    """`value` on one line."""
    return b" ".join(part if number == 0 else part.lstrip(SPACE) for number, part in enumerate(value.split(b"\n")))


def separator_at(line: bytes) -> int:
    """Where the colon is that ends the key of `line`, below 0 where it has none."""
    blank = False
    for at, byte in enumerate(line):
        if byte == ord(":"):
            return at
        if byte in KEY and not blank:
            continue
        if at and byte in b" \t":
            blank = True
            continue
        break
    return -1


def is_blank(line: bytes) -> bool:
    """Whether `line` has white space alone."""
    return not line.strip(SPACE)


def end_of_message(message: bytes) -> int:
    """Where `message` ends but for comments, empty lines and notes of conflicts at its end."""
    cut = len(message)
    if message.startswith(SCISSORS):
        cut = 0
    elif (found := message.find(b"\n" + SCISSORS)) >= 0:
        cut = found + 1
    start = -1
    at = 0
    conflicts = False
    while at < cut:
        end = message.find(b"\n", at)
        after = len(message) if end < 0 else end + 1
        if message.startswith((b"#", b"\n"), at):
            start = at if start < 0 else start
        elif message.startswith(b"Conflicts:\n", at):
            conflicts = True
            start = at if start < 0 else start
        elif not (conflicts and message.startswith(b"\t", at)):
            start, conflicts = -1, False
        at = after
    return cut if start < 0 else start


def block_start(message: bytes, end: int) -> int:
    """Where the trailers of `message`, which ends at `end`, start: at `end` where it has none."""
    starts = line_starts(message, end)
    if not starts:
        return end
    title = title_end(message, starts, end)
    only_blank, of_git = True, False
    trailers = others = continuations = 0
    for start, after in zip(reversed(starts), [end, *reversed(starts[1:])], strict=True):
        if start < title:
            break
        line = message[start:after]
        if line.startswith(COMMENT):
            others += continuations
            continuations = 0
        elif is_blank(line):
            if only_blank:
                continue
            others += continuations
            if (of_git and trailers * 3 >= others) or (trailers and not others):
                return after
            return end
        else:
            only_blank = False
            if line.startswith(OF_GIT):
                trailers, continuations, of_git = trailers + 1, 0, True
            elif separator_at(line) >= 1 and line[:1] not in (b" ", b"\t", b"\r"):
                trailers, continuations = trailers + 1, 0
            elif line[:1] in (b" ", b"\t", b"\r"):
                continuations += 1
            else:
                others += 1 + continuations
                continuations = 0
    return end


def line_starts(message: bytes, end: int) -> Sequence[int]:
    """Where the lines of `message` start that start before `end`."""
    found = []
    at = 0
    while at < end:
        found.append(at)
        stop = message.find(b"\n", at, end)
        at = end if stop < 0 else stop + 1
    return found


def title_end(message: bytes, starts: Sequence[int], end: int) -> int:
    """Where the first paragraph of `message` ends, whose lines start at `starts`."""
    for start, after in zip(starts, [*starts[1:], end], strict=True):
        line = message[start:after]
        if not line.startswith(COMMENT) and is_blank(line):
            return start
    return end
