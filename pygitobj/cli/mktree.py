"""`mktree`: trees from lines as `ls-tree` prints them.

    <mode> SP <type> SP <object> TAB <name>     ends with a newline, or with `-z` with a NUL

Follows git's Documentation/git-mktree.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence

from pygitobj.cli.parse_options import Option, Spec, parse_options
from pygitobj.cli.session import Session
from pygitobj.errors import GitObjectError, NotFoundError
from pygitobj.formats.quote import unquote_path
from pygitobj.formats.tree import TreeEntry, build_tree
from pygitobj.oid import TYPE_BY_NAME, ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.repository.repository import Repository

# The mode is read as C reads a number: white space and a sign may come before it.
LINE = re.compile(rb"[ \t\n\v\f\r]*([+-]?[0-7]+) ([^ ]*) ([0-9a-fA-F]+)\t(.*)", re.DOTALL)
MOST_OF_C = (1 << 64) - 1
MODE_BITS = (1 << 32) - 1
SPEC = Spec(
    usage=("git mktree [-z] [--missing] [--batch]",),
    options=(
        Option("nul", "flag", "input is NUL terminated", short="z"),
        Option("missing", "flag", "allow missing objects", long="missing"),
        Option("batch", "flag", "allow creation of more than one tree", long="batch"),
    ),
)


class Rules(Record):
    """How lines are read: what ends one, and whether objects may be missing."""

    end: bytes
    missing: bool


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    given = parse_options(SPEC, words).options
    rules = Rules(b"\0" if given.flag("nul") else b"\n", given.flag("missing"))
    batch = given.flag("batch")
    with session.open_repository() as repository:
        for oid in trees_from(repository, sys.stdin.fileno(), rules, batch=batch):
            sys.stdout.write(f"{oid}\n")
            sys.stdout.flush()
    return 0


def trees_from(repository: Repository, descriptor: int, rules: Rules, *, batch: bool) -> Iterator[ObjectId]:
    """Write the trees that the lines from `descriptor` say, with `batch` many; gives the ids.

    Raises GitObjectError with git's message.
    """
    entries: list[TreeEntry] = []
    waiting = not batch
    for whole in lines(descriptor, rules.end):
        # No name goes on after a NUL, and git does not read a line any further.
        line = whole.partition(b"\0")[0]
        if line:
            entries.append(parse_line(repository, line, rules))
            waiting = True
            continue
        if not batch:
            raise GitObjectError("input format error: (blank line only valid in batch mode)")
        yield repository.objects.write(build_tree(entries, repository.format))
        entries, waiting = [], False
    if waiting:
        yield repository.objects.write(build_tree(entries, repository.format))


def lines(descriptor: int, end: bytes) -> Iterator[bytes]:
    """The lines that `descriptor` gives without their ends, each as soon as it is there."""
    rest = b""
    while piece := os.read(descriptor, 1 << 16):
        *whole, rest = (rest + piece).split(end)
        yield from whole
    if rest:
        yield rest


def parse_line(repository: Repository, line: bytes, rules: Rules) -> TreeEntry:
    """The entry that `line` says. Raises GitObjectError with git's message."""
    shown = os.fsdecode(line)
    parts = LINE.fullmatch(line)
    if parts is None or len(parts[3]) != repository.format.hex_size:
        raise GitObjectError(f"input format error: {shown}")
    name = parts[4]
    if rules.end == b"\n" and name.startswith(b'"'):
        try:
            name = unquote_path(name)
        except ValueError:
            raise GitObjectError("invalid quoting") from None
    entry = TreeEntry(name, mode_of(parts[1]), ObjectId(parts[3]))
    kind = TYPE_BY_NAME.get(parts[2])
    path = os.fsdecode(name)
    if kind is None:
        raise GitObjectError(f'invalid object type "{os.fsdecode(parts[2])}"')
    if kind is not entry.type:
        raise GitObjectError(f"entry '{path}' object type ({kind}) doesn't match mode type ({entry.type})")
    require_object(repository, entry, path, rules.missing)
    if b"/" in name:
        raise GitObjectError(f"path {path} contains slash")
    if not name:
        # git writes such a tree, and cannot read it.
        raise GitObjectError(f"an entry without a name: {shown}")
    return entry


def mode_of(digits: bytes) -> int:
    """The mode that C makes of `digits`: the most that fits for what is more, of which the lower half is kept."""
    number = min(int(digits.lstrip(b"+-"), 8), MOST_OF_C)
    if digits.startswith(b"-") and number < MOST_OF_C:
        number = -number
    return number & MODE_BITS


def require_object(repository: Repository, entry: TreeEntry, path: str, missing: bool) -> None:
    """Raises GitObjectError unless the entry's object is of its type, or may be and is missing."""
    try:
        found = repository.reader.header(entry.id).type
    except NotFoundError:
        if missing or entry.type is ObjectType.COMMIT:
            return
        raise GitObjectError(f"entry '{path}' object {entry.id} is unavailable") from None
    if found is not entry.type:
        raise GitObjectError(f"entry '{path}' object {entry.id} is a {found} but specified type was ({entry.type})")
