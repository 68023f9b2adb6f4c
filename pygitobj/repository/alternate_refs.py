"""The references of the repositories that objects are borrowed from: what they reach is there, too.

Follows git's Documentation/config/core, "core.alternateRefsCommand" and "core.alternateRefsPrefixes".
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from pygitobj.errors import GitObjectError
from pygitobj.files.directory import is_directory, unreadable
from pygitobj.formats.numbers import C_SPACE, words_of
from pygitobj.formats.small_text import id_at_start
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.repository.environment import LOCAL
from pygitobj.repository.programs import Program, cannot_run
from pygitobj.repository.repository import Repository

OBJECTS, REFS = "/objects", "/refs"
COMMAND, PREFIXES = "core.alternateRefsCommand", "core.alternateRefsPrefixes"


def alternate_refs(repository: Repository) -> Iterator[bytes]:
    """The ids of their references, one after another.

    As core.alternateRefsCommand tells them where it is set, else those that core.alternateRefsPrefixes says. Of a
    repository that cannot be asked `repository.warn` is told. Raises RepositoryError.
    """
    command = repository.config.get(COMMAND)
    for source in repository.objects.sources[1:]:
        path = os.path.realpath(source.path)
        top = path.removesuffix(OBJECTS)
        if top != path and has_refs(top):
            yield from refs_at(repository, top) if command is None else refs_told(repository, command, top)


def has_refs(git_dir: str) -> bool:
    """Whether `git_dir` has a directory of references. Raises RepositoryError."""
    try:
        return is_directory(git_dir + REFS)
    except OSError as error:
        raise unreadable(f"unable to read {git_dir}{REFS}", error) from error


def refs_at(repository: Repository, git_dir: str) -> Iterator[bytes]:
    """The ids of the references of the repository `git_dir`, by name."""
    prefixes = words_of(repository.config.get(PREFIXES) or "", C_SPACE)
    environ = own_environ(repository)
    try:
        with Repository.open(git_dir=git_dir, environ=environ, warn=repository.warn, log=False) as other:
            for ref in other.ref_store:
                if not prefixes or any(is_below(ref.name, prefix) for prefix in prefixes):
                    yield bytes(ref.id)
    except GitObjectError as error:
        repository.warn(f"fatal: {error}")


def is_below(name: str, prefix: str) -> bool:
    """Whether the reference `name` is called `prefix`, is below it or matches it."""
    if name == prefix or name.startswith(f"{prefix.removesuffix('/')}/"):
        return True
    return wildmatch(os.fsencode(prefix), os.fsencode(name))


def refs_told(repository: Repository, command: str, git_dir: str) -> Iterator[bytes]:
    """The ids that `command` tells of the repository `git_dir`, up to a line that is none."""
    try:
        program = Program(command, repository, git_dir, environ=own_environ(repository))
    except OSError as error:
        repository.warn(cannot_run(command, error))
        return
    try:
        lines = program.take_all().split(b"\n")
    finally:
        program.end()
    for line in lines[: len(lines) - (lines[-1] == b"")]:
        oid = id_at_start(line, repository.format)
        if oid is None or len(line) > repository.format.hex_size:
            repository.warn(f"warning: invalid line while parsing alternate refs: {os.fsdecode(line)}")
            return
        yield bytes(oid)


def own_environ(repository: Repository) -> dict[str, str]:
    """The environment without what says where a repository is, and how."""
    return {name: value for name, value in repository.environ.items() if name not in LOCAL}
