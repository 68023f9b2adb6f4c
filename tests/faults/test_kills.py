"""Every writing job is killed before each call that changes a file, and at any time: nothing is lost or half there."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.faults.conftest import Tally, Turn
from tests.support.trials.bench import Base, Bench, confirmed
from tests.support.trials.client import environment
from tests.support.trials.jobs import Job
from tests.support.trials.plans import KILLED, Plan, is_changing
from tests.support.trials.repositories import REPOSITORY
from tests.support.trials.verdicts import TEMPORARY, files_of

pytestmark = pytest.mark.slow
# What does not change what a reader sees: to be killed after it is to be killed after what was before it.
UNSEEN = ("close", "fsync", "chmod", "utime")
# What a job may leave besides temporary files, whole.
WHOLE = re.compile(
    r"/objects/([0-9a-f]{2}(/[0-9a-f]{38})?|pack(/pack-[0-9a-f]{40}\.(pack|idx|rev|keep|promisor|mtimes))?|"
    r"info(/packs)?)$|/info(/refs)?$|^in/"
)
# The calls are the same in both: in a short turn one of them takes every second, the other every fifth.
EACH = {"compiled": 4, "pure": 8}
SIGNALS = 6
Grouped = Callable[[str], tuple[Bench, list[Job]]]
LONGEST = 0.4


class Killed(NamedTuple):
    """A job that was killed: what it had printed, and when."""

    job: Job
    base: Base
    out: bytes
    when: str


def wrong(bench: Bench, killed: Killed) -> str:
    """What is wrong with what is left."""
    told = confirmed(killed.job, killed.base, killed.out)
    if bench.is_untouched():
        return "" if told <= bench.objects else "confirmed, but not written"
    state = files_of(bench.place)
    strange = [
        path for path in state.files
        if path not in bench.before.files and not TEMPORARY.search(path) and not WHOLE.search(path)
    ]  # fmt: skip
    return bench.fault(state, killed.base.stays | told) or (f"left {strange[0]}" if strange else "")


def moments(bench: Bench, job: Job) -> list[int]:
    """Before which of the calls that change something the job is killed."""
    outcome = bench.run(job, Plan("record"))
    assert outcome.report is not None
    seen = [one for one in outcome.report.recorded if is_changing(one.call) and one.call.kind not in UNSEEN]
    return [1, *(one.before + 2 for one in seen)]


@pytest.mark.parametrize("group", ["write", "library", "keep", "shallow"])
def test_killed_at_every_call(grouped: Grouped, implementation: str, group: str, turn: Turn,
                              record_property: Callable[[str, object], None]) -> None:  # fmt: skip
    tally = Tally(record_property, f"kills at calls, {implementation}, {group}")
    bench, jobs = grouped(group)
    for job in jobs:
        if group == "library" and not job.prints:
            continue
        base = bench.base(job)
        for n in moments(bench, job)[:: 1 if turn.seconds else EACH[implementation]]:
            outcome = bench.run(job, Plan("kill", n))
            assert outcome.code in (KILLED, 0), (job, n, outcome)
            tally.add("kills", outcome.code == KILLED)
            found = wrong(bench, Killed(job, base, outcome.out, str(n)))
            if found:
                tally.problem(f"{job.name}: {found}"[:160], f"before change {n}")
    assert tally.counts["kills"] > 5
    tally.add("states read", len(bench.verdicts))
    tally.close()


@pytest.mark.parametrize("group", ["write", "keep"])
def test_killed_at_any_time(grouped: Grouped, implementation: str, group: str, turn: Turn,
                            record_property: Callable[[str, object], None]) -> None:  # fmt: skip
    tally = Tally(record_property, f"kills at any time, {implementation}, {group}")
    dice = random.Random(turn.seed)
    bench, jobs = grouped(group)
    bases = [bench.base(job) for job in jobs]
    until = turn.until()
    signals = 0
    while time.monotonic() < until if turn.seconds else signals < SIGNALS:
        signals += 1
        at = dice.randrange(len(jobs))
        job = jobs[at]
        bench.renew()
        after = dice.uniform(0.02, LONGEST)
        out = kill_after(bench, implementation, job, after)
        tally.add("signals")
        found = wrong(bench, Killed(job, bases[at], out, f"{after}"))
        if found:
            tally.problem(f"{job.name}: {found}"[:160], f"after {after:.3f} seconds")
    tally.close()


def kill_after(bench: Bench, implementation: str, job: Job, after: float) -> bytes:
    """Run the command of `job` and kill it; gives what it printed."""
    command = [sys.executable, "-m", "pygitobj", *job.words[0]]
    with subprocess.Popen(
        command, cwd=bench.place / REPOSITORY, env=environment(implementation),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            return process.communicate(job.stdin, timeout=after)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            return process.communicate()[0]
