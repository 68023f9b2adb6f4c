"""The attributes of paths, from all places that say something of them; the first of these wins.

    $GIT_DIR/info/attributes
    .gitattributes          in the directory of the path, then in those above it: of the work tree, the index or a tree
    core.attributesFile     without it $XDG_CONFIG_HOME/git/attributes, or ~/.config/git/attributes
    /etc/gitattributes      not with GIT_ATTR_NOSYSTEM
    built in                the macro `binary`

Follows git's Documentation/gitattributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cached_property

from pygitobj.errors import RepositoryError
from pygitobj.formats.attributes import (
    BUILTIN,
    SET,
    UNSPECIFIED,
    AttributeValue,
    Rule,
    States,
    Text,
)
from pygitobj.formats.path_pattern import PatternList
from pygitobj.oid import ObjectId
from pygitobj.repository.attribute_files import (
    INFO_FILE,
    FirstOf,
    InIndex,
    InTree,
    InWorkTree,
    Nowhere,
    rules_at,
    shared_rules,
)
from pygitobj.repository.index_entries import IndexEntries
from pygitobj.repository.object_mode import mode_in_index, mode_in_work_tree
from pygitobj.revisions.resolve import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.attribute_files import Source
    from pygitobj.repository.repository import Repository

NAME = b".gitattributes"
OBJECT_MODE = "builtin_objectmode"

Specified = tuple[tuple[str, AttributeValue], ...]


class Direction(Enum):
    """Where .gitattributes are looked for first: in the work tree or the index; or in the index alone."""

    CHECKIN = "checkin"
    CHECKOUT = "checkout"
    INDEX = "index"


class RuleFile:
    """The rules of one file for paths, which lie below `base`, "" or with a slash at its end."""

    def __init__(self, rules: Sequence[Rule], base: bytes, ignore_case: bool) -> None:
        self.skip = len(base)
        self.states = [rule.states for rule in rules if rule.pattern is not None]
        self.patterns = PatternList(
            [rule.pattern for rule in rules if rule.pattern is not None], ignore_case=ignore_case
        )


class Chain:
    """The files that count in some directories, the strongest first; and what was found out for each set of matches."""

    def __init__(self, files: Sequence[RuleFile]) -> None:
        self.files = [file for file in files if file.states]
        self.decided: dict[tuple[tuple[int, ...], ...], dict[str, AttributeValue]] = {}
        self.specified: dict[tuple[tuple[int, ...], ...], Specified] = {}

    def matching(self, path: bytes) -> tuple[tuple[int, ...], ...]:
        """Which rules of each file match `path`."""
        return tuple([file.patterns.matching(path[file.skip :]) for file in self.files])

    def states(self, matching: tuple[tuple[int, ...], ...]) -> Iterator[States]:
        """What the rules that match say, the strongest first."""
        for file, numbers in zip(self.files, matching, strict=True):
            for number in numbers:
                yield file.states[number]


class Attributes:
    """The attributes of paths of `repository`; each file of them is read once, when a path needs it.

    `source` names a tree in which .gitattributes are looked for, but for the index; without it GIT_ATTR_SOURCE does,
    or attr.tree. Without `looks_in_index` the index does not stand in for a work tree that lacks such a file: so it is
    for commands that read no index. Paths are bytes, from the top of the work tree, with a slash at the end for a
    directory; there is no "." or ".." in them. Raises RepositoryError.
    """

    def __init__(
        self,
        repository: Repository,
        direction: Direction = Direction.CHECKIN,
        source: str | ObjectId | None = None,
        *,
        looks_in_index: bool = True,
    ) -> None:
        self.repository = repository
        self.direction = direction
        self.named = source
        self.looks_in_index = looks_in_index
        self.index = IndexEntries(repository)
        self.ignore_case = repository.config.get_bool("core.ignoreCase", False)
        # All attributes of which anything was said, in the order in which they were first seen; and what macros set.
        self.names: dict[str, None] = {}
        self.macros: dict[str, States] = {}
        # The files of each directory but for info/attributes, and the chain that all make.
        self.files: dict[bytes, list[RuleFile]] = {}
        self.chains: dict[bytes, Chain] = {}

    @cached_property
    def source(self) -> Source:
        """Where .gitattributes are."""
        tree = source_tree(self.repository, self.named)
        return source_of(self.repository, self.direction, tree, self.index if self.looks_in_index else None)

    @cached_property
    def info(self) -> RuleFile:
        """The file info/attributes, once the others are read that count in every directory, in git's order."""
        source, place = self.source, self.repository
        shared = shared_rules(place.location.work_tree or place.base, place.config, place.environ, place.warn)
        weakest = [self.taken_in(rules) for rules in (BUILTIN, *shared)]
        top = self.taken_in(source.rules(NAME, True) or ())
        info = self.taken_in(info_rules(place))
        self.files[b""] = [top, *reversed(weakest)]
        self.chains[b""] = Chain([info, *self.files[b""]])
        return info

    def attributes_of(self, path: bytes, names: Sequence[str]) -> tuple[AttributeValue, ...]:
        """What the attributes `names` of `path` are. Raises RepositoryError and CorruptError for places that fail."""
        chain = self.chain(directory_of(path))
        found = self.decided(chain, chain.matching(path))
        if OBJECT_MODE in names and OBJECT_MODE not in found:
            found = {**found, OBJECT_MODE: self.object_mode(path)}
        return tuple([found.get(name, UNSPECIFIED) for name in names])

    def all_of(self, path: bytes) -> Specified:
        """All attributes of `path` that are specified, in the order in which `check-attr -a` prints them."""
        chain = self.chain(directory_of(path))
        matching = chain.matching(path)
        known = chain.specified.get(matching)
        if known is None:
            found = self.decided(chain, matching)
            known = chain.specified[matching] = tuple(
                (name, found[name]) for name in self.names if found.get(name, UNSPECIFIED) is not UNSPECIFIED
            )
        return known

    def object_mode(self, path: bytes) -> AttributeValue:
        """What builtin_objectmode is."""
        if self.direction is not Direction.CHECKIN:
            mode = mode_in_index(self.repository, self.index, path)
            return UNSPECIFIED if mode is None else f"{mode:06o}"
        return f"{mode_in_work_tree(self.repository, self.index, path):06o}"

    def decided(self, chain: Chain, matching: tuple[tuple[int, ...], ...]) -> dict[str, AttributeValue]:
        """What is said of paths in `chain` that match so, "unspecified" too."""
        found = chain.decided.get(matching)
        if found is None:
            found = {}
            for states in chain.states(matching):
                self.decide(found, states)
            chain.decided[matching] = found
        return found

    def decide(self, found: dict[str, AttributeValue], states: States) -> None:
        """Put into `found` what `states` say of attributes of which nothing is there, and what macros among them do."""
        waiting = list(states)
        while waiting:
            name, value = waiting.pop()
            if name not in found:
                found[name] = value
                if value is SET and name in self.macros:
                    waiting.extend(self.macros[name])

    def chain(self, directory: bytes) -> Chain:
        """The files that count in `directory`."""
        info = self.info
        known = self.chains.get(directory)
        waiting = []
        while known is None:
            waiting.append(directory)
            directory = directory.rpartition(b"/")[0]
            known = self.chains.get(directory)
        for below in reversed(waiting):
            rules = self.source.rules(below + b"/" + NAME, False)
            files = self.files[directory]
            if rules:
                files = [self.taken_in(rules, below + b"/"), *files]
                known = Chain([info, *files])
            self.files[below], self.chains[below] = files, known
            directory = below
        return known

    def taken_in(self, rules: Sequence[Rule], base: bytes = b"") -> RuleFile:
        """The file of `rules` for paths below `base`; its names and macros are noted, which win over earlier ones."""
        for rule in rules:
            if rule.pattern is None:
                self.names.setdefault(rule.macro)
                self.macros[rule.macro] = rule.states
            for name, _ in rule.states:
                self.names.setdefault(name)
        return RuleFile(rules, base, self.ignore_case)


def directory_of(path: bytes) -> bytes:
    """The directory that `path` is in, which does not count for its own attributes if it is one itself."""
    return path[:-1].rpartition(b"/")[0]


def info_rules(repository: Repository) -> Sequence[Rule]:
    """The rules of info/attributes."""
    path = f"{repository.location.common_dir}/{INFO_FILE}"
    return rules_at(path, Text(repository.location.shown(path), True, repository.warn)) or ()


def source_of(
    repository: Repository, direction: Direction, tree: ObjectId | None, index: IndexEntries | None
) -> Source:
    """Where .gitattributes are looked for: in `tree` if there is one, but for the index; there only if it is given."""
    warn, top = repository.warn, repository.location.work_tree
    in_index = Nowhere() if index is None else InIndex(index, repository.reader, warn)
    if direction is Direction.INDEX:
        return in_index
    if tree is not None:
        return InTree(tree, repository.reader, warn)
    if repository.location.is_bare:
        return Nowhere()
    if top is None:
        return in_index
    in_work_tree = InWorkTree(top, warn)
    return FirstOf(in_index, in_work_tree) if direction is Direction.CHECKOUT else FirstOf(in_work_tree, in_index)


def source_tree(repository: Repository, source: str | ObjectId | None) -> ObjectId | None:
    """The tree-ish that `source` names, or GIT_ATTR_SOURCE, or attr.tree; None without any.

    What attr.tree names may be missing, as in a repository without commits. Raises RepositoryError in git's words.
    """
    if isinstance(source, ObjectId):
        return source
    named = repository.environ.get("GIT_ATTR_SOURCE") if source is None else source
    may_miss = named is None
    if named is None:
        named = repository.config.get("attr.tree")
    if named is None:
        return None
    found = resolve(repository.revisions._replace(default_hint="treeish"), named)
    if found.id is None and not may_miss:
        raise RepositoryError("bad --attr-source or GIT_ATTR_SOURCE")
    return found.id
