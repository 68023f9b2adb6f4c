"""Every call of the system fails, one at a time, or is the last, under jobs that read, change and move references.

What reads gives the right answer or an error; what changes leaves each reference at an old value or at its new one, and
no lock but one that could not be taken away. A short turn takes each place in the code that makes a call once; a long
one every call with every error, once, for its file from then on, and for all of its kind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from tests.faults.conftest import Tally, Turn
from tests.support.trials.bench import Base as OfObjects
from tests.support.trials.child import Outcome
from tests.support.trials.jobs import Job
from tests.support.trials.judge import STAYING, kind_that_failed, wrong_output
from tests.support.trials.plans import KILLED, Plan, is_changing
from tests.support.trials.points import Point, each_place, every_call
from tests.support.trials.ref_jobs import FORMATS, MOVE, READ
from tests.support.trials.ref_states import Base, RefBench, read_state, wrong_refs
from tests.support.trials.repositories import REPOSITORY
from tests.support.trials.verdicts import TEMPORARY, files_of

pytestmark = pytest.mark.slow
RefBenches = Callable[[str], tuple[RefBench, list[Job]]]
# What does not change what a reader sees: to be killed after it is to be killed after what was before it.
UNSEEN = ("close", "fsync", "chmod", "utime")
# The calls are the same in both: in a short turn one of them takes every so many.
EACH = {"compiled": 6, "pure": 16}


def points_of(bench: RefBench, jobs: list[Job], turn: Turn) -> Iterator[tuple[Job, Base, Point]]:
    """What fails in this turn."""
    known: set[tuple[str, str]] = set()
    waiting = []
    for job in jobs:
        base = bench.stages(job)
        seen = bench.run(job, Plan("see")).report
        assert seen is not None
        assert len(seen.seen) > 10, job
        points = every_call(seen.seen, turn.seed) if turn.seconds else each_place(seen.seen, known)
        waiting.append((job, base, points))
    until = turn.until()
    while waiting:
        for one in list(waiting):
            job, base, points = one
            following = next(points, None)
            if following is None or (turn.seconds and time.monotonic() > until):
                waiting.remove(one)
            else:
                yield job, base, following


def wrong_end(bench: RefBench, job: Job, base: Base, outcome: Outcome, point: Point) -> str:
    """What is wrong with how a job ended of which a call failed, and with what it left."""
    report = outcome.report
    if report is None:
        return f"died of {outcome.code}"
    if report.crash or b"Traceback" in outcome.err:
        return "traceback: " + (report.crash.strip().splitlines() or [""])[-1]
    if job.group == READ:
        return wrong_output(job, OfObjects(base.outcome, frozenset(), frozenset()), outcome)
    if outcome.code and not outcome.err:
        return f"fails without a word ({outcome.code})"
    if bench.is_untouched():
        return "ends well, but changed nothing" if outcome.code == 0 and base.stages[-1] != base.stages[0] else ""
    found = wrong_refs(job, base.stages, bench.place)
    if not found and outcome.code == 0 and read_state(bench.place / REPOSITORY) != base.stages[-1]:
        found = "ends well, but not all is changed"
    return found or wrong_rest(bench, outcome, point)


def wrong_rest(bench: RefBench, outcome: Outcome, point: Point) -> str:
    """What was left that should not be."""
    if kind_that_failed(outcome, point) in (*STAYING, "scandir") or point.plan.reach != "once":
        return ""  # what cannot be listed or taken away stays
    left = [path for path in files_of(bench.place).files if TEMPORARY.search(path) or "ref_migration" in path]
    return f"left {left[0]}" if left else ""


@pytest.mark.parametrize("ref_format", FORMATS)
def test_every_call_fails(ref_benches: RefBenches, implementation: str, ref_format: str, turn: Turn,
                          record_property: Callable[[str, object], None]) -> None:  # fmt: skip
    tally = Tally(record_property, f"faults of references, {implementation}, {ref_format}")
    bench, jobs = ref_benches(ref_format)
    for number, (job, base, point) in enumerate(points_of(bench, jobs, turn)):
        if not turn.seconds and number % EACH[implementation]:
            continue
        outcome = bench.run(job, point.plan)
        tally.add("failed calls")
        wrong = wrong_end(bench, job, base, outcome, point)
        if wrong:
            tally.problem(f"{job.name}: {wrong}"[:160], point)
    tally.close()


@pytest.mark.parametrize("ref_format", FORMATS)
def test_killed_at_every_call(ref_benches: RefBenches, implementation: str, ref_format: str, turn: Turn,
                              record_property: Callable[[str, object], None]) -> None:  # fmt: skip
    tally = Tally(record_property, f"kills while references change, {implementation}, {ref_format}")
    bench, jobs = ref_benches(ref_format)
    for job in jobs:
        if job.group == READ:
            continue
        base = bench.stages(job)
        recorded = bench.run(job, Plan("record")).report
        assert recorded is not None
        seen = [one for one in recorded.recorded if is_changing(one.call) and one.call.kind not in UNSEEN]
        for n in [1, *(one.before + 2 for one in seen)][:: 1 if turn.seconds else EACH[implementation]]:
            outcome = bench.run(job, Plan("kill", n))
            assert outcome.code in (KILLED, 0), (job, n, outcome)
            tally.add("kills", outcome.code == KILLED)
            wrong = wrong_refs(job, base.stages, bench.place)
            if not wrong and ref_format == "reftable" and job.group != MOVE and len(job.words) == 1:
                now = read_state(bench.place / REPOSITORY)
                wrong = "" if now in base.stages or "--all" in job.name else "a part of what one transaction changed"
            if wrong:
                tally.problem(f"{job.name}: {wrong}"[:160], f"before change {n}")
    assert tally.counts["kills"] > 10
    tally.close()
