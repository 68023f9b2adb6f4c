"""Recording a job, and reading the states that a power cut during it could leave."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.support.trials.bench import Base, Bench, confirmed
from tests.support.trials.cuts import Cut
from tests.support.trials.disk import ENDED, Disk, flattened
from tests.support.trials.jobs import PACK, Job
from tests.support.trials.library import ERROR
from tests.support.trials.plans import Plan
from tests.support.trials.repositories import REPOSITORY
from tests.support.trials.verdicts import files_of, unreadable

# States that our own reader is given at once.
MANY = 20


class Broken(NamedTuple):
    """What is wrong with a state.

    `kind` is "lost" (it was there before), "unreadable" (it was confirmed, and its file
    is there but not its bytes), "nameless" (it was confirmed, and its name is gone), "reader" or "again".
    """

    cut: Cut
    kind: str
    what: str


def record(bench: Bench, job: Job) -> Disk:
    """What the job did, as operations; fails where the recorder missed anything."""
    bench.renew()
    disk = Disk(bench.before.files)
    for words in job.words:
        outcome = bench.again(words, job.stdin, Plan("record"))
        assert outcome.code == 0, (job, outcome)
        assert outcome.report is not None
        disk.replay(outcome.report.recorded, outcome.code)
    assert flattened(disk.directories, disk.contents) == files_of(bench.place).files, (
        f"not all was recorded of {job.name}"
    )
    return disk


def read_with_git(job: Job, base: Base, cut: Cut, root: Path) -> list[Broken]:
    """What git does not find in the state at `root`."""
    found = []
    lost = unreadable(root, base.stays)
    if lost:
        found.append(Broken(cut, "lost", f"{len(lost)} of {len(base.stays)}, {lost[0]}"))
    if job.durable:
        wanted = confirmed(job, base, cut.told)
        if not job.prints and ENDED in cut.told:
            wanted |= base.new
        for oid in unreadable(root, wanted) if wanted else ():
            kind = "unreadable" if is_named(root, oid, job) else "nameless"
            found.append(Broken(cut, kind, oid))
    return found


def is_named(root: Path, oid: str, job: Job) -> bool:
    """Whether the file that should have `oid` has its name."""
    objects = root / REPOSITORY / ".git/objects"
    if job.prints == PACK:
        return holds(list(objects.glob("pack/*.idx")), bytes.fromhex(oid))
    return (objects / oid[:2] / oid[2:]).exists()


def holds(indexes: list[Path], oid: bytes) -> bool:
    """Whether an index that has its pack names `oid`, read as it may be."""
    return any(path.with_suffix(".pack").exists() and oid in path.read_bytes() for path in indexes)


def read_with_ours(bench: Bench, base: Base, states: Iterable[tuple[Cut, Path]]) -> list[Broken]:
    """What our own reader does not find in states that git was asked about too."""
    states = list(states)
    lines = "".join(f"{root / REPOSITORY}\n" for _, root in states).encode()
    outcome = bench.again(("library", "check"), lines)
    assert outcome.report is not None
    found = []
    for cut, root in states:
        answers = outcome.report.answers
        whole = answers.get(f"{root / REPOSITORY} ", "")
        bad = [oid for oid in sorted(base.stays) if not is_good(answers.get(f"{root / REPOSITORY} {oid}", whole))]
        if bad:
            answer = answers.get(f"{root / REPOSITORY} {bad[0]}", whole or "not listed")
            found.append(Broken(cut, "reader", f"{bad[0]}: {answer} {outcome.report.crash[-300:]}"))
    return found


def is_good(answer: str) -> bool:
    """Whether the answer is the type of an object."""
    return bool(answer) and not answer.startswith((ERROR, "missing"))


def run_again(bench: Bench, job: Job, base: Base, cut: Cut, root: Path) -> list[Broken]:
    """The job once more, in what a power cut left: what it confirms now can be read."""
    here = Bench.__new__(Bench)
    here.client, here.place = bench.client, root
    for words in job.words:
        outcome = here.again(words, job.stdin)
        if outcome.code:
            crash = outcome.report.crash if outcome.report else "killed"
            return [Broken(cut, "again", crash[-300:])] if crash or not outcome.err else []
    lost = unreadable(root, base.stays | base.new)
    return [Broken(cut, "again", f"ends well, but {len(lost)} cannot be read: {lost[0]}")] if lost else []
