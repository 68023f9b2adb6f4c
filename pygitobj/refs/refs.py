"""The references of a repository, whatever backend has them: following, listing, and completing short names.

Two ways of listing: the lenient one gives what names mean to whoever looks at them; the strict one leaves nothing out
on which an object may hang, for whoever removes objects. Follows git's Documentation/gitrevisions, "<refname>".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.errors import UnsupportedError
from pygitobj.files.looked import Looked
from pygitobj.formats.refname import is_valid_refname
from pygitobj.oid import ObjectId
from pygitobj.refs.values import Broken, Listed, Ref, Resolved, Stored, Symbolic, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.reflog import ReflogEntry
    from pygitobj.refs.backend import RefBackend

REFS, BRANCHES = "refs/", "refs/heads/"
MAX_SYMREF_DEPTH = 5
# How a short name is completed, in the order in which git tries.
DWIM_RULES = ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
# So many names, and where they led, are kept at most.
MOST_KNOWN = 1024
Candidate = tuple[str, Resolved]


class Refs:
    """The references that `backend` has.

    Methods raise what it raises: RepositoryError, CorruptError, UnsupportedError.
    """

    def __init__(self, backend: RefBackend) -> None:
        self.backend = backend
        self.format = backend.format
        self.known: dict[tuple[str, bool], tuple[Looked, list[Candidate]] | None] = {}

    # One name

    def resolve(self, name: str, looked: Looked | None = None) -> Resolved:
        """Follow `name` through symbolic references, at most five, to an id; `looked` takes what that hangs on."""
        if not is_valid_refname(name, one_level=True):
            return Resolved(name, None, symbolic=False, broken=True)
        return self.follow(name, self.backend.read(name, looked), looked)

    def follow(self, name: str, value: Value | None, looked: Looked | None = None) -> Resolved:
        """Where the reference `name` leads, whose value is `value`; `looked` takes what that hangs on."""
        symbolic = False
        for _ in range(MAX_SYMREF_DEPTH - 1):
            if not isinstance(value, Symbolic):
                break
            symbolic = True
            name = value.target
            value = self.backend.read(name, looked) if is_valid_refname(name, one_level=True) else Broken(b"")
        if isinstance(value, Symbolic):
            return Resolved(value.target, None, symbolic=True, broken=True)
        if isinstance(value, Broken):
            return Resolved(name, None, symbolic, broken=True)
        return Resolved(name, value, symbolic, False)

    def get(self, name: str) -> ObjectId | None:
        """The id that the full name `name` comes to."""
        found = self.resolve(name).id
        return None if found == self.format.null_id else found

    def candidates(self, name: str, *, first: bool = False) -> list[Candidate]:
        """Each full name that the short `name` may mean, in git's order, with where it leads; without absent ones.

        With `first` only up to the first that leads to an id. Of a name that is asked for again only what it hangs on
        is looked at.
        """
        question = (name, first)
        known = self.known.get(question)
        if known is not None and known[0].holds():
            return known[1]
        # Most names are asked for once: only from the second time on is what they hang on taken down.
        looked = Looked() if question in self.known else None
        found: list[Candidate] = []
        for rule in DWIM_RULES:
            full = rule.format(name)
            resolved = self.resolve(full, looked)
            if resolved.id is not None or resolved.symbolic or resolved.broken:
                found.append((full, resolved))
            if first and resolved.id is not None:
                break
        if looked is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[question] = None
        elif looked.is_sure:
            self.known[question] = looked, found
        return found

    def head_branch(self) -> str | None:
        """The branch that HEAD is on, without refs/heads/; None where it is on none, or no name can be read yet."""
        try:
            found = self.resolve("HEAD")
        except UnsupportedError:
            return None
        if found.broken or not found.symbolic or not found.name.startswith(BRANCHES):
            return None
        return found.name.removeprefix(BRANCHES)

    # Many names

    def __iter__(self) -> Iterator[Ref]:
        return self.starting_with("refs/")

    def starting_with(self, prefix: str) -> Iterator[Ref]:
        """The references whose names start with `prefix`, sorted by name; broken ones are left out."""
        for name, oid in self.values_starting_with(prefix):
            if oid is not None:
                yield Ref(name, oid)

    def values_starting_with(self, prefix: str) -> Iterator[tuple[str, ObjectId | None]]:
        """The names that start with `prefix`, sorted, and the ids that they come to; None for one that is broken.

        Broken is also a symbolic reference that leads to nothing, and one that comes to the null id.
        """
        for name, value, _ in self.backend.stored(prefix, strict=False):
            found = value if isinstance(value, ObjectId) else self.follow(name, value).id
            yield name, None if found == self.format.null_id else found

    def listed(self, prefix: str) -> Iterator[Listed]:
        """What a list shows of the references below refs/ whose names start with `prefix`, also what is broken there.

        What cannot be told is an error. Symbolic references that lead to nothing are left out, as git does.
        """
        null = self.format.null_id
        for name, value, peeled in self.backend.stored(prefix, strict=True):
            if not name.startswith(REFS):
                continue
            if isinstance(value, ObjectId):
                yield Listed(name, None if value == null else value, None, peeled)
                continue
            found = self.follow(name, value)
            if not isinstance(value, Symbolic):
                yield Listed(name, None)
            elif found.id not in (None, null):
                yield Listed(name, found.id, found.name)

    def every(self) -> Iterator[tuple[str, ObjectId | None]]:
        """All that is stored as references below refs/ and what it comes to; None for what is broken or no name.

        A name comes as often as it is stored. Symbolic references that lead nowhere are left out, as git does.
        """
        return self.strictly(self.backend.stored("", strict=True))

    def every_own(self) -> Iterator[tuple[str, ObjectId | None]]:
        """As `every`, of what this worktree has for itself."""
        return self.strictly(self.backend.own())

    def strictly(self, stored: Iterator[Stored]) -> Iterator[tuple[str, ObjectId | None]]:
        """What `stored` comes to."""
        for name, value, _ in stored:
            if not is_valid_refname(name, one_level=True):
                yield name, None
                continue
            oid = self.follow(name, value).id
            if oid not in (None, self.format.null_id):
                yield name, oid
            elif not isinstance(value, Symbolic):
                yield name, None

    def root_refs(self) -> Iterator[Ref]:
        """The references beside refs/, HEAD and its like, sorted by name; broken ones are left out."""
        for name in self.backend.root_names():
            oid = self.get(name)
            if oid is not None:
                yield Ref(name, oid)

    # Logs

    def log(self, name: str) -> list[ReflogEntry] | None:
        """The log of the reference `name`, the oldest entry first; None where it has none."""
        return self.backend.log(name) if is_valid_refname(name, one_level=True) else None

    # Other worktrees

    def elsewhere(self, git_dir: str, common_dir: str) -> Refs:
        """The references that the worktree with the git directory `git_dir` sees, which shares `common_dir`."""
        return Refs(self.backend.elsewhere(git_dir, common_dir))
