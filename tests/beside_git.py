"""Puts git through the trials of tests/faults and prints what it counted: `python -m tests.beside_git <seconds>`.

The git that is first on PATH is tested; strace records it and lets its calls fail. Nothing here is demanded of git: the
figures stand beside ours in docs/reliability.md.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from corpus.recipes import ENVIRONMENT
from tests.support.trials.bench import Bench
from tests.support.trials.beside import Git
from tests.support.trials.client import Client
from tests.support.trials.cuts import Cut, Cuts
from tests.support.trials.jobs import CUT, Job, all_jobs, cut_jobs
from tests.support.trials.judge import judge
from tests.support.trials.plans import Plan
from tests.support.trials.points import every_call
from tests.support.trials.record import read_with_git, record, run_again
from tests.support.trials.replay import Replay
from tests.support.trials.repositories import build_trials
from tests.support.trials.storm import storm
from tests.support.trials.verdicts import fsck_faults, unreadable

MEMORY = "/dev/shm"
# What only pygitobj has.
OURS = ("library", "-a -d -k")
PARTS = ("powercut", "kills", "faults", "storm")
SEED = 1
# After every so many states the job is run again.
AGAIN = 4


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def of_git(jobs: list[Job]) -> list[Job]:
    """The jobs that git has too."""
    return [job for job in jobs if not any(word in job.name for word in OURS)]


def powercut(bench: Bench, room: Path, seconds: float) -> None:
    """Read the states that a power cut could leave."""
    jobs = of_git([cut_jobs(bench.template)[name] for name in CUT])
    total = Counter[str]()
    for job in jobs:
        base = bench.base(job)
        cuts = Cuts(record(bench, job), SEED)
        states = list(cuts.distinct())
        random.Random(SEED).shuffle(states)
        until = time.monotonic() + seconds / len(jobs)
        replay, kinds, read = Replay(room / "states"), Counter[str](), 0
        for cut in states:
            if time.monotonic() > until:
                break
            read += 1
            root = replay.make(cuts.files(cut), "0")
            found = read_with_git(job, base, cut, root)
            if read % AGAIN == 0 and all(broken.kind == "nameless" for broken in found):
                found += run_again(bench, job, base, cut, root)
                kinds["run again"] += 1
            kinds.update({broken.kind for broken in found})
        total.update({**kinds, "states": cuts.count, "distinct": len(states), "read": read})
        say(f"power cuts, {job.name}: {cuts.count} states, {cuts.in_order} in order, {len(states)} distinct, "
            f"{read} read, {dict(kinds)}")  # fmt: skip
    say(f"power cuts in all: {dict(total)}")


def kills(bench: Bench, room: Path, seconds: float) -> None:
    """Read what is there before each call that changes something: what a kill then leaves."""
    total, wrong = 0, Counter[str]()
    for job in of_git([cut_jobs(bench.template)[name] for name in CUT]):
        base = bench.base(job)
        disk = record(bench, job)
        cuts, replay = Cuts(disk, SEED), Replay(room / "states")
        for at in range(len(disk.ops) + 1):
            root = replay.make(cuts.files(Cut(at, (), "kept", True, b"")), "0")
            total += 1
            lost = unreadable(root, base.stays)
            if lost or fsck_faults(root):
                wrong[job.name] += 1
    say(f"kills: {total} states, wrong: {dict(wrong)}")


def faults(bench: Bench, room: Path, seconds: float) -> None:
    """Let calls fail, chosen by chance."""
    jobs = of_git(all_jobs(bench.template))
    totals: dict[str, Counter[str]] = {}
    for job in jobs:
        base = bench.base(job)
        outcome = bench.run(job, Plan("see"))
        assert outcome.report is not None
        until = time.monotonic() + seconds / len(jobs)
        count, wrong = 0, Counter[str]()
        for point in every_call(outcome.report.seen, SEED):
            if time.monotonic() > until:
                break
            if point.plan.error > 0:
                count += 1
                found = judge(bench, job, base, bench.run(job, point.plan), point)
                wrong[found[:90]] += bool(found)
                total = totals.setdefault(job.group, Counter())
                total.update(["failed calls", *([sort_of(found)] if found else [])])
        shown = {kind: number for kind, number in wrong.most_common(4) if kind}
        say(f"faults, {job.name}: {count} failed calls, {sum(wrong.values())} wrong, {shown}")
    for group, total in totals.items():
        say(f"faults in all, {group}: {dict(total)}")


def sort_of(wrong: str) -> str:
    """Which sort of wrong it is."""
    sorts = {
        "left ": "temporary files left",
        "lost ": "lost",
        "ends well with": "other answer",
        "says no": "other answer",
        "fails, but": "other answer",
        "confirmed": "confirmed, not written",
    }
    return next((sort for start, sort in sorts.items() if wrong.startswith(start)), "other")


def in_a_storm(room: Path, seconds: float) -> None:
    """Our writers and readers, git's jobs."""
    place = room / "storm"
    place.mkdir()
    told = storm(place, "git", seconds, SEED, 3)
    say(f"storm: {dict(told.counts)}, {len(told.wrong)} told: {told.wrong[:3]}")


def main() -> None:
    """All parts, or those that are named after the seconds."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    parts = sys.argv[2:] or list(PARTS)
    os.environ.update(ENVIRONMENT, TZ="UTC")
    with TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as directory:
        room = Path(directory)
        (room / "template").mkdir()
        build_trials(room / "template")
        git = Git()
        bench = Bench(cast("Client", git), room / "template", room / "place")
        named: dict[str, Any] = {"powercut": powercut, "kills": kills, "faults": faults}
        for part in parts:
            if part == "storm":
                in_a_storm(room, seconds)
            else:
                named[part](bench, room, seconds)
        git.close()


if __name__ == "__main__":
    main()
