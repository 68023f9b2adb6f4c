"""Which commits are whole: they, their ancestors and all that their trees name are there.

What references, indexes and HEADs reach counts as whole, so that what is wrong there takes nothing else along. What is
promised, and commits of submodules, need not be there. Follows git's Documentation/git-reflog, "--stale-fix".
"""

from __future__ import annotations

from functools import cached_property

from pygitobj.errors import NotFoundError
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK
from pygitobj.jobs.roots import all_roots
from pygitobj.kernels import Reach, parse_tree
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.revisions.peel import peel
from pygitobj.walk.history import History
from pygitobj.walk.problems import ANY_MISSING
from pygitobj.walk.reachable import Scope, reachable
from pygitobj.walk.read_ahead import ReadAhead

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


class WholeCommits:
    """Tells of ids in `repository` whether they are those of whole commits.

    Raises CorruptError for what is there but damaged: nothing may go then, since it can be mended.
    """

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.store = repository.objects
        self.history = History(ReadAhead(self.store), repository.shallow)
        self.broken: set[bytes] = set()

    @cached_property
    def known(self) -> Reach:
        """What is whole: at first all that is reached. Raises RepositoryError for a reference without its object."""
        known = Reach(self.store.format.hash_size)
        scope = Scope(self.repository.shallow, ANY_MISSING)
        listed = reachable(self.store, all_roots(self.repository, reflogs=False), scope=scope)
        for column in listed[:4]:
            known.add(bytes(column.ids))
        return known

    def has(self, oid: ObjectId) -> bool:
        """Whether `oid` is, or leads by tags to, a whole commit, or is promised, or no object at all."""
        if oid == self.store.format.null_id:
            return True
        try:
            peeled = peel(self.repository.reader, oid)
        except NotFoundError:
            return self.repository.is_promised(oid)
        return peeled.type is ObjectType.COMMIT and self.is_whole(peeled.id)

    def is_whole(self, oid: bytes) -> bool:
        """Whether the commit `oid` is whole."""
        if oid in self.known:
            return True
        found, trees = {oid: None}, []
        left = [oid]
        while left:
            at = left.pop()
            if at in self.broken:
                return self.is_broken(oid)
            try:
                links = self.history.links(at)
            except NotFoundError:
                if self.repository.is_promised(at):
                    continue
                return self.is_broken(oid)
            trees.append(links.tree)
            for parent in links.parents:
                if parent not in found and parent not in self.known:
                    found[parent] = None
                    left.append(parent)
        if not all(map(self.has_tree, trees)):
            return self.is_broken(oid)
        self.known.add(b"".join(found))
        return True

    def is_broken(self, oid: bytes) -> bool:
        """Note that `oid` is not whole; False, as that says."""
        self.broken.add(oid)
        return False

    def has_tree(self, oid: bytes) -> bool:
        """Whether the tree `oid` and all below it is there."""
        found = {oid: None}
        left = [oid]
        while left:
            at = left.pop()
            if at in self.known:
                continue
            if at in self.broken:
                return self.is_broken(oid)
            try:
                rows = parse_tree(self.store.read(at).data, self.store.format.hash_size)
            except NotFoundError:
                if self.repository.is_promised(at):
                    continue
                return self.is_broken(oid)
            for mode, _, entry in rows:
                kind = mode & TYPE_MASK
                if kind == GITLINK or entry in found:
                    continue
                found[entry] = None
                if kind == DIRECTORY:
                    left.append(entry)
                elif entry not in self.known and not self.has_blob(entry):
                    return self.is_broken(oid)
        self.known.add(b"".join(found))
        return True

    def has_blob(self, oid: bytes) -> bool:
        """Whether the blob `oid` is there, or promised."""
        return ObjectId(oid) in self.store or self.repository.is_promised(oid)
