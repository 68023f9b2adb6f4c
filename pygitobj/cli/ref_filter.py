"""Which references are shown: by patterns, by what they name, by what reaches them and what they reach.

Follows git's Documentation/git-for-each-ref, git-branch and git-tag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pygitobj.cli.parse_options import Option, Options, Spec, UsageError, reading
from pygitobj.cli.pretty.items import DETACHED, ROOT, Item, kind_of
from pygitobj.cli.pretty.named_commits import commit_of, commit_told
from pygitobj.cli.pretty.world import World
from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.formats.tag import Tag
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.values import Listed
from pygitobj.repository.repository import Repository
from pygitobj.walk.descent import Descendants, reached_from
from pygitobj.walk.peel import MAX_PEELS

STARTS = ("refs/tags/", "refs/heads/", "refs/remotes/", "refs/")
POINTS_AT = "points_at"
# The options whose values name objects.
SOUGHT = ("contains", "no_contains", "merged", "no_merged", POINTS_AT)
# With these a pattern means more than itself.
SPECIAL = frozenset("*?[\\")


def walk_options(what: str, word: str) -> dict[str, Option]:
    """The options that ask for references by their history; help calls these `what`, and goes on with `word`."""

    def option(key: str, long: str, text: str, *, hidden: bool = False) -> Option:
        help_ = f"print only {what} {text}"
        return Option(
            key, "last", help_, long=long, argument="<commit>", default="HEAD", negatable=False, hidden=hidden
        )

    contain, lack = f"{word} contain the commit", f"{word} don't contain the commit"
    return {
        "contains": option("contains", "contains", contain),
        "no_contains": option("no_contains", "no-contains", lack),
        "with": option("contains", "with", contain, hidden=True),
        "without": option("no_contains", "without", lack, hidden=True),
        "merged": option("merged", "merged", "that are merged"),
        "no_merged": option("no_merged", "no-merged", "that are not merged"),
    }


class Filter(Record):
    """What is asked for. Patterns are whole paths and directories, `as_paths`, or match what follows refs/heads/."""

    patterns: Sequence[str] = ()
    excluded: Sequence[str] = ()
    as_paths: bool = True
    ignore_case: bool = False
    points_at: frozenset[bytes] = frozenset()
    contains: Sequence[ObjectId] = ()
    without: Sequence[ObjectId] = ()
    merged: Sequence[ObjectId] = ()
    unmerged: Sequence[ObjectId] = ()
    commits_alone: bool = False

    @property
    def walks(self) -> bool:
        """Whether commits alone are shown."""
        return bool(self.contains or self.without or self.merged or self.unmerged or self.commits_alone)


class Sought:
    """The objects that options name, which are looked up in `repository` as these are come to, as in git."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.found: dict[str, list[ObjectId]] = {key: [] for key in SOUGHT}

    def read_in(self, spec: Spec) -> Spec:
        """`spec`, whose values that name objects are taken here. They raise UsageError, GitObjectError."""
        return reading(spec, {key: partial(self.take, key) for key in SOUGHT})

    def take(self, key: str, name: str) -> None:
        """Take the value `name` of the option `key`. Raises UsageError, GitObjectError in git's words."""
        if key != POINTS_AT:
            self.found[key].append(commit_given(self.repository, key, name))
            return
        oid = self.repository.lookup(name).id
        if oid is None:
            raise UsageError(f"error: malformed object name '{name}'\n")
        self.found[key].append(oid)


def filter_given(sought: Sought, given: Options, patterns: Sequence[str], **more: bool) -> Filter:
    """The filter that the options say."""
    found = sought.found
    return Filter(
        patterns=patterns,
        excluded=given.texts("exclude"),
        ignore_case=given.flag("ignore_case"),
        points_at=frozenset(map(bytes, found[POINTS_AT])),
        contains=found["contains"],
        without=found["no_contains"],
        merged=found["merged"],
        unmerged=found["no_merged"],
        **more,
    )


def commit_given(repository: Repository, key: str, name: str) -> ObjectId:
    """The commit that was given for the option `key`. Raises UsageError, GitObjectError in git's words."""
    oid = repository.lookup(name).id
    is_merge = key in ("merged", "no_merged")
    if oid is None:
        if is_merge:
            raise GitObjectError(f"malformed object name {name}")
        raise UsageError(f"error: malformed object name {name}\n")
    commit = commit_told(repository, oid)
    if commit is None:
        if is_merge:
            raise UsageError(f"error: option `{key.replace('_', '-')}' must point to a commit\n")
        raise UsageError(f"error: no such commit {name}\n")
    return commit


# Names


def matcher(patterns: Sequence[str], wanted: Filter) -> Callable[[str], bool]:
    """Whether a name matches one of `patterns`."""
    if not wanted.as_paths:
        return lambda name: any(glob(pattern, short_of(name), wanted, across=True) for pattern in patterns)
    return lambda name: any(
        is_below(name, pattern) or glob(pattern, name, wanted, across=False) for pattern in patterns
    )


def is_below(name: str, pattern: str) -> bool:
    """Whether `name` is `pattern`, or lies in the directory of that name."""
    if not name.startswith(pattern):
        return False
    return len(name) == len(pattern) or name[len(pattern)] == "/" or pattern.endswith("/")


def glob(pattern: str, name: str, wanted: Filter, *, across: bool) -> bool:
    """Whether `name` matches the glob `pattern`, whose asterisks go `across` slashes or not."""
    if SPECIAL.isdisjoint(pattern) and not wanted.ignore_case:
        return name == pattern
    encoded = name.encode("utf-8", "surrogateescape")
    raw = pattern.encode("utf-8", "surrogateescape")
    return wildmatch(raw, encoded, ignore_case=wanted.ignore_case, across=across)


def short_of(name: str) -> str:
    """What follows the first part of `name` that is known."""
    return next((name[len(start) :] for start in STARTS if name.startswith(start)), name)


def prefixes_of(wanted: Filter) -> list[str]:
    """What names start with that can match, none of which starts with another."""
    if not wanted.as_paths or wanted.ignore_case or not wanted.patterns:
        return [""]
    starts = set()
    for pattern in wanted.patterns:
        end = next((at for at, letter in enumerate(pattern) if letter in SPECIAL), len(pattern))
        starts.add(pattern[:end])
    found: list[str] = []
    for start in sorted(starts):
        if not found or not start.startswith(found[-1]):
            found.append(start)
    return found


# What is shown


def listed_refs(world: World, wanted: Filter, prefixes: Sequence[str], after: str | None = None) -> Iterator[Listed]:
    """The references whose names start with one of `prefixes` and match; of broken ones it is told."""
    warn = world.repository.warn
    matches = matcher(wanted.patterns, wanted) if wanted.patterns else None
    is_excluded = matcher(wanted.excluded, wanted) if wanted.excluded else None
    for prefix in prefixes:
        for ref in world.refs.listed(prefix):
            if after is not None and ref.name <= after:
                continue
            if ref.has_bad_name:
                warn(f"warning: ignoring ref with broken name {ref.name}")
            elif ref.id is None:
                warn(f"warning: ignoring broken ref {ref.name}")
            elif (matches is None or matches(ref.name)) and not (is_excluded is not None and is_excluded(ref.name)):
                yield ref


def items_of(world: World, wanted: Filter, refs: Iterator[Listed], *, roots: bool = False) -> Iterator[Item]:
    """Those of `refs` that are asked for by what they name. Raises GitObjectError."""
    having = Descendants(world.history, wanted.contains) if wanted.contains else None
    lacking = Descendants(world.history, wanted.without) if wanted.without else None
    for ref in refs:
        assert ref.id is not None
        kind = kind_of(ref.name)
        item = Item(ref, ROOT if roots and kind == DETACHED else kind)
        if wanted.points_at and not points_at(world, ref, wanted.points_at):
            continue
        if wanted.walks:
            commit = commit_of(world.repository, ref.peeled or ref.id)
            if commit is None:
                continue
            item.commit = commit
            if having is not None and not having.has(commit):
                continue
            if lacking is not None and lacking.has(commit):
                continue
        yield item


def by_reach(world: World, wanted: Filter, items: list[Item]) -> list[Item]:
    """Those of `items` that are merged, or not, as it is asked for."""
    for bases, keeps in ((wanted.merged, True), (wanted.unmerged, False)):
        if bases:
            sought = {bytes(item.commit) for item in items if item.commit is not None}
            reached = reached_from(world.history, bases, sought)
            items = [item for item in items if (item.commit in reached) == keeps]
    return items


def points_at(world: World, ref: Listed, wanted: frozenset[bytes]) -> bool:
    """Whether `ref` names one of the objects `wanted`, or a tag on the way to one. Raises GitObjectError."""
    assert ref.id is not None
    if ref.id in wanted:
        return True
    at = ref.id
    reader = world.repository.reader
    try:
        for _ in range(MAX_PEELS):
            if reader.header(at).type is not ObjectType.TAG:
                return False
            at = Tag(reader.read(at).data, at, reader.format).object
            if at in wanted:
                return True
    except MISSING_OR_BAD:
        pass
    raise GitObjectError(f"malformed object at '{ref.name}'")
