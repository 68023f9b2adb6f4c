"""What commits are called after the tag, or another reference, that they come after: `<tag>-<count>-g<short id>`.

    names       of each commit the best: an annotated tag, the youngest of several; else a lightweight tag; else another
                reference
    tag's own   an annotated tag is called what the tag object says

Follows git's Documentation/git-describe.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.formats.tag import Tag, time_of
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.revisions.peel import peel
from pygitobj.walk.describe import Candidate, Found, Search, Wanted
from pygitobj.walk.history import History

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.values import Listed
    from pygitobj.repository.repository import Repository
    from pygitobj.store.short_ids import ShortIds

HEAD, LIGHTWEIGHT, ANNOTATED = 0, 1, 2
REFS, TAGS = "refs/", "refs/tags/"
# What patterns are matched against is what follows these.
MATCHED = (TAGS, "refs/heads/", "refs/remotes/")
CANDIDATES, MOST_CANDIDATES = 10, 28


class CannotDescribeError(GitObjectError):
    """No reference that may be used for it comes before a commit."""


class Choice(Record):
    """Which references name commits, and how: any tag, or every reference; by patterns of what follows refs/tags/."""

    tags: bool = False
    every: bool = False
    matches: Sequence[str] = ()
    excludes: Sequence[str] = ()

    def takes(self, name: str) -> bool:
        """Whether the reference `name` may be what a commit is called after."""
        start = next((start for start in MATCHED if name.startswith(start)), None)
        if start != TAGS and not self.every:
            return False
        if not self.matches and not self.excludes:
            return True
        if start is None:
            return False
        rest = encoded(name.removeprefix(start))
        if any(wildmatch(encoded(pattern), rest, across=True) for pattern in self.excludes):
            return False
        return not self.matches or any(wildmatch(encoded(pattern), rest, across=True) for pattern in self.matches)


class Named:
    """What a commit is called: the reference's name without its start, the object that it names, and how good it is."""

    __slots__ = ("known", "name", "oid", "rank")

    def __init__(self, rank: int, name: str, oid: ObjectId) -> None:
        self.rank = rank
        self.name = name
        self.oid = oid
        self.known: Tag | None = None


class Style(Record):
    """How it is written: always with the count, with so many digits (None for the usual, 0 for no count at all)."""

    long: bool = False
    digits: int | None = None
    always: bool = False
    candidates: int = CANDIDATES
    first_parent: bool = False


class Describer:
    """Names commits of `repository` after the references of `choice`; `tell` is told how each was found."""

    def __init__(
        self,
        repository: Repository,
        history: History,
        ids: ShortIds,
        choice: Choice,
        style: Style,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self.repository = repository
        self.history = history
        self.ids = ids
        self.choice = choice
        self.style = style
        self.tell = tell
        self.warn = repository.warn
        self.names: dict[bytes, Named] = {}
        for ref in repository.ref_store.listed(REFS if choice.every else TAGS):
            if ref.id is not None and choice.takes(ref.name):
                self.add(ref, ref.id)

    def add(self, ref: Listed, oid: ObjectId) -> None:
        """Call what `ref` comes to after it, if it is called nothing better."""
        peeled = ref.peeled or self.peeled(oid)
        rank = ANNOTATED if peeled != oid else LIGHTWEIGHT if ref.name.startswith(TAGS) else HEAD
        named = Named(rank, ref.name.removeprefix(REFS if self.choice.every else TAGS), oid)
        before = self.names.get(peeled)
        if (
            before is None
            or before.rank < rank
            or (before.rank == rank == ANNOTATED and self.is_younger(named, before))
        ):
            self.names[bytes(peeled)] = named

    def peeled(self, oid: ObjectId) -> ObjectId:
        """What `oid` comes to through tags; itself where that cannot be told."""
        try:
            return peel(self.repository.reader, oid).id
        except MISSING_OR_BAD:
            return oid

    def is_younger(self, one: Named, other: Named) -> bool:
        """Whether the tag `one` was made after `other`, as far as both can be read."""
        theirs = self.tag(other)
        ours = self.tag(one)
        return theirs is None or (ours is not None and time_of(theirs) < time_of(ours))

    def tag(self, named: Named) -> Tag | None:
        """The tag object that it is called after, None where it cannot be read."""
        if named.known is None:
            try:
                kind, data = self.repository.reader.read(named.oid)
            except MISSING_OR_BAD:
                return None
            if kind is ObjectType.TAG:
                named.known = Tag(data, named.oid, self.repository.format)
        return named.known

    def describe(self, commit: ObjectId) -> str:
        """What `commit` is called. Raises CannotDescribeError in git's words, NotFoundError, CorruptError."""
        named = self.names.get(commit)
        if named is not None and self.is_usable(named):
            text, own = self.text_of(named)
            if own or self.style.long:
                tag = named.known
                text += self.suffix(0, commit if tag is None else tag.object)
            return text
        if not self.style.candidates:
            raise CannotDescribeError(f"no tag exactly matches '{commit}'")
        return self.after(commit)

    def after(self, commit: ObjectId) -> str:
        """What `commit`, which has no name of its own, is called."""
        if self.tell is not None:
            self.tell("No exact match on refs or tags, searching to describe")
        passed_over = 0

        def usable(number: int) -> bool:
            nonlocal passed_over
            named = self.name_of(number)
            if named is not None and not self.is_usable(named):
                passed_over += 1
            return named is not None and self.is_usable(named)

        def annotated(number: int) -> bool:
            named = self.name_of(number)
            return named is not None and named.rank == ANNOTATED

        style = self.style
        wanted = Wanted(usable, annotated, len(self.names), style.candidates, style.first_parent)
        found = Search(self.history, self.history.number(commit), wanted).run()
        if not found.candidates:
            if style.always:
                return self.ids.short(commit, style.digits)
            raise nothing_found(commit, passed_over)
        if self.tell is not None:
            self.tell_search(found)
        best = found.candidates[0]
        named = self.named(best)
        text, own = self.text_of(named)
        return text + self.suffix(best.depth, commit) if own or style.digits != 0 else text

    def name_of(self, number: int) -> Named | None:
        """What the commit `number` is called itself."""
        return self.names.get(self.history.table.oid(number))

    def named(self, candidate: Candidate) -> Named:
        """What `candidate` is called."""
        return self.names[self.history.table.oid(candidate.commit)]

    def is_usable(self, named: Named) -> bool:
        """Whether a commit is called after it, and not only after annotated tags."""
        return self.choice.tags or self.choice.every or named.rank == ANNOTATED

    def text_of(self, named: Named) -> tuple[str, bool]:
        """Its name, and whether the tag object says another than the reference. Raises CannotDescribeError."""
        if named.rank != ANNOTATED:
            return named.name, False
        tag = self.tag(named)
        if tag is None:
            raise CannotDescribeError(f"annotated tag {named.name} not available")
        own = tag.name.decode("utf-8", "surrogateescape")
        outside = named.name.removeprefix("tags/") if self.choice.every else named.name
        if own != outside:
            self.warn(f"warning: tag '{named.name}' is externally known as '{own}'")
        return f"tags/{own}" if self.choice.every else own, own != outside

    def suffix(self, count: int, oid: bytes) -> str:
        """How many commits it is ahead, and its short id."""
        return f"-{count}-g{self.ids.short(oid, self.style.digits)}"

    def tell_search(self, found: Found) -> None:
        """Tell which candidates there were, and where the search ended."""
        assert self.tell is not None
        if found.finished_at is not None:
            self.tell(f"finished search at {self.history.table.oid(found.finished_at).hex()}")
        for candidate in found.candidates:
            named = self.named(candidate)
            word = ("head", "lightweight", "annotated")[named.rank]
            self.tell(f" {word:<11} {candidate.depth:8d} {named.name}")
        self.tell(f"traversed {found.looked_at} commits")
        if found.gave_up_at is not None:
            most = self.style.candidates
            self.tell(f"found {most} tags; gave up search at {self.history.table.oid(found.gave_up_at).hex()}")


def nothing_found(commit: ObjectId, passed_over: int) -> CannotDescribeError:
    """The error for a commit that no name comes before, where `passed_over` could be used but for what they are."""
    if passed_over:
        text = f"No annotated tags can describe '{commit}'.\nHowever, there were unannotated tags: try --tags."
    else:
        text = f"No tags can describe '{commit}'.\nTry --always, or create some tags."
    return CannotDescribeError(text)


def encoded(text: str) -> bytes:
    """The bytes of a name or pattern."""
    return text.encode("utf-8", "surrogateescape")
