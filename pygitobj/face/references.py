"""`repo.refs`: the references of a repository as a read-only mapping, by their full names.

    refs["refs/heads/main"]     KeyError is for what is absent, and for nothing else
    refs.head                   HEAD; it and its like (ORIG_HEAD, …) can be asked for, but are not listed
    refs.branches["main"]       those below refs/heads/, by what follows; tags and remotes so too
    refs.reflog("HEAD")[0]      the latest change

Names that are no UTF-8 come as surrogates, as file names do in Python. Follows git's Documentation/gitglossary, "ref",
and Documentation/git-for-each-ref.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView

from pygitobj.errors import CorruptError, RevisionError
from pygitobj.formats.ident import Ident, parse_ident
from pygitobj.formats.refname import PER_WORKTREE, PSEUDO_REFS, is_root_ref, is_valid_refname
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.kernels import shown_refs
from pygitobj.oid import ObjectId, shown
from pygitobj.record import Record
from pygitobj.refs.plain_lines import plain_names
from pygitobj.refs.replace import Reader
from pygitobj.refs.values import Symbolic
from pygitobj.revisions.peel import peel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pygitobj.face.transaction import Transaction
    from pygitobj.refs.refs import Refs as RefStore
    from pygitobj.refs.values import Stored, Value
    from pygitobj.repository.repository import Repository

BRANCHES, TAGS, REMOTES, ALL = "refs/heads/", "refs/tags/", "refs/remotes/", "refs/"
MAIN_WORKTREE, WORKTREES = "main-worktree/", "worktrees/"


class Reference(Record):
    """A reference: its full name; the name that a symbolic one holds, else None; the id that it comes to.

    The id is None where a symbolic one leads to what is not there yet, as HEAD does in a new repository.
    """

    name: str
    target: str | None
    id: ObjectId | None

    @property
    def short(self) -> str:
        """The name without refs/heads/, refs/tags/ or refs/remotes/, else without refs/."""
        for prefix in (BRANCHES, TAGS, REMOTES):
            if self.name.startswith(prefix):
                return self.name[len(prefix) :]
        return self.name.removeprefix(ALL)


class ReflogEntry(Record):
    """A change of a reference from `old`, None where it was not there, to `new`, None where it was deleted."""

    old: ObjectId | None
    new: ObjectId | None
    who: Ident
    message: bytes


class RefMapping(Mapping[str, Reference]):
    """The references whose full names start with `prefix`, named without `hidden`, the start of that.

    Each question looks at the references as they are then, so that any number of threads may ask. What is there and
    cannot be read is an error, of `in`, `get` and `len` too: CorruptError for a reference that holds neither an id
    nor a name or leads round in a circle, RepositoryError for what the system does not let us read. Listing reads no
    object.
    """

    def __init__(self, repository: Repository, prefix: str, hidden: str) -> None:
        self._repository = repository
        self._prefix = prefix
        self._hidden = hidden

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._prefix} of {self._repository.location.git_dir}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._repository, self._prefix, self._hidden)

    def __getitem__(self, name: str) -> Reference:
        """The reference `name`. Raises KeyError where there is none, TypeError for what is no str."""
        found = self._find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: object) -> bool:
        return self._find(name) is not None

    def __iter__(self) -> Iterator[str]:
        """The names, in order of their bytes, as they are when this is called."""
        at = len(self._hidden)
        found = plain_names(self._store, self._prefix)
        if found is None:
            return iter([stored.name[at:] for stored in self._stored(self._prefix)])
        text = shown_refs(found.text, self._store.format.hash_size, {b"": b""}, {b"": b"\n"})
        return iter([name[at:] for name in text.decode("utf-8", "surrogateescape").split("\n")[:-1]])

    def __len__(self) -> int:
        found = plain_names(self._store, self._prefix)
        return len(self._stored(self._prefix)) if found is None else found.total

    def values(self) -> ValuesView[Reference]:
        """The references, all from one look at them."""
        return ReferenceValues(self)

    def items(self) -> ItemsView[str, Reference]:
        """The names and references, all from one look at them."""
        return ReferenceItems(self)

    @property
    def _store(self) -> RefStore:
        return self._repository.ref_store

    def _find(self, name: object) -> Reference | None:
        """The reference `name`, None where there is none, nor can be. Raises TypeError for what is no str."""
        full = self._hidden + require_name(name)
        value = self._store.backend.read(full) if is_full_name(full) else None
        return None if value is None else reference_of(self._store, full, value)

    def _stored(self, prefix: str) -> list[Stored]:
        """What is stored of which the names start with `prefix`, in their order."""
        return list(self._store.backend.stored(prefix, strict=False))

    def _references(self, prefix: str) -> Iterator[Reference]:
        """The references whose full names start with `prefix`."""
        for name, value, _ in self._stored(prefix):
            yield reference_of(self._store, name, value)


class ReferenceValues(ValuesView[Reference]):
    """The references of a mapping, read together and not one by one."""

    _mapping: RefMapping

    def __iter__(self) -> Iterator[Reference]:
        return self._mapping._references(self._mapping._prefix)


class ReferenceItems(ItemsView[str, Reference]):
    """The names and references of a mapping, read together and not one by one."""

    _mapping: RefMapping

    def __iter__(self) -> Iterator[tuple[str, Reference]]:
        at = len(self._mapping._hidden)
        return ((found.name[at:], found) for found in self._mapping._references(self._mapping._prefix))


class Refs(RefMapping):
    """The references of a repository as this worktree sees them, by their full names: a read-only mapping.

    HEAD and its like can be asked for, and so can those of other worktrees (`worktrees/<id>/HEAD`); listed is what is
    below refs/. What it raises, and what it reads: see the mapping that it is.
    """

    def __init__(self, repository: Repository) -> None:
        super().__init__(repository, ALL, "")

    def __repr__(self) -> str:
        return f"<Refs of {self._repository.location.git_dir}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Refs, (self._repository,)

    @property
    def head(self) -> Reference:
        """HEAD; its `target` is the branch that it is on, None where it is detached."""
        return self["HEAD"]

    @property
    def branches(self) -> Mapping[str, Reference]:
        """The branches, by names such as "main"."""
        return RefMapping(self._repository, BRANCHES, BRANCHES)

    @property
    def tags(self) -> Mapping[str, Reference]:
        """The tags, by names such as "v1.0". What a tag object is of: `peel`."""
        return RefMapping(self._repository, TAGS, TAGS)

    @property
    def remotes(self) -> Mapping[str, Reference]:
        """What was last seen of remotes' branches, by names such as "origin/main"."""
        return RefMapping(self._repository, REMOTES, REMOTES)

    def matching(self, *patterns: str) -> Iterator[Reference]:
        """The references that match one of `patterns`, in order of their names; none where there is no pattern.

        A pattern is a full name, the start of one up to a slash, or has git's wildcards, of which `*` stops at a
        slash and `**` does not: "refs/heads", "refs/tags/v1.*", "refs/**/main".
        """
        wanted = [pattern for pattern in map(require_name, patterns) if encoded(pattern)]
        return self._matching(wanted)

    def _matching(self, patterns: list[str]) -> Iterator[Reference]:
        """The references that match one of `patterns`; no more of them are looked at than have their starts."""
        starts = {plain_start(pattern) for pattern in patterns}
        first = [start for start in starts if not start.startswith(tuple(starts - {start}))]
        for start in sorted(first, key=encoded):
            for found in self._references(start):
                if any(is_match(found.name, pattern) for pattern in patterns):
                    yield found

    def peel(self, name: str) -> ObjectId:
        """The id of what the reference `name` comes to, through tag objects too.

        Raises KeyError where there is no such reference, RevisionError for one that leads to what is not there yet,
        NotFoundError and CorruptError for an object that is missing or damaged.
        """
        found = self[name]
        if found.id is None:
            raise RevisionError(f"{name} leads to {found.target}, which is not there yet")
        objects = self._repository.objects
        return peel(Reader(objects), found.id, type_of=lambda oid: objects.header(oid).type, compares=False).id

    def reflog(self, name: str) -> Sequence[ReflogEntry]:
        """The log of the reference `name`, the newest entry first, as `name@{n}`; empty where none is kept.

        Raises KeyError where there is neither a log nor a reference of that name.
        """
        entries = self._store.backend.log(name) if is_full_name(require_name(name)) else None
        if entries is None:
            _ = self[name]
            return ()
        null = self._store.format.null_id
        return tuple(
            ReflogEntry(
                None if entry.old == null else entry.old,
                None if entry.new == null else entry.new,
                parse_ident(entry.who),
                entry.message,
            )
            for entry in reversed(entries)
        )

    def transaction(
        self,
        message: str | bytes = "",
        *,
        who: Ident | None = None,
        hooks: bool = False,
        timeout: float | None = None,
    ) -> Transaction:
        """A transaction: leaving its block makes all changes that were asked for in it, an error in it none.

        `message` and `who` are for the logs; without `who` the committer of the environment and the configuration. The
        reference-transaction hook is run only with `hooks`. The lock of another process is waited for `timeout`
        seconds, without it as core.filesRefLockTimeout and core.packedRefsTimeout say; it is never broken. Raises
        TypeError, ValueError, RepositoryError. Follows git's Documentation/git-update-ref.
        """
        from pygitobj.face.transaction import Transaction  # who reads does without

        return Transaction(self._repository, message, who=who, hooks=hooks, timeout=timeout)


def require_name(name: object) -> str:
    """`name`, of a reference. Raises TypeError that says what to pass."""
    if not isinstance(name, str):
        raise TypeError(f'the name of a reference is a str such as "refs/heads/main", not {shown(name)}')
    return name


def is_full_name(name: str) -> bool:
    """Whether `name` can be that of a reference: below refs/, HEAD or its like, or one that another worktree has."""
    own = name
    if name.startswith(MAIN_WORKTREE):
        own = name.removeprefix(MAIN_WORKTREE)
    elif name.startswith(WORKTREES):
        own = name.removeprefix(WORKTREES).partition("/")[2]
    if not encoded(name):
        return False
    if own is name and name.startswith(ALL):
        return is_valid_refname(name)
    known = is_root_ref(own) or own in PSEUDO_REFS or (own is not name and own.startswith(PER_WORKTREE))
    return known and is_valid_refname(name, one_level=True)


def reference_of(store: RefStore, name: str, value: Value) -> Reference:
    """The reference `name`, whose value is `value`. Raises CorruptError for one that leads to no id and to no name."""
    target = value.target if isinstance(value, Symbolic) else None
    found = store.follow(name, value)
    if found.broken or found.id == store.format.null_id:
        place = name if found.name == name else f"{name}, which leads to {found.name},"
        raise CorruptError(
            f"reference {place} is broken", expected=f"{store.format.hex_size} hex digits, or ref: <name>"
        )
    return Reference(name, target, found.id)


def plain_start(pattern: str) -> str:
    """The start of `pattern`, which has no wildcard."""
    at = min((at for at in map(pattern.find, "*?[\\") if at >= 0), default=-1)
    return pattern if at < 0 else pattern[:at]


def is_match(name: str, pattern: str) -> bool:
    """Whether the reference `name` matches `pattern`, as git's for-each-ref takes it."""
    plain = pattern.removesuffix("/")
    if name == pattern or name.startswith(f"{plain}/"):
        return True
    return wildmatch(encoded(pattern), encoded(name))


def encoded(text: str) -> bytes:
    """The bytes of a name; none where it has a half character that stands for no byte, which no name has."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return b""
