"""`index-pack`: index a pack, from a file or as it comes in.

Follows git's Documentation/git-index-pack.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial

from pygitobj.cli.index_version import MAX_VERSION, parse_index_version
from pygitobj.cli.parse_options import HelpRequestedError, UsageError
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError
from pygitobj.files.atomic import WritePolicy
from pygitobj.files.directory import status
from pygitobj.files.pack_family import KEEP_SUFFIX, PROMISOR_SUFFIX
from pygitobj.files.pack_install import write_note
from pygitobj.formats.numbers import LARGEST_INT, integer_at, strtoul
from pygitobj.formats.pack import build_pack_header
from pygitobj.jobs.check.messages import STRICT, Severities, parse_severities
from pygitobj.jobs.receive.incoming import BIG_FILE, Checks
from pygitobj.jobs.receive.index_pack import (
    RESOLVING,
    ROOM,
    Indexed,
    IndexOptions,
    Stream,
    index_file,
    index_stream,
    write_index,
)
from pygitobj.jobs.receive.local_links import pack_local_links
from pygitobj.jobs.receive.pack_entries import PackEntries
from pygitobj.jobs.receive.verify_pack import chain_lengths, list_entries, verify_indexed
from pygitobj.jobs.report import silent
from pygitobj.oid import FORMATS, SHA1, ObjectFormat
from pygitobj.repository.repository import Repository
from pygitobj.store.place import available_cores

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.report import Report


USAGE = (
    "usage: git index-pack [-v] [-o <index-file>] [--keep | --keep=<msg>] [--[no-]rev-index] [--verify] "
    "[--strict[=<msg-id>=<severity>...]] [--fsck-objects[=<msg-id>=<severity>...]] "
    "(<pack-file> | --stdin [--fix-thin] [<pack-file>])\n"
)
# Words that are an option whole, and what they set.
FLAGS = {
    "--stdin": {"stdin": True},
    "--fix-thin": {"thin": True},
    "--verify": {"verify": True},
    "--verify-stat": {"verify": True, "statistics": True},
    "--verify-stat-only": {"verify": True, "statistics": True, "listed": False},
    "--check-self-contained-and-connected": {"self_contained": True},
    "--report-end-of-input": {"tells_end": True},
    "--show-resolving-progress": {"resolving": True},
    "-v": {"verbose": True},
    "--rev-index": {"reverse": True},
    "--no-rev-index": {"reverse": False},
}
# Options whose value, after "=", may be left out.
OPTIONAL = {"--strict": "strict", "--fsck-objects": "fsck", "--keep": "keep", "--promisor": "promisor"}
# Options whose value is the next word, and which may stand once.
SEPARATE = {"-o": "output", "--progress-title": "title"}
STDIN, STDERR = 0, 2

WORD = (1 << 32) - 1


class Given:
    """What the command line says."""

    def __init__(self) -> None:
        self.stdin = self.thin = self.verify = self.verbose = False
        self.statistics = self.self_contained = self.tells_end = self.resolving = False
        self.listed = True
        self.severities: list[str] = []
        self.reverse: bool | None = None
        self.title: str | None = None
        self.start = b""
        self.strict: str | None = None
        self.fsck: str | None = None
        self.keep: str | None = None
        self.promisor: str | None = None
        self.output: str | None = None
        self.pack: str | None = None
        self.threads = 0
        self.most = 0
        self.version: int | None = None
        self.first_large: int | None = None
        self.format: str | None = None


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    given = parse(words)
    repository = session.find_repository()
    refuse_combinations(given, repository)
    if given.verify:
        indexed = verify(given, repository)
    elif given.stdin:
        indexed = take_in(given, repository or session.open_repository())
    else:
        indexed = index(given, repository)
    # Whoever asked for objects of its own is told where others are needed too.
    return 1 if given.self_contained and indexed.checked.outside else 0


def parse(words: Sequence[str]) -> Given:
    """What `words` say, read as git reads them: no option may be cut short. Raises UsageError."""
    given = Given()
    rest = list(words)
    if rest == ["-h"]:
        raise HelpRequestedError(USAGE)
    while rest:
        word = rest.pop(0)
        if not word.startswith("-"):
            if given.pack is not None:
                raise UsageError(USAGE)
            given.pack = word
            continue
        name, equals, value = word.partition("=")
        if word in FLAGS:
            vars(given).update(FLAGS[word])
        elif name in OPTIONAL:
            setattr(given, OPTIONAL[name], value)
            if name in ("--strict", "--fsck-objects"):
                given.severities.append(value)
        elif word in SEPARATE and rest and getattr(given, SEPARATE[word]) is None:
            setattr(given, SEPARATE[word], rest.pop(0))
        elif equals:
            take_value(given, name, value, word)
        else:
            raise UsageError(USAGE)
    if given.pack is None and not given.stdin:
        raise UsageError(USAGE)
    return given


def take_value(given: Given, name: str, value: str, word: str) -> None:
    """Take an option that needs a value. Raises UsageError, GitObjectError."""
    if name == "--threads":
        threads, end, _ = strtoul(value, 0)
        if not value or value[end:] or threads & LARGEST_INT != threads:
            raise UsageError(USAGE)
        given.threads = threads
    elif name == "--index-version":
        found = parse_index_version(value)
        if found is None or found.version > MAX_VERSION:
            raise GitObjectError(f"bad {word}")
        given.version, given.first_large = found.version, found.first_large
    elif name == "--max-input-size":
        given.most = strtoul(value).value
    elif name == "--object-format":
        given.format = value
        format_for(value, None)
    elif name == "--pack_header":
        given.start = parse_header(value)
    else:
        raise UsageError(USAGE)


def parse_header(text: str) -> bytes:
    """The header of a pack of which the version and the count, `text`, were read before. Raises GitObjectError."""
    version, comma = integer_at(text, 0)
    count, end = integer_at(text, comma + 1)
    if text[comma : comma + 1] != "," or end < len(text):
        raise GitObjectError(f"bad --pack_header: {text}")
    return build_pack_header(count & WORD, version & WORD)


def refuse_combinations(given: Given, repository: Repository | None) -> None:
    """Raises GitObjectError for options that do not go together."""
    if given.thin and not given.stdin:
        raise GitObjectError("the option '--fix-thin' requires '--stdin'")
    if given.promisor is not None and given.pack is not None:
        raise GitObjectError("--promisor cannot be used with a pack name")
    if given.stdin and repository is None:
        raise GitObjectError("--stdin requires a git repository")
    if given.stdin and given.format is not None:
        raise GitObjectError("options '--object-format' and '--stdin' cannot be used together")
    if given.verify and given.pack is None:
        raise GitObjectError("--verify with no packfile name given")
    if given.pack is not None and given.output is None:
        index_name(given.pack)


def index_name(pack: str) -> str:
    """The name of the index of the pack `pack`. Raises GitObjectError."""
    if not pack.endswith(".pack"):
        raise GitObjectError(f"packfile name '{pack}' does not end with '.pack'")
    return pack.removesuffix(".pack") + ".idx"


def format_for(name: str | None, repository: Repository | None) -> ObjectFormat:
    """The object format called `name`, for None that of the repository. Raises GitObjectError."""
    if name is None:
        return SHA1 if repository is None else repository.format
    if name not in FORMATS:
        raise GitObjectError(f"unknown hash algorithm '{name}'")
    return FORMATS[name]


def checks_for(given: Given, repository: Repository | None, object_format: ObjectFormat) -> Checks:
    """What is asked of the objects. Raises GitObjectError, RepositoryError."""
    severities: Severities = STRICT
    for text in given.severities:
        severities = parse_severities(text, object_format, severities)
    checks = Checks(
        form=given.strict is not None or given.fsck is not None,
        links=given.strict is not None or given.self_contained,
        severities=severities,
    )
    if repository is None or not (checks.form or checks.links):
        return checks
    promising = given.promisor is not None and repository.has_promisor()
    return checks._replace(
        shallow=repository.shallow,
        promised=everything if promising else repository.promised_now(),
        big_file=repository.config.get_int("core.bigFileThreshold", BIG_FILE),
    )


def everything(_oid: bytes) -> bool:
    """What a pack from a remote that has promised objects names, that remote has."""
    return True


def report_for(given: Given) -> Report:
    """What tells how far the work is."""
    progress = Progress()

    def resolving_only(title: str, done: int, total: int, received: int | None, /, *, end: str = "") -> None:
        if title == RESOLVING:
            progress(title, done, total, received, end=end)

    if given.verbose:
        return progress
    return resolving_only if given.resolving else silent


def tell_end() -> None:
    """Tell whoever reads standard error that the pack was read."""
    os.write(STDERR, b"\0")


def options_for(given: Given, repository: Repository | None) -> IndexOptions:
    """How to index, from the command line and the configuration. Raises RepositoryError."""
    options = IndexOptions(
        refuse_twice=given.strict is not None or given.self_contained or given.verify,
        checks=checks_for(given, repository, format_for(given.format, repository)),
        report=report_for(given),
        title=given.title,
        warn=warn,
    )
    if given.tells_end:
        options = options._replace(at_end=tell_end)
    version, reverse, threads = given.version, given.reverse, given.threads
    if repository is not None:
        config = repository.config
        if version is None:
            version = config.get_int("pack.indexVersion", 2)
            if version > 2:
                raise GitObjectError(f"bad pack.indexVersion={version}")
        reverse = config.get_bool("pack.writeReverseIndex", True) if reverse is None else reverse
        threads = threads or config.get_int("pack.threads")
        options = options._replace(room=config.get_size("core.deltaBaseCacheLimit", ROOM))
    if given.first_large is not None:
        options = options._replace(first_large=given.first_large)
    return options._replace(
        version=1 if version == 1 else 2, reverse=reverse is not False, threads=threads or available_cores()
    )


def index(given: Given, repository: Repository | None) -> Indexed:
    """Index the pack in a file."""
    assert given.pack is not None
    path = index_name(given.pack) if given.output is None else given.output
    object_format = format_for(given.format, repository)
    options = options_for(given, repository)
    if options.reverse and not path.endswith(".idx"):
        raise GitObjectError(f"packfile name '{path}' does not end with '.idx'")
    require_file(given.pack)
    store = None if repository is None else repository.objects
    indexed = index_file(given.pack, object_format, options, store, given.most)
    policy = WritePolicy() if repository is None else repository.write_policy()
    if given.keep is not None:
        write_note(given.pack.removesuffix(".pack") + KEEP_SUFFIX, note(given.keep), policy)
    write_index(path, indexed, policy)
    sys.stdout.write(indexed.trailer.hex() + "\n")
    tell_missing(indexed)
    return indexed


def tell_missing(indexed: Indexed) -> None:
    """Print the ids of the .gitmodules that are named and are not there, for whoever fetches."""
    for oid in indexed.checked.missing:
        sys.stdout.write(f"{oid.hex()}\n")


def require_file(path: str) -> None:
    """Raises GitObjectError where the file `path` cannot be opened."""
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
    except OSError as error:
        raise GitObjectError(f"could not open '{path}' for reading: {error.strerror}") from None


def note(text: str) -> bytes:
    """What a .keep or .promisor file holds."""
    return os.fsencode(text) + b"\n" if text else b""


def take_in(given: Given, repository: Repository) -> Indexed:
    """Index the pack on standard input, and keep it."""
    notes = {}
    if given.keep is not None:
        notes[KEEP_SUFFIX] = note(given.keep)
    if given.promisor is not None:
        notes[PROMISOR_SUFFIX] = note(given.promisor)
    indexed, rest = index_stream(
        Stream(STDIN, given.most, given.thin, given.start),
        repository.objects,
        repository.write_policy(),
        options_for(given, repository),
        notes=notes,
        path=given.pack,
    )
    # Whoever reads "keep" takes the file away in the end: not one that was there before.
    sys.stdout.write(f"{'keep' if KEEP_SUFFIX in indexed.notes else 'pack'}\t{indexed.trailer.hex()}\n")
    sys.stdout.flush()
    # What came after the pack is for whoever reads on.
    sys.stdout.buffer.write(rest)
    tell_missing(indexed)
    sys.stdout.flush()
    if given.promisor is not None:
        pack_local_links(repository, indexed.entries)
    return indexed


def verify(given: Given, repository: Repository | None) -> Indexed:
    """Check that the index of a pack is what it should be, and show what was asked for."""
    assert given.pack is not None
    path = index_name(given.pack) if given.output is None else given.output
    if status(path) is None or status(given.pack) is None:
        raise GitObjectError(f"Cannot open existing pack file '{path}'")
    object_format = format_for(given.format, repository)
    show = partial(show_statistics, listed=given.listed) if given.statistics else None
    return verify_indexed(given.pack, path, object_format, options_for(given, repository), show=show)


def show_statistics(entries: PackEntries, *, listed: bool) -> None:
    """Print the entries, where they are to be `listed`, and how long their chains are."""
    if listed:
        for line in list_entries(entries):
            text = f"{line.oid.hex()} {line.type:<6} {line.stored} {line.disk_size} {line.offset}"
            if line.base is not None:
                text += f" {line.depth} {line.base.hex()}"
            sys.stdout.write(text + "\n")
    for depth, count in chain_lengths(entries):
        name = f"chain length = {depth}" if depth else "non delta"
        sys.stdout.write(f"{name}: {count} object{'' if count == 1 else 's'}\n")
