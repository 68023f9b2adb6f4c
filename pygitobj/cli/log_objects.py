"""How show shows what was named, one after another: commits as log does, tags and what they lead to, trees, blobs.

    tag <name>                  then who made it and when, and its message as it is, then what it leads to
    tree <name>                 then the names in it, directories with a slash
    a blob's bytes

Follows git's Documentation/git-show.
"""

from __future__ import annotations

from pygitobj.changes.pairs import Side
from pygitobj.cli.log_run import LogRun
from pygitobj.cli.output import Output
from pygitobj.cli.pretty.commit_builtin import PERSON_ALONE, BuiltIn
from pygitobj.cli.session import warn
from pygitobj.cli.walking.walk import planned
from pygitobj.errors import MISSING_OR_BAD, GitObjectError, RevisionError
from pygitobj.formats.color import RESET
from pygitobj.formats.links import BLOB, COMMIT, TAG, TREE
from pygitobj.formats.small_text import ended_lines
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import DIRECTORY, TYPE_MASK, Tree
from pygitobj.oid import ObjectId
from pygitobj.revisions.pending import Pending

# What git's -1 becomes.
UNREADABLE_EXIT = 255
TAGGER = b"tagger "


def show_objects(run: LogRun) -> int:
    """Show what words named; gives the exit code."""
    run.look_at_words()
    revisions = run.said.revisions
    if not revisions.no_walk:
        run.walk(run.plan)
        return run.ended()
    commits: set[bytes] = set()
    try:
        for one in revisions.pending if run.said.logs_from is None else ():
            if not show_one(run, one, commits):
                return UNREADABLE_EXIT
            if run.exit_code:
                break  # what the exit code tells of is shown last
    finally:
        run.output.flush()
    return run.ended()


def show_one(run: LogRun, one: Pending, commits: set[bytes]) -> bool:
    """Show what was named, and what it leads to, unless that is one of the `commits` that were shown.

    False where something of it is missing, which is told.
    """
    seen: set[bytes] = set()
    while one.code == TAG and one.oid not in seen:
        seen.add(one.oid)
        target = show_tag(run, one)
        if target is None:
            return False
        one = target
    if one.code == COMMIT:
        if one.oid in commits:
            return True
        commits.add(one.oid)
        run.walk(planned(run.repository, run.said, history=run.history, pending=[one]))
    elif one.code == TREE:
        show_tree(run, one)
    elif one.code == BLOB:
        show_blob(run, one)
    return True


def heading(run: LogRun, text: bytes) -> None:
    """Show a line that begins something, in the colour of a commit's."""
    if not run.entries.is_first:
        run.output.write(b"\n")
    colors = run.entries.look.colors
    run.output.write(text + b"\n" if colors is None else colors[0] + text + RESET + b"\n")
    run.entries.is_first = False


def show_tag(run: LogRun, one: Pending) -> Pending | None:
    """Show a tag; gives what it leads to, None where that cannot be read."""
    reader = run.repository.reader
    tag = Tag(reader.read(ObjectId(one.oid)).data, ObjectId(one.oid), run.repository.format)
    heading(run, b"tag " + tag.name)
    head, blank, message = tag.data.partition(b"\n\n")
    for line in ended_lines(head):
        if line.startswith(TAGGER):
            run.output.write(tagger_shown(run, line.removeprefix(TAGGER).rstrip(b"\n")))
    run.output.write(blank[1:] + message)
    try:
        kind = reader.header(tag.object).type
    except MISSING_OR_BAD:
        run.output.flush()
        warn(f"error: could not read object {tag.object}")
        return None
    return one._replace(oid=bytes(tag.object), code=kind.code)


def tagger_shown(run: LogRun, line: bytes) -> bytes:
    """Who made a tag, and when, as the format shows that of a commit."""
    named = run.look.format.named
    settings = run.look.settings._replace(maps_people=False, encodes_headers=False)
    return BuiltIn(PERSON_ALONE if run.look.format.is_user_format else named.name, settings).person(b"Tagger", line)


def show_tree(run: LogRun, one: Pending) -> None:
    """Show what is in a tree."""
    heading(run, b"tree " + one.name.encode("utf-8", "surrogateescape"))
    run.output.write(b"\n")
    body = run.repository.reader.read(ObjectId(one.oid)).data
    for entry in Tree(body, ObjectId(one.oid), run.repository.format):
        run.output.write(entry.name + (b"/\n" if entry.mode & TYPE_MASK == DIRECTORY else b"\n"))


def show_blob(run: LogRun, one: Pending) -> None:
    """Show a blob's bytes, or with --textconv what its program makes of one that was named by path.

    They go to standard output wherever all else goes. Raises RevisionError where it cannot be read to its end,
    GitObjectError where its program fails.
    """
    run.output.flush()
    output = Output()
    converting = run.diffs.converting if run.options.says_textconv and one.path else None
    made = None if converting is None else converting.made(Side(one.path, one.mode, one.oid))
    if made is not None:
        output.write(made)
        output.flush()
        return
    try:
        with run.repository.reader.open(ObjectId(one.oid)) as body:
            output.copy(body)
        output.flush()
    except GitObjectError as error:
        output.flush()
        warn(f"error: {error}")
        raise RevisionError(f"unable to stream {one.oid.hex()} to stdout") from None
