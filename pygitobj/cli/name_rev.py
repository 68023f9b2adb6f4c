"""`name-rev`: what commits are called after the references that reach them.

Follows git's Documentation/git-name-rev.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import Group, Option, Options, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session, warn
from pygitobj.cli.short_ids import short_ids
from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.jobs.inspect.describe import Choice
from pygitobj.jobs.inspect.name_rev import HEADS, TAGS, NameChoice, Names
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel_if_there
from pygitobj.walk.history import History
from pygitobj.walk.name_rev import Cutoff, cutoff_for

REMOTES = "refs/remotes/"
DIGITS = frozenset(b"0123456789abcdef")
SPEC = Spec(
    usage=(
        "git name-rev [<options>] <commit>...",
        "git name-rev [<options>] --all",
        "git name-rev [<options>] --annotate-stdin",
    ),
    options=(
        Option("name_only", "flag", "print only ref-based names (no object names)", long="name-only"),
        Option("tags", "flag", "only use tags to name the commits", long="tags"),
        Option("refs", "value", "only use refs matching <pattern>", long="refs", argument="<pattern>"),
        Option("exclude", "value", "ignore refs matching <pattern>", long="exclude", argument="<pattern>"),
        Group(""),
        Option("all", "flag", "list all commits reachable from all refs", long="all"),
        Option("stdin", "flag", "deprecated: use --annotate-stdin instead", long="stdin", hidden=True),
        Option("annotate", "flag", "annotate text from stdin", long="annotate-stdin"),
        Option("undefined", "flag", "allow to print `undefined` names (default)", long="undefined"),
        Option("always", "flag", "show abbreviated commit object as fallback", long="always"),
        Option("peel", "flag", "dereference tags in the input (internal use)", long="peel-tag", hidden=True),
    ),
)
DEPRECATED = (
    "warning: --stdin is deprecated. Please use --annotate-stdin instead, which is functionally equivalent.\n"
    "This option will be removed in a future release."
)


class Asked(Record):
    """An object whose name is asked for, and how it was given; the commit that it comes to."""

    oid: ObjectId
    shown: str
    commit: ObjectId | None


class Style(Record):
    """How names are shown: alone, or beside what was asked; and what stands where there is none."""

    name_only: bool = False
    undefined: bool = True
    always: bool = False


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given, arguments = parsed.options, parsed.arguments
    with session.open_repository() as repository:
        annotates = given.flag("annotate")
        if given.flag("stdin"):
            warn(DEPRECATED)
            annotates = True
        every = given.flag("all")
        if every + annotates + bool(arguments) > 1:
            raise UsageError(f"error: Specify either a list, or --all, not both!\n{usage_text(SPEC)}")
        choice = NameChoice(given.flag("tags"), given.flag("name_only"), given.texts("refs"), given.texts("exclude"))
        history = history_of(repository)
        asked = list(asked_for(repository, arguments, peels=given.flag("peel")))
        names = Names(repository, history, choice, Cutoff() if every or annotates else cutoff_of(history, asked))
        style = style_given(given)
        if annotates:
            annotate(names, style)
        elif every:
            oids = [ObjectId(history.table.oid(number)) for number in range(len(history.table))]
            show(names, [Asked(oid, str(oid), oid) for oid in oids if is_known(history, oid)], style)
        else:
            show(names, asked, style)
    return 0


def style_given(given: Options) -> Style:
    """How the options say that names are shown."""
    return Style(given.flag("name_only"), given.flag("undefined", True), given.flag("always"))


def name_after_tags(repository: Repository, words: Sequence[str], choice: Choice, *, always: bool) -> int:
    """Print what `describe --contains` calls the commits `words`, after the tags, or all, of `choice`; gives 0."""
    starts = (TAGS, HEADS, REMOTES) if choice.every else (TAGS,)
    matches = [start + pattern for start in starts for pattern in choice.matches]
    excludes = [start + pattern for start in starts for pattern in choice.excludes]
    history = history_of(repository)
    asked = list(asked_for(repository, words, peels=True))
    named = NameChoice(not choice.every, short=True, matches=matches, excludes=excludes)
    names = Names(repository, history, named, cutoff_of(history, asked))
    show(names, asked, Style(name_only=True, undefined=False, always=always))
    return 0


def asked_for(repository: Repository, words: Sequence[str], *, peels: bool) -> Iterator[Asked]:
    """What `words` name; of what is not there it is told. With `peels` commits alone."""
    for word in words:
        oid = repository.lookup(word).id
        if oid is None:
            warn(f"Could not get sha1 for {word}. Skipping.")
            continue
        found = peel_if_there(repository.reader, oid)
        commit = found.id if found is not None and found.type is ObjectType.COMMIT else None
        if found is None and not is_there(repository, oid):
            warn(f"Could not get object for {word}. Skipping.")
        elif peels and commit is None:
            warn(f"Could not get commit for {word}. Skipping.")
        else:
            yield Asked(commit if peels and commit is not None else oid, word, commit)


def is_there(repository: Repository, oid: ObjectId) -> bool:
    """Whether `oid` can be read."""
    try:
        repository.reader.read(oid)
    except MISSING_OR_BAD:
        return False
    return True


def cutoff_of(history: History, asked: Sequence[Asked]) -> Cutoff:
    """What is too old for the names of what was asked."""
    return cutoff_for(history, [history.number(one.commit) for one in asked if one.commit is not None])


def is_known(history: History, oid: ObjectId) -> bool:
    """Whether the commit `oid` was read."""
    return history.table.is_known(history.table.find(oid))


def show(names: Names, asked: Sequence[Asked], style: Style) -> None:
    """Print what each of `asked` is called. Raises GitObjectError where one must have a name and has none."""
    out = Output()
    ids = short_ids(names.repository)
    for oid, shown, _ in asked:
        name = names.of(oid)
        if name is None and style.undefined:
            name = "undefined"
        elif name is None and style.always:
            name = ids.short(oid)
        before = "" if style.name_only else f"{shown} "
        if name is None:
            out.write(encoded(before))
            out.flush()
            raise GitObjectError(f"cannot describe '{oid}'")
        out.write(encoded(f"{before}{name}\n"))
    out.flush()


def annotate(names: Names, style: Style) -> None:
    """Print standard input with the names of the objects whose ids stand in it, up to the first NUL of a line."""
    out = Output()
    for raw in sys.stdin.buffer:
        line, nul, _ = (raw.removesuffix(b"\n").removesuffix(b"\r") + b"\n").partition(b"\0")
        out.write(annotated(names, line, style))
        if nul or raw.endswith(b"\n"):
            out.flush()
    out.flush()


def annotated(names: Names, line: bytes, style: Style) -> bytes:
    """`line` with the name of each object behind its id, or in its place."""
    digits = names.repository.format.hex_size
    parts = []
    start = run = 0
    for at, byte in enumerate(line):
        run = run + 1 if byte in DIGITS else 0
        if run != digits or (at + 1 < len(line) and line[at + 1] in DIGITS):
            continue
        run = 0
        name = names.of(ObjectId(line[at + 1 - digits : at + 1].decode()))
        if name is not None:
            before = line[start : at + 1]
            parts.append(before[:-digits] + encoded(name) if style.name_only else before + encoded(f" ({name})"))
            start = at + 1
    return b"".join((*parts, line[start:]))


def encoded(text: str) -> bytes:
    """The bytes of a name."""
    return text.encode("utf-8", "surrogateescape")
