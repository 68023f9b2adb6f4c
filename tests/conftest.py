"""Fixtures that many tests share: a clean environment, the shared repositories, the command line."""

from __future__ import annotations

import gc
import os
import signal
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from corpus.recipes import ENVIRONMENT

SHARED = "PYGITOBJ_SHARED"
# The property of a test's report that has what a trial counted.
FIGURES = "figures"
# The fixtures over which a test runs once for each implementation, whichever the suite's own process uses.
OVER_BOTH = ("kernels", "implementation")
# Where tests are many that go through all of the code, most of it the same with any kernels.
MANY = ("tests/cli/", "tests/faults/")

settings.register_profile("default", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fuzz", deadline=None, max_examples=20_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of this suite."""
    parser.addoption("--no-native", action="store_true", help="do without the compiled kernels")
    parser.addoption("--rest", action="store_true", help="leave out what a compiled run does in Python too")
    parser.addoption("--each", type=int, default=1, help="of commands and faults run each so manieth test")
    parser.addoption("--files", type=int, default=0, help="tell so many files whose tests take longest")
    parser.addoption("--seconds", type=float, default=0, help="how long the trials take in all: 0 is a short turn")
    parser.addoption("--processes", type=int, default=3, help="how many processes are in a storm at once")
    parser.addoption("--seed", type=int, default=1, help="what the trials take by chance follows from it")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the trials counted, one line each, and which files take longest."""
    reports = [report for how in ("passed", "failed") for report in terminalreporter.getreports(how)]
    most = terminalreporter.config.getoption("files")
    if most:
        times: Counter[str] = Counter()
        for report in [*reports, *terminalreporter.getreports("")]:
            times[report.nodeid.partition("::")[0]] += report.duration
        terminalreporter.section(f"files that take longest, of {sum(times.values()):.0f} s")
        terminalreporter.write_line("\n".join(f"{time:8.1f} {name}" for name, time in times.most_common(most)))
    lines = [str(text) for report in reports for name, text in report.user_properties if name == FIGURES]
    if lines and terminalreporter.config.getoption("seconds"):
        terminalreporter.section("trials")
        terminalreporter.write_line("\n".join(sorted(lines)))


def pytest_configure() -> None:
    """Keep the user's git settings out of every test, people and dates the same, and signals what they are.

    What is started in the background has some ignored, and so have its children.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGHUP, signal.SIGQUIT):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    for name in list(os.environ):
        if name.startswith("GIT_"):
            del os.environ[name]
    os.environ.update(ENVIRONMENT, TZ="UTC")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --rest, leave out what is the same whichever kernels this process has; with --each, all but each nth."""
    left_out: set[pytest.Item] = set()
    if config.getoption("rest"):
        left_out.update(item for item in items if is_over_both(item))
    many = [item for item in items if item.nodeid.startswith(MANY)]
    each = config.getoption("each")
    left_out.update(item for nth, item in enumerate(many) if nth % each)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """Keep the garbage collector from looking at what is there to the end: tests that call it do so many times."""
    gc.collect()
    gc.freeze()


def is_over_both(item: pytest.Item) -> bool:
    """Whether a test is one of a pair, one for each implementation."""
    call = getattr(item, "callspec", None)
    return call is not None and any(name in call.params for name in OVER_BOTH)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, for workers that share a directory."""
    with path.open("w") as file:
        flock(file, LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared_dir(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A directory of this run that all its workers share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def build_once(shared_dir: Path) -> Callable[[str, Callable[[Path], None]], Path]:
    """Builds a directory by a function, once in a run whatever number of workers ask for it."""

    def once(name: str, build: Callable[[Path], None]) -> Path:
        target = shared_dir / f"built-{name}"
        with locked(shared_dir / f"built-{name}.lock"):
            if not (shared_dir / f"built-{name}.done").exists():
                target.mkdir()
                build(target)
                (shared_dir / f"built-{name}.done").touch()
        return target

    return once


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the shared repositories; skips where there is none."""
    path = os.environ.get(SHARED)
    if not path or not Path(path).is_dir():
        pytest.skip(f"{SHARED} names no folder with the shared repositories")
    return Path(path)


@pytest.fixture(scope="session")
def vectors(shared: Path, build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The small repositories in newer formats, unpacked."""

    def build(target: Path) -> None:
        with tarfile.open(shared / "vectors.tar.gz") as archive:
            archive.extractall(target, filter="data")

    return build_once("vectors", build)


@pytest.fixture(scope="session")
def countries(shared: Path, build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A real repository of 6,893 objects."""

    def build(target: Path) -> None:
        with tarfile.open(shared / "repos" / "countries.git.tar") as archive:
            archive.extractall(target, filter="data")

    return build_once("countries", build) / "countries.git"
