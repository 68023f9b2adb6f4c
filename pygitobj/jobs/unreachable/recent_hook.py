"""Programs that name more objects to keep: gc.recentObjectsHook, as often as the configuration has it.

Each is run by the shell where its text needs one, at the top of the work tree or in a bare repository, and prints an
id a line. These objects count as young, whatever their time, and so does what they reach.

Follows git's Documentation/config/gc, "gc.recentObjectsHook".
"""

from __future__ import annotations

import os
from functools import partial
from subprocess import PIPE, Popen

from pygitobj.errors import RepositoryError
from pygitobj.formats.small_text import id_at_start
from pygitobj.oid import ObjectFormat, ObjectId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pygitobj.repository.repository import Repository

HOOK = "gc.recentObjectsHook"
# Where one of these is in a command, git has the shell run it.
FOR_THE_SHELL = frozenset("|&;<>()$`\\\"' \t\n*?[#~=%")
# A line is an id, its end, and perhaps a carriage return.
MORE_THAN_ENDS = 8


def hooked_ids(repository: Repository) -> set[ObjectId]:
    """The ids that the programs print. Raises RepositoryError where one cannot be run, fails, or prints anything else.

    What is to be kept is not known then.
    """
    found: set[ObjectId] = set()
    for command in repository.config.all(HOOK):
        if command is None:
            raise RepositoryError(f"missing value for '{HOOK.lower()}'")
        found.update(ids_from(repository, command))
    return found


def ids_from(repository: Repository, command: str) -> list[ObjectId]:
    """The ids that `command` prints. Raises RepositoryError."""
    words = ["sh", "-c", command] if FOR_THE_SHELL.intersection(command) else [command]
    most = repository.format.hex_size + MORE_THAN_ENDS
    found: list[ObjectId] = []
    fails = False
    try:
        with Popen(words, cwd=repository.revisions.base, stdout=PIPE, env=environment(repository)) as program:
            output: Any = program.stdout
            for line in iter(partial(output.readline, most), b""):
                oid = whole_id(line, repository.format)
                if oid is None:
                    repository.warn(f"error: invalid extra cruft tip: '{os.fsdecode(trimmed(line))}'")
                    fails = True
                    break
                found.append(oid)
    except OSError as error:
        repository.warn(f"error: cannot run {command}: {error.strerror}")
        fails = True
    if fails or program.returncode != 0:
        raise RepositoryError("unable to enumerate additional recent objects")
    return found


def trimmed(line: bytes) -> bytes:
    """`line` without its end, that of other systems too."""
    return line[:-1].removesuffix(b"\r") if line.endswith(b"\n") else line


def whole_id(line: bytes, object_format: ObjectFormat) -> ObjectId | None:
    """The id that `line` is; None where it is anything else, or more."""
    text = trimmed(line)
    return id_at_start(text, object_format) if len(text) == object_format.hex_size else None


def environment(repository: Repository) -> dict[str, str]:
    """The environment of a program: it finds the repository as we did, or is told where it is."""
    environ = dict(repository.environ)
    if repository.location.work_tree is None or "GIT_DIR" in environ:
        environ["GIT_DIR"] = os.path.abspath(repository.location.git_dir)
    return environ
