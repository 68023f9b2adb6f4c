"""`index-pack`: index a pack, from a file or as it comes in.

Follows git's Documentation/git-index-pack.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pygitobj.cli.index_version import MAX_VERSION, parse_index_version
from pygitobj.cli.parse_options import HelpRequestedError, UsageError
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError
from pygitobj.files.atomic import WritePolicy
from pygitobj.files.directory import status
from pygitobj.files.pack_family import KEEP_SUFFIX, PROMISOR_SUFFIX
from pygitobj.files.pack_install import write_note
from pygitobj.formats.numbers import LARGEST_INT, strtoul
from pygitobj.jobs.index_pack import ROOM, IndexOptions, Stream, index_file, index_stream, write_index
from pygitobj.jobs.received import Checks, parse_severities
from pygitobj.jobs.report import silent
from pygitobj.jobs.verify_pack import verify_indexed
from pygitobj.oid import FORMATS, SHA1, ObjectFormat
from pygitobj.repository.repository import Repository
from pygitobj.store.cores import available_cores

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
    "-v": {"verbose": True},
    "--rev-index": {"reverse": True},
    "--no-rev-index": {"reverse": False},
}
# Options whose value, after "=", may be left out.
OPTIONAL = {"--strict": "strict", "--fsck-objects": "fsck", "--keep": "keep", "--promisor": "promisor"}
STDIN = 0


class Given:
    """What the command line says."""

    def __init__(self) -> None:
        self.stdin = self.thin = self.verify = self.verbose = False
        self.reverse: bool | None = None
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
        return verify(given, repository)
    if given.stdin:
        return take_in(given, repository or session.open_repository())
    return index(given, repository)


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
        elif word == "-o" and rest and given.output is None:
            given.output = rest.pop(0)
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
    else:
        raise UsageError(USAGE)


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


def options_for(given: Given, repository: Repository | None) -> IndexOptions:
    """How to index, from the command line and the configuration. Raises RepositoryError."""
    options = IndexOptions(
        refuse_twice=given.strict is not None or given.verify,
        checks=Checks(
            form=given.strict is not None or given.fsck is not None,
            links=given.strict is not None,
            severities=parse_severities(given.strict or given.fsck or ""),
        ),
        report=Progress() if given.verbose else silent,
        warn=warn,
    )
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


def index(given: Given, repository: Repository | None) -> int:
    """Index the pack in a file; gives the exit code."""
    assert given.pack is not None
    path = given.output or index_name(given.pack)
    object_format = format_for(given.format, repository)
    options = options_for(given, repository)
    if options.reverse and not path.endswith(".idx"):
        raise GitObjectError(f"packfile name '{path}' does not end with '.idx'")
    require_file(given.pack)
    indexed = index_file(given.pack, object_format, options, None if repository is None else repository.objects)
    policy = WritePolicy() if repository is None else repository.write_policy()
    if given.keep is not None:
        write_note(given.pack.removesuffix(".pack") + KEEP_SUFFIX, note(given.keep), policy)
    write_index(path, indexed, policy)
    sys.stdout.write(indexed.trailer.hex() + "\n")
    return 0


def require_file(path: str) -> None:
    """Raises GitObjectError where the file `path` cannot be opened."""
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
    except OSError as error:
        raise GitObjectError(f"could not open '{path}' for reading: {error.strerror}") from None


def note(text: str) -> bytes:
    """What a .keep or .promisor file holds."""
    return os.fsencode(text) + b"\n" if text else b""


def take_in(given: Given, repository: Repository) -> int:
    """Index the pack on standard input, and keep it; gives the exit code."""
    notes = {}
    if given.keep is not None:
        notes[KEEP_SUFFIX] = note(given.keep)
    if given.promisor is not None:
        notes[PROMISOR_SUFFIX] = note(given.promisor)
    indexed, rest = index_stream(
        Stream(STDIN, given.most, given.thin),
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
    return 0


def verify(given: Given, repository: Repository | None) -> int:
    """Check that the index of a pack is what it should be; gives the exit code."""
    assert given.pack is not None
    path = given.output or index_name(given.pack)
    if status(path) is None or status(given.pack) is None:
        raise GitObjectError(f"Cannot open existing pack file '{path}'")
    object_format = format_for(given.format, repository)
    verify_indexed(given.pack, path, object_format, options_for(given, repository))
    return 0
