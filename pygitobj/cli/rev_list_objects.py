"""The objects that rev-list shows besides commits: in git's order, as filters leave them, without what is missing.

    order       commits first; then what was named, and the trees of the commits with what is below each. With
                --in-commit-order the tree of each commit comes right after it
    hidden      what the trees of commits at the edge have is not shown; these are marked first
    missing     where it may be, and is to be told, at the end

Follows git's Documentation/rev-list-options, "Object Traversal".
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from pygitobj.cli.rev_list_missing import Missing
from pygitobj.cli.rev_list_show import Show, show_commits, show_ids
from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.formats.filter_spec import FilterSpec, kinds_in
from pygitobj.formats.human_size import human_size
from pygitobj.formats.links import BLOB, COMMIT, TAG, TREE
from pygitobj.formats.tag import Tag
from pygitobj.id_list import IdList
from pygitobj.kernels import listed_lines
from pygitobj.kernels.columns import Told
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.repository.object_filters import PATHLESS, Sizes, filter_for
from pygitobj.repository.pathspecs import pathspecs_here
from pygitobj.revisions.pending import Pending
from pygitobj.store.existing_ids import absent
from pygitobj.walk.filtered_listing import FilteredListing
from pygitobj.walk.object_filter import SHOW, ObjectFilter
from pygitobj.walk.object_listing import ObjectListing
from pygitobj.walk.select import marks as bits
from pygitobj.walk.told import chosen, in_columns, path_of

# Commits whose trees are listed together, in the order of commits.
GROUP = 256


class Named(Record):
    """An object that was named and is shown: its id, type code, and what is shown as its path."""

    oid: bytes
    code: int
    path: bytes


class Objects:
    """Shows the objects of a walk. Raises GitObjectError in git's words."""

    def __init__(
        self, show: Show, spec: FilterSpec | None, paths: Sequence[str], said_missing: Sequence[bytes] = ()
    ) -> None:
        self.show = show
        self.repository = show.repository
        self.store = show.repository.objects
        self.links = show.walk.history.provider
        self.given, self.wanted = show.given, show.wanted
        self.missing = Missing(self.repository, self.wanted)
        self.omitted: set[bytes] | None = set() if self.wanted.prints_omitted else None
        self.filter = (
            ObjectFilter() if spec is None else filter_for(self.repository, spec, Sizes(self.store), self.omitted)
        )
        # What tags lead to is looked for in any case.
        named = list(self.named_objects(show.plan.others))
        self.named = named if self.given.objects else []
        # What filters are not asked of.
        self.exempt = frozenset() if self.wanted.provided else frozenset(one.oid for one in self.named)
        tools = self.missing.allows, self.missing.note_tree
        self.plain = ObjectListing(self.links, *tools)
        self.filtered: FilteredListing | None = None
        if paths or (spec is not None and not kinds_in(spec) <= PATHLESS):
            self.filtered = FilteredListing(self.links, self.filter, *tools, wants=self.paths_wanted(paths))
        self.is_filtered = spec is not None
        for oid in said_missing:
            self.missing.note_unknown(oid)
        if self.wanted.goes_on:
            show.walk.history.problem = self.missing.allows
        # The object that was named and is shown whatever the filter says, b"" where none is.
        self.told_anyway = b""
        # Whether the trees that come next were read already.
        self.is_ahead = False
        self.disk_usage = 0

    def paths_wanted(self, paths: Sequence[str]) -> Callable[[bytes, int], bool] | None:
        """What tells whether an entry is at one of `paths`, or leads there; None where all are wanted."""
        if not paths:
            return None
        return pathspecs_here(self.repository, paths).matches

    # What was named

    def named_objects(self, others: Iterable[Pending]) -> Iterator[Named]:
        """The objects besides commits that were named, tags with what they come to."""
        hidden = {one.oid for one in others if one.is_hidden}
        for one in others:
            if one.oid not in hidden:
                yield from self.way_of(one)

    def way_of(self, one: Pending) -> Iterator[Named]:
        """An object that was named, and where it is a tag what it leads to but for a commit.

        Raises GitObjectError where that is missing or not of the type that the tag says.
        """
        oid, code, path = one.oid, one.code, one.path
        while code == TAG:
            data = self.repository.reader.read(ObjectId(oid)).data
            tag = Tag(data, ObjectId(oid), self.repository.format)
            yield Named(oid, TAG, tag.name)
            oid, path = bytes(tag.object), b""
            code = self.missing.code_of(oid)
            if code not in (0, tag.object_type.code):
                raise GitObjectError(f"bad object {oid.hex()}")
        if code in (TREE, BLOB):
            yield Named(oid, code, path)

    # Hidden

    def hide(self) -> None:
        """Mark what hidden commits at the edge have, and hidden objects that were named; tell the edge if asked to.

        Before a bisection leaves one commit alone.
        """
        if not self.given.objects:
            return
        walk, table = self.show.walk, self.show.table
        tells = "edge" in self.given.objects
        trees: dict[bytes, None] = {}
        edges: dict[int, None] = {}
        for number in walk.line:
            if walk.marks[number] & bits.HIDDEN:
                self.hide_commit(number, trees)
                if "aggressive" in self.given.objects:
                    edges.setdefault(number)
                continue
            for parent in walk.parents(number):
                if walk.marks[parent] & bits.HIDDEN:
                    self.hide_commit(parent, trees)
                    edges.setdefault(parent)
        if "aggressive" in self.given.objects:
            for tip in self.show.plan.tips:
                if walk.marks[tip.number] & bits.HIDDEN:  # also one that was not named as hidden
                    self.hide_commit(tip.number, trees)
                    edges.setdefault(tip.number)
        if tells:
            for number in edges:
                self.show.output.write(b"-" + table.oid(number).hex().encode("ascii") + b"\n")
            self.show.output.flush()
        self.know(self.hidden_objects(trees))

    def hide_commit(self, number: int, trees: dict[bytes, None]) -> None:
        """Add the tree of a hidden commit to `trees`, if it is there."""
        if self.show.walk.history.can_find(number, needed=False):
            trees.setdefault(self.show.table.tree(number))

    def hidden_objects(self, trees: dict[bytes, None]) -> Iterable[bytes]:
        """The hidden `trees`, and those that were named; named blobs are known from here on."""
        for one in self.show.plan.others:
            if not one.is_hidden:
                continue
            for named in self.way_of(one):
                if named.code == TREE:
                    trees.setdefault(named.oid)
                else:
                    self.plain.know(named.oid)
        return trees

    def know(self, trees: Iterable[bytes]) -> None:
        """Know all that is below hidden trees."""
        self.plain.know(self.missing.ignored)
        self.plain.hide(trees)
        if self.filtered is not None:
            self.filtered.is_hidden = self.plain.is_known

    # Shown

    def run(self) -> None:
        """Show all that is told."""
        if not self.given.objects:
            show_commits(self.show, self.commits([]))
            self.show.output.write(self.missing.lines())
            return
        if "in-commit-order" in self.given.objects:
            self.in_commit_order()
        else:
            tops: list[bytes] = []
            if self.is_quick:
                show_ids(self.show, self.batches(tops))
            else:
                show_commits(self.show, self.commits(tops))
            self.named_and_trees(tops)
        self.filter.finish()
        if self.omitted is not None:
            self.write_ids(b"~", self.omitted)
        self.show.output.write(self.missing.lines())

    @property
    def is_quick(self) -> bool:
        """Whether nothing but the ids of commits is shown, and nothing is to be asked of any."""
        asks = self.is_filtered or self.wanted.goes_on or self.given.counts
        return not (asks or self.show.is_quiet) and self.show.is_plain

    def batches(self, tops: list[bytes]) -> Iterator[array[int]]:
        """The commits that are shown, many at once; their trees go to `tops`."""
        for numbers in self.show.plan.engine.batches():
            tops.extend(map(self.show.table.tree, numbers))
            yield numbers

    def commits(self, tops: list[bytes]) -> Iterator[int]:
        """The commits that are shown; the trees of all that the walk tells go to `tops`."""
        walk, table = self.show.walk, self.show.table
        for number in self.show.plan.engine.run():
            if number in walk.lost:
                self.missing.note(table.oid(number), COMMIT, b"")
                continue
            # A border that the walk did not look at, as behind --first-parent, is shown without its tree.
            if walk.marks[number] & bits.LOADED:
                tops.append(table.tree(number))
            if self.shows_commit(number):
                self.add_usage(table.oid(number))
                yield number

    def shows_commit(self, number: int) -> bool:
        """Whether the filter lets a commit be shown; one that was named is."""
        if not self.is_filtered or (self.show.walk.marks[number] & bits.TIP and not self.wanted.provided):
            return True
        return bool(self.filter.other(self.show.table.oid(number), COMMIT) & SHOW)

    def in_commit_order(self) -> None:
        """Show each commit with what its tree has."""
        tops: list[bytes] = []
        numbers = self.commits(tops)
        pending: list[tuple[int | None, list[bytes]]] = []
        for number in chain(numbers, [None]):
            own, tops[:] = list(tops), []
            pending.append((number, own))
            if number is None or len(pending) >= GROUP:
                self.show_group(pending)
                pending = []

    def show_group(self, pending: Sequence[tuple[int | None, list[bytes]]]) -> None:
        """Show commits, each with the trees that come after it."""
        if self.filtered is None:
            self.plain.read_ahead(b"".join(tree for _, trees in pending for tree in trees))
        self.is_ahead = True
        for number, trees in pending:
            if number is not None:
                show_commits(self.show, [number])
            self.named_and_trees(trees)
        self.is_ahead = False
        self.plain.release()

    def named_and_trees(self, trees: Sequence[bytes]) -> None:
        """Show what was named, the first time, and what `trees` have."""
        named, self.named = self.named, []
        if named:
            # What is the tree of a commit too was not only named, as in git.
            self.exempt -= frozenset(trees)
        for one in named:
            # What lies below a tree that was named was not named itself.
            self.told_anyway = one.oid if one.oid in self.exempt else b""
            if one.code == TREE:
                self.take(self.below(one.oid, one.path, are_named=one.oid in self.exempt))
            elif self.is_new(one.oid, one.code):
                self.take([in_columns([one])])
        self.told_anyway = b""
        self.take(self.below(b"".join(trees)))

    def is_new(self, oid: bytes, code: int) -> bool:
        """Whether an object of this type was not shown before, nor hidden; it is known from now on."""
        if self.filtered is not None:
            if oid in self.filtered.known or self.filtered.is_hidden(oid):
                return False
            self.filtered.know(oid)
            return True
        return bool(self.plain.know(oid, code))

    def below(self, trees: bytes, path: bytes = b"", *, are_named: bool = False) -> Iterable[Told]:
        """What is below the `trees`, a column of ids, each at `path`; those that are named are shown in any case."""
        if self.filtered is not None:
            return self.filtered.list(trees, path, are_named=are_named)
        return self.plain.list(trees, path) if not self.is_ahead else self.plain.list_held(trees, path)

    def take(self, objects: Iterable[Told]) -> None:
        """Show objects, as far as they are to be shown and there."""
        for told in objects:
            kept = self.there(self.passed(told))
            if self.given.unpacked:
                kept = chosen(kept, [not self.store.is_packed(oid) for oid in self.ids(kept)], self.store.hash_size)
            self.write(kept)

    def ids(self, told: Told) -> Sequence[bytes]:
        """The raw ids of objects."""
        return list(IdList.of(told.ids, self.store.hash_size).raws())

    def passed(self, told: Told) -> Told:
        """Those of the objects that the filter lets through; where it saw the paths it has been asked."""
        if not self.is_filtered or self.filtered is not None:
            return told
        keeps = [
            oid == self.told_anyway or bool(self.answer(oid, code) & SHOW)
            for oid, code in zip(self.ids(told), told.kinds, strict=True)
        ]
        return chosen(told, keeps, self.store.hash_size)

    def answer(self, oid: bytes, code: int) -> int:
        """What the filter says of an object, whatever its path is."""
        if code == BLOB:
            return self.filter.blob(oid, b"")
        if code == TREE:
            found = self.filter.begin_tree(oid, b"")
            self.filter.end_tree(oid)
            return found
        return self.filter.other(oid, code)

    def there(self, told: Told) -> Told:
        """Those of the objects that are there; of others it is taken note."""
        ids = IdList.of(told.ids, self.store.hash_size)
        blobs = [place for place, code in enumerate(told.kinds) if code == BLOB]
        lost = [blobs[place] for place in absent(self.store, ids.at(blobs))]
        if not lost:
            return told
        for place in lost:
            try:
                self.missing.note(ids[place], BLOB, path_of(told, place))
            except RepositoryError:
                self.write(chosen(told, [at < place and at not in lost for at in range(len(ids))], ids.size))
                raise
        gone = set(lost)
        return chosen(told, [place not in gone for place in range(len(ids))], ids.size)

    def write(self, told: Told) -> None:
        """Show objects, or count them."""
        given, wanted = self.given, self.wanted
        if not told.kinds:
            return
        if wanted.disk_usage is not None:
            for oid in self.ids(told):
                self.add_usage(oid)
        if given.quiet or wanted.disk_usage is not None:
            return
        if given.counts:
            self.show.counts.right += len(told.kinds)
        elif wanted.with_nul:
            self.write_with_nul(told)
        elif wanted.names_objects:
            self.show.output.write(listed_lines(told, self.store.hash_size))
        else:
            self.write_ids(b"", self.ids(told))

    def write_with_nul(self, told: Told) -> None:
        """Show objects as -z has them."""
        for place, oid in enumerate(self.ids(told)):
            path = path_of(told, place) if self.wanted.names_objects else b""
            name = b"\0path=" + path if path else b""
            self.show.output.write(oid.hex().encode("ascii") + name + b"\0")

    def write_ids(self, mark: bytes, oids: Iterable[bytes]) -> None:
        """Show ids with a mark before each."""
        ids = iter(oids)
        while some := list(islice(ids, 4096)):
            self.show.output.write(b"".join(b"%b%b\n" % (mark, oid.hex().encode("ascii")) for oid in some))

    def usage_line(self) -> bytes:
        """What --disk-usage shows."""
        size = human_size(self.disk_usage) if self.wanted.disk_usage else str(self.disk_usage)
        return size.encode("ascii") + b"\n"

    def add_usage(self, oid: bytes) -> None:
        """Count the bytes that an object takes where it is stored, if that is asked for."""
        if self.wanted.disk_usage is not None:
            self.disk_usage += self.store.info(ObjectId(oid)).disk_size
