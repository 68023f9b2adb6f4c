"""`archive`: a tree with all that is in it as one file, tar or zip.

Follows git's Documentation/git-archive.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence

from pygitobj.cli.archive_options import Asked, spec_for
from pygitobj.cli.archive_subst import substituting
from pygitobj.cli.output import STDOUT, Output
from pygitobj.cli.parse_options import Options, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session, warn
from pygitobj.cli.walking.values import moment_of
from pygitobj.errors import GitObjectError, NotFoundError, UnsupportedError
from pygitobj.formats.commit import Commit
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.jobs.archive.archive import gzipped, tar_of, zip_of
from pygitobj.jobs.archive.entries import Wanted, commit_time, is_any_meant, is_any_outside
from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.repository.attributes import Attributes, source_tree
from pygitobj.repository.config import Config
from pygitobj.repository.default_config import check_default_config
from pygitobj.repository.pathspecs import each_given
from pygitobj.repository.programs import words_of
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel

TAR, ZIP = "tar", "zip"
# What compresses where the configuration says nothing else: this process itself.
INTERNAL = "git archive gzip"
COMPRESSED = ("tgz", "tar.gz")
UMASK = 0o002
LEVEL = re.compile(r"-([0-9]+)")
HIGHEST = 9


class Kind(Record):
    """How an archive is written: as a tar or zip, then through the program `command`; with which level, if with any."""

    name: str
    command: str | None
    level: int


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    asked = Asked()
    spec = spec_for(asked)
    rest, level = without_level(words)
    repository = session.find_repository()
    config = session.config(repository)
    if repository is not None:
        asked.directory = prefix_of(repository)
    check_default_config(config)
    parsed = parse_options(spec, rest)
    given, names = parsed.options, parsed.arguments
    if given.text("remote") is not None:
        raise UnsupportedError("archives are made of this repository alone: --remote is not supported")
    commands = commands_of(config)
    if given.flag("list"):
        if names:
            raise GitObjectError(f"extra command line parameter '{names[0]}'")
        print_names(commands)
        return 0
    if not names:
        raise UsageError(usage_text(spec))
    kind = kind_asked(given, commands, level)
    with session.open_repository() if repository is None else repository as opened:
        write(opened, asked, given, names, kind)
    return 0


def without_level(words: Sequence[str]) -> tuple[list[str], int | None]:
    """The words without those that say how hard to compress, and what the last of them says."""
    end = list(words).index("--") if "--" in words else len(words)
    found = [LEVEL.fullmatch(word) for word in words[:end]]
    kept = [word for word, level in zip(words[:end], found, strict=True) if level is None]
    levels = [int(level[1][-9:]) for level in found if level is not None]
    return [*kept, *words[end:]], levels[-1] if levels else None


def prefix_of(repository: Repository) -> str:
    """The directory that we are in, from the top of the work tree, with a slash at its end; or ""."""
    location = repository.location
    return location.prefix if location.is_inside else ""


def commands_of(config: Config) -> dict[str, str | None]:
    """The formats that are a tar through a program, with their programs. Raises RepositoryError."""
    found: dict[str, str | None] = dict.fromkeys(COMPRESSED, INTERNAL)
    for value in config:
        section, _, rest = value.entry.name.partition(".")
        name, dot, key = rest.rpartition(".")
        if section != TAR or not dot:
            continue
        found.setdefault(name, None)
        if key == "command":
            found[name] = config.get(value.entry.name)
    return {name: command for name, command in found.items() if command is not None}


def print_names(commands: Iterable[str]) -> None:
    """Print the names of all formats."""
    output = Output()
    for name in (TAR, *commands, ZIP):
        output.write(os.fsencode(name) + b"\n")
    output.flush()


def kind_asked(given: Options, commands: dict[str, str | None], level: int | None) -> Kind:
    """How the archive is written, by its format, or by how its file is called. Raises GitObjectError."""
    names = (TAR, *commands, ZIP)
    name = given.text("format")
    path = given.text("output")
    if name is None and path is not None:
        name = next((name for name in names if path.endswith(f".{name}") and len(path) > len(name) + 1), None)
    name = TAR if name is None else name
    if name not in names:
        raise GitObjectError(f"Unknown archive format '{name}'")
    if level is not None and (name == TAR or (name == ZIP and level > HIGHEST)):
        raise GitObjectError(f"Argument not supported for format '{name}': -{level}")
    return Kind(name, commands.get(name), -1 if level is None else level)


def write(repository: Repository, asked: Asked, given: Options, names: Sequence[str], kind: Kind) -> None:
    """Write the archive of what `names` name. Raises GitObjectError."""
    wanted, moment, attributes = wanted_of(repository, asked, given, names)
    umask = umask_of(repository.config)
    with Conversions(repository, programs=True, attributes=attributes) as conversions:
        if kind.name == ZIP:
            pieces = zip_of(repository, wanted, conversions, moment, kind.level)
        else:
            pieces = tar_of(repository, wanted, conversions, moment, umask)
        if kind.command == INTERNAL:
            pieces = gzipped(pieces, kind.level)
        path = given.text("output")
        descriptor = STDOUT if path is None else created(path)
        try:
            if kind.command in (None, INTERNAL):
                write_out(pieces, descriptor)
            else:
                write_through(pieces, kind, descriptor)
        finally:
            if path is not None:
                os.close(descriptor)


def wanted_of(
    repository: Repository, asked: Asked, given: Options, names: Sequence[str]
) -> tuple[Wanted, int, Attributes]:
    """What goes into the archive, when it says that it was changed, and the attributes that count.

    Raises GitObjectError in git's words.
    """
    name = names[0]
    oid = repository.lookup(name).id
    if oid is None:
        raise GitObjectError(f"not a valid object name: {name}")
    try:
        found = peel(repository.reader, oid)
    except NotFoundError:
        raise GitObjectError(f"not a tree object: {oid}") from None
    commit = found.id if found.type is ObjectType.COMMIT else None
    moment = int(time.time()) if commit is None else commit_time(found.data, repository.format)
    text = given.text("mtime")
    if text is not None:
        moment = moment_of(text)
    if commit is None and found.type is not ObjectType.TREE:
        raise GitObjectError(f"not a tree object: {oid}")
    tree = found.id if commit is None else Commit(found.data, found.id, repository.format).tree
    inside = prefix_of(repository)
    source_tree(repository, None)  # what the environment names has to be there, though the tree's own attributes count
    attributes = Attributes(repository, source=None if given.flag("worktree") else tree, looks_in_index=False)
    pathspecs = pathspecs_asked(repository, tree, names[1:], inside, attributes)
    wanted = Wanted(
        tree=tree,
        commit=commit,
        ref=next((one.name for _, one in repository.ref_store.candidates(name) if one.id), None),
        base=os.fsencode(asked.prefix),
        inside=os.fsencode(inside),
        pathspecs=pathspecs,
        substitute=None if commit is None else substituting(repository, commit),
        extra=asked.extra,
        told=tell if given.count("verbose") else ignore,
    )
    return wanted, moment, attributes


def pathspecs_asked(
    repository: Repository, tree: ObjectId, words: Sequence[str], inside: str, attributes: Attributes
) -> PathspecList | None:
    """The pathspecs that `words` are. Raises GitObjectError where one of them means nothing, or what is not here."""
    if not words:
        return PathspecList([Pathspec.literal(inside)]) if inside else None

    def meant(some: Sequence[str]) -> PathspecList:
        specs = each_given(repository, some, inside)
        if inside and all(one.is_excluded for one in specs):
            specs.append(Pathspec.literal(inside))  # what is only left out is left out of what is here
        return PathspecList(specs, attributes.attributes_of)

    for word in words:
        one = meant([word])
        if inside and is_any_outside(repository, tree, one, os.fsencode(inside)):
            raise GitObjectError(f"pathspec '{word}' matches files outside the current directory")
        if not is_any_meant(repository, tree, one):
            raise GitObjectError(f"pathspec '{word}' did not match any files")
    return meant(words)


def umask_of(config: Config) -> int:
    """Which bits of modes a tar leaves out: tar.umask. Raises RepositoryError."""
    if config.all("tar.umask")[-1:] == ["user"]:
        mask = os.umask(0)
        os.umask(mask)
        return mask
    return config.get_int("tar.umask", UMASK)


def tell(path: bytes) -> None:
    """Say that `path` goes into the archive."""
    warn(os.fsdecode(path))


def ignore(_path: bytes) -> None:
    """Say nothing."""


def created(path: str) -> int:
    """The file `path`, empty, to write to. Raises GitObjectError in git's words."""
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    except OSError as error:
        raise GitObjectError(f"could not create archive file '{path}': {error.strerror}") from error


def write_out(pieces: Iterable[bytes], descriptor: int) -> None:
    """Write all `pieces`."""
    output = Output(descriptor)
    for piece in pieces:
        output.write(piece)
    output.flush()


def write_through(pieces: Iterator[bytes], kind: Kind, descriptor: int) -> None:
    """Write all `pieces` through the program of `kind`. Raises GitObjectError where that fails."""
    command = f"{kind.command} -{kind.level}" if kind.level >= 0 else f"{kind.command}"
    try:
        program = subprocess.Popen(words_of(command), stdin=subprocess.PIPE, stdout=descriptor)
    except OSError as error:
        raise GitObjectError(f"unable to start '{command}' filter: {error.strerror}") from error
    with program:
        assert program.stdin is not None
        for piece in pieces:
            program.stdin.write(piece)
        program.stdin.close()
        code = program.wait()
    if code:
        raise GitObjectError(f"'{command}' filter reported error")
