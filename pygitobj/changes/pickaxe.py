"""Pairs that are looked for: by a text that they have more often or less, lines that match, or an object.

    -S text     the number of times that it occurs is another one in the new side; or a regular expression
    -G regex    a line that was added or taken away matches; not where a side is binary and nothing shows it as text
    object      one of the ids is on either side

What has the same on both sides is not looked at. Follows git's Documentation/gitdiffcore, "diffcore-pickaxe".
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence

from pygitobj.changes.contents import Contents
from pygitobj.changes.lines import changed_lines
from pygitobj.changes.pairs import FilePair, Side, resolved
from pygitobj.formats.characters import decoded
from pygitobj.formats.posix_regex import compile_posix
from pygitobj.formats.posix_sets import Dialect
from pygitobj.formats.small_text import ended_lines, with_end
from pygitobj.record import Record

# Pairs whose contents are read together.
GROUP = 256
SPECIAL = b"]\\[.*^$"

# Whether a pair whose sides have these texts is looked for.
Looks = Callable[[bytes, bytes], bool]


class Shown(Record):
    """How files are shown as text: `name` says by what, or None; `text` what that gives."""

    name: Callable[[Side], str | None]
    text: Callable[[Side], bytes]


class Pickaxe(Record):
    """What is looked for.

    looks           whether two texts are what is looked for; None where `objects` are
    objects         raw ids
    skips_binary    binary files are not looked at
    whole           where one pair is looked for, all are told
    shown           how files are shown as text; None where they are looked at as they are
    """

    looks: Looks | None = None
    objects: Container[bytes] = ()
    skips_binary: bool = False
    whole: bool = False
    shown: Shown | None = None


def looks_for_text(text: bytes, *, regex: bool = False, ignore_case: bool = False) -> Looks:
    """What -S looks for: another number of occurrences of `text`. Raises ValueError for what is no pattern."""
    if regex or (ignore_case and not text.isascii()):
        written = text if regex else b"".join(b"\\" + byte if byte in SPECIAL else byte for byte in each_byte(text))
        pattern = compile_posix(decoded(written, wide=True), Dialect(regex, ignore_case, by_line=True))
        return lambda old, new: pattern.count(decoded(old, wide=True)) != pattern.count(decoded(new, wide=True))
    if ignore_case:
        lower = text.lower()
        return lambda old, new: old.lower().count(lower) != new.lower().count(lower)
    return lambda old, new: old.count(text) != new.count(text)


def looks_for_lines(pattern: bytes, *, ignore_case: bool = False) -> Looks:
    """What -G looks for: a line that differs and matches `pattern`. Raises ValueError for what is none."""
    search = compile_posix(decoded(pattern, wide=True), Dialect(ignore_case=ignore_case, by_line=True)).search

    def looks(old: bytes, new: bytes) -> bool:
        olds, news = ended_lines(old), ended_lines(new)
        differing: list[bytes] = []
        for hunk in changed_lines(old, new):
            differing += olds[hunk.old_start : hunk.old_end]
            differing += news[hunk.new_start : hunk.new_end]
        # What matches in no line of all of them together matches in none; white space in a pattern may be a line end.
        lines = [with_end(line) for line in differing]
        return search(decoded(b"".join(lines), wide=True)) and any(search(decoded(line, wide=True)) for line in lines)

    return looks


def each_byte(text: bytes) -> Iterator[bytes]:
    """The bytes of `text`, each by itself."""
    return (text[at : at + 1] for at in range(len(text)))


def picked(pairs: Sequence[FilePair], pickaxe: Pickaxe, contents: Contents) -> list[FilePair]:
    """Those of `pairs` that are looked for, with the letters that they have alone.

    Raises NotFoundError, CorruptError for what cannot be read.
    """
    some = list(pairs)
    if not pickaxe.whole:
        return resolved([pair for pair in ahead(some, pickaxe, contents) if is_wanted(pair, pickaxe, contents)])
    return some if any(is_wanted(pair, pickaxe, contents) for pair in ahead(some, pickaxe, contents)) else []


def ahead(pairs: Sequence[FilePair], pickaxe: Pickaxe, contents: Contents) -> Iterator[FilePair]:
    """`pairs`, whose contents are read some at a time."""
    for at in range(0, len(pairs), GROUP):
        some = pairs[at : at + GROUP]
        if pickaxe.looks is not None and pickaxe.shown is None:
            contents.fetch(side for pair in some if not is_same(pair) for side in (pair.old, pair.new))
        yield from some


def is_same(pair: FilePair) -> bool:
    """Whether both sides have the same: no mode or path that differs counts."""
    return pair.old is not None and pair.new is not None and pair.old.id == pair.new.id


def is_wanted(pair: FilePair, pickaxe: Pickaxe, contents: Contents) -> bool:
    """Whether a pair is looked for."""
    old, new = pair.old, pair.new
    if pickaxe.looks is None:
        return any(side is not None and side.id in pickaxe.objects for side in (old, new))
    names = [name_of(side, pickaxe) for side in (old, new)]
    if names[0] == names[1] and is_same(pair):
        return False
    if pickaxe.skips_binary and any(
        name is None and contents.is_binary(side) for side, name in zip((old, new), names, strict=True)
    ):
        return False
    texts = [text_of(side, name, pickaxe, contents) for side, name in zip((old, new), names, strict=True)]
    return pickaxe.looks(*texts)


def name_of(side: Side | None, pickaxe: Pickaxe) -> str | None:
    """By what a side is shown as text."""
    return None if side is None or pickaxe.shown is None else pickaxe.shown.name(side)


def text_of(side: Side | None, name: str | None, pickaxe: Pickaxe, contents: Contents) -> bytes:
    """What is looked at of a side."""
    if side is None or name is None or pickaxe.shown is None:
        return contents.data(side)
    return pickaxe.shown.text(side)
