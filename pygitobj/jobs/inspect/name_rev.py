"""What the objects of a repository are called after its references.

Commits are called as walk/name_rev.py has it, other objects only where a reference names them.

Follows git's Documentation/git-name-rev.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.formats.tag import Tag, time_of
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.short_names import shortened
from pygitobj.revisions.peel import through_tags
from pygitobj.walk.history import History
from pygitobj.walk.name_rev import PEELED, Cutoff, Name, Tip, name_commits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

REFS, TAGS, HEADS = "refs/", "refs/tags/", "refs/heads/"


class NameChoice(Record):
    """Which references names are made of: tags alone, those that a pattern matches, not those that are excluded.

    `short` says whether names of tags alone are made as short as they can be.
    """

    tags: bool = False
    short: bool = False
    matches: Sequence[str] = ()
    excludes: Sequence[str] = ()

    def takes(self, name: str) -> bool:
        """Whether names are made of the reference `name`."""
        if self.tags and not name.startswith(TAGS):
            return False
        if any(place_matched(pattern, name) is not None for pattern in self.excludes):
            return False
        return not self.matches or any(place_matched(pattern, name) is not None for pattern in self.matches)

    def shortens(self, name: str) -> bool:
        """Whether `name` is made as short as it can be: also where a pattern matches it but for its first parts."""
        return (self.tags and self.short) or any(place_matched(pattern, name) for pattern in self.matches)


def place_matched(pattern: str, name: str) -> int | None:
    """From where on, at the start or behind a slash, `pattern` matches the rest of `name`; None for nowhere."""
    place = 0
    while True:
        if wildmatch(encoded(pattern), encoded(name[place:]), across=True):
            return place
        slash = name.find("/", place)
        if slash < 0:
            return None
        place = slash + 1


class Names:
    """What is called what; `commits` are the names of commits by number."""

    def __init__(self, repository: Repository, history: History, choice: NameChoice, cutoff: Cutoff) -> None:
        self.repository = repository
        self.history = history
        self.choice = choice
        # What references name themselves.
        self.exact: dict[bytes, str] = {}
        self.commits: dict[int, Name] = name_commits(history, self.tips(), cutoff)

    def tips(self) -> Iterator[Tip]:
        """The references that names are made of and that come to a commit; whatever they name is noted in `exact`."""
        for ref in self.repository.ref_store.listed(REFS):
            if ref.id is not None and self.choice.takes(ref.name):
                name = self.name_of(ref.name)
                self.exact.setdefault(bytes(ref.id), name)
                tip = self.tip(ref.name, name, ref.id)
                if tip is not None:
                    yield tip

    def name_of(self, ref: str) -> str:
        """How the reference `ref` is called."""
        if self.choice.shortens(ref):
            return shortened(self.repository.ref_store, ref)
        return ref.removeprefix(HEADS) if ref.startswith(HEADS) else ref.removeprefix(REFS)

    def tip(self, ref: str, name: str, oid: ObjectId) -> Tip | None:
        """The commit that the reference `ref` to `oid` comes to, and its date: of the last tag on the way to it.

        None where it comes to something else, or to nothing that can be read.
        """
        try:
            *tags, end = through_tags(self.repository.reader, oid)
            if end.type is not ObjectType.COMMIT:
                return None
            number = self.history.number(end.id)
            self.history.require(number)
        except MISSING_OR_BAD:
            return None
        if not tags:
            return Tip(number, name, self.history.table.date(number), ref.startswith(TAGS))
        date = time_of(Tag(tags[-1].data, tags[-1].id, self.repository.format))
        return Tip(number, name + PEELED, date, ref.startswith(TAGS))

    def of(self, oid: ObjectId) -> str | None:
        """What the object `oid` is called, None for nothing."""
        number = self.history.table.find(oid)
        found = self.commits.get(number)
        if found is not None:
            return str(found)
        return None if number >= 0 and self.history.table.is_known(number) else self.exact.get(bytes(oid))


def encoded(text: str) -> bytes:
    """The bytes of a name or pattern."""
    return text.encode("utf-8", "surrogateescape")
