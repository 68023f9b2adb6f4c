"""The youngest commit whose message matches: `:/<text>` from all references and HEAD, `<rev>^{/<text>}` from a commit.

    <text>      an extended regular expression of POSIX, searched for in the whole message, in which ^ is its start
    !-<text>    what does not match
    !!<text>    one that starts with !; anything else after a ! means nothing

A message is looked at as it is stored, up to a NUL. Commits come by the date of their committers, of equal ones what
was met first. Follows git's Documentation/gitrevisions, "<rev>^{/<text>}" and ":/<text>".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from itertools import count

from pygitobj.errors import CorruptObject
from pygitobj.formats.posix_regex import compile_posix
from pygitobj.kernels import parse_commits
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.revisions.context import Context
from pygitobj.revisions.peel import peel

START, NEGATED, ESCAPED = "!", "!-", "!!"
Matches = Callable[[bytes], bool]


def search_all(context: Context, text: str) -> ObjectId | None:
    """The youngest commit that matches `text` of those that a reference or HEAD reaches; None without one.

    Raises NotFoundError, CorruptError, RepositoryError where one that may be younger cannot be read.
    """
    matches = matcher(text)
    return None if matches is None else youngest(context, tips(context), matches)


def search_from(context: Context, start: ObjectId, text: str) -> ObjectId | None:
    """As `search_all`, of the commits that the commit `start` reaches."""
    matches = matcher(text)
    return None if matches is None else youngest(context, [start], matches)


def matcher(text: str) -> Matches | None:
    """Whether the body of a commit is what `text` asks for; None where that means nothing."""
    negated = text.startswith(NEGATED)
    if negated:
        text = text.removeprefix(NEGATED)
    elif text.startswith(START):
        if not text.startswith(ESCAPED):
            return None
        text = text[1:]
    try:
        # Characters are those of UTF-8, in messages as in the pattern; a byte that is none is a character too.
        pattern = compile_posix(os.fsencode(text).decode("utf-8", "surrogateescape"))
    except ValueError:
        return None

    def matches(body: bytes) -> bool:
        _, parted, message = body.partition(b"\0")[0].partition(b"\n\n")
        found = bool(parted) and bool(pattern.search(message.decode("utf-8", "surrogateescape")))
        return found is not negated

    return matches


def tips(context: Context) -> Iterator[ObjectId]:
    """The commits that HEAD and the references come to, HEAD first and the last name next, as git takes them in."""
    named = [ref.id for ref in context.refs]
    head = context.refs.get("HEAD")
    if head is not None:
        named.append(head)
    for oid in dict.fromkeys(reversed(named)):
        # Types alone are asked for: what a tag names may be large.
        found = peel(context.reader, oid, type_of=lambda at: context.reader.header(at).type)
        if found.type is ObjectType.COMMIT:
            yield found.id


def youngest(context: Context, starts: Iterable[ObjectId], matches: Matches) -> ObjectId | None:
    """The first commit for which `matches` (body), by date, of those that `starts` reach.

    Each is read once, when it is met; what is kept of it is what its turn needs.
    """
    shallow, grafts = context.shallow(), context.grafts()
    numbers = count()
    waiting: list[tuple[int, int, bytes, tuple[bytes, ...], bool]] = []
    met: set[bytes] = set()

    def meet(oid: bytes) -> None:
        if oid in met:
            return
        met.add(oid)
        kind, body = context.reader.read(oid)
        if kind is not ObjectType.COMMIT:
            raise CorruptObject(f"object {ObjectId(oid)} is a {kind}, not a commit")
        (links,) = parse_commits([body], context.format.hash_size)
        if links is None:
            raise CorruptObject("a malformed commit", oid=ObjectId(oid), expected="a tree and parents")
        parents = () if oid in shallow else grafts.get(oid, links.parents)
        heappush(waiting, (-links.date, next(numbers), oid, parents, matches(body)))

    for start in starts:
        meet(start)
    while waiting:
        _, _, oid, parents, is_found = heappop(waiting)
        if is_found:
            return ObjectId(oid)
        # What comes before one that is found is not looked at: it may be missing.
        for parent in parents:
            meet(parent)
    return None
