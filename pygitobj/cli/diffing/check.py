"""What `--check` says: errors of white space, and marks of conflicts, in lines that were added.

    <path>:<line>: <what is wrong>.
    +<line>

Follows git's Documentation/diff-options, "--check".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.changes.hunks import COME, GONE, text_hunks
from pygitobj.changes.lines import LineOptions, changed_lines
from pygitobj.changes.pairs import FilePair
from pygitobj.cli.diffing import colors
from pygitobj.cli.diffing.patch_lines import Lines
from pygitobj.cli.diffing.stat import is_of_trees, line_count
from pygitobj.cli.diffing.view import View
from pygitobj.formats.small_text import SPACE, with_end
from pygitobj.formats.whitespace import AT_EOF, INCOMPLETE, WhitespaceRule, blank_at_end, errors_in, told

MARKS = b"=<>|"
# Options of lines make no difference here.
PLAIN = LineOptions(indent_heuristic=False)


def check_lines(view: View, pair: FilePair) -> Iterator[bytes]:
    """What is wrong with the lines that `pair` adds."""
    old, new = pair.old, pair.new
    if pair.is_unmodified or is_of_trees(pair) or view.contents.is_binary(new):
        return
    named = old or new
    assert named is not None
    rule = view.kinds.whitespace(named.path, 0 if new is None else new.mode)
    name = view.inside(pair.path)
    olds, news = view.contents.data(old), view.contents.data(new)
    for found in wrong_lines(view, name, rule, olds, news, view.kinds.marker_size(named.path)):
        view.check_failed = True
        yield found
    if AT_EOF in rule.errors:
        before, after = blank_at_end(olds), blank_at_end(news)
        if after > before:
            view.check_failed = True
            yield b"%s:%d: %s.\n" % (name, line_count(news) - after + 1, told({AT_EOF}).encode())


def wrong_lines(
    view: View, name: bytes, rule: WhitespaceRule, old: bytes, new: bytes, marker_size: int
) -> Iterator[bytes]:
    """What is wrong with lines of `new` that `old` has not."""
    lines = Lines(view, rule, b"", b"")
    prefix = view.line_prefix
    for hunk in text_hunks(old, new, changed_lines(old, new, PLAIN), context=1):
        number = hunk.new_start - 1
        for sign, line in hunk.lines:
            number += sign != GONE
            if sign != COME:
                continue
            place = prefix + b"%s:%d: " % (name, number)
            if is_mark(line, marker_size):
                yield place + b"leftover conflict marker\n"
            ended = with_end(line)
            errors = errors_in(ended, rule)
            if errors:
                yield place + told(errors).encode() + b".\n"
                yield prefix + lines.painted(colors.NEW, b"+", b"") + lines.marked(colors.NEW, ended, rule)
            if ended != line and INCOMPLETE in rule.errors:
                yield place + told({INCOMPLETE}).encode() + b".\n"


def is_mark(line: bytes, size: int) -> bool:
    """Whether `line` is one of those that a conflict puts between two versions."""
    if len(line) < size + 1 or line[0] not in MARKS or line[:size].strip(line[:1]):
        return False
    return line[size : size + 1] in SPACE
