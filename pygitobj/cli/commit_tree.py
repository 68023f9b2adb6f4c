"""`commit-tree`: a commit of a tree.

Follows git's Documentation/git-commit-tree.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, parse_options
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError, NotFoundError, UnsupportedError
from pygitobj.jobs.create.commit import NewCommit, commit_of, encoding_of
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.repository.identity import load_ident
from pygitobj.repository.repository import Repository
from pygitobj.revisions.resolve import resolve

SPEC = Spec(
    usage=(
        "git commit-tree <tree> [(-p <parent>)...]",
        "git commit-tree [(-p <parent>)...] [-S[<keyid>]] [(-m <message>)...]\n                [(-F <file>)...] <tree>",
    ),
    options=(
        Option("parent", "value", "id of a parent commit object", short="p", argument="<parent>"),
        Option("message", "value", "commit message", short="m", argument="<message>"),
        Option("file", "value", "read commit log message from file", short="F", argument="<file>"),
        Option("sign", "optional", "GPG sign commit", short="S", long="gpg-sign", argument="key-id"),
    ),
)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    if "sign" in parsed.options:
        raise UnsupportedError("commits are not signed: -S is not supported")
    if len(parsed.arguments) != 1:
        raise GitObjectError("must give exactly one tree")
    with session.open_repository() as repository:
        parents = find_parents(repository, [value for key, value in parsed.order if key == "parent"])
        message = read_message(parsed.order)
        tree = find(repository, parsed.arguments[0], ObjectType.TREE)
        if b"\0" in message:
            warn("error: a NUL byte in commit log message not allowed.")
            return 1
        print_commit(repository, tree, parents, message)
    return 0


def find(repository: Repository, name: str, kind: ObjectType) -> ObjectId:
    """The object that `name` means, which is of type `kind`. Raises GitObjectError."""
    oid = resolve(repository.revisions._replace(default_hint=kind.value), name).id
    if oid is None:
        raise GitObjectError(f"not a valid object name {name}")
    try:
        header = repository.reader.header(oid)
    except NotFoundError:
        raise GitObjectError(f"{oid} is not a valid object") from None
    if header.type != kind:
        raise GitObjectError(f"{oid} is not a valid '{kind}' object")
    return oid


def find_parents(repository: Repository, names: list[str]) -> list[ObjectId]:
    """The commits that `names` mean, each once."""
    parents: list[ObjectId] = []
    for name in names:
        oid = find(repository, name, ObjectType.COMMIT)
        if oid in parents:
            warn(f"error: duplicate parent {oid} ignored")
        else:
            parents.append(oid)
    return parents


def read_message(order: Sequence[tuple[str, str]]) -> bytes:
    """The message that -m and -F make, in their `order`; without them standard input."""
    message = b""
    for key, value in order:
        if key == "parent":
            continue
        message += b"\n" if message else b""
        message += read_file(value) if key == "file" else os.fsencode(value)
        if key == "message" and message and not message.endswith(b"\n"):
            message += b"\n"
    return message or sys.stdin.buffer.read()


def read_file(path: str) -> bytes:
    """What the file `path` holds, of "-" standard input. Raises GitObjectError."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise GitObjectError(f"could not open '{path}' for reading: {error.strerror}") from None


def print_commit(repository: Repository, tree: ObjectId, parents: list[ObjectId], message: bytes) -> None:
    """Write the commit, and print its id."""
    author, committer = (load_ident(role, repository.config, os.environ) for role in ("author", "committer"))
    new = NewCommit(tree, parents, author, committer, message)
    try:
        commit = commit_of(new, encoding_of(repository.config), repository.format, warn)
    except ValueError as error:
        raise GitObjectError(str(error)) from None
    sys.stdout.write(f"{repository.objects.write(commit)}\n")
