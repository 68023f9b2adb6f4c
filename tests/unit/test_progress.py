"""Progress: the lines that git shows, and on a terminal how long the rest may take."""

from __future__ import annotations

import sys

import pytest

from pygitobj.cli import progress
from pygitobj.jobs.report import UNKNOWN


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which the test sets."""
    clock = [100.0]
    monkeypatch.setattr("pygitobj.cli.progress.time.monotonic", lambda: clock[0])
    return clock


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was shown, without the spaces that cover what stood there before."""
    return [line.rstrip() for line in capsys.readouterr().err.replace("\r", "\n").splitlines()]


def test_as_git_shows_it(now: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    report = progress.Progress()
    for done in (0, 1, 2, 4):
        now[0] += 5
        report("Writing objects", done, 4, None)
    assert lines(capsys) == [
        "Writing objects:   0% (0/4)", "Writing objects:  25% (1/4)", "Writing objects:  50% (2/4)",
        "Writing objects: 100% (4/4), done.",
    ]  # fmt: skip


def test_throughput(now: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    report = progress.Progress()
    report("Receiving objects", 0, 2, 0)
    now[0] += 2
    report("Receiving objects", 2, 2, 4096)
    assert lines(capsys)[-1] == "Receiving objects: 100% (2/2), 4.00 KiB | 2.00 KiB/s, done."


def test_a_total_that_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    report = progress.Progress()
    report("Enumerating objects", 7, UNKNOWN, None)
    report("Enumerating objects", 9, 9, None)
    report("Counting objects", 0, 0, None)
    assert lines(capsys) == ["Enumerating objects: 7", "Enumerating objects: 9, done.",
                             "Counting objects: 100% (0/0), done."]  # fmt: skip


def test_an_estimate_on_a_terminal(
    now: list[float], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    report = progress.Progress()
    for done in (0, 1, 2, 4):
        report("Compressing objects", done, 4, None)
        now[0] += 50
    assert lines(capsys)[1:] == [
        "Compressing objects:  25% (1/4), 2:30 left", "Compressing objects:  50% (2/4), 1:40 left",
        "Compressing objects: 100% (4/4), done.",
    ]  # fmt: skip
