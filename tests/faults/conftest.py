"""What the trials share: how long they take, and a place to run jobs in; and what ends a test that waits."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from tests.conftest import FIGURES
from tests.support.command import PYGITOBJ, run
from tests.support.trials.bench import Bench
from tests.support.trials.client import IMPLEMENTATIONS, Client, environment
from tests.support.trials.jobs import Job, all_jobs, shallow_jobs
from tests.support.trials.ref_jobs import build_refs, ref_jobs
from tests.support.trials.ref_states import RefBench
from tests.support.trials.repositories import build_shallow, build_trials

# Problems that are shown of one trial.
SHOWN = 25
WIDTH = 900
MEMORY = "/dev/shm"


class Turn(NamedTuple):
    """How long a trial goes on: of a short turn `seconds` is 0. What it takes by chance follows from `seed`."""

    seconds: float
    seed: int

    def until(self) -> float:
        """When it is over, on the clock of time.monotonic."""
        return time.monotonic() + self.seconds


@pytest.fixture
def turn(request: pytest.FixtureRequest) -> Turn:
    """The turn of one test: its part of the seconds of all that there are."""
    config = request.config
    sharing = sum("turn" in getattr(item, "fixturenames", ()) for item in request.session.items)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return Turn(config.getoption("seconds") * min(workers, sharing) / sharing, config.getoption("seed"))


@pytest.fixture(scope="session")
def template(build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """What jobs work on a copy of."""
    return build_once("trials", build_trials)


@pytest.fixture(scope="session")
def shallow(build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The same with a shallow clone."""
    return build_once("trials-shallow", build_shallow)


@pytest.fixture(scope="session", params=IMPLEMENTATIONS)
def implementation(request: pytest.FixtureRequest) -> str:
    """The implementation that jobs use. That the compiled one is missing is a failure, unless the run says so."""
    name = str(request.param)
    if name == "compiled":
        if request.config.getoption("no_native"):
            pytest.skip("--no-native: the compiled kernels are not tested")
        here = {key: value for key, value in os.environ.items() if key == "PYGITOBJ_PURE"}
        said = run(["env", *("-u " + key for key in here), *PYGITOBJ, "--version"], ".", timeout=60).out
        assert here or b"compiled" in said, f"the compiled kernels are not there: {said!r}"
    return name


@pytest.fixture(scope="session")
def client(implementation: str) -> Iterator[Client]:
    """Runs jobs."""
    assert environment(implementation)
    with Client(implementation) as running:
        yield running


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A directory for what is written again and again, in memory where there is such a place."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=MEMORY, prefix="trials-") as place:
        yield Path(place)


@pytest.fixture
def bench(client: Client, template: Path, room: Path) -> Bench:
    """A place to run jobs in."""
    return Bench(client, template, room / "place")


@pytest.fixture
def grouped(client: Client, template: Path, shallow: Path, room: Path) -> Callable[[str], tuple[Bench, list[Job]]]:
    """Gives the jobs of a group, and the place where they run."""

    def jobs_of(group: str) -> tuple[Bench, list[Job]]:
        if group == "shallow":
            return Bench(client, shallow, room / "place"), shallow_jobs()
        return Bench(client, template, room / "place"), [job for job in all_jobs(template) if job.group == group]

    return jobs_of


@pytest.fixture
def ref_benches(
    client: Client, build_once: Callable[[str, Callable[[Path], None]], Path], room: Path
) -> Callable[[str], tuple[RefBench, list[Job]]]:
    """Gives a place to run jobs over references that are stored in a format, and the jobs."""

    def bench_of(ref_format: str) -> tuple[RefBench, list[Job]]:
        template = build_once(f"refs-{ref_format.replace(', ', '-')}", partial(build_refs, ref_format=ref_format))
        return RefBench(client, template, room / "place"), ref_jobs(template, ref_format)

    return bench_of


class Tally:
    """What a trial found: how often each kind of problem, and where the first one was."""

    def __init__(self, record: Callable[[str, object], None], what: str) -> None:
        self.record = record
        self.what = what
        self.counts: Counter[str] = Counter()
        self.problems: Counter[str] = Counter()
        self.first: dict[str, str] = {}

    def add(self, what: str, number: int = 1) -> None:
        """Count."""
        self.counts[what] += number

    def problem(self, kind: str, where: object) -> None:
        """Take in a problem."""
        self.problems[kind] += 1
        self.first.setdefault(kind, str(where)[:WIDTH])

    def close(self) -> None:
        """Report what was counted; fails where there was a problem."""
        counts = ", ".join(f"{number:,} {what}" for what, number in self.counts.items())
        self.record(FIGURES, f"{self.what}: {counts}, {self.problems.total():,} wrong")
        lines = [f"{number:5} {kind}\n      {self.first[kind]}" for kind, number in self.problems.most_common(SHOWN)]
        if self.problems:
            pytest.fail(f"{self.what}: {counts}\n" + "\n".join(lines), pytrace=False)


SECONDS = 20


class WaitedTooLong(BaseException):
    """What ends a test that waits; nothing takes it for an error of the system, as it would a TimeoutError."""


@pytest.fixture
def no_waiting() -> Iterator[None]:
    """A test that waits for a pipe, or reads without end, ends before it has taken all memory."""

    def end(*_: object) -> None:
        raise WaitedTooLong

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
