"""The patch of one pair of files: its header, then hunks, or what stands for a binary file.

    diff --git a/<old path> b/<new path>
    old mode <mode>                 new mode <mode>
    new file mode <mode>            deleted file mode <mode>
    similarity index <n>%           rename from <path>      rename to <path>    (copy)
    dissimilarity index <n>%
    index <id>..<id>[ <mode>]
    --- a/<old path>
    +++ b/<new path>

Follows git's Documentation/diff-generate-patch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.changes.hunks import TextHunk, plain_hunks, text_hunks
from pygitobj.changes.lines import LineOptions, changed_lines
from pygitobj.changes.pairs import COPIED, MODIFIED, RENAMED, FilePair, Side
from pygitobj.cli.diffing import colors
from pygitobj.cli.diffing.binary_patch import binary_patch
from pygitobj.cli.diffing.compared import line_options
from pygitobj.cli.diffing.patch_lines import Lines, rewritten
from pygitobj.cli.diffing.stat import is_of_trees
from pygitobj.cli.diffing.submodule_line import is_told_by_line, submodule_line
from pygitobj.cli.diffing.view import View
from pygitobj.cli.diffing.word_lines import word_lines
from pygitobj.formats.tree import TYPE_MASK
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.changes.line_history.mapping import Ranges

DEV_NULL = b"/dev/null"
CHANGES = {COPIED: b"copy", RENAMED: b"rename"}


class Labels(Record):
    """What both sides are called: in the first line, and above the hunks."""

    old: bytes
    new: bytes
    old_file: bytes
    new_file: bytes


class Sides(Record):
    """Two sides, one of which may not be there: what they are called and have, and which `ranges` of lines are shown.

    Without `ranges` these are all.
    """

    labels: Labels
    old: Side | None
    new: Side | None
    olds: bytes
    news: bytes
    ranges: Ranges | None


def patch(view: View, pair: FilePair, ranges: Ranges | None = None) -> Iterator[bytes]:
    """The patch of `pair`, in pieces; nothing where nothing changed that counts.

    With `ranges` only hunks of these lines are in it: of the new file, or the old one where sides are swapped.
    """
    old, new = pair.old, pair.new
    if pair.is_unmodified or is_of_trees(pair):
        return
    if old is not None and new is not None and (old.mode ^ new.mode) & TYPE_MASK:
        yield from patch_of_sides(view, pair, old, None, ranges)
        yield from patch_of_sides(view, pair, None, new, ranges)
    else:
        yield from patch_of_sides(view, pair, old, new, ranges)


def patch_of_sides(
    view: View, pair: FilePair, old: Side | None, new: Side | None, ranges: Ranges | None
) -> Iterator[bytes]:
    """The patch of these sides of `pair`, which are all of it, or one of two of different kinds."""
    if is_told_by_line(view, old, new):
        view.found_changes = True
        yield submodule_line(view, old, new)
        return
    labels = labels_of(view, pair, old, new)
    is_rewritten = pair.status == MODIFIED and pair.score > 0
    header = list(header_lines(view, pair, labels, old, new))
    must_show = old is None or new is None or old.mode != new.mode or pair.status in CHANGES or is_rewritten
    texts = view.texts_of(old, new)
    if pair.status in CHANGES or old is None or new is None or old.mode != new.mode:
        view.found_changes = True
    if new is None and view.options.irreversible_delete:
        yield header_text(view, header)
    elif is_rewritten and old is not None and new is not None and texts.is_text:
        view.found_changes = True
        yield header_text(view, header)
        yield from rewrite(view, old, new)
    elif not view.options.text and not texts.is_text:
        stands = binary_body(view, labels, old, new)
        if stands or must_show:
            yield header_text(view, header)
        yield from stands
    else:
        body = text_body(view, Sides(labels, old, new, texts.data(old), texts.data(new), ranges))
        first = next(body, None)
        if first is not None or must_show:
            yield header_text(view, header)
        if first is not None:
            view.found_changes = True
            yield first
            yield from body


def header_text(view: View, lines: Sequence[bytes]) -> bytes:
    """The lines of a header, in its colour."""
    prefix = view.line_prefix
    if not view.colors:
        return b"".join([b"%s%s\n" % (prefix, line) for line in lines])
    return b"".join([prefix + view.colors.paint(colors.META, line) + b"\n" for line in lines])


def labels_of(view: View, pair: FilePair, old: Side | None, new: Side | None) -> Labels:
    """What both sides are called."""
    options = view.options
    prefixes = view.prefixes
    paths = [view.inside((side or pair).path) for side in (pair.old, pair.new)]
    old_path, new_path = paths if old is not None and new is not None else (paths[old is None],) * 2
    old_name = view.quoted(prefixes[options.reverse] + old_path.removeprefix(b"/"))
    new_name = view.quoted(prefixes[not options.reverse] + new_path.removeprefix(b"/"))
    return Labels(old_name, new_name, DEV_NULL if old is None else old_name, DEV_NULL if new is None else new_name)


def header_lines(view: View, pair: FilePair, labels: Labels, old: Side | None, new: Side | None) -> Iterator[bytes]:
    """The lines that tell what happened to the file as a whole."""
    yield b"diff --git %s %s" % (labels.old, labels.new)
    if old is None and new is not None:
        yield b"new file mode %06o" % new.mode
    elif new is None and old is not None:
        yield b"deleted file mode %06o" % old.mode
    elif old is not None and new is not None and old.mode != new.mode:
        yield b"old mode %06o" % old.mode
        yield b"new mode %06o" % new.mode
    change = CHANGES.get(pair.status)
    if change is not None and pair.old is not None and pair.new is not None:
        yield b"similarity index %d%%" % pair.percent
        yield b"%s from %s" % (change, view.quoted(view.inside(pair.old.path)))
        yield b"%s to %s" % (change, view.quoted(view.inside(pair.new.path)))
    elif pair.status == MODIFIED and pair.score:
        yield b"dissimilarity index %d%%" % pair.percent
    if old is None or new is None or old.id != new.id:
        is_full = view.options.binary and not view.texts_of(old, new).is_plain
        mode = b" %06o" % old.mode if old is not None and new is not None and old.mode == new.mode else b""
        yield b"index %s..%s%s" % (view.patch_id(old, full=is_full), view.patch_id(new, full=is_full), mode)


def text_body(view: View, sides: Sides) -> Iterator[bytes]:
    """The two lines with names, and the hunks; nothing where there is none."""
    labels, old, new, olds, news, ranges = sides
    if olds == news:
        return iter(())
    context = view.context if ranges is None else max([view.context, *(end - start for start, end in ranges)])
    is_bare = not (view.options.context if ranges is None else context)
    compared = line_options(view, old, new)
    if is_bare:
        compared = compared._replace(cuts_tail=True)
    if view.plain_signs is None or ranges is not None or compared.ignores_groups or (is_bare and context):
        return shown_body(view, sides, compared, context)
    text = plain_hunks(
        olds,
        news,
        compared,
        context=context,
        between=view.options.between,
        driver=view.heading_driver(old, new),
        signs=view.plain_signs,
        prefix=view.line_prefix,
    )
    return iter([file_lines(view, labels.old_file, labels.new_file) + text] if text else ())


def shown_body(view: View, sides: Sides, compared: LineOptions, context: int) -> Iterator[bytes]:
    """The same where each line is looked at before it is shown, with so many lines of `context`."""
    labels, old, new, olds, news, ranges = sides
    changed = changed_lines(olds, news, compared)
    if not changed:
        return
    lines = lines_for(view, olds, news, new or old, new)
    shows = lines if view.options.words is None else word_lines(view, lines, old, new)
    hunks = text_hunks(
        olds,
        news,
        changed,
        context=context,
        between=view.options.between,
        whole_functions=view.options.whole_functions,
        driver=view.heading_driver(old, new),
    )
    named = False
    for hunk in hunks if ranges is None else parts_of(view, hunks, ranges):
        if not named:
            named = True
            yield file_lines(view, labels.old_file, labels.new_file)
        yield shows.hunk(hunk)


def parts_of(view: View, hunks: Iterator[TextHunk], ranges: Ranges) -> Iterator[TextHunk]:
    """What of `hunks` is shown where lines are followed."""
    from pygitobj.changes.line_history.parts import parts_within, turned  # few follow lines

    if not view.options.reverse:
        return parts_within(hunks, ranges)
    return map(turned, parts_within(map(turned, hunks), ranges))


def lines_for(view: View, olds: bytes, news: bytes, named: Side | None, new: Side | None) -> Lines:
    """What shows the lines of a file."""
    rule = None
    if view.colors and named is not None:
        rule = view.kinds.whitespace(view.inside(named.path), 0 if new is None else new.mode)
    return Lines(view, rule, olds, news)


def file_lines(view: View, old: bytes, new: bytes) -> bytes:
    """The two lines that name the files; a tab ends a name that has a space."""
    ends = (b"\t\n" if b" " in name else b"\n" for name in (old, new))
    if not view.colors:
        return b"%s--- %s%s%s+++ %s%s" % (view.line_prefix, old, next(ends), view.line_prefix, new, next(ends))
    return b"".join([
        view.line_prefix + view.colors.paint(colors.META, sign + name) + next(ends)
        for sign, name in ((b"--- ", old), (b"+++ ", new))
    ])  # fmt: skip


def rewrite(view: View, old: Side, new: Side) -> Iterator[bytes]:
    """All lines of the old file as deleted, and all of the new one as added."""
    texts = view.texts_of(old, new)
    olds, news = texts.data(old), texts.data(new)
    prefixes = view.prefixes
    # Here --reverse leaves the prefixes where they are, as in git.
    names = [
        view.quoted(prefix + view.inside(side.path).removeprefix(b"/"))
        for prefix, side in zip(prefixes, (old, new), strict=True)
    ]
    yield file_lines(view, names[0], names[1])
    yield from rewritten(lines_for(view, olds, news, new, new), olds, news)


def binary_body(view: View, labels: Labels, old: Side | None, new: Side | None) -> list[bytes]:
    """What stands for a binary file: nothing where both sides are the same."""
    contents = view.contents
    if not contents.size(old or new) if old is None or new is None else old.id == new.id:
        return []
    view.found_changes = True
    if view.options.binary:
        return list(binary_patch(view, contents.data(old), contents.data(new)))
    return [view.line_prefix + b"Binary files %s and %s differ\n" % (labels.old_file, labels.new_file)]
