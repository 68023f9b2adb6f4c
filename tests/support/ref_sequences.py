"""Random changes of references, the same for whatever stores them and whoever makes them, us or git.

A repository `Place` has a worktree linked to it, so that some references are each worktree's own. A change is a
transaction of several updates, or one of what is done to a log, or the packing of all.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from pygitobj import ObjectId, Repository
from pygitobj.errors import RefError
from pygitobj.formats.reflog import ReflogEntry
from pygitobj.formats.refname import is_per_worktree
from pygitobj.refs.names import name_to_write
from pygitobj.refs.updates import ANY, KEPT, Optimizing, Update
from pygitobj.refs.values import Symbolic
from pygitobj.repository.ref_changes import begin_transaction, load_ref_policy
from tests.support.command import git, run

LINKED = "linked"
BRANCHES = ("main", "a", "a/b", "a/b/c", "b", "side")
# Each goes with some others and not with all: x beside x/y, what one worktree has, what leads to another.
NAMES = (
    "HEAD", "ORIG_HEAD", *(f"refs/heads/{name}" for name in BRANCHES), "refs/heads/sym", "refs/remotes/o/HEAD",
    "refs/tags/t", "refs/tags/t/u", "refs/tags/v", "refs/x/y", "refs/bisect/bad", "refs/worktree/w",
)  # fmt: skip
# What the other worktree's own are called from each.
OTHERS = {
    "": (f"worktrees/{LINKED}/refs/bisect/bad", f"worktrees/{LINKED}/HEAD"),
    LINKED: ("main-worktree/refs/bisect/bad", "main-worktree/HEAD"),
}
SYMBOLIC = ("HEAD", "refs/heads/sym", "refs/remotes/o/HEAD")
TARGETS = ("refs/heads/main", "refs/heads/a", "refs/heads/a/b", "refs/heads/b", "refs/heads/none")
State = dict[str, object]


class Place(NamedTuple):
    """A repository: its git directory, whose references `ref_format` says how are stored."""

    git_dir: Path
    ref_format: str

    def dir_of(self, worktree: str) -> Path:
        """The git directory of `worktree`, "" for the main one."""
        return self.git_dir / "worktrees" / worktree if worktree else self.git_dir

    def copy(self, git_dir: Path) -> Place:
        shutil.copytree(self.git_dir, git_dir, symlinks=True)
        return Place(git_dir, self.ref_format)

    @contextmanager
    def opened(self, worktree: str = "") -> Iterator[Repository]:
        """The repository as it is seen from `worktree`."""
        with Repository.open(git_dir=self.dir_of(worktree)) as repository:
            yield repository


def make(
    git_dir: Path, ref_format: Literal["files", "reftable"], object_format: Literal["sha1", "sha256"], settings: str
) -> tuple[Place, list[ObjectId]]:
    """A repository and its objects: commits, then tags, of which one is of the other."""
    Repository.init(git_dir, bare=True, object_format=object_format, ref_format=ref_format).close()
    with (git_dir / "config").open("a") as config:
        config.write(settings)
    place = Place(git_dir, ref_format)
    other = place.dir_of(LINKED)
    other.mkdir(parents=True)
    (other / "gitdir").write_text(f"{git_dir}/none/.git\n")
    (other / "commondir").write_text("../..\n")
    (other / "HEAD").write_text("ref: refs/heads/side\n" if ref_format == "files" else "ref: refs/heads/.invalid\n")
    if ref_format != "files":
        (other / "reftable").mkdir()
        (other / "reftable/tables.list").write_text("")
    with place.opened() as repository:
        store = repository.objects
        tree = store.write("tree", b"")
        who = b"C <c@x> 1700000000 +0000"
        commits = [
            store.write("commit", b"tree %s\nauthor %s\ncommitter %s\n\n%d\n" % (str(tree).encode(), who, who, number))
            for number in range(3)
        ]
        of_commit, of_tag = b"object %s\ntype commit\ntag v\ntagger %s\n\nm\n", b"object %s\ntype tag\ntag w\n\nm\n"
        once = store.write("tag", of_commit % (str(commits[0]).encode(), who))
        twice = store.write("tag", of_tag % str(once).encode())
    if ref_format != "files":
        with place.opened(LINKED) as repository:
            commit(repository, [Update("HEAD", Symbolic("refs/heads/side"), no_deref=True, logs=False)])
    return place, [*commits, once, twice]


# What is done


class Step(NamedTuple):
    """One change as seen from `worktree`: by us, by git's `words` with `stdin`; `shown` tells it."""

    worktree: str
    ours: Callable[[Repository], None]
    words: tuple[str, ...]
    stdin: str

    @property
    def shown(self) -> str:
        return f"in '{self.worktree}': git {' '.join(self.words)}\n{self.stdin}"


def commit(repository: Repository, updates: list[Update]) -> None:
    """Make `updates` in one transaction. Raises RefError."""
    transaction = begin_transaction(repository)
    try:
        for update in updates:
            transaction.queue(update)
        transaction.commit()
    finally:
        transaction.drop()


def random_step(chance: random.Random, ids: list[ObjectId], *, as_tables: bool = False) -> Step:
    """A change taken by chance, with `as_tables` none that git makes otherwise where references are in tables.

    That are changes of what the other worktree has for itself, which it writes under the name that it is asked for,
    not to be found; logs whose oldest entry goes and whose next is to begin anew; the deletion of symbolic references
    themselves, whose logs stay; and of one that leads to what the same transaction changes the log has the old id.
    """
    null = ObjectId("0" * len(str(ids[0])))
    worktree = chance.choice(["", "", LINKED])
    kind = chance.random()
    if kind < 0.7:
        names = chosen_names(chance, () if as_tables else OTHERS[worktree])
        create = chance.random() < 0.3
        updates = [random_update(chance, name, ids) for name in names]
        updates = [update._replace(create_log=create and is_new(update)) for update in updates]
        if as_tables:
            updates = [update for update in updates if not (is_leading(update) and len(updates) > 1)] or updates[:1]
            updates = [update._replace(no_deref=update.no_deref and is_new(update)) for update in updates]
        words = ("update-ref", *(["--create-reflog"] if create else []), "-m", "why not", "--stdin")
        return Step(worktree, lambda repository: commit(repository, updates), words, as_commands(updates, null))
    if kind < 0.75:
        return Step("", compacted, ("pack-refs", "--all"), "")
    return log_step(chance, worktree, ["delete", "empty", "drop", *([] if as_tables else ["rewrite"])])


def is_new(update: Update) -> bool:
    """Whether `update` gives a value: git starts a log for no other."""
    return isinstance(update.new, ObjectId | Symbolic)


def is_leading(update: Update) -> bool:
    """Whether `update` makes a reference symbolic."""
    return isinstance(update.new, Symbolic)


def chosen_names(chance: random.Random, others: tuple[str, ...]) -> list[str]:
    """Names for one transaction, rarely one of `others` among them."""
    names = chance.sample(NAMES, chance.choice([1, 1, 2, 3, 5]))
    return [*names, chance.choice(others)] if others and chance.random() < 0.15 else names


def random_update(chance: random.Random, name: str, ids: list[ObjectId]) -> Update:
    """What is asked of the reference `name`."""
    values = ids[:3] if name.endswith("HEAD") or name.startswith("refs/heads/") else ids
    value, old = chance.choice(values), chance.choice([*values, None])
    update = Update(name, value, message=b"why not", no_deref=chance.random() < 0.25)
    kind = chance.random()
    if kind < 0.2 and name != "HEAD":
        new: ObjectId | None = None
        old = value if old is None else old
        return update._replace(new=new, old=old) if chance.random() < 0.2 else update._replace(new=new)
    if name in SYMBOLIC and kind < 0.6:
        # HEAD is on none that is made symbolic: git's log of it has zeros then.
        targets = TARGETS if name == "HEAD" else (*TARGETS, "refs/heads/sym")
        return update._replace(new=Symbolic(chance.choice(targets)), no_deref=True)
    if kind > 0.95:
        return update._replace(new=KEPT, old=old)
    return update._replace(old=old) if chance.random() < 0.3 else update


def as_commands(updates: list[Update], null: ObjectId) -> str:
    """The lines that ask git for the same."""
    lines = []
    for update in updates:
        if update.no_deref:
            lines.append("option no-deref")
        old = "" if update.old is ANY else f" {null if update.old is None else update.old}"
        if isinstance(update.new, Symbolic):
            lines.append(f"symref-update {update.name} {update.new.target}")
        elif update.new is KEPT:
            lines.append(f"verify {update.name}{old}")
        elif update.new is None:
            lines.append(f"delete {update.name}{old}")
        else:
            lines.append(f"update {update.name} {update.new}{old}")
    return "\n".join(lines) + "\n"


def log_step(chance: random.Random, worktree: str, kinds: list[str]) -> Step:
    """Something that is done to the log of one reference; of a symbolic one without a log git takes another's."""
    name = chance.choice([name for name in NAMES if name not in (*SYMBOLIC, "ORIG_HEAD")])
    kind = chance.choice(kinds)
    if kind == "drop":
        return Step(worktree, lambda repository: dropped(repository, name), ("reflog", "drop", name), "")
    if kind == "empty":
        words: tuple[str, ...] = ("reflog", "expire", "--expire=all", "--expire-unreachable=all", name)
        return Step(worktree, lambda repository: rewritten(repository, name, lambda _: []), words, "")
    at = chance.choice([0, 0, 1, 2])
    choose = without_and_joined if kind == "rewrite" else without
    words = ("reflog", "delete", *(["--rewrite"] if kind == "rewrite" else []), f"{name}@{{{at}}}")
    return Step(worktree, lambda repository: rewritten(repository, name, lambda log: choose(log, at)), words, "")


def without(log: list[ReflogEntry], at: int) -> list[ReflogEntry]:
    """`log` without the entry that is `at` from its end, if it has so many."""
    return [entry for place, entry in enumerate(reversed(log)) if place != at][::-1]


def without_and_joined(log: list[ReflogEntry], at: int) -> list[ReflogEntry]:
    """As `without`, and each entry begins where the one before it ended."""
    found: list[ReflogEntry] = []
    for entry in without(log, at):
        found.append(entry._replace(old=found[-1].new if found else ObjectId("0" * len(str(entry.old)))))
    return found


def rewritten(repository: Repository, name: str, choose: Callable[[list[ReflogEntry]], list[ReflogEntry]]) -> None:
    """Let the log of `name` have what `choose` makes of it. Raises RefError where there is none."""
    backend = repository.ref_store.backend
    if backend.log(name) is None:
        raise RefError("no log", name)
    backend.rewrite_log(name_to_write(name), lambda log, _: choose(log), load_ref_policy(repository))


def dropped(repository: Repository, name: str) -> None:
    """Take the log of `name` away. Raises RefError where there is none."""
    backend = repository.ref_store.backend
    if backend.log(name) is None:
        raise RefError("no log", name)
    backend.delete_log(name_to_write(name), load_ref_policy(repository))


def compacted(repository: Repository) -> None:
    """Pack all that worktrees share, or make one table of all."""
    options = Optimizing(lambda name, _oid: not is_per_worktree(name), lambda _name, _oid: None, lambda _line: None)
    repository.ref_store.backend.optimize(options, load_ref_policy(repository))


def do_ours(place: Place, step: Step) -> str:
    """Do `step`; why it was refused, "" where it was done."""
    with place.opened(step.worktree) as repository:
        try:
            step.ours(repository)
        except RefError as error:
            return str(error) or "refused"
    return ""


def do_git(place: Place, step: Step) -> str:
    """Let git do `step`; what it said where it refused."""
    answer = run(["git", f"--git-dir={place.dir_of(step.worktree)}", *step.words], place.git_dir, step.stdin.encode())
    return "" if answer.code == 0 else answer.err.decode() or "refused"


# What is there


def state(place: Place) -> State:
    """All references and logs of both worktrees, as we read them, strictly."""
    found: State = {}
    for worktree in ("", LINKED):
        with place.opened(worktree) as repository:
            backend, null = repository.ref_store.backend, repository.format.null_id
            refs = [*backend.stored("", strict=True)] if not worktree else [*backend.own()]
            for ref in refs:
                assert backend.read(ref.name) == ref.value, ref
                found[f"{worktree}:{ref.name}"] = ref.value
            for name in backend.root_names():
                found[f"{worktree}:{name}"] = backend.read(name)
            for name, entries in backend.logs():
                log = list(entries)
                assert backend.log(name) == log, name
                # From nothing to nothing says in a table that there is a log.
                told = [str(entry) for entry in log if entry.old != null or entry.new != null]
                found[f"{worktree}:log of {name}"] = told
    return found


def listed_by_git(place: Place) -> list[str]:
    """All that git lists of both worktrees: references, where they lead, what tags come to, and logs."""
    form = "--format=%(refname) %(objectname) %(symref) %(*objectname)"
    found = []
    for worktree in ("", LINKED):
        words = (f"--git-dir={place.dir_of(worktree)}",)
        found += git(place.git_dir, *words, "refs", "verify").decode().splitlines()
        found += git(place.git_dir, *words, "for-each-ref", "--include-root-refs", form).decode().splitlines()
        for name in sorted(git(place.git_dir, *words, "reflog", "list").decode().split()):
            # It ends with an error where the reference leads nowhere.
            shown = run(["git", *words, "reflog", "show", "--format=%H %gn %gs", name, "--"], place.git_dir)
            found += [name, str(shown.code), *shown.out.decode().splitlines()]
    return found


def table_sizes(place: Place) -> list[int]:
    """How long the tables of both worktrees are, and no table is there besides."""
    found = []
    for worktree in ("", LINKED):
        tables = place.dir_of(worktree) / "reftable"
        names = (tables / "tables.list").read_text().split()
        assert sorted(os.listdir(tables)) == sorted([*names, "tables.list"])
        found += [(tables / name).stat().st_size for name in names]
    return found
