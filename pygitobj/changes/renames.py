"""Renames and copies: which created files have what other files had.

    sources     what was deleted; for copies also what was modified, and with `find_copies_harder` every file
    exact       the same id: in the order of the new paths, a source that is not used, then one with the same last name
    by name     one source and one new path that alone have a last name, and that are similar enough: half way from the
                least score to the highest; not where copies are looked for, or pairs were broken
    by content  each source with each new path, the most similar first (most_similar.py); then the same once more for
                copies, whose sources may be in use

What is no regular file is found by its id alone, where its mode is the same. The search by content is left out where
it would be larger than the square of the limit. Follows git's Documentation/gitdiffcore, "diffcore-rename".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from pygitobj.changes.broken import broken, made_whole, peers_of
from pygitobj.changes.contents import Contents
from pygitobj.changes.most_similar import best_matches, last_name, scores_of
from pygitobj.changes.pairs import FilePair, Side, paired, resolved
from pygitobj.formats.tree import is_regular
from pygitobj.kernels.columns import MOST_SCORE
from pygitobj.oid import ObjectType
from pygitobj.record import Record

# What is looked for.
NONE, RENAMES, COPIES = range(3)
DEFAULT_SCORE, DEFAULT_BREAK_SCORE, DEFAULT_MERGE_SCORE = 30000, 30000, 36000
DEFAULT_LIMIT = 1000
# So many sources with one id are looked at.
MOST_ALIKE = 100


class RenameOptions(Record):
    """What is looked for, and how.

    detect              NONE, RENAMES or COPIES
    minimum             the least score of a rename: 60000 finds exact ones alone
    limit               the search by content is left out where it were larger than the square of this; 0 for none
    find_copies_harder  every file of the old tree may be a source; only with COPIES
    break_score         pairs are broken of which so much changed; None breaks none
    merge_score         broken pairs of which less is gone are edits like any others when they are whole again
    rename_empty        whether empty files take part
    single_follow       the only path that may have been renamed; None for all
    """

    detect: int = RENAMES
    minimum: int = DEFAULT_SCORE
    limit: int = DEFAULT_LIMIT
    find_copies_harder: bool = False
    break_score: int | None = None
    merge_score: int = DEFAULT_MERGE_SCORE
    rename_empty: bool = True
    single_follow: bytes | None = None


class Stopped(Record):
    """The search by content was left out, or, if it is `degraded`, files that did not change were no sources of it.

    A limit of `needed` would have let it go on.
    """

    needed: int
    degraded: bool


def find_renames(
    pairs: Sequence[FilePair],
    options: RenameOptions,
    contents: Contents,
    *,
    all_sources: Callable[[], Iterable[Side]] | None = None,
    tell: Callable[[Stopped], None] | None = None,
) -> list[FilePair]:
    """`pairs`, in their order, with what was renamed and copied as such, and their letters.

    `all_sources` gives every file of the old tree, in its order, for `find_copies_harder`. `tell` is told
    where the limit stopped the search. Raises NotFoundError, CorruptError for what cannot be read.
    """
    some = list(pairs)
    if options.break_score is not None:
        some = list(broken(some, options.break_score, options.merge_score, contents))
    uses: Counter[int] = Counter()
    found: dict[int, tuple[int, int]] = {}
    if options.detect != NONE:
        if options.find_copies_harder and all_sources is not None and any(pair.old is None for pair in some):
            some = list(with_unmodified(some, all_sources()))
        search = Search(some, options, contents, tell or (lambda _: None))
        search.run()
        uses, found = search.uses, search.found
    return resolved(list(collapsed(some, uses, found)))


def with_unmodified(pairs: Sequence[FilePair], sides: Iterable[Side]) -> Iterator[FilePair]:
    """`pairs`, and among them, where their paths belong, those of `sides` that they do not tell of, unmodified."""
    told = {pair.old.path for pair in pairs if pair.old is not None}
    at = 0
    for side in sides:
        if side.path in told:
            continue
        while at < len(pairs) and pairs[at].path < side.path:
            yield pairs[at]
            at += 1
        yield paired(side, side)
    yield from pairs[at:]


def collapsed(pairs: Sequence[FilePair], uses: Counter[int], found: dict[int, tuple[int, int]]) -> Iterator[FilePair]:
    """What is left of `pairs`: what was `found` as renames, deletions that were none left out, halves made whole."""
    peers = peers_of(pairs)
    whole = {at: peer for at, peer in peers.items() if peer not in found}
    uses.update(whole.keys())
    done = set(whole.values())
    for at, pair in enumerate(pairs):
        if at in found:
            source, score = found[at]
            came = pairs[source]
            if came.old is not None and came.old.path == pair.path:
                score = came.score
            if came.old != pair.new:  # in trees with one path twice a file may have gone to where it was
                yield FilePair(came.old, pair.new, pair.status, score, uses[source], pair.is_broken)
        elif pair.new is None and not pair.is_broken:
            if at not in uses:
                yield pair
        elif at in whole:
            yield made_whole(pair, pairs[whole[at]])
        elif at not in done and at not in peers and not pair.is_unmodified:
            yield pair


class Alike(Record):
    """Sources that are the same, the first of them at the end, where it is taken out; and their last names."""

    places: list[int]
    names: list[bytes]


class Search:
    """One search among `pairs`. `found` has for what was renamed where its source stands, and the score.

    `sources` and `targets` are sides, by where their pairs stand and in that order.
    """

    def __init__(
        self,
        pairs: Sequence[FilePair],
        options: RenameOptions,
        contents: Contents,
        tell: Callable[[Stopped], None],
    ) -> None:
        self.pairs, self.options, self.contents, self.tell = pairs, options, contents, tell
        self.copies = options.detect == COPIES
        self.uses: Counter[int] = Counter()
        self.found: dict[int, tuple[int, int]] = {}
        self.sources: dict[int, Side] = {}
        self.targets: dict[int, Side] = {}
        self.has_broken = False
        empty = None if options.rename_empty else contents.store.format.digest(ObjectType.BLOB, b"")
        for at, pair in enumerate(pairs):
            self.register(at, pair, empty)

    def register(self, at: int, pair: FilePair, left_out: bytes | None) -> None:
        """Take a pair in as a source, or as what may have one."""
        old, new = pair.old, pair.new
        if old is None:
            follow = self.options.single_follow
            if new is not None and new.id != left_out and follow in (None, new.path):
                self.targets[at] = new
        elif old.id != left_out and (new is None or self.copies):
            # What stays is a use of its own: what was not deleted, and what was broken for the search alone.
            if new is not None or (pair.is_broken and not pair.score):
                self.uses[at] += 1
            self.has_broken = self.has_broken or pair.is_broken
            self.sources[at] = old

    def run(self) -> None:
        """Find what there is to be found."""
        if not self.targets or not self.sources:
            return
        self.exact()
        if self.options.minimum >= MOST_SCORE:
            return
        if not self.copies and not self.has_broken:
            self.leave_used()
            self.by_name()
            self.leave_used()
        self.by_content()

    def leave_used(self) -> None:
        """Look no more at sources that are in use."""
        uses = self.uses
        self.sources = {at: old for at, old in self.sources.items() if at not in uses}

    def left(self) -> dict[int, Side]:
        """The targets of which nothing was found."""
        found = self.found
        return {at: new for at, new in self.targets.items() if at not in found}

    def record(self, target: int, source: int, score: int) -> None:
        """Note what was found."""
        self.uses[source] += 1
        self.found[target] = (source, score)

    # By their ids

    def exact(self) -> None:
        """Find what has the same id."""
        wanted = set(map(sameness, self.targets.values()))
        alike: dict[object, Alike] = {}
        for at, old in reversed(self.sources.items()):
            key = sameness(old)
            if key in wanted and (self.copies or at not in self.uses):
                some = alike.setdefault(key, Alike([], []))
                some.places.append(at)
                some.names.append(last_name(old.path))
        if not alike:
            return
        for at, new in self.targets.items():
            found = alike.get(sameness(new))
            if found is None or not found.places:
                continue
            place = self.best_of(found, last_name(new.path))
            self.record(at, found.places[place], MOST_SCORE)
            if not self.copies:
                del found.places[place], found.names[place]

    def best_of(self, some: Alike, name: bytes) -> int:
        """Where in `some` the best source for a file of this last `name` stands; the last is asked first."""
        last = len(some.places) - 1
        names = some.names[: -MOST_ALIKE - 1 : -1]
        if not self.copies:
            # Of what is not used the first with this name, or the first.
            return last - names.index(name) if name in names else last
        best, best_score = last, -1
        for place, one in zip(range(last, -1, -1), names, strict=False):
            score = (some.places[place] not in self.uses) + (one == name)
            if score > best_score:
                best, best_score = place, score
                if score == 2:
                    break
        return best

    # By their last names

    def by_name(self) -> None:
        """Find what alone has a last name, and is similar enough."""
        minimum = self.options.minimum + (MOST_SCORE - self.options.minimum) // 2
        targets, sources = unique(self.left()), unique(self.sources)
        some = [(source, targets[name]) for name, source in sources.items() if name in targets]
        sides = [(self.sources[source], self.targets[target]) for source, target in some]
        for (source, target), score in zip(some, scores_of(sides, minimum, self.contents), strict=True):
            if score >= minimum:
                self.record(target, source, score)

    # By what they have

    def by_content(self) -> None:
        """Find what is similar, unless there is too much to compare."""
        left = self.left()
        chosen = self.sources_within(len(left))
        if not left or not chosen:
            return
        sources, targets = list(chosen), list(left)
        matches = list(best_matches(list(chosen.values()), list(left.values()), self.options.minimum, self.contents))
        for copies in (False, True)[: 1 + self.copies]:
            for match in matches:
                source, target = sources[match.old], targets[match.new]
                if target not in self.found and (copies or source not in self.uses):
                    self.record(target, source, match.score)

    def sources_within(self, targets: int) -> dict[int, Side]:
        """The sources that may be compared with so many `targets`; none where that were too much."""
        square, needed = self.options.limit**2, max(len(self.sources), targets)
        if not self.options.limit or len(self.sources) * targets <= square:
            return self.sources
        if self.options.find_copies_harder:
            touched = {at: old for at, old in self.sources.items() if not self.pairs[at].is_unmodified}
            if len(touched) * targets <= square:
                self.tell(Stopped(needed, True))
                return touched
        self.tell(Stopped(needed, False))
        return {}


def sameness(side: Side) -> object:
    """What sides have in common that are the same."""
    _, mode, oid = side
    return oid if is_regular(mode) else (oid, mode)


def unique(sides: dict[int, Side]) -> dict[bytes, int]:
    """The last names that are there once, in their order, with where they are."""
    found: dict[bytes, int] = {}
    several: set[bytes] = set()
    for at, side in sides.items():
        name = last_name(side.path)
        if name in found:
            several.add(name)
        found[name] = at
    return {name: at for name, at in found.items() if name not in several}
