"""References in reftables: a stack of tables for all worktrees and the main one, and one for each other worktree.

    <common dir>/reftable                   what all share, and what the main worktree has for itself
    <git dir of a worktree>/reftable        what that worktree has for itself: HEAD and its like, refs/bisect and others

The files HEAD and refs/heads beside them say nothing: they keep older programs away. FETCH_HEAD and MERGE_HEAD are
files all the same. Follows git's Documentation/technical/reftable and git-worktree, "REFS".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby, islice, repeat
from operator import attrgetter

from pygitobj.formats.refname import PER_WORKTREE, PSEUDO_REFS, is_per_worktree, is_root_ref, is_valid_refname
from pygitobj.formats.reftable_records import LogRecord, RefRecord
from pygitobj.id_list import as_oid
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.refs.files import FilesBackend
from pygitobj.refs.names import MAIN_WORKTREE, REFS, WORKTREES
from pygitobj.refs.reftable_stack import NOT_KEPT, Stack, by_name, merged_two
from pygitobj.refs.values import Stored, Symbolic, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.files.looked import Looked
    from pygitobj.formats.reflog import ReflogEntry

# What is in no name of a reference below refs/.
SLASHES = (b"//", b"/\n")
DOTS = (b"..", b"/.", b".\n", b".lock\n", b".lock/")
ODD_BYTES = b" ~^:?[\\*\x7f" + bytes(byte for byte in range(32) if byte != ord("\n"))


class ReftableBackend:
    """The references that the worktree with the git directory `git_dir` sees, to be read."""

    def __init__(
        self, git_dir: str, common_dir: str, object_format: ObjectFormat, stacks: dict[str, Stack] | None = None
    ) -> None:
        self.git_dir = git_dir
        self.common_dir = common_dir
        self.format = object_format
        # Of all worktrees, by their directories, so that none is opened twice.
        self.stacks: dict[str, Stack] = {} if stacks is None else stacks

    def elsewhere(self, git_dir: str, common_dir: str) -> ReftableBackend:
        """The references that the worktree with the git directory `git_dir` sees, which shares `common_dir`."""
        return ReftableBackend(git_dir, common_dir, self.format, self.stacks)

    def stack_in(self, directory: str) -> Stack:
        """The stack of the git directory `directory`."""
        found = self.stacks.get(directory)
        if found is None:
            found = self.stacks[directory] = Stack(f"{directory}/reftable", self.format)
        return found

    @property
    def common(self) -> Stack:
        """The stack of what all worktrees share."""
        return self.stack_in(self.common_dir)

    @property
    def mine(self) -> Stack:
        """The stack of what this worktree has for itself."""
        return self.stack_in(self.git_dir)

    # One name

    def place(self, name: str) -> tuple[Stack, str]:
        """The stack that has the reference `name`, and what it is called there."""
        own = name.removeprefix(MAIN_WORKTREE)
        if own != name and is_per_worktree(own):
            return self.common, own
        if name.startswith(WORKTREES):
            worktree, _, own = name.removeprefix(WORKTREES).partition("/")
            if is_per_worktree(own) and worktree not in ("", ".", ".."):
                return self.stack_in(f"{self.common_dir}/worktrees/{worktree}"), own
        return self.mine if is_per_worktree(name) else self.common, name

    def record(self, name: str, looked: Looked = NOT_KEPT) -> RefRecord | None:
        """The record of the reference `name`, None where it is absent. Raises RepositoryError, CorruptError."""
        stack, own = self.place(name)
        encoded = encoded_name(own)
        if encoded is None or (stack not in (self.mine, self.common) and stack.is_of_nothing()):
            looked.is_sure = False
            return None
        return stack.find(encoded, looked)

    def read(self, name: str, looked: Looked | None = None) -> Value | None:
        """The value of the reference `name` itself, None where there is none; `looked` takes what that hangs on.

        Raises RepositoryError, CorruptError.
        """
        if name in PSEUDO_REFS:
            return FilesBackend(self.git_dir, self.common_dir, self.format).read(name, looked)
        found = self.record(name, NOT_KEPT if looked is None else looked)
        return None if found is None else value_of(found)

    def is_taken(self, name: str) -> bool:
        """Whether there is a reference `name`. Raises RepositoryError, CorruptError."""
        return self.read(name) is not None

    # Listing

    def stored(self, prefix: str, *, strict: bool) -> Iterator[Stored]:
        """The references below refs/ whose names start with `prefix`, with `strict` also those with odd names."""
        wanted = os.fsencode(REFS if REFS.startswith(prefix) else prefix)
        if not wanted.startswith(REFS.encode()):
            return iter(())
        # All of them are found without the index: what it says cannot leave any out.
        start = b"" if wanted == REFS.encode() else wanted
        runs = starting_with(self.common.refs(start), wanted)
        if self.mine is not self.common:
            runs = merged_two(shared(runs), starting_with(self.mine.refs(start), wanted), by_name)
        found = chain.from_iterable(map(strictly if strict else leniently, runs))
        return chain(self.elsewhere_named(), found) if strict and not prefix else found

    def plain_text(self, prefix: str, line_of: Callable[[str], bytes | None]) -> bytes | None:
        """The lines of the references whose names start with `prefix`, as packed-refs would have them.

        `line_of` gives the line of a symbolic one, nothing for one that is not shown, None where there is no telling
        all in this way. Raises RepositoryError, CorruptError.
        """
        from pygitobj.refs.reftable_lines import plain_text  # who asks for one name does without

        return plain_text(self.common, self.mine, prefix, line_of)

    def elsewhere_named(self) -> Iterator[Stored]:
        """What is stored under names that are neither below refs/ nor like HEAD: damage may have made these."""
        for stack in dict.fromkeys((self.common, self.mine)):
            for run in stack.refs():
                if run[0].name >= REFS.encode() and run[-1].name.startswith(REFS.encode()):
                    continue
                odd = [record for record in run if not record.name.startswith(REFS.encode())]
                yield from strictly([record for record in odd if not is_per_worktree(os.fsdecode(record.name))])

    def own(self) -> Iterator[Stored]:
        """The references of the worktree alone."""
        for prefix in sorted(PER_WORKTREE):
            wanted = prefix.encode()
            for run in starting_with(self.mine.refs(wanted), wanted):
                yield from strictly(run)

    def root_names(self) -> list[str]:
        """The sorted names of the references beside refs/: HEAD and its like."""
        found = []
        for run in self.mine.refs():
            found += [os.fsdecode(record.name) for record in run if is_root_ref(os.fsdecode(record.name))]
            if run[-1].name > REFS.encode():
                break
        return found

    # Logs

    def logs(self) -> Iterator[tuple[str, Iterator[ReflogEntry]]]:
        """The names and entries of all logs in the worktree's own stack, also of references that are gone."""
        records = chain.from_iterable(self.mine.logs())
        for name, group in groupby(records, key=attrgetter("name")):
            yield os.fsdecode(name), self.entries(list(group))

    def log(self, name: str) -> list[ReflogEntry] | None:
        """The log of the reference `name`, the oldest entry first; None where it has none."""
        stack, own = self.place(name)
        encoded = encoded_name(own)
        if encoded is None or (stack not in (self.mine, self.common) and stack.is_of_nothing()):
            return None
        found = stack.log(encoded)
        return list(self.entries(found)) if found else None

    def entries(self, records: list[LogRecord]) -> Iterator[ReflogEntry]:
        """What the `records` of one log say, the oldest first.

        One from nothing to nothing stands for a log without entries.
        """
        for record in reversed(records):
            entry = entry_of(record, self.format)
            if entry is not None:
                yield entry


def entry_of(record: LogRecord, object_format: ObjectFormat) -> ReflogEntry | None:
    """What `record` says; None where it only says that there is a log, from nothing to nothing."""
    from pygitobj.formats.reflog import ReflogEntry  # 0.4 ms that most commands do without

    change = record.change
    if change is None or change.old == change.new == object_format.null_id:
        return None
    who = b"%b <%b> %d %+05d" % (change.name, change.email, change.timestamp, change.zone)
    message = change.message.partition(b"\0")[0].removesuffix(b"\n")
    return ReflogEntry(as_oid(change.old), as_oid(change.new), change.timestamp, who, message)


def encoded_name(name: str) -> bytes | None:
    """The bytes of `name`, None where it can be no name in a table."""
    try:
        return os.fsencode(name)
    except UnicodeEncodeError:
        return None


def value_of(record: RefRecord) -> Value:
    """The value that `record` gives its reference."""
    if record.target is not None:
        return Symbolic(os.fsdecode(record.target))
    assert record.value is not None
    return as_oid(record.value)


def starting_with(runs: Iterator[list[RefRecord]], prefix: bytes) -> Iterator[list[RefRecord]]:
    """The records of `runs` whose names start with `prefix`.

    Of what comes after so much is looked at that a damaged name cannot end the list before its time.
    """
    for run in runs:
        if run[0].name.startswith(prefix) and run[-1].name.startswith(prefix):
            yield run
            continue
        left = [record for record in run if record.name.startswith(prefix)]
        if left:
            yield left
        if run[-1].name > prefix and not run[-1].name.startswith(prefix):
            for _ in runs if prefix == REFS.encode() else islice(runs, 1):
                pass
            return


def shared(runs: Iterator[list[RefRecord]]) -> Iterator[list[RefRecord]]:
    """The records of `runs`, which are the main worktree's, that it shares with others."""
    own = tuple(prefix.encode() for prefix in PER_WORKTREE)
    for run in runs:
        left = [record for record in run if not record.name.startswith(own)]
        if left:
            yield left


def strictly(run: list[RefRecord]) -> Iterator[Stored]:
    """The references of `run`, whatever their names."""
    for record in run:
        peeled = record.peeled
        yield Stored(os.fsdecode(record.name), value_of(record), None if peeled is None else as_oid(peeled))


def is_odd(text: bytes, count: int) -> bool:
    """Whether any of the `count` lines of `text`, which start with refs/, may be no name of a reference."""
    if len(text.translate(None, ODD_BYTES)) < len(text) or text.count(b"\n") > count:
        return True
    if any(map(text.__contains__, SLASHES)) or (b"@" in text and b"@{" in text):
        return True
    return b"." in text and any(map(text.__contains__, DOTS))


def leniently(run: list[RefRecord]) -> Iterator[Stored]:
    """The references of `run` with names that are ones: most runs are looked through as a whole."""
    text = b"\n".join([record[0] for record in run]) + b"\n"
    if is_odd(text, len(run)):
        yield from (stored for stored in strictly(run) if is_valid_refname(stored.name))
        return
    peeled = [record[3] for record in run]
    values = [record[2] for record in run if record[2] is not None]
    if len(values) < len(run):
        yield from strictly(run)
        return
    names = os.fsdecode(text).split("\n")
    ids: Iterable[ObjectId | None] = repeat(None)
    if any(peeled):
        ids = [None if oid is None else as_oid(oid) for oid in peeled]
    # As Stored would make each, in a third of the time.
    yield from map(tuple.__new__, repeat(Stored), zip(names, map(as_oid, values), ids, strict=False))
