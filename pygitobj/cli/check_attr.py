"""`check-attr`: which attributes paths have.

    <path>: <attribute>: <value>                    the path quoted where it needs it
    <path> NUL <attribute> NUL <value> NUL          with `-z`

A value is "set", "unset", "unspecified" or a text. Follows git's Documentation/git-check-attr.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from pygitobj.cli.batch.requests import blocks
from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import Option, Options, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.formats.attributes import is_attribute_name
from pygitobj.formats.quote import quote_c, unquote_path
from pygitobj.record import Record
from pygitobj.repository.attributes import Attributes, Direction, Specified
from pygitobj.repository.default_config import check_default_config
from pygitobj.repository.path_inside import path_inside
from pygitobj.repository.repository import Repository
from pygitobj.revisions.resolve import resolve

SPEC = Spec(
    usage=(
        "git check-attr [--source <tree-ish>] [-a | --all | <attr>...] [--] <pathname>...",
        "git check-attr --stdin [-z] [--source <tree-ish>] [-a | --all | <attr>...]",
    ),
    options=(
        Option("all", "flag", "report all attributes set on file", short="a", long="all"),
        Option("cached", "flag", "use .gitattributes only from the index", long="cached"),
        Option("stdin", "flag", "read file names from stdin", long="stdin"),
        Option("nul", "flag", "terminate input and output records by a NUL character", short="z"),
        Option("source", "value", "which tree-ish to check attributes at", long="source", argument="<tree-ish>"),
    ),
)
# What git's -1 becomes.
BAD_NAME_EXIT = 255


class Asked(Record):
    """Which attributes are asked for, all where there are none, and of which paths."""

    names: Sequence[str]
    paths: Sequence[str]


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) == ["-h"]:
        parse_options(SPEC, words)
    with session.open_repository() as repository:
        location = repository.location
        if location.work_tree is None and not location.is_bare:
            raise RepositoryError("this operation must be run in a work tree")
        check_default_config(repository.config)
        parsed = parse_options(SPEC, words, keep_dashes=True)
        given = parsed.options
        asked = asked_for(given, parsed.arguments)
        for name in asked.names:
            if not is_attribute_name(os.fsencode(name)):
                warn(f"error: {name}: not a valid attribute name")
                return BAD_NAME_EXIT
        attributes = attributes_asked(repository, given)
        end = b"\0" if given.flag("nul") else b"\n"
        answers = Answers(repository, attributes, asked.names, end)
        answers.print_all([map(os.fsencode, asked.paths)] if asked.paths else requests(end))
    return 0


def asked_for(given: Options, arguments: list[str]) -> Asked:
    """What `arguments` ask for. Raises UsageError."""
    dashes = arguments.index("--") if "--" in arguments else -1
    if given.flag("all"):
        if dashes >= 1:
            raise bad_usage("Attributes and --all both specified")
        count, first = 0, dashes + 1
    elif dashes == 0 or not arguments:
        raise bad_usage("No attribute specified")
    elif dashes > 0:
        count, first = dashes, dashes + 1
    else:
        # Without paths among the arguments all of them are attributes, else only the first is.
        count = first = len(arguments) if given.flag("stdin") else 1
    paths = arguments[first:]
    if given.flag("stdin") and paths:
        raise bad_usage("Can't specify files with --stdin")
    if not given.flag("stdin") and not paths:
        raise bad_usage("No file specified")
    return Asked(arguments[:count], paths)


def bad_usage(message: str) -> UsageError:
    """The error for arguments that do not go together."""
    return UsageError(f"error: {message}\n{usage_text(SPEC)}")


def attributes_asked(repository: Repository, given: Options) -> Attributes:
    """The attributes as the options say where to read them."""
    source = given.text("source")
    if source is not None and resolve(repository.revisions._replace(default_hint="tree"), source).id is None:
        raise GitObjectError(f"{source}: not a valid tree-ish source")
    direction = Direction.INDEX if given.flag("cached") else Direction.CHECKIN
    attributes = Attributes(repository, direction, source)
    _ = attributes.index.by_path  # a damaged index is an error, whether it counts or not
    return attributes


def requests(end: bytes) -> Iterator[Iterable[bytes]]:
    """The paths of standard input, as many at a time as have arrived; lines may be quoted, and raise GitObjectError."""
    for block in blocks(end, 0):
        found = block.split(end)
        found.pop()
        yield found if end == b"\0" else map(unquoted, found)


def unquoted(line: bytes) -> bytes:
    """The path that a line of standard input is."""
    line = line.partition(b"\0")[0]
    if not line.startswith(b'"'):
        return line
    try:
        return unquote_path(line)
    except ValueError:
        raise GitObjectError("line is badly quoted") from None


class Answers:
    """What is printed of paths."""

    def __init__(self, repository: Repository, attributes: Attributes, names: Sequence[str], end: bytes) -> None:
        self.repository = repository
        self.prefix = repository.location.prefix
        self.attributes = attributes
        self.names = names
        self.is_nul = end == b"\0"
        self.fully = repository.config.get_bool("core.quotePath", True)
        # What stands after the path, for all that was answered before.
        self.known: dict[Specified, list[bytes]] = {}

    def print_all(self, pieces: Iterable[Iterable[bytes]]) -> None:
        """Print the answers for each of `pieces` before the next is waited for."""
        output = Output()
        for piece in pieces:
            try:
                for given in piece:
                    output.write(self.answer(given))
            finally:
                output.flush()

    def answer(self, given: bytes) -> bytes:
        """The lines for the path `given`."""
        path = given
        if self.prefix or b"/." in given or b"//" in given or given[:1] in (b"/", b"."):
            path = os.fsencode(path_inside(self.repository, os.fsdecode(given), self.prefix))
        if self.names:
            values = self.attributes.attributes_of(path, self.names)
            found: Specified = tuple(zip(self.names, values, strict=True))
        else:
            found = self.attributes.all_of(path)
        tails = self.known.get(found)
        if tails is None:
            shape = "\0%s\0%s\0" if self.is_nul else ": %s: %s\n"
            tails = self.known[found] = [os.fsencode(shape % (name, value)) for name, value in found]
        name = given if self.is_nul else quote_c(given, fully=self.fully)
        return b"".join([name + tail for tail in tails])
