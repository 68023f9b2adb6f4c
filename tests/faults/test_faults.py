"""Every call of the system fails, one at a time, under every job: right answers or an error, nothing lost, no rest.

A short turn takes each place in the code that makes a call, once in each kind of job; a long one every call with every
error that it may give, once, for its file from then on, and for all of its kind from then on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from tests.faults.conftest import Tally, Turn
from tests.support.trials.bench import Base, Bench
from tests.support.trials.jobs import Job
from tests.support.trials.judge import judge
from tests.support.trials.plans import Plan, Seen
from tests.support.trials.points import Point, each_place, every_call

pytestmark = pytest.mark.slow
GROUPS = ("read", "library", "write", "keep", "shallow")
Grouped = Callable[[str], tuple[Bench, list[Job]]]


def seen_by(bench: Bench, job: Job) -> list[Seen]:
    """The calls that a job makes."""
    outcome = bench.run(job, Plan("see"))
    assert outcome.report is not None
    assert len(outcome.report.seen) > 10, job
    return outcome.report.seen


def points_of(bench: Bench, jobs: list[Job], turn: Turn) -> Iterator[tuple[Job, Base, Point]]:
    """What fails in this turn."""
    if not turn.seconds:
        known: set[tuple[str, str]] = set()
        for job in jobs:
            base = bench.base(job)
            for point in each_place(seen_by(bench, job), known):
                yield job, base, point
        return
    waiting = [(job, bench.base(job), every_call(seen_by(bench, job), turn.seed)) for job in jobs]
    until = turn.until()
    while waiting:
        for one in list(waiting):
            if time.monotonic() > until:
                return
            job, base, points = one
            following = next(points, None)
            if following is None:
                waiting.remove(one)
            else:
                yield job, base, following


@pytest.mark.parametrize("group", GROUPS)
def test_every_call_fails(grouped: Grouped, implementation: str, group: str, turn: Turn,
                          record_property: Callable[[str, object], None]) -> None:  # fmt: skip
    tally = Tally(record_property, f"faults, {implementation}, {group}")
    bench, jobs = grouped(group)
    for job, base, point in points_of(bench, jobs, turn):
        outcome = bench.run(job, point.plan)
        tally.add("failed calls")
        if outcome.code == 0:
            tally.add("got over")
        wrong = judge(bench, job, base, outcome, point)
        if wrong:
            tally.problem(f"{job.name}: {wrong}"[:160], point)
    tally.close()
