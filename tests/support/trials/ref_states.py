"""What references and logs say, and whether that is right after a job that did not come to its end.

Each reference has a value that it had before the job or after one of its command lines; an id that references lead to
at each of these moments is led to; a log has what it had then, or the one and a part of what was added to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pygitobj import Repository
from pygitobj.errors import GitObjectError
from tests.support.command import run
from tests.support.git_version import git_version
from tests.support.trials.bench import Bench
from tests.support.trials.child import Outcome
from tests.support.trials.client import Client
from tests.support.trials.jobs import Job
from tests.support.trials.ref_jobs import NONE
from tests.support.trials.repositories import REPOSITORY
from tests.support.trials.verdicts import TEMPORARY, files_of

MADE = "new.git"
KNOWS_REFTABLES = (2, 45)
OWN = ("refs/bisect/", "refs/worktree/", "refs/rewritten/")
BESIDE_NAMES = "worktrees/"


class State(NamedTuple):
    """References and logs by their names, as they are read strictly."""

    refs: dict[str, str]
    logs: dict[str, tuple[str, ...]]


class Base(NamedTuple):
    """What a job does when nothing fails: how it ends, and the states before it and after each of its lines."""

    outcome: Outcome
    stages: list[State]


def read_state(path: Path) -> State:
    """What the repository at `path` has. Raises GitObjectError."""
    with Repository.open(path) as repository:
        backend = repository.ref_store.backend
        refs: dict[str, str] = {}
        logs: dict[str, tuple[str, ...]] = {}
        for worktree in ("", *(f"worktrees/{one.name}/" for one in sorted(path.glob(".git/worktrees/*")))):
            seen = backend.elsewhere(f"{path}/.git/{worktree}".rstrip("/"), f"{path}/.git") if worktree else backend
            own = seen.own() if worktree else seen.stored("", strict=True)
            names = {ref.name for ref in own} | {*seen.root_names(), "HEAD"}
            refs |= {worktree + name: str(seen.read(name)) for name in sorted(names)}
            # Whoever removes objects minds what a log on its way names, too.
            logs |= {
                worktree + name: tuple(map(str, entries))
                for name, entries in seen.logs()
                if not TEMPORARY.search(name) and not (worktree and is_shared(name))
            }
        return State(refs, logs)


def is_shared(name: str) -> bool:
    """Whether all worktrees have the reference `name` together."""
    return name.startswith("refs/") and not name.startswith(OWN)


def parts_of(state: State) -> list[State]:
    """What each stack of reftables has of `state`: the shared one, and the worktree's own."""
    return [
        State(
            {name: said for name, said in state.refs.items() if name.startswith(BESIDE_NAMES) is own},
            {name: said for name, said in state.logs.items() if name.startswith(BESIDE_NAMES) is own},
        )
        for own in (False, True)
    ]


class RefBench(Bench):
    """Runs jobs over references in `place`, a copy of `template`."""

    def __init__(self, client: Client, template: Path, place: Path) -> None:
        self.client = client
        self.template = template
        self.place = place
        self.before = files_of(template)
        self.marks: list[tuple[str, int, int, int]] = []

    def stages(self, job: Job) -> Base:
        """What the job does when nothing fails."""
        self.renew()
        found = [read_state(self.place / REPOSITORY)]
        for words in job.words:
            outcome = self.again(words, job.stdin)
            assert outcome.code in (0, *job.maybe_no), (job, outcome)
            assert outcome.report is not None, job
            found.append(read_state(self.place / REPOSITORY))
        return Base(outcome, found)


def wrong_refs(job: Job, stages: list[State], root: Path) -> str:
    """What is wrong with references and logs at `root` after a part of `job`; empty for nothing."""
    try:
        now = read_state(root / REPOSITORY)
    except GitObjectError as error:
        if is_weak(job) and "refs/heads/" in str(error):
            return ""
        return f"cannot be read: {type(error).__name__} {error}"
    return wrong_values(job, stages, now) or wrong_logs(job, stages, now)


def is_weak(job: Job) -> bool:
    """Whether the user asked that the values of references be not flushed."""
    return NONE.split()[-1] in job.words[0]


def wrong_values(job: Job, stages: list[State], now: State) -> str:
    """What is wrong with the values of references."""
    for name in sorted({*now.refs, *(name for state in stages for name in state.refs)}):
        if now.refs.get(name) not in [state.refs.get(name) for state in stages]:
            if is_weak(job) and now.refs.get(name, "").startswith("Broken(") and name != "HEAD":
                continue
            return f"{name} is {now.refs.get(name)}"
    led_to = set.intersection(*(set(state.refs.values()) for state in stages)) - set(now.refs.values())
    if led_to and not is_weak(job):
        return f"no reference leads to {min(led_to)}"
    return ""


def wrong_logs(job: Job, stages: list[State], now: State) -> str:
    """What is wrong with logs."""
    for name in sorted({*now.logs, *(name for state in stages for name in state.logs)}):
        log = now.logs.get(name)
        allowed = [state.logs.get(name) for state in stages]
        if log not in allowed and not any(is_between(log, one, other) for one in allowed for other in allowed):
            return f"the log of {name} has {None if log is None else len(log)} entries"
    return ""


def is_between(log: tuple[str, ...] | None, one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> bool:
    """Whether `log` is `one` and a part of what `other` has more."""
    one, other, log = one or (), other or (), log or ()
    return other[: len(log)] == log and log[: len(one)] == one


def wrong_for_git(root: Path) -> str:
    """What git finds wrong with the state at `root`: its HEAD and all references can be read.

    One that knows no reftables is not asked about them.
    """
    settings = (root / REPOSITORY / ".git/config").read_text()
    if git_version() < KNOWS_REFTABLES and "refstorage" in settings.lower():
        return ""
    for words in (("symbolic-ref", "HEAD"), ("for-each-ref",), ("show-ref", "--head")):
        answer = run(["git", *words], root / REPOSITORY)
        if answer.code or answer.err:
            return f"git {words[0]}: {answer.err!r}"
    return ""
