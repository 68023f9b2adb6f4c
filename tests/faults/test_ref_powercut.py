"""The power goes while references are changed, packed, expired, stored otherwise: each is old or new, none is lost.

The model is in tests/support/trials/cuts.py, what is demanded in ref_states.py. Of several references that one
transaction changes each is old or new by itself where they are in files, except that none is deleted before what was
made with it is there for good; in reftables all are old or all are new, of each stack: a linked worktree has its own.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Tally, Turn
from tests.support.trials.cuts import Cut, Cuts
from tests.support.trials.jobs import Job
from tests.support.trials.record import record
from tests.support.trials.ref_jobs import BESIDE, FORMATS, LATER, LINKED, READ
from tests.support.trials.ref_states import Base, RefBench, is_weak, parts_of, read_state, wrong_for_git, wrong_refs
from tests.support.trials.replay import Replay
from tests.support.trials.repositories import REPOSITORY
from tests.support.trials.verdicts import TEMPORARY

pytestmark = pytest.mark.slow
RefBenches = Callable[[str], tuple[RefBench, list[Job]]]
# States of each job that a short turn reads.
FEW = {"compiled": 14, "pure": 4}
# After every so many of them git reads it too, and references are changed in what the cut left.
AGAIN = 12


def whole(job: Job, base: Base, root: Path) -> str:
    """What is wrong where all that one stack has is old or new together: in reftables, but for logs one by one."""
    if len(job.words) > 1 or "drop --all" in job.name or "expire --expire=all --all" in job.name:
        return ""
    for at, now in enumerate(parts_of(read_state(root / REPOSITORY))):
        if now not in [parts_of(stage)[at] for stage in base.stages]:
            return "a part of what one transaction changed"
    return ""


def changed_afterwards(bench: RefBench, job: Job, base: Base, root: Path) -> str:
    """What is wrong once references were changed in what the cut left, locks that nobody holds taken away."""
    copy = root.with_name("written")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, symlinks=True)  # states share their files
    for path in (copy / REPOSITORY / ".git").rglob("*"):
        if TEMPORARY.search(path.name):
            path.unlink()
    here = RefBench.__new__(RefBench)
    here.client, here.place = bench.client, copy
    commit = base.stages[0].refs["ORIG_HEAD"]
    lines = [f"update-ref {LATER} {commit}", "pack-refs --all", f"update-ref -d {LATER}"]
    if (copy / REPOSITORY / BESIDE).exists():
        lines += [f"--git-dir={BESIDE} {line}".replace(LATER, "refs/bisect/later") for line in lines]
    for line in lines:
        outcome = here.again(tuple(line.split()), b"")
        if outcome.code:
            return f"afterwards {line}: {outcome.err!r}"
    return wrong_refs(job, base.stages, copy)


def wrong_state(bench: RefBench, job: Job, base: Base, root: Path, *, more: bool) -> str:
    """What is wrong with a state; `more` is also looked at by git, and written to."""
    found = wrong_refs(job, base.stages, root)
    if not found and "reftable" in bench.template.name and job.group == "change":
        found = whole(job, base, root)
    if not found and more:
        found = (not is_weak(job) and wrong_for_git(root)) or changed_afterwards(bench, job, base, root)
    return found


@pytest.mark.parametrize("ref_format", [*FORMATS, *LINKED])
def test_the_power_goes(ref_benches: RefBenches, implementation: str, ref_format: str, turn: Turn, room: Path,
                        record_property: Callable[[str, object], None]) -> None:  # fmt: skip
    tally = Tally(record_property, f"power cuts of references, {implementation}, {ref_format}")
    bench, jobs = ref_benches(ref_format)
    jobs = [job for job in jobs if job.group != READ]
    until = turn.until()
    for at, job in enumerate(jobs):
        base = bench.stages(job)
        disk = record(bench, job)
        cuts = Cuts(disk, turn.seed)
        states: list[Cut] = list(cuts.distinct())
        tally.add("states", cuts.count)
        tally.add("distinct", len(states))
        random.Random(turn.seed).shuffle(states)
        replay = Replay(room / "states")
        until_next = time.monotonic() + (until - time.monotonic()) / (len(jobs) - at)
        for number, cut in enumerate(states):
            if time.monotonic() > until_next if turn.seconds else number >= FEW[implementation]:
                break
            root = replay.make(cuts.files(cut), "one")
            tally.add("read")
            wrong = wrong_state(bench, job, base, root, more=number % AGAIN == 0)
            if wrong:
                missing = "; ".join(str(disk.ops[n]) for n in cut.missing)
                last = disk.ops[cut.at - 1] if cut.at else "nothing"
                tally.problem(f"{job.name}: {wrong}"[:160], f"after {last} ({cut.at} of {len(disk.ops)}), bytes "
                              f"{cut.mode}, without {missing}")  # fmt: skip
    tally.close()


def test_names_that_readers_pass_over() -> None:
    """What counts as done whether it has its name or not is read by nobody."""
    assert all(TEMPORARY.search(name) for name in ("x/HEAD.lock", "packed-refs.new", "0x1-0x2-a.ref.temp.0a"))
    assert not any(TEMPORARY.search(name) for name in ("packed-refs", "0x1-0x2-0a.ref", "HEAD", "ref_migration.x"))
