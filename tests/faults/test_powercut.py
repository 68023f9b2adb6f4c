"""The power goes during a job: every state that this could leave has all that was there before, and what was confirmed.

The model is in tests/support/trials/cuts.py. A short turn reads some of the states, a long one as many as it has time
for.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Tally, Turn
from tests.support.trials.bench import Base, Bench
from tests.support.trials.cuts import Cut, Cuts
from tests.support.trials.jobs import CUT, Job, cut_jobs
from tests.support.trials.record import MANY, Broken, read_with_git, read_with_ours, record, run_again
from tests.support.trials.replay import Replay

pytestmark = pytest.mark.slow
# States that a short turn reads: few of the implementation whose calls are the same.
FEW = {"compiled": 24, "pure": 8}
# After every so many of them the job is run again.
AGAIN = 4
# Like git, no job flushes a directory to keep what it confirmed, only before it removes what was there: the names of
# new files may be lost, as where they were made a moment later. This is counted, and is no failure.
ACCEPTED = "nameless"


def read_states(bench: Bench, job: Job, base: Base, some: list[tuple[Cut, Path]], *, again: bool) -> list[Broken]:
    """What is wrong with some states."""
    found = [broken for cut, root in some for broken in read_with_git(job, base, cut, root)]
    found += read_with_ours(bench, base, some)
    lost = {broken.cut for broken in found if broken.kind != ACCEPTED}
    for at, (cut, root) in enumerate(some):
        if again and at % AGAIN == 0 and cut not in lost:
            found += run_again(bench, job, base, cut, root)
    return found


@pytest.mark.parametrize("name", CUT)
def test_the_power_goes(bench: Bench, implementation: str, name: str, turn: Turn, room: Path,
                        record_property: Callable[[str, object], None]) -> None:  # fmt: skip
    tally = Tally(record_property, f"power cuts, {implementation}, {name}")
    job = cut_jobs(bench.template)[name]
    base = bench.base(job)
    disk = record(bench, job)
    cuts = Cuts(disk, turn.seed)
    states = list(cuts.distinct())
    tally.add("states", cuts.count)
    tally.add("in order", cuts.in_order)
    tally.add("distinct", len(states))
    random.Random(turn.seed).shuffle(states)
    if not turn.seconds:
        states = states[: FEW[implementation]]
    replay = Replay(room / "states")
    until = turn.until()
    for start in range(0, len(states), MANY):
        if turn.seconds and time.monotonic() > until:
            break
        some = [(cut, replay.make(cuts.files(cut), f"{at}")) for at, cut in enumerate(states[start : start + MANY])]
        tally.add("read", len(some))
        for cut, kind, what in read_states(bench, job, base, some, again=True):
            if kind == ACCEPTED:
                tally.add("names lost of what was confirmed")
            else:
                missing = "; ".join(str(disk.ops[n]) for n in cut.missing)
                tally.problem(kind, f"{what} after {cut.at} of {len(disk.ops)}, bytes {cut.mode}, without {missing}")
    tally.close()
