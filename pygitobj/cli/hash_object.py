"""`hash-object`: the id of what a file holds, and with `-w` the object itself.

Follows git's Documentation/git-hash-object.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext

from pygitobj.cli.input_lines import trimmed_line
from pygitobj.cli.parse_options import Option, Parsed, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session
from pygitobj.errors import GitObjectError
from pygitobj.formats.loose import build_loose_header
from pygitobj.formats.quote import unquote_path
from pygitobj.oid import SHA1, TYPE_NAMES, ObjectFormat, ObjectId
from pygitobj.record import Record
from pygitobj.repository.default_config import check_default_config
from pygitobj.repository.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Any, BinaryIO

    from pygitobj.jobs.convert.conversions import Conversions
    from pygitobj.jobs.convert.to_git import Entering

# Blobs from here on are hashed and written piece by piece.
STREAM_FROM = 16 << 20
PIECE = 1 << 20
SPEC = Spec(
    usage=(
        "git hash-object [-t <type>] [-w] [--path=<file> | --no-filters]\n"
        "                [--stdin [--literally]] [--] <file>...",
        "git hash-object [-t <type>] [-w] --stdin-paths [--no-filters]",
    ),
    options=(
        Option("type", "value", "object type", short="t", argument="<type>"),
        Option("write", "flag", "write the object into the object database", short="w"),
        Option("stdin", "flag", "read the object from stdin", long="stdin"),
        Option("paths", "flag", "read file names from stdin", long="stdin-paths"),
        Option("as-is", "flag", "store file as is without filters", long="no-filters", negatable=False),
        Option("filters", "flag", "opposite of --no-filters", long="filters", negatable=False),
        Option(
            "literally",
            "flag",
            "just hash any random garbage to create corrupt objects for debugging Git",
            long="literally",
        ),
        Option("path", "value", "process file as it were from this path", long="path", argument="<file>"),
    ),
)


class Job(Record):
    """What is to be done with each input. `repository` is None outside of one, `conversions` without any."""

    repository: Repository | None
    object_format: ObjectFormat
    kind: str
    write: bool
    literally: bool
    conversions: Conversions | None


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given = parsed.options
    repository = session.open_repository() if given.flag("write") else session.find_repository()
    if repository is not None:
        check_default_config(repository.config)
    refuse_combinations(parsed, times_stdin(words))
    named = given.text("type")
    kind = "blob" if named is None else named
    converts = repository is not None and kind == "blob" and names_paths(parsed)
    with opened(repository if converts else None) as conversions:
        job = Job(
            repository,
            SHA1 if repository is None else repository.format,
            kind,
            given.flag("write"),
            given.flag("literally"),
            conversions,
        )
        for oid in all_ids(job, parsed):
            sys.stdout.write(oid.hex() + "\n")
            sys.stdout.flush()
    return 0


def names_paths(parsed: Parsed) -> bool:
    """Whether any input has a path whose conversions count."""
    given = parsed.options
    if given.flag("as-is") and not given.flag("filters"):
        return False
    return given.flag("paths") or bool(parsed.arguments) or given.text("path") is not None


def opened(repository: Repository | None) -> AbstractContextManager[Conversions | None]:
    """The conversions of `repository`, none without one."""
    if repository is None:
        return nullcontext()
    from pygitobj.jobs.convert.conversions import Conversions

    return Conversions(repository, programs=True)


def times_stdin(words: Sequence[str]) -> int:
    """How often `words` say --stdin."""
    return (list(words)[: words.index("--")] if "--" in words else list(words)).count("--stdin")


def refuse_combinations(parsed: Parsed, inputs: int) -> None:
    """Raises UsageError for options that do not go together."""
    given = parsed.options
    problem = None
    if given.flag("paths"):
        if given.flag("stdin"):
            problem = "Can't use --stdin-paths with --stdin"
        elif parsed.arguments:
            problem = "Can't specify files with --stdin-paths"
        elif given.texts("path"):
            problem = "Can't use --stdin-paths with --path"
    else:
        if inputs > 1:
            problem = "Multiple --stdin arguments are not supported"
        if given.texts("path") and given.flag("as-is") and not given.flag("filters"):
            problem = "Can't use --path with --no-filters"
    if problem is not None:
        raise UsageError(f"error: {problem}\n{usage_text(SPEC)}")


def all_ids(job: Job, parsed: Parsed) -> Iterator[ObjectId]:
    """The ids of all inputs, each made when it is asked for."""
    prefix = "" if job.repository is None else job.repository.location.prefix
    virtual = parsed.options.text("path")
    if virtual is not None:
        virtual = prefixed(prefix, virtual)
    if parsed.options.flag("paths"):
        base = "" if job.repository is None else job.repository.base
        for line in sys.stdin.buffer:
            path = unquoted(trimmed_line(line))
            yield hash_file(job, os.path.join(base, path) if path else path, path, path)
        return
    if parsed.options.flag("stdin"):
        yield hash_input(job, sys.stdin.buffer, virtual)
    for path in parsed.arguments:
        named = prefixed(prefix, path)
        # Below the top an empty path is the directory where we are.
        yield hash_file(job, path or (prefix and "."), named, named if virtual is None else virtual)


def prefixed(prefix: str, path: str) -> str:
    """`path`, given where we are, as it is named at the top of the work tree, where git works."""
    return path if path.startswith("/") else prefix + path


def unquoted(line: bytes) -> str:
    """The path that a line of --stdin-paths says. Raises GitObjectError."""
    if not line.startswith(b'"'):
        return os.fsdecode(line.partition(b"\0")[0])
    try:
        return os.fsdecode(unquote_path(line))
    except ValueError:
        raise GitObjectError("line is badly quoted") from None


def hash_file(job: Job, path: str, shown: str, virtual: str) -> ObjectId:
    """The id of what the file `path` holds, converted as the file `virtual` would be."""
    try:
        # Without a buffer: most files are read whole, at once.
        with open(path, "rb", buffering=0) as file:
            return hash_input(job, file, virtual)
    except IsADirectoryError:
        raise GitObjectError(
            f"Unable to add {virtual} to database" if job.write else f"Unable to hash {virtual}"
        ) from None
    except OSError as error:
        raise GitObjectError(f"could not open '{shown}' for reading: {error.strerror}") from None


def hash_input(job: Job, file: BinaryIO, virtual: str | None) -> ObjectId:
    """The id of what `file` holds, written where that is wanted; `virtual` is the path whose conversions count."""
    if job.kind not in TYPE_NAMES:
        raise GitObjectError(f'invalid object type "{job.kind}"')
    entering = None if virtual is None else entering_at(job, virtual)
    status = os.fstat(file.fileno())
    is_regular = stat.S_ISREG(status.st_mode)
    if job.kind == "blob" and is_regular and status.st_size >= STREAM_FROM:
        if entering is None:
            return hash_stream(job, file, status.st_size - file.tell())
        if not entering.plan.needs_all:
            return hash_converted(job, file, entering)
    data = read_at_once(file, status.st_size) if is_regular else file.read()
    if entering is not None and job.conversions is not None:
        data = entering.convert(data, job.conversions.filters)
    if not job.literally and job.kind != "blob":
        from pygitobj.cli.malformed import refuse_malformed  # of a blob nothing is asked, and most are blobs

        refuse_malformed(job.kind, data, job.object_format, job.repository)
    if job.write and job.repository is not None:
        return job.repository.objects.write(job.kind, data)
    return job.object_format.hash_object(job.kind, data)


def entering_at(job: Job, path: str) -> Entering | None:
    """What converts the file `path`, None where nothing does."""
    if job.conversions is None:
        return None
    return job.conversions.entering(path_in_worktree(job, path), written=job.write, shown=os.fsencode(path))


def path_in_worktree(job: Job, path: str) -> bytes:
    """`path` as attributes are asked for it: from the top of the work tree, without "." and ".."."""
    top = None if job.repository is None else job.repository.location.work_tree
    if path.startswith("/") and top is not None:
        path = os.path.relpath(path, top)
    return os.fsencode(os.path.normpath(path)) if path else b""


def hash_converted(job: Job, file: BinaryIO, entering: Entering) -> ObjectId:
    """The id of the blob that `entering` makes of `file`, neither being held as a whole."""
    from pygitobj.jobs.convert.pieces import ConvertedFile, into_blob_steps, pieces_from, through

    start = file.tell()
    steps = into_blob_steps(entering, lambda: pieces_from(file, start))
    size = sum(map(len, through(pieces_from(file, start), steps())))
    made: Any = ConvertedFile(through(pieces_from(file, start), steps()))
    return hash_stream(job, made, size)


def read_at_once(file: BinaryIO, size: int) -> bytes:
    """What the regular `file` holds, in one call where that is at most `size` bytes."""
    # One that gives less than it is asked for has no more.
    data = file.read(size + 1)
    return data if len(data) <= size else data + file.read()


def hash_stream(job: Job, file: BinaryIO, size: int) -> ObjectId:
    """The id of the blob of `size` bytes that `file` gives, never held as a whole."""
    if job.write and job.repository is not None:
        return job.repository.objects.write_stream(job.kind, size, file)
    running = job.object_format.new_hash(build_loose_header(job.kind, size))
    left = size
    while left and (piece := file.read(min(PIECE, left))):
        running.update(piece)
        left -= len(piece)
    if left:
        raise GitObjectError(f"the file became shorter while it was read: expected {size} bytes, found {size - left}")
    return ObjectId(running.digest())
