"""What is asked of the objects of a pack before it becomes part of a store.

form        with `--fsck-objects`: commits, trees and tags are well-formed, as `git fsck` sees it, and so are the blobs
            that trees call .gitmodules and .gitattributes, in the pack or in the store
links       with `--strict`: what they name is in the pack or in the store, and of the type they say

git looks at what is stored whole first, then at the deltas, and at a special blob once a tree has called it so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from heapq import heappop, heappush

from pygitobj.errors import MISSING_OR_BAD, CorruptObject, GitObjectError
from pygitobj.formats.binary import BIG_FILE
from pygitobj.formats.fsck import check_object
from pygitobj.formats.fsck_blob import MAX_ATTRIBUTES, check_special
from pygitobj.formats.fsck_tree import GITATTRIBUTES, GITMODULES, Finding
from pygitobj.formats.links import BLOB, COMMIT, Link, links_of, require_type
from pygitobj.jobs.check.messages import ERROR, STRICT, Severities, judge
from pygitobj.jobs.receive.entry_bodies import EntryBody, entry_bodies
from pygitobj.jobs.receive.pack_entries import PackEntries
from pygitobj.kernels import BaseCache, PackDecoder
from pygitobj.kernels.entry_writer import OFS_DELTA
from pygitobj.oid import TYPE_BY_CODE
from pygitobj.record import Record
from pygitobj.store.bulk import header_many
from pygitobj.store.object_store import ObjectStore

# Larger blobs are not read to be looked at.


def nothing(_oid: bytes) -> bool:
    """No object is promised."""
    return False


class Checks(Record):
    """What is asked of a pack's objects: their form, by `severities`, and their links.

    Commits in `shallow` need no parents, and what is `promised` may be missing. With `at_once` a special blob that
    comes after its tree is refused where it stands, and one that is missing is no error: whoever asked for the pack
    gets it elsewhere. `big_file` is from which size on a blob is too large to be looked at.
    """

    form: bool = False
    links: bool = False
    severities: Severities = STRICT
    shallow: frozenset[bytes] = frozenset()
    promised: Callable[[bytes], bool] = nothing
    at_once: bool = True
    big_file: int = BIG_FILE


class Checked(Record):
    """What was found of a pack: how many objects outside of it are named, and which special blobs are missing."""

    outside: int = 0
    missing: tuple[bytes, ...] = ()


def check_received(
    entries: PackEntries, store: ObjectStore | None, checks: Checks, room: int, warn: Callable[[str], None]
) -> Checked:
    """Raises CorruptObject where an object is malformed or names one that is not there; `warn` is told each finding."""
    if not checks.form and not checks.links:
        return Checked()
    return Incoming(entries, store, checks, room, warn).check()


class Incoming:
    """The objects of `entries` on their way into `store`, None outside of a repository."""

    def __init__(
        self, entries: PackEntries, store: ObjectStore | None, checks: Checks, room: int, warn: Callable[[str], None]
    ) -> None:
        self.entries, self.store, self.checks, self.room, self.warn = entries, store, checks, room, warn
        # Special blobs that were found, in this order, and whether they were looked at.
        self.special: dict[tuple[str, bytes], bool] = {}
        self.waiting: list[tuple[int, str, bytes]] = []
        self.outside: dict[bytes, Link] = {}
        self.missing: list[bytes] = []

    @cached_property
    def known(self) -> dict[bytes, int]:
        """The positions of the ids that came in; what completes a thin pack did not."""
        return {oid: at for oid, at in self.entries.positions().items() if at < self.entries.count}

    @cached_property
    def decoder(self) -> PackDecoder:
        """What reads single entries."""
        return self.entries.decoder(BaseCache(self.room))

    def rank(self, at: int) -> int:
        """When git looks at the entry at the position `at`: what is whole first, of that large blobs last."""
        count = len(self.entries)
        if self.entries.kinds[at] >= OFS_DELTA:
            return 2 * count + at
        return count + at if self.is_large(at) else at

    def is_large(self, at: int) -> bool:
        """Whether the entry at the position `at` is a blob that is not read to be looked at."""
        return self.entries.kinds[at] == BLOB and self.entries.sizes[at] > self.checks.big_file

    def check(self) -> Checked:
        """Check all of them. Raises CorruptObject, GitObjectError."""
        codes = self.entries.codes
        positions = sorted((at for at in range(self.entries.count) if codes[at] != BLOB and codes[at]), key=self.rank)
        threads = 1 if self.store is None else self.store.threads
        for new in entry_bodies(self.entries, positions, self.room, threads):
            self.check_waiting(self.rank(new.position))
            if self.checks.form:
                self.check_form(new)
            if self.checks.links:
                self.check_links(new)
        self.check_waiting(3 * len(self.entries))
        self.check_outside()
        self.check_special_blobs()
        return Checked(len(self.outside), tuple(self.missing))

    def refuses(self, oid: bytes, findings: Iterable[Finding]) -> bool:
        """Whether `findings` about the object `oid` are to be refused; each is told."""

        def tell(severity: str, finding: Finding) -> bool:
            if finding.before:
                self.warn(f"error: {finding.before}")
            if finding.id == "gitmodulesMissing" and self.checks.at_once:
                self.missing.append(oid)
                return False
            word = "error" if severity == ERROR else "warning"
            self.warn(f"{word}: object {oid.hex()}: {finding.id}: {finding.message}")
            return severity == ERROR

        if oid not in self.checks.severities.skipped:
            return judge(findings, self.checks.severities, tell)
        for _ in findings:
            pass  # the special blobs of a tree are found on the way
        return False

    def check_form(self, new: EntryBody) -> None:
        """Raises CorruptObject where the object `new` is malformed."""
        kind, at = str(TYPE_BY_CODE[new.code]), self.rank(new.position)

        def found_special(special: str, oid: bytes) -> None:
            if (special, oid) in self.special:
                return
            self.special[special, oid] = False
            blob = self.known.get(oid) if self.checks.at_once else None
            if blob is not None and self.entries.codes[blob] == BLOB and self.rank(blob) > at:
                heappush(self.waiting, (self.rank(blob), special, oid))

        findings = check_object(kind, new.body, self.entries.format, found_special, self.checks.severities.longest)
        if self.refuses(self.entries.oid(new.position), findings):
            raise CorruptObject("fsck error in packed object")

    def check_links(self, new: EntryBody) -> None:
        """Raises CorruptObject where what `new` names is here and of another type; notes what is not here."""
        cut_off = new.code == COMMIT and self.entries.oid(new.position) in self.checks.shallow
        for link in links_of(new.code, new.body, self.entries.format):
            if cut_off and link.code == COMMIT:
                continue
            at = self.known.get(link.oid)
            if at is None:
                self.outside[link.oid] = link
            else:
                require_type(self.entries.codes[at], link.code, link.oid)

    def check_outside(self) -> None:
        """Raises CorruptObject where what is named and is not here is not in the store either, or of another type."""
        headers = header_many(self.store, self.outside) if self.store is not None else (None for _ in self.outside)
        for link, header in zip(self.outside.values(), headers, strict=True):
            if header is None:
                raise CorruptObject(f"did not receive expected object {link.oid.hex()}")
            require_type(header.type.code, link.code, link.oid)

    def check_waiting(self, rank: int) -> None:
        """Look at the special blobs that git looks at before the entry of this `rank`. Raises CorruptObject."""
        while self.waiting and self.waiting[0][0] < rank:
            _, special, oid = heappop(self.waiting)
            if self.refuses_blob(special, oid, 0 if self.is_large(self.known[oid]) else BIG_FILE):
                raise CorruptObject("fsck error in packed object")

    def check_special_blobs(self) -> None:
        """Look at the special blobs that are left: all, before any is refused. Raises CorruptObject, GitObjectError."""
        left = [key for key, is_done in self.special.items() if not is_done]
        if left and self.store is None:
            raise GitObjectError("cannot perform queued object checks outside of a repository")
        left.sort(key=lambda key: (GITMODULES, GITATTRIBUTES).index(key[0]))
        refused = [self.refuses_blob(special, oid, BIG_FILE) for special, oid in left]
        if any(refused):
            raise CorruptObject("fsck error in pack objects")

    def refuses_blob(self, special: str, oid: bytes, most: int) -> bool:
        """Whether the object `oid`, which a tree calls `special`, is to be refused; one of `most` bytes is read."""
        self.special[special, oid] = True
        name = special.removeprefix(".")
        code, body = self.read(oid, min(most, MAX_ATTRIBUTES) if special == GITATTRIBUTES else most)
        if not code:
            missing = Finding(f"{name}Missing", f"unable to read {special} blob")
            return not self.checks.promised(oid) and self.refuses(oid, [missing])
        if code != BLOB:
            return self.refuses(oid, [Finding(f"{name}Blob", f"non-blob found at {special}")])
        return self.refuses(oid, check_special(special, body))

    def read(self, oid: bytes, most: int) -> tuple[int, bytes | None]:
        """The type code, 0 for what is missing, and the body, None for a blob of more than `most` bytes."""
        at = self.known.get(oid)
        if at is not None and self.entries.codes[at]:
            code, offset = self.entries.codes[at], self.entries.offsets[at]
            is_large = code == BLOB and self.decoder.info(offset)[1] > most
            return code, None if is_large else self.decoder.read(offset)[1]
        if self.store is None:
            return 0, None
        try:
            info = self.store.info(oid)
            is_large = info.type.code == BLOB and info.size > most
            return info.type.code, None if is_large else self.store.read(oid).data
        except MISSING_OR_BAD:
            return 0, None
