"""`diff-pairs`: pairs of files that come in as raw lines, shown in any way.

    diff-pairs -z [<options>]       reads what `diff-tree -z -r --raw` prints; an empty record shows what came before it

Follows git's Documentation/git-diff-pairs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from pygitobj.changes.pairs import ADDED, COPIED, DELETED, MODIFIED, RENAMED, TYPE_CHANGED, FilePair, Side
from pygitobj.cli.diffing.asked import NO_RENAMES, PATCH, DiffOptions
from pygitobj.cli.diffing.option_table import usage_options
from pygitobj.cli.diffing.refine import Refine
from pygitobj.cli.diffing.settings import basic_settings
from pygitobj.cli.diffing.settle import settle
from pygitobj.cli.diffing.show import show_changes
from pygitobj.cli.diffing.view import View
from pygitobj.cli.output import Output, opened
from pygitobj.cli.parse_options import Spec, UsageError, parse_options
from pygitobj.cli.session import Session
from pygitobj.cli.walking.words import read_words
from pygitobj.errors import GitObjectError
from pygitobj.formats.numbers import strtoul
from pygitobj.formats.tree import DIRECTORY, TYPE_MASK
from pygitobj.kernels.columns import MOST_SCORE
from pygitobj.oid import HEX_DIGITS
from pygitobj.repository.repository import Repository

USAGE = "git diff-pairs -z [<diff-options>]"
CHANGED, CHECK_FAILED = 1, 2
READ_SIZE = 1 << 16
OCTAL = frozenset(b"01234567")
END = b"\0"


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    options = DiffOptions()
    spec = Spec(usage=(USAGE,), options=usage_options(options))
    if list(words) in (["-h"], ["--help-all"]):
        parse_options(spec, words)
    with session.open_repository() as repository:
        basic_settings(options, repository)
        parsed = parse_options(spec, words, keep_dashes=True)
        refuse(repository, options, parsed.arguments)
        # As in git --abbrev is taken and makes no difference.
        options.abbrev = 0
        settle(options, repository)
        if not options.formats:
            options.formats.add(PATCH)
        return diff_pairs(repository, options)


def refuse(repository: Repository, options: DiffOptions, arguments: Sequence[str]) -> None:
    """Raises UsageError, RevisionError for arguments, and without -z."""
    said = read_words(repository, arguments)
    if not options.nul:
        raise UsageError("usage: working without -z is not supported\n")
    if said.revisions.paths:
        raise UsageError("usage: pathspec arguments not supported\n")
    if said.revisions.pending:
        raise UsageError("usage: revision arguments not allowed\n")


def diff_pairs(repository: Repository, options: DiffOptions) -> int:
    """Show the pairs that come in; gives the exit code. Raises GitObjectError."""
    output = Output() if options.output is None else Output(opened(options.output))
    view = View(repository, options, output.write)
    refine = Refine(view)
    keeps = options.renames == NO_RENAMES
    try:
        for pairs in batches(repository, refine):
            if pairs is None:
                output.write(END)
                output.flush()
            else:
                show_changes(view, refine.refined(pairs, keeps_statuses=keeps))
    finally:
        view.close()
        output.flush()
    refine.tell_limit()
    code = CHANGED if options.exit_code and view.found_changes else 0
    return code | (CHECK_FAILED if view.check_failed else 0)


def batches(repository: Repository, refine: Refine) -> Iterator[list[FilePair] | None]:
    """The pairs up to each empty record, with a None after each, and up to the end."""
    pairs: list[FilePair] = []
    records = records_of_input()
    for record in records:
        if not record:
            yield pairs
            yield None
            pairs = []
            continue
        pair = pair_of(record, records, repository.format.hex_size)
        is_renamed = pair.status in (RENAMED, COPIED)
        pairs += [pair] if is_renamed else [one._replace(status=pair.status) for one in refine.chosen([pair])]
    yield pairs


def records_of_input() -> Iterator[bytes]:
    """The records of standard input, without the NUL that ends each."""
    rest = b""
    while piece := os.read(sys.stdin.fileno(), READ_SIZE):
        *records, rest = (rest + piece).split(END)
        yield from records
    if rest:
        yield rest


def pair_of(record: bytes, records: Iterator[bytes], hex_size: int) -> FilePair:
    """The pair that `record` begins, with its paths from `records`. Raises GitObjectError in git's words."""
    if not record.startswith(b":"):
        raise GitObjectError("invalid raw diff input")
    old_mode, rest = mode_at(record[1:])
    new_mode, rest = mode_at(rest)
    if DIRECTORY in (old_mode & TYPE_MASK, new_mode & TYPE_MASK):
        raise GitObjectError("tree objects not supported")
    old, rest = id_at(rest, hex_size)
    new, rest = id_at(rest, hex_size)
    status = rest[:1].decode("latin-1")
    path = next(records, None)
    if path is None:
        raise GitObjectError("got EOF while reading path")
    olds, news = Side(path, old_mode, old), Side(path, new_mode, new)
    if status == ADDED:
        return FilePair(None, news, ADDED)
    if status == DELETED:
        return FilePair(olds, None, DELETED)
    if status in (MODIFIED, TYPE_CHANGED):
        return FilePair(olds, news, status)
    if status not in (RENAMED, COPIED):
        raise GitObjectError(f"unknown diff status: {status}")
    new_path = next(records, None)
    if new_path is None:
        raise GitObjectError("got EOF while reading destination path")
    return FilePair(olds, news._replace(path=new_path), status, score_of(rest[1:]), uses=1)


def mode_at(text: bytes) -> tuple[int, bytes]:
    """The mode that `text` begins with, and what follows the space after it."""
    digits, space, rest = text.partition(b" ")
    if not digits or not space or not OCTAL.issuperset(digits):
        raise GitObjectError(f"unable to parse mode: {text.decode('utf-8', 'surrogateescape')}")
    return int(digits, 8) & 0xFFFF, rest


def id_at(text: bytes, hex_size: int) -> tuple[bytes, bytes]:
    """The id that `text` begins with, and what follows the space after it."""
    digits = text[:hex_size].decode("latin-1")
    if len(digits) < hex_size or not HEX_DIGITS.issuperset(digits) or text[hex_size : hex_size + 1] != b" ":
        raise GitObjectError(f"unable to parse object id: {text.decode('utf-8', 'surrogateescape')}")
    return bytes.fromhex(digits), text[hex_size + 1 :]


def score_of(text: bytes) -> int:
    """The score that the per cent `text` says."""
    shown = text.decode("utf-8", "surrogateescape")
    number = strtoul(shown)
    if not shown or number.end != len(shown) or number.value > 0xFFFFFFFF or "-" in shown:
        raise GitObjectError(f"unable to parse rename/copy score: {shown}")
    return number.value * MOST_SCORE // 100
