"""Which references lead to a commit, as `%d` and `--decorate` show them.

    grafted, replaced   where history was changed
    HEAD                and the branch that it is on, with an arrow between
    references          by name, the last one first

Follows git's Documentation/git-log, "--decorate", and pretty-formats, "%(decorate)".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from pygitobj.cli.pretty.world import World
from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.formats.color import RESET
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.replace import replace_base
from pygitobj.refs.values import Listed
from pygitobj.revisions.peel import peel

HEAD, BRANCH, REMOTE, TAG, STASH, GRAFTED, OTHER = "HEAD", "branch", "remoteBranch", "tag", "stash", "grafted", ""
STARTS = (("refs/heads/", BRANCH), ("refs/tags/", TAG), ("refs/remotes/", REMOTE))
STASH_NAME = "refs/stash"
# What git shows them in where configuration (color.decorate) says nothing else.
COLORS = {
    OTHER: RESET, BRANCH: b"\x1b[1;32m", REMOTE: b"\x1b[1;31m", TAG: b"\x1b[1;33m", STASH: b"\x1b[1;35m",
    HEAD: b"\x1b[1;36m", GRAFTED: b"\x1b[1;34m",
}  # fmt: skip


class Decoration(Record):
    """A name that is shown beside a commit: of what kind it is, and its full text."""

    kind: str
    name: str


class Style(Record):
    """What stands around decorations and between them."""

    prefix: bytes = b" ("
    suffix: bytes = b")"
    separator: bytes = b", "
    pointer: bytes = b" -> "
    tag: bytes = b"tag: "


class Colors(Record):
    """The colours of a commit's id, and of each kind of decoration."""

    commit: bytes
    kinds: Mapping[str, bytes] = COLORS


class Decorations:
    """The decorations of the commits of `world`: references that `wanted` takes, all without it.

    With `full` names are shown whole. All references are looked at when the first commit is asked for.
    """

    def __init__(self, world: World, wanted: Callable[[str], bool] | None = None, *, full: bool = False) -> None:
        self.world = world
        self.wanted = wanted
        self.full = full

    @cached_property
    def by_commit(self) -> Mapping[bytes, list[Decoration]]:
        """The decorations of each object that has any, as they are shown."""
        found: dict[bytes, list[Decoration]] = {}
        repository = self.world.repository
        refs = [ref for ref in self.world.refs.listed("refs/") if self.wanted is None or self.wanted(ref.name)]
        for oid, decoration in self.of_references(refs):
            found.setdefault(bytes(oid), []).append(decoration)
        head = self.world.refs.resolve(HEAD).id
        if head is not None and (self.wanted is None or self.wanted(HEAD)):
            found.setdefault(bytes(head), []).append(Decoration(HEAD, HEAD))
        for changed in repository.shallow.union(repository.grafts):
            found.setdefault(changed, []).append(Decoration(GRAFTED, "grafted"))
        for decorations in found.values():
            decorations.reverse()
        return found

    def of_references(self, refs: Iterable[Listed]) -> Iterable[tuple[ObjectId, Decoration]]:
        """What `refs` lead to, and what is shown there."""
        repository = self.world.repository
        known = [ref for ref in refs if ref.id is not None]
        base = replace_base(repository.environ)
        headers = repository.objects.header_many([ref.id for ref in known if ref.id is not None])
        for ref, (oid, header) in zip(known, headers, strict=True):
            if base and ref.name.startswith(base):
                yield from self.of_replacement(ref.name, base)
                continue
            if isinstance(header, GitObjectError):
                continue
            yield oid, Decoration(kind_of(ref.name), ref.name)
            if header.type is ObjectType.TAG:
                target = ref.peeled or self.peeled(oid)
                if target is not None:
                    yield target, Decoration(TAG, ref.name)

    def of_replacement(self, name: str, base: str) -> Iterator[tuple[ObjectId, Decoration]]:
        """What the replace ref `name`, which starts with `base`, says of the object that it is for."""
        if not self.world.repository.follows_replacements:
            return
        try:
            yield ObjectId(name.removeprefix(base)), Decoration(GRAFTED, "replaced")
        except ValueError:
            self.world.repository.warn(f"warning: invalid replace ref {name}")

    def peeled(self, oid: ObjectId) -> ObjectId | None:
        """What the tag `oid` comes to, None where that cannot be read."""
        try:
            return peel(self.world.repository.reader, oid, compares=False).id
        except MISSING_OR_BAD:
            return None

    @cached_property
    def head_branch(self) -> str | None:
        """The branch that HEAD is on."""
        return self.world.refs.head_branch()

    def of(self, oid: bytes) -> list[Decoration]:
        """The decorations of the commit `oid`."""
        return self.by_commit.get(oid, [])

    def shown(self, oid: bytes, style: Style, colors: Colors | None) -> bytes:
        """The decorations of the commit `oid` in `style`, without `colors` in none; nothing where it has none."""
        found = self.by_commit.get(oid)
        if not found:
            return b""
        current = self.current(found)
        before = style.prefix
        parts: list[bytes] = []
        for decoration in found:
            if decoration is current:
                continue
            parts += self.one(decoration, before, style, colors)
            if current is not None and decoration.kind == HEAD:
                parts += painted(style.pointer, colors and colors.commit)
                parts += painted(self.name(current), colors and colors.kinds[current.kind])
            before = style.separator
        if style.suffix:
            parts += painted(style.suffix, colors and colors.commit)
        return b"".join(parts)

    def one(self, decoration: Decoration, before: bytes, style: Style, colors: Colors | None) -> list[bytes]:
        """One decoration with what stands `before` it."""
        color = colors and colors.kinds[decoration.kind]
        parts = painted(before, colors and colors.commit) if before else []
        if style.tag and decoration.kind == TAG:
            parts += painted(style.tag, color)
        return parts + painted(self.name(decoration), color)

    def current(self, found: list[Decoration]) -> Decoration | None:
        """The branch that HEAD is on, where both are among `found`."""
        if all(decoration.kind != HEAD for decoration in found):
            return None
        branch = Decoration(BRANCH, f"refs/heads/{self.head_branch}")
        return next((decoration for decoration in found if decoration == branch), None)

    def name(self, decoration: Decoration) -> bytes:
        """The name as it is shown."""
        name = decoration.name
        if not self.full:
            start = next((start for start, _ in STARTS if name.startswith(start)), "")
            name = name.removeprefix(start)
        return name.encode("utf-8", "surrogateescape")


def painted(text: bytes, color: bytes | None) -> list[bytes]:
    """`text` in `color`, if there is one."""
    return [text] if color is None else [color, text, RESET]


def kind_of(name: str) -> str:
    """What the reference `name` is shown as."""
    if name == STASH_NAME:
        return STASH
    return next((kind for start, kind in STARTS if name.startswith(start)), OTHER)
