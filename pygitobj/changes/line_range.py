"""Ranges of a file's lines as `-L` says them.

    <start>,<end>       numbers from 1, or /<pattern>/, a basic regular expression, which looks from the range before
                        on, or as ^/<pattern>/ from the top
    <start>,+<n> -<n>   so many lines from the start on, or up to it
    <start>  ,<end>     to the end of the file, from its top
    :<pattern>          the function whose heading matches, up to the next heading; ^:<pattern> from the top

Follows git's Documentation/line-range-format.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from pygitobj.changes.headings import Heading
from pygitobj.errors import GitObjectError
from pygitobj.formats.characters import decoded
from pygitobj.formats.numbers import integer_at
from pygitobj.formats.posix_regex import compile_posix
from pygitobj.formats.posix_sets import Dialect
from pygitobj.kernels.headings import default_heading
from pygitobj.record import Record

NO_MATCH = "-L parameter '{}' starting at line {}: {}"
TOP = "^"
FUNCTION = (":", "^:")


class BadRangeError(GitObjectError):
    """Words that say no range."""


class LinesOfFile(Record):
    """The lines of the file `path`, each with its end.

    `heading` says which begin a function; `wide` is where characters are those of UTF-8.
    """

    path: str
    lines: Sequence[bytes]
    heading: Heading = default_heading
    wide: bool = True


def line_ranges(words: Iterable[str], file: LinesOfFile) -> list[tuple[int, int]]:
    """The lines that `words` ask for: the first, and the one after the last, from 0; in order, without overlaps.

    Raises BadRangeError, GitObjectError in git's words.
    """
    count, anchor = len(file.lines), 1
    found: list[tuple[int, int]] = []
    for word in words:
        said = range_in(word, file, anchor)
        if said is None:
            raise GitObjectError(f"file {file.path} has only {count} line{'' if count == 1 else 's'}")
        found.append(said)
        anchor = said[1] + 1
    return merged(found)


def range_in(word: str, file: LinesOfFile, anchor: int) -> tuple[int, int] | None:
    """The lines that `word` asks for, as `line_ranges` gives them; None where the file has not so many.

    It looks from the line `anchor` on, where it says no other. Raises BadRangeError, GitObjectError in git's words.
    """
    count = len(file.lines)
    first, last = one_range(word, file, max(min(anchor, count + 1), 1))
    if count < first or (not count and (first or last)):
        return None
    return max(first, 1) - 1, count if last < 1 or last > count else last


def range_end(word: str) -> int | None:
    """Where what says lines ends at the start of `word`; None where nothing does that may."""
    if word.startswith(FUNCTION):
        start = word.index(":") + 1
        end = pattern_end(word, start, ":")
        return end if end > start else None
    end = place_end(word, 0, is_start=True)
    return place_end(word, end + 1, is_start=False) if word[end : end + 1] == "," else end


def place_end(word: str, at: int, *, is_start: bool) -> int:
    """Where a line ends that is said at `at`, which is there where none is."""
    end = integer_at(word, at)[1]
    if end > at:
        return end
    if is_start and word[at : at + 1] == TOP:
        at += 1
    if word[at : at + 1] != "/":
        return at
    end = pattern_end(word, at + 1, "/")
    return at if end == len(word) else end + 1


def merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """`ranges` in order, those that meet as one, without empty ones."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def one_range(word: str, file: LinesOfFile, anchor: int) -> tuple[int, int]:
    """The first line and the last, from 1, 0 for one that is not said. Raises BadRangeError, GitObjectError."""
    if word.startswith(FUNCTION):
        return function_range(word, file, anchor)
    first, at = place(word, 0, file, anchor, is_start=True)
    last = 0
    if word[at : at + 1] == ",":
        last, at = place(word, at + 1, file, first + 1, is_start=False)
    if at < len(word):
        raise BadRangeError(word)
    return (last, first) if 0 < last < first else (first, last)


def place(word: str, at: int, file: LinesOfFile, anchor: int, *, is_start: bool) -> tuple[int, int]:
    """The line that is said at `at` in `word`, and where that ends; 0 for none. `anchor` is where it is looked from."""
    if not is_start and word[at : at + 1] in ("+", "-"):
        value, end = integer_at(word, at + 1)
        if end > at + 1:
            return relative(value if word[at] == "+" else -value, anchor), end
        return 0, at
    value, end = integer_at(word, at)
    if end > at:
        if value <= 0:
            raise GitObjectError(f"-L invalid line number: {value}")
        return value, end
    if is_start and word[at : at + 1] == TOP:
        at, anchor = at + 1, 1
    if word[at : at + 1] != "/":
        return 0, at
    end = pattern_end(word, at + 1, "/")
    if end == len(word):
        return 0, at
    return matching_line(word[at + 1 : end], file, anchor), end + 1


def relative(count: int, anchor: int) -> int:
    """The last of so many lines, of which the first is the one before `anchor`, or the other end below 0."""
    if not count:
        raise GitObjectError("-L invalid empty range")
    return anchor + count - 2 if count > 0 else max(anchor + count, 1)


def pattern_end(word: str, at: int, sign: str) -> int:
    """Where the next `sign` is from `at` on that no backslash stands before, or where `word` ends."""
    while at < len(word) and word[at] != sign:
        at += 2 if word[at] == "\\" else 1
    return min(at, len(word))


def searcher(pattern: str, file: LinesOfFile) -> Callable[[bytes], bool]:
    """What says whether `pattern` matches in a line. Raises ValueError in glibc's words."""
    text = decoded(os.fsencode(pattern), file.wide)
    search = compile_posix(text, Dialect(extended=False, wide=file.wide, by_line=True)).search
    return lambda line: search(decoded(line.removesuffix(b"\n"), file.wide))


def matching_line(pattern: str, file: LinesOfFile, anchor: int) -> int:
    """The first line from `anchor` on that matches. Raises GitObjectError in git's words."""
    try:
        matches = searcher(pattern, file)
    except ValueError as error:
        raise GitObjectError(NO_MATCH.format(pattern, anchor, error)) from None
    for number, line in enumerate(seen_from(file.lines, anchor), anchor):
        if matches(line):
            return number
    raise GitObjectError(NO_MATCH.format(pattern, anchor, "No match"))


def seen_from(lines: Sequence[bytes], anchor: int) -> Iterable[bytes]:
    """The lines from the number `anchor` on as a pattern sees them: up to a NUL, and with the end of the file."""
    for line in lines[anchor - 1 :]:
        before, nul, _ = line.partition(b"\0")
        yield before
        if nul or not before.endswith(b"\n"):
            return
    yield b""


def function_range(word: str, file: LinesOfFile, anchor: int) -> tuple[int, int]:
    """The lines of the function that `word` asks for. Raises BadRangeError, GitObjectError in git's words."""
    if word.startswith(TOP):
        word, anchor = word[1:], 1
    pattern = word[1 : pattern_end(word, 1, ":")]
    if not pattern:
        raise BadRangeError(word)
    try:
        matches = searcher(pattern, file)
    except ValueError as error:
        raise GitObjectError(f"-L parameter '{pattern}': {error}") from None
    for number, line in enumerate(seen_from(file.lines, anchor), anchor):
        if number <= len(file.lines) and matches(line) and file.heading(line) is not None:
            break
    else:
        raise GitObjectError(NO_MATCH.format(pattern, anchor, "no match"))
    if len(pattern) + 1 < len(word):
        raise BadRangeError(word)
    end = number + 1
    while end <= len(file.lines) and file.heading(file.lines[end - 1]) is None:
        end += 1
    return number, end - 1
