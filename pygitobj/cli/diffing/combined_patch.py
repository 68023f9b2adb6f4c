"""The patch of a path that a merge has otherwise than each parent.

    diff --cc <path>                            diff --combined with -c
    index <id>,<id>..<id>
    mode <mode>,<mode>..<mode>                  new file mode <mode>        deleted file mode <mode>,<mode>
    --- a/<path>
    +++ b/<path>
    @@@ -<start>,<count> -<start>,<count> +<start>,<count> @@@[ <heading>]
     +<line>                                    a column for each parent

Follows git's Documentation/diff-generate-patch, "Combined diff format".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.changes.combined_lines import CombinedHunk, combined_hunks
from pygitobj.changes.pairs import ADDED, Side
from pygitobj.cli.diffing import colors
from pygitobj.cli.diffing.combined import CombinedPath
from pygitobj.cli.diffing.compared import line_options
from pygitobj.cli.diffing.merges import DENSE, CommitOptions
from pygitobj.cli.diffing.patch import DEV_NULL
from pygitobj.cli.diffing.view import View
from pygitobj.formats.binary import looks_binary
from pygitobj.formats.tree import GITLINK, REGULAR, TYPE_MASK

# As what kind of file a path is looked at.
FILE_MODE = REGULAR | 0o644


def combined_patch(view: View, commits: CommitOptions, path: CombinedPath) -> Iterator[bytes]:
    """The patch of `path`, in pieces; nothing where nothing is left that no parent has."""
    mode = mode_of(path.side)
    modes_differ = any(mode_of(parent.side) != mode for parent in path.parents)
    if is_binary(view, path):
        yield header(view, commits, path, with_files=False)
        yield b"Binary files differ\n"
        return
    hunks = combined_hunks(
        data_of(view, path, path.side),
        [data_of(view, path, parent.side) for parent in path.parents],
        dense=commits.merges == DENSE,
        context=view.options.context,
        options=line_options(view, None, None),
    )
    if hunks or modes_differ:
        yield header(view, commits, path, with_files=True)
        for hunk in hunks:
            yield from hunk_lines(view, hunk)


def mode_of(side: Side | None) -> int:
    """The mode of a version, 0 where there is none."""
    return 0 if side is None else side.mode


def is_binary(view: View, path: CombinedPath) -> bool:
    """Whether a version is binary, as the attributes of the path or their contents say it."""
    if view.converter is not None and view.has_converter(path.path, FILE_MODE):
        return False
    said = view.kinds.is_binary(path.path, FILE_MODE)
    if said is not None:
        return said
    sides = [path.side, *(parent.side for parent in path.parents)]
    return any(looks_binary(view.contents.data(side)) for side in sides)


def data_of(view: View, path: CombinedPath, side: Side | None) -> bytes:
    """What is compared of a version; of a submodule the line that stands for it."""
    if side is None:
        return b""
    named = side._replace(path=path.path)
    if view.converter is None or side.mode & TYPE_MASK == GITLINK:
        return view.contents.data(named)
    made = view.converter(named._replace(mode=FILE_MODE))
    return view.contents.data(named) if made is None else made


def header(view: View, commits: CommitOptions, path: CombinedPath, *, with_files: bool) -> bytes:
    """The lines above the hunks."""
    paint = view.colors.paint
    lines = [(b"diff --cc " if commits.merges == DENSE else b"diff --combined ") + view.quoted(path.path)]
    ids = b",".join([view.patch_id(parent.side, usual=True) for parent in path.parents])
    lines.append(b"index %s..%s" % (ids, view.patch_id(path.side, usual=True)))
    is_added = path.side is not None and all(parent.status == ADDED for parent in path.parents)
    modes = [mode_of(parent.side) for parent in path.parents]
    mode = mode_of(path.side)
    out = b"".join([view.line_prefix + paint(colors.META, line) + b"\n" for line in lines])
    if any(one != mode for one in modes):
        out += mode_line(view, modes, mode, is_added=is_added)
    if not with_files:
        return out
    old_prefix, new_prefix = view.prefixes
    files: list[bytes] = []
    if commits.all_paths:
        for parent in path.parents:
            name = old_prefix + (parent.path or path.path)
            files.append(b"--- " + (DEV_NULL if parent.status == ADDED else view.quoted(name)))
    else:
        files.append(b"--- " + (DEV_NULL if is_added else view.quoted(old_prefix + path.path)))
    files.append(b"+++ " + (view.quoted(new_prefix + path.path) if mode else DEV_NULL))
    return out + b"".join([view.line_prefix + paint(colors.META, line) + b"\n" for line in files])


def mode_line(view: View, modes: list[int], mode: int, *, is_added: bool) -> bytes:
    """The line that tells of modes."""
    found = view.colors
    start, end = view.line_prefix + found[colors.META], found.reset + b"\n"
    if is_added:
        return start + b"new file mode %06o" % mode + end
    listed = b"mode " + b",".join([b"%06o" % one for one in modes])
    if not mode:
        return start + b"deleted file " + listed + end
    # As in git it has neither the colour nor what stands before all lines.
    return listed + b"..%06o" % mode + end


def hunk_lines(view: View, hunk: CombinedHunk) -> Iterator[bytes]:
    """The lines of a hunk."""
    found, prefix = view.colors, view.line_prefix
    marks = b"@" * (len(hunk.parents) + 1)
    ranges = b"".join([b" -%d,%d" % place for place in hunk.parents])
    line = marks + ranges + b" +%d,%d " % (hunk.new_start, hunk.new_count) + marks
    if not hunk.heading:
        yield prefix + found[colors.FRAG] + line + found.reset + b"\n"
    else:
        between = found.reset + found[colors.CONTEXT] + b" " + found.reset + found[colors.FUNC]
        yield prefix + found[colors.FRAG] + line + between + hunk.heading + found.reset + b"\n"
    lines = []
    for signs, text in hunk.lines:
        slot = colors.OLD if b"-" in signs else colors.NEW if b"+" in signs else colors.CONTEXT
        shown, end = (text[:-1], b"\r\n") if text.endswith(b"\r") else (text, b"\n")
        lines.append(prefix + found[slot] + signs + shown + found.reset + end)
    yield b"".join(lines)
