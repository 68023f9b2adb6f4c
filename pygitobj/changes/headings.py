"""What of a line heads the hunks that follow it: by default all of one that begins with a letter, `_` or `$`.

A driver of the configuration has patterns, one on a line; one that begins with `!` says of which lines no heading is
made. The first that matches decides, by its first group or, without one, all that it matches.
Follows git's Documentation/gitattributes, "Defining a custom hunk-header".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.record import Record

# What of a line, with its end, heads what follows it; None where it is no such line.
Heading = Callable[[bytes], bytes | None]
FIRST = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$")


def default_heading(line: bytes) -> bytes | None:
    """`line` where it begins as a name does."""
    return line if line[:1] and line[0] in FIRST else None


class Driver(Record):
    """How files of a kind are shown: what heads their hunks, and what a word is in them."""

    heading: Heading = default_heading
    word: str | None = None
