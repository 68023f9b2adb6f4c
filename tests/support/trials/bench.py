"""A place to run jobs in, again and again, each time in the same copy of a template."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from tests.support.trials.child import Outcome, Request
from tests.support.trials.client import Client
from tests.support.trials.jobs import OBJECTS, PACK, Job
from tests.support.trials.plans import Plan
from tests.support.trials.repositories import REPOSITORY
from tests.support.trials.verdicts import (
    TEMPORARY,
    Files,
    every_object,
    files_of,
    fsck_faults,
    ids_in,
    reachable,
    unreadable,
)

LET_BE = Plan()


class Base(NamedTuple):
    """What a job does when nothing fails: how it ends, and which objects are there after it.

    `stays` are those that were there before and are still, `new` those that it made.
    """

    outcome: Outcome
    stays: frozenset[str]
    new: frozenset[str]


class Bench:
    """Runs jobs of one implementation in `place`, a copy of `template`."""

    def __init__(self, client: Client, template: Path, place: Path) -> None:
        self.client = client
        self.template = template
        self.place = place
        self.before = files_of(template)
        self.objects = frozenset(every_object(template))
        self.marks: list[tuple[str, int, int, int]] = []
        self.verdicts: dict[tuple[bytes, frozenset[str]], str] = {}

    def run(self, job: Job, plan: Plan = LET_BE) -> Outcome:
        """Run the command lines of `job`, the last one by `plan`, in a fresh copy."""
        self.renew()
        for words in job.words[:-1]:
            outcome = self.again(words, job.stdin)
            assert outcome.code == 0, (job, outcome)
        return self.again(job.words[-1], job.stdin, plan)

    def again(self, words: tuple[str, ...], stdin: bytes, plan: Plan = LET_BE) -> Outcome:
        """Run a command line in what is there."""
        return self.client.run(Request(str(self.place), str(self.place / REPOSITORY), words, stdin, plan))

    def renew(self) -> None:
        """Make the place equal to the template, unless it is still."""
        if self.marks and marks(self.place) == self.marks:
            return
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.template, self.place, symlinks=True)
        self.marks = marks(self.place)

    def is_untouched(self) -> bool:
        """Whether nothing was done in the place since it was renewed."""
        return marks(self.place) == self.marks

    def base(self, job: Job) -> Base:
        """What the job does when nothing fails, which must be right."""
        outcome = self.run(job)
        assert outcome.report is not None, job
        assert outcome.code == 0, (job, outcome)
        assert not outcome.report.crash, outcome.report.crash
        after = frozenset(every_object(self.place))
        assert reachable(self.template) <= after, job
        assert not unreadable(self.place, after), job
        assert not fsck_faults(self.place), job
        return Base(outcome, self.objects & after, after - self.objects)

    def fault(self, state: Files, ids: frozenset[str]) -> str:
        """What is wrong with the repository in the place, in which `ids` must be readable."""
        question = (state.key, ids)
        if question not in self.verdicts:
            lost = unreadable(self.place, ids)
            self.verdicts[question] = f"lost {', '.join(lost)}" if lost else fsck_faults(self.place)
        return self.verdicts[question]

    def left_over(self, state: Files) -> list[str]:
        """The temporary files that were not there before."""
        return sorted(path for path in state.files if TEMPORARY.search(path) and path not in self.before.files)


def confirmed(job: Job, base: Base, out: bytes) -> frozenset[str]:
    """The objects that what a job printed confirms."""
    found = ids_in(out)
    if job.prints == OBJECTS:
        return frozenset(found)
    if job.prints == PACK and found:
        return base.new
    return frozenset()


def marks(root: Path) -> list[tuple[str, int, int, int]]:
    """What changes when anything below `root` does."""
    found = []
    for directory, _, names in os.walk(root):
        for name in (".", *names):
            path = f"{directory}/{name}"
            there = os.lstat(path)
            found.append((path, there.st_size, there.st_mtime_ns, there.st_ino))
    return sorted(found)
