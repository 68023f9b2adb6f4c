"""The words that say where a walk begins and what it leaves out: revisions, options that stand for many, and paths.

    <rev> ^<rev> a..b a...b <rev>^@ <rev>^! <rev>^-<n>      ranges.py
    --all --branches[=<pattern>] --tags[=] --remotes[=] --glob=<pattern>
                                    references; HEADs too, of all worktrees, for --all
    --exclude=<pattern> --exclude-hidden=<section>          what the next of these leaves out
    --reflog --indexed-objects --alternate-refs --bisect    what else holds objects
    --not                           turns the meaning of all that follows round
    --stdin                         more of it on standard input, a line each: options too, with a --not of their own,
                                    and after -- paths
    --no-walk[=sorted|unsorted] --do-walk --single-worktree --ignore-missing --filter=<spec> --no-filter
                                    taken down for whoever walks
    --end-of-options                no word after it is an option
    --                              paths follow

Without -- the first word that is no revision, and all after it, are paths, and must be there; and no revision may be
the name of a file. Follows git's Documentation/rev-list-options and gitcli.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from pygitobj.errors import RevisionError
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.revisions.context import Context
from pygitobj.revisions.path_words import BOTH, names_file, require_path
from pygitobj.revisions.pending import Pending
from pygitobj.revisions.ranges import HEAD, Ranges
from pygitobj.revisions.ref_exclusions import RefExclusions
from pygitobj.revisions.ref_sets import REFS, RefSet, matches, whole_pattern
from pygitobj.revisions.resolve import resolve
from pygitobj.store.bulk import describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.revisions.tips import Tips

# Options that list references: the start of the names that they list, which is left out of names shown.
LISTS = {"--branches": "refs/heads/", "--tags": "refs/tags/", "--remotes": "refs/remotes/"}
ALTERNATE = ".alternate"
DASHES, END_OF_OPTIONS = "--", "--end-of-options"


class Named(Record):
    """A reference: what it is called here, and the id that it comes to, None where it is broken.

    `full` is its whole name, "" for one that must be there whatever GIT_REF_PARANOIA says.
    """

    name: str
    oid: bytes | None
    full: str = ""


class RevisionArguments:
    """Takes words one after another; `pending` is what they come to, in git's order, `paths` the paths among them.

    `dashes` says that -- comes among the words, so that none before it is a path. `lines` are those of standard input,
    without their ends; without them --stdin is none of ours. Whoever has options of its own looks at what `take`
    leaves, and calls `finish` after the last word.
    """

    def __init__(
        self, context: Context, tips: Tips, *, dashes: bool = False, lines: Callable[[], Iterable[bytes]] | None = None
    ) -> None:
        self.context = context
        self.tips = tips
        self.dashes = dashes
        self.lines = lines
        self.pending: list[Pending] = []
        self.paths: list[str] = []
        self.hidden: set[bytes] = set()
        # Whether anything was named, be it a list of nothing; whether what follows means the opposite.
        self.is_given = False
        self.turned = False
        self.no_walk = self.unsorted = self.bisects = self.single_worktree = False
        self.filters: list[str] = []
        self.ranges = Ranges(context, tips.merge_bases)
        self.exclusions = RefExclusions(tips.hide_rules, tips.namespace)
        self.options_ended = self.in_paths = self.after_dashes = self.has_read = False
        # What the next word is the value of.
        self.awaited: str | None = None

    @property
    def missing(self) -> list[bytes]:
        """The objects that were named, are not there, and may be missing."""
        return self.ranges.missing

    # Words

    def take(self, word: str) -> bool:
        """Do what `word` says; False for an option that is none of ours. Raises RevisionError in git's words."""
        if self.after_dashes:
            self.paths.append(word)
        elif word == DASHES:
            self.finish()
            self.after_dashes = True
        elif self.awaited is not None:
            option, self.awaited = self.awaited, None
            self.option(option, word)
        elif self.in_paths:
            self.path(word)
        elif word.startswith("-") and not self.options_ended:
            return self.any_option(word)
        else:
            self.revision_or_path(word)
        return True

    def finish(self) -> None:
        """What is to be said once all words were taken. Raises RevisionError where one still needs a value."""
        if self.awaited is not None:
            raise RevisionError(f"Option '{self.awaited}' requires a value")

    def use_default(self, name: str) -> None:
        """Begin at `name` where nothing was named. Raises RevisionError in git's words."""
        if self.pending or self.is_given:
            return
        found = resolve(self.context, name)
        if found.id is None:
            raise RevisionError(without_default(self.context, name))
        code = self.ranges.code_of(found.id, name)
        if code is not None:
            self.add(Pending(bytes(found.id), code, name, mode=found.mode or 0))

    def any_option(self, word: str) -> bool:
        """Do what the option `word` says; False where it is none of ours."""
        if word == "--stdin" and self.lines is not None:
            if self.has_read:
                raise RevisionError("--stdin given twice?")
            self.has_read = True
            self.read(self.lines())
        elif word == END_OF_OPTIONS:
            self.options_ended = True
        elif word == "--ignore-missing":
            self.ranges.ignores_missing = True
        elif word in VALUED:
            self.awaited = word
        else:
            name, equals, value = word.partition("=")
            return self.option(name, value if equals else None)
        return True

    def revision_or_path(self, word: str) -> None:
        """Take `word`, a revision or the first of the paths."""
        if self.revision(word, hidden=self.turned, check=None if self.dashes else self.refuse_file):
            return
        if self.dashes or word.startswith("^"):
            raise RevisionError(f"bad revision '{word}'")
        self.path(word)
        self.in_paths = True

    def revision(self, word: str, *, hidden: bool = False, check: Callable[[str], None] | None = None) -> bool:
        """Take the revision `word`, turned round if `hidden`; whether it is one. `check` is as for Ranges."""
        found = self.ranges.said_by(word, hidden=hidden, check=check)
        if found is None:
            return False
        self.is_given = True
        for pending in found:
            self.add(pending)
        return True

    def add(self, pending: Pending) -> None:
        """Take an object in; one that is hidden makes a walk of what was to be none."""
        if pending.is_hidden:
            self.hidden.add(pending.oid)
        if pending.oid in self.hidden:
            self.no_walk = False
        self.pending.append(pending)

    def path(self, word: str) -> None:
        """Take the path `word`. Raises RevisionError, RepositoryError unless it is there."""
        require_path(self.context, word, is_first=not self.in_paths)
        self.paths.append(word)

    def refuse_file(self, name: str) -> None:
        """Raises RevisionError where `name`, which is a revision, is a file's too."""
        if not name.startswith("-") and self.tips.may_name_files() and names_file(self.context, name):
            raise RevisionError(BOTH.format(name))

    def read(self, lines: Iterable[bytes]) -> None:
        """Take the `lines` of standard input. Raises RevisionError in git's words."""
        before, self.turned = (self.turned, self.context), False
        self.go_on_with(self.context._replace(watches_ids=False))
        ended = False
        rest = iter(lines)
        for line in rest:
            word = os.fsdecode(line.partition(b"\0")[0])
            if not line:
                break
            if word == DASHES:
                self.paths.extend(os.fsdecode(path.partition(b"\0")[0]) for path in rest)
                break
            if word.startswith("-") and not ended:
                ended = word == END_OF_OPTIONS
                if not ended and not self.line_option(word):
                    raise RevisionError(f"invalid option '{word}' in --stdin mode")
            elif not self.revision(word, hidden=self.turned):
                raise RevisionError(f"bad revision '{word}'")
        self.turned = before[0]
        self.go_on_with(before[1])

    def go_on_with(self, context: Context) -> None:
        """Go on with `context`."""
        self.context = self.ranges.context = context

    def line_option(self, word: str) -> bool:
        """Do what the option `word` of a line says; False where it is none of ours."""
        if word in VALUED:
            raise RevisionError(f"Option '{word}' requires a value")
        name, equals, value = word.partition("=")
        return self.option(name, value if equals else None)

    # Options

    def option(self, name: str, value: str | None) -> bool:
        """Do what the option `name` says, with its `value` if it has one; False where it is none of ours."""
        if value is None:
            simple = SIMPLE.get(name)
            if simple is not None:
                simple(self)
                return True
        if name in LISTS:
            return self.add_list(name, value)
        if value is None:
            return False
        if name == "--glob":
            self.add_refs(self.matching("", "", value))
        elif name == "--exclude":
            self.exclusions.add(value)
        elif name == "--exclude-hidden":
            self.exclusions.add_hidden(value)
        elif name == "--filter":
            self.filters.append(value)
        elif name == "--no-walk":
            return self.take_as_sorted(value)
        else:
            return False
        return True

    def add_list(self, name: str, pattern: str | None) -> bool:
        """Take the references that `name`, one of LISTS, stands for; False where it cannot be used."""
        if self.exclusions.hidden is not None:
            return self.refuse(f"options '--exclude-hidden' and '{name}' cannot be used together")
        start = LISTS[name]
        self.add_refs(self.matching(start, start, pattern))
        return True

    def refuse(self, message: str) -> bool:
        """Tell that an option cannot be; False."""
        self.context.warn(f"error: {message}")
        return False

    def take_as_sorted(self, value: str) -> bool:
        """Do what --no-walk with a `value` says; False where that is none."""
        self.no_walk = True
        if value not in ("sorted", "unsorted"):
            return self.refuse("invalid argument to --no-walk")
        self.unsorted = value == "unsorted"
        return True

    def turn(self) -> None:
        """Let what follows mean the opposite."""
        self.turned = not self.turned

    def walk_not(self) -> None:
        """Let nothing be walked, of what was named alone."""
        self.no_walk = True

    def walk(self) -> None:
        """Let what was named be walked all the same."""
        self.no_walk = False

    def stay_here(self) -> None:
        """Let this worktree alone count."""
        self.single_worktree = True

    def filter_nothing(self) -> None:
        """Forget all filters."""
        self.filters.clear()

    # Many objects at once

    def matching(self, prefix: str, cut: str, pattern: str | None) -> Iterator[Named]:
        """The references that start with `prefix` and match `pattern` after it, named without `cut`."""
        wanted = None if pattern is None else whole_pattern(prefix, pattern)
        for ref in self.context.refs.listed(prefix or REFS):
            if wanted is None or matches(wanted, ref.name):
                yield Named(ref.name.removeprefix(cut), ref.id, ref.name)

    def heads(self) -> Iterator[Named]:
        """HEAD, and unless this worktree alone counts those of the others."""
        head = self.context.refs.resolve(HEAD).id
        if head is not None:
            yield Named(HEAD, head)
        if not self.single_worktree:
            yield from (Named(name, oid) for name, oid in self.tips.other_heads())

    def add_all(self) -> None:
        """Take in all references and HEADs."""
        self.add_named(self.unexcluded([*self.matching(REFS, "", None), *self.heads()]))
        self.exclusions.clear()

    def add_refs(self, refs: Iterable[Named]) -> None:
        """Take in `refs` but for what is excluded, which is then none any more."""
        self.add_named(self.unexcluded(refs))
        self.exclusions.clear()

    def add_set(self, refs: RefSet, *, hidden: bool = False) -> None:
        """Take in the references that are in `refs`, and the HEADs, turned round if `hidden`."""
        named = [ref for ref in self.matching(refs.prefix or REFS, "", None) if refs.has(ref.full)]
        if refs.has_heads:
            named.extend(head for head in self.heads() if refs.has(head.name))
        self.add_named(named, hidden=hidden)

    def unexcluded(self, refs: Iterable[Named]) -> Iterator[Named]:
        """Those of `refs` that are not excluded."""
        return (ref for ref in refs if not self.exclusions.has(ref.name))

    def add_named(self, refs: Iterable[Named], *, hidden: bool | None = None) -> None:
        """Take in `refs`. Raises RevisionError for one whose object is not there and has to be."""
        self.is_given = True
        named = list(refs)
        codes = self.codes([ref.oid for ref in named if ref.oid is not None])
        is_hidden = self.turned if hidden is None else hidden
        for name, oid, full in named:
            code = None if oid is None else next(codes)
            if oid is not None and code is not None:
                self.add(Pending(bytes(oid), code, name, is_hidden=is_hidden))
            elif not full or self.tips.is_careful:
                if oid is None:
                    self.ranges.allow(b"", name, None)
                else:
                    self.ranges.code_of(ObjectId(oid), name)  # says what is wrong with it
            elif oid is not None:
                self.context.warn(f"error: {full} does not point to a valid object!")

    def codes(self, ids: list[bytes]) -> Iterator[int | None]:
        """The codes of the types of objects, None for one that is not there."""
        reader = self.context.reader
        for codes, _ in describe(reader.store, reader.targets(ids)):
            yield from (code or None for code in codes)

    def add_bisection(self) -> None:
        """Take in where a bisection is bad, and the opposite of where it is good."""
        bad, good = self.tips.bisect_terms()
        for term, is_hidden in ((bad, self.turned), (good, not self.turned)):
            named = self.matching(f"refs/bisect/{term}", "", None)
            self.add_named(self.unexcluded(named), hidden=is_hidden)
        self.bisects = True

    def add_reflogs(self) -> None:
        """Take in what the logs of references tell of, as far as it is still there."""
        for name, ids in self.tips.reflogs(single=self.single_worktree):
            is_whole = True
            for oid, code in zip(ids, self.codes(ids), strict=True):
                if code is None:
                    is_whole = False
                else:
                    self.add(Pending(oid, code, "", is_hidden=self.turned))
            if not is_whole:
                self.context.warn(f"warning: reflog of '{name}' references pruned commits")

    def add_indexed(self) -> None:
        """Take in what indexes have, without asking whether it is there."""
        for oid, code, path, mode in self.tips.staged(single=self.single_worktree):
            self.add(Pending(oid, code, "", path, mode, self.turned))

    def add_alternates(self) -> None:
        """Take in the references of repositories that objects are borrowed from."""
        given = self.is_given
        self.add_named(Named(ALTERNATE, oid) for oid in self.tips.alternate_refs())
        self.is_given = given


VALUED = ("--glob", "--exclude", "--exclude-hidden")
SIMPLE: dict[str, Callable[[RevisionArguments], None]] = {
    "--all": RevisionArguments.add_all,
    "--bisect": RevisionArguments.add_bisection,
    "--reflog": RevisionArguments.add_reflogs,
    "--indexed-objects": RevisionArguments.add_indexed,
    "--alternate-refs": RevisionArguments.add_alternates,
    "--not": RevisionArguments.turn,
    "--no-walk": RevisionArguments.walk_not,
    "--do-walk": RevisionArguments.walk,
    "--single-worktree": RevisionArguments.stay_here,
    "--no-filter": RevisionArguments.filter_nothing,
}


def without_default(context: Context, name: str) -> str:
    """Why `name`, at which a walk begins where nothing else is said, means nothing, in git's words."""
    found = context.refs.resolve(name)
    if not found.symbolic or found.broken:
        return "your current branch appears to be broken"
    return f"your current branch '{found.name.removeprefix('refs/heads/')}' does not have any commits yet"
