"""What a revision means: the object that a user's words name.

    <full id>               wins over everything
    <ref>                   HEAD, main, tags/v1, origin; `@` is HEAD
    <abbreviated id>        4 digits and more; also at the end of what `git describe` says
    <rev>^n  <rev>~n        the n-th parent, the n-th generation back
    <rev>^{type} <rev>^{}   dereferenced to a type, to what is no tag
    <rev>:<path>            what lies there in the tree

Follows git's Documentation/gitrevisions. Reflogs (`@{…}`), searches (`:/text`, `^{/text}`) and the index (`:path`)
are not supported yet and say so.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from pygitobj.errors import GitObjectError, RevisionError, UnsupportedError
from pygitobj.formats.commit import Commit
from pygitobj.formats.refname import is_valid_refname
from pygitobj.formats.tag import Tag
from pygitobj.oid import HEX_DIGITS, HEX_SIZES, ObjectId, ObjectType
from pygitobj.repository.ambiguity import HINTS, choose, complain
from pygitobj.repository.refs import Refs
from pygitobj.repository.treepath import PathStatus, find_path, follow_path
from pygitobj.store.object_store import ObjectStore

MIN_DIGITS = 4
MAX_NUMBER = (1 << 31) - 1
MAX_PEELS = 1 << 12
PEEL_TYPES = {kind.value: kind for kind in ObjectType}


class Context(NamedTuple):
    """What names are resolved against.

    `base` is the directory that paths in messages are looked for in, `prefix` the start relative to the work tree,
    None outside one. `shallow` are commits without parents. `warn` is told lines that git prints.
    """

    store: ObjectStore
    refs: Refs
    base: str
    prefix: str | None
    work_tree: str | None
    shallow: Callable[[], frozenset[bytes]]
    warn: Callable[[str], None]
    warn_ambiguous: bool
    default_hint: str | None


class Status(Enum):
    """How a resolution ended; the values are the words that batch modes print."""

    FOUND = "found"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    OUTSIDE = "symlink"
    DANGLING = "dangling"
    LOOP = "loop"
    NOT_DIRECTORY = "notdir"


class Resolution(NamedTuple):
    """How a resolution ended: the object, with mode and path where it was found by path; or the link's path outside."""

    status: Status
    id: ObjectId | None = None
    mode: int | None = None
    path: str | None = None
    outside: bytes = b""


Answer = ObjectId | Status


def resolve(context: Context, name: str, *, follow_symlinks: bool = False, explain: bool = False) -> Resolution:
    """What `name` means.

    With `explain`, a name that means nothing raises RevisionError with git's reason where it has one. Raises
    UnsupportedError for syntax that is not supported.
    """
    answer = object_named(context, name, context.default_hint)
    if isinstance(answer, ObjectId):
        return Resolution(Status.FOUND, answer)
    if name.startswith(":"):
        refuse_index_and_search(name, explain)
        return Resolution(Status.MISSING)
    colon = path_separator(name)
    if colon < 0:
        return Resolution(answer)
    rev, path = name[:colon], name[colon + 1 :]
    tree = object_named(context, rev, "treeish")
    if not isinstance(tree, ObjectId):
        if explain:
            raise RevisionError(f"invalid object name '{rev}'.")
        return Resolution(answer)
    return resolve_path(context, rev, tree, path, follow_symlinks, explain)


def resolve_path(
    context: Context, rev: str, tree: ObjectId, path: str, follow_symlinks: bool, explain: bool
) -> Resolution:
    """What `path` means in `tree`, which was named `rev`."""
    path = whole_path(context, path)
    walk = follow_path if follow_symlinks else find_path
    result = walk(context.store, tree, os.fsencode(path))
    if result.status is PathStatus.MISSING and explain:
        if os.path.lexists(os.path.join(context.base, path)):
            raise RevisionError(f"path '{path}' exists on disk, but not in '{rev}'")
        raise RevisionError(f"path '{path}' does not exist in '{rev}'")
    return Resolution(Status(result.status.value), result.id, result.mode, path, result.outside)


def whole_path(context: Context, path: str) -> str:
    """`path` from the top of the tree: `./` and `../` start where the user is."""
    if not path.startswith(("./", "../")):
        return path
    if context.prefix is None or context.work_tree is None:
        raise RevisionError("relative path syntax can't be used outside working tree")
    whole = os.path.normpath(os.path.join("/", context.prefix, path))[1:]
    if os.path.normpath(os.path.join(context.prefix, path)).startswith(".."):
        raise RevisionError(f"'{path}' is outside repository at '{context.work_tree}'")
    return whole + "/" if path.endswith("/") and whole else whole


def refuse_index_and_search(name: str, explain: bool) -> None:
    """Raises UnsupportedError for a name that starts with a colon, unless git itself would not look at it."""
    if name.startswith(":/"):
        if not explain and len(name) > 2:
            raise UnsupportedError(f"searching for a commit by its message is not supported yet: {name}")
    elif len(name) > 1:
        raise UnsupportedError(f"paths in the index are not supported yet: {name}")


def path_separator(name: str) -> int:
    """Where the colon between a revision and a path is, outside of `@{…}` and `^{…}`; -1 without one."""
    depth = 0
    at = 0
    while at < len(name):
        if name[at] in "@^" and name[at + 1 : at + 2] == "{":
            depth += 1
            at += 1
        elif depth and name[at] == "}":
            depth -= 1
        elif not depth and name[at] == ":":
            return at
        at += 1
    return -1


def object_named(context: Context, name: str, hint: str | None) -> Answer:
    """The object that `name`, without a path, means; `hint` helps where an abbreviation is ambiguous."""
    stem = name.rstrip("0123456789")
    if stem and stem[-1] in "^~":
        return ancestor(context, stem[:-1], stem[-1], name[len(stem) :])
    for way in (peeled, plain_name, described):
        answer = way(context, name, hint)
        if answer is not None:
            return answer
    return abbreviated(context, name, hint)


def ancestor(context: Context, name: str, mark: str, digits: str) -> Answer:
    """`<name>^<digits>` or `<name>~<digits>`."""
    number = int(digits) if digits and len(digits) < 11 else 1 if not digits else MAX_NUMBER + 1
    if number > MAX_NUMBER:
        return Status.MISSING
    answer = object_named(context, name, "committish")
    if not isinstance(answer, ObjectId):
        return answer
    commit = commit_named(context, answer)
    if commit is None:
        return Status.MISSING
    if mark == "^":
        if number == 0:
            return commit.id
        parents = parents_of(context, commit)
        return parents[number - 1] if number <= len(parents) else Status.MISSING
    for _ in range(number):
        parents = parents_of(context, commit)
        parent = read_commit(context, parents[0]) if parents else None
        if parent is None:
            return parents[0] if parents and _ == number - 1 else Status.MISSING
        commit = parent
    return commit.id


def parents_of(context: Context, commit: Commit) -> tuple[ObjectId, ...]:
    """The parents of `commit`; none where history was cut off there."""
    if commit.id in context.shallow():
        return ()
    try:
        return commit.parents
    except GitObjectError as error:
        context.warn(f"error: {error}")
        return ()


def read_commit(context: Context, oid: ObjectId) -> Commit | None:
    """The commit `oid`, None where it cannot be read or is none."""
    try:
        kind, data = context.store.read(oid)
    except GitObjectError:
        return None
    return Commit(data, oid, context.store.format) if kind is ObjectType.COMMIT else None


def commit_named(context: Context, oid: ObjectId) -> Commit | None:
    """The commit that `oid` comes to through tags; says so where it is something else."""
    found = without_tags(context, oid)
    if found is None:
        return None
    kind, at, data = found
    if kind is not ObjectType.COMMIT:
        context.warn(f"error: object {at} is a {kind}, not a commit")
        return None
    return Commit(data, at, context.store.format)


def without_tags(context: Context, oid: ObjectId) -> tuple[ObjectType, ObjectId, bytes] | None:
    """The type, id and body of what `oid` comes to through tags, None where something cannot be read."""
    for _ in range(MAX_PEELS):
        try:
            kind, data = context.store.read(oid)
            if kind is not ObjectType.TAG:
                return kind, oid, data
            oid = Tag(data, oid, context.store.format).object
        except GitObjectError:
            return None
    return None


def peeled(context: Context, name: str, hint: str | None) -> Answer | None:  # noqa: ARG001 - one of several ways
    """`<name>^{<type>}`, None where it is not that."""
    start = name.rfind("^{")
    if start < 1 or not name.endswith("}"):
        return None
    word = name[start + 2 : -1]
    if word.startswith("/"):
        raise UnsupportedError(f"searching for a commit by its message is not supported yet: {name}")
    if word and word != "object" and word not in PEEL_TYPES:
        return None
    inner = {"commit": "committish", "tree": "treeish"}.get(word)
    answer = object_named(context, name[:start], inner)
    if not isinstance(answer, ObjectId):
        return None
    if not word:
        found = without_tags(context, answer)
        return None if found is None else found[1]
    if word == "object":
        return answer if readable(context, answer) else None
    return peel_to(context, name, answer, PEEL_TYPES[word])


def readable(context: Context, oid: ObjectId) -> bool:
    """Whether `oid` can be read."""
    try:
        context.store.read(oid)
    except GitObjectError:
        return False
    return True


def peel_to(context: Context, name: str, oid: ObjectId, wanted: ObjectType) -> ObjectId | None:
    """The object of type `wanted` that `oid` comes to through tags and commits; says so where it does not."""
    for _ in range(MAX_PEELS):
        try:
            kind, data = context.store.read(oid)
            if kind is wanted:
                return oid
            if kind is ObjectType.TAG:
                oid = Tag(data, oid, context.store.format).object
            elif kind is ObjectType.COMMIT:
                oid = Commit(data, oid, context.store.format).tree
            else:
                context.warn(f"error: {name}: expected {wanted} type, but the object dereferences to {kind} type")
                return None
        except GitObjectError:
            return None
    return None


def plain_name(context: Context, name: str, hint: str | None) -> Answer | None:  # noqa: ARG001 - one of several ways
    """A full id or the name of a reference, None where it is neither."""
    if len(name) == context.store.format.hex_size and HEX_DIGITS.issuperset(name):
        return ObjectId(name)
    if name.endswith("}") and "@{" in name[:-1]:
        raise UnsupportedError(f"reflogs and upstream branches are not supported yet: {name}")
    if not name or is_ambiguous_path(name):
        return None
    return reference(context, "HEAD" if name == "@" else name, name)


def reference(context: Context, name: str, shown: str) -> ObjectId | None:
    """The id of the reference that the short `name` means; warns where several or an id could be meant."""
    if context.refs.storage != "files" and could_be_abbreviated(name):
        return None
    found: list[ObjectId] = []
    for full, resolved in context.refs.candidates(name):
        if resolved.id is not None:
            found.append(resolved.id)
            if not context.warn_ambiguous:
                break
        elif resolved.symbolic and full != "HEAD":
            context.warn(f"warning: ignoring dangling symref {full}")
        elif resolved.broken and "/" in full and is_valid_refname(full):
            context.warn(f"warning: ignoring broken ref {full}")
    if not found:
        return None
    if context.warn_ambiguous and (len(found) > 1 or is_abbreviation(context, name)):
        context.warn(f"warning: refname '{shown}' is ambiguous.")
    return found[0]


def is_ambiguous_path(name: str) -> bool:
    """Whether a part of `name` between slashes is empty or all dots, which no reference's is."""
    return any(not part.strip(".") for part in name.split("/")[-1:]) or "//" in name or name.startswith("/")


def could_be_abbreviated(name: str) -> bool:
    """Whether `name` looks like an abbreviated id."""
    return MIN_DIGITS <= len(name) <= HEX_SIZES[-1] and HEX_DIGITS.issuperset(name)


def is_abbreviation(context: Context, name: str) -> bool:
    """Whether `name` is, unambiguously, an object's abbreviated id."""
    if not could_be_abbreviated(name) or len(name) > context.store.format.hex_size:
        return False
    return choose(context.store, name, None).id is not None


def described(context: Context, name: str, hint: str | None) -> Answer | None:  # noqa: ARG001 - one of several ways
    """What `git describe` says, `<ref>-<count>-g<abbreviated id>`; None where it is not that."""
    stem, found, digits = name.rpartition("-g")
    ref, _, count = stem.rpartition("-")
    if not found or not could_be_abbreviated(digits) or not count.isalnum() or not HEX_DIGITS.issuperset(count):
        return None
    if not is_valid_refname(ref, one_level=True) or len(digits) > context.store.format.hex_size:
        return None
    return choose(context.store, digits, "commit").id


def abbreviated(context: Context, name: str, hint: str | None) -> Answer:
    """The object whose abbreviated id is `name`."""
    if not could_be_abbreviated(name) or len(name) > context.store.format.hex_size:
        return Status.MISSING
    digits = name.lower()
    choice = choose(context.store, digits, hint if hint in HINTS else None)
    if choice.candidates:
        complain(context.store, digits, choice.candidates, context.warn)
        return Status.AMBIGUOUS
    return Status.MISSING if choice.id is None else choice.id
