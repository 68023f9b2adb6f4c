"""Many processes at once on one repository: they write, read, repack and prune, and nothing that counts goes missing.

A storm has a weather: which jobs run, and what is promised while they do.

    careful     all ways of writing; the jobs that keep what is young. Everything that was confirmed stays readable
    sweeping    loose writing; also `repack -a -d`, which drops packed objects that nothing reaches. All stays readable,
                since nothing that only a writer knows of gets into a pack
    beside-git  all ways of writing; the careful jobs and git's own gc, repack, prune and prune-packed, of which one
                runs at a time: two of them lose what references lead to by themselves. That stays readable
    git         as careful, but the jobs are git's: this is for comparison

Processes take turns by dice that follow from the seed. What was confirmed they write down in a ledger; it is read again
and again, by the library and by commands, and in the end by git.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Set
from pathlib import Path
from typing import NamedTuple

from tests.support.command import git
from tests.support.trials.client import TOP, environment
from tests.support.trials.verdicts import fsck_faults, unreadable

EXPIRY = "1.hour.ago"
PATIENCE = 120
WEATHERS = ("careful", "sweeping", "beside-git", "git")
OURS = (
    "repack -d -q", f"repack -A -d -q --unpack-unreachable={EXPIRY}", "repack -a -d -k -q",
    "repack -d -q --geometric=2", f"prune --expire={EXPIRY}", "prune-packed -q", "repack -a -d -k -f -q",
    "prune-packed -q",
    f"repack -A -d -q --unpack-unreachable={EXPIRY}",
)  # fmt: skip
SWEEPING = (
    "repack -d -q", "repack -a -d -q", f"repack -A -d -q --unpack-unreachable={EXPIRY}", "repack -a -d -f -q",
    f"prune --expire={EXPIRY}", "prune-packed -q",
)  # fmt: skip
GITS = (
    "repack -d -q", f"gc -q --prune={EXPIRY}", "repack -d -q --geometric=2", f"prune --expire={EXPIRY}",
    "prune-packed -q", f"repack -a -d -q --cruft --cruft-expiration={EXPIRY}",
)  # fmt: skip
# The file in which processes write down what ran when.
JOBS = "jobs"
# The file whose lock a job of git's holds, beside ours.
TURN = "turn"
# What is told of losses, and of the jobs that ran since what is lost was confirmed.
SHOWN = 5
JOBS_SHOWN = 60


class Weather(NamedTuple):
    """What runs: our jobs, git's, ways of writing; whether what nothing leads to is promised."""

    ours: tuple[str, ...]
    gits: tuple[str, ...] = ()
    loose_only: bool = False
    young: bool = True


WEATHER = {
    "careful": Weather(OURS),
    "sweeping": Weather(SWEEPING, loose_only=True),
    "beside-git": Weather(OURS, GITS, young=False),
    "git": Weather((), OURS),
}


class Told(NamedTuple):
    """What a storm counted, and what went wrong."""

    counts: Counter[str]
    wrong: list[str]


def start(place: Path, number: int, weather: str, seconds: float, seed: int) -> subprocess.Popen[bytes]:
    """One process: one in two uses the kernels in Python."""
    implementation = "pure" if number % 2 or os.environ.get("PYGITOBJ_PURE") else "compiled"
    words = [str(place), str(number), weather, str(seconds), str(seed)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.trials.hands", *words], cwd=TOP, env=environment(implementation),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def storm(place: Path, weather: str, seconds: float, seed: int, processes: int) -> Told:
    """A storm in the empty directory `place`."""
    git(place, "init", "-q", "--bare", "--template=", "r")
    for key in ("gc.auto", "maintenance.auto"):
        git(place / "r", "config", key, "0")
    (place / "ledger").mkdir()
    running = [start(place, number, weather, seconds, seed) for number in range(processes)]
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for process in running:
        try:
            out, err = process.communicate(timeout=seconds + PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            wrong.append("a process does not end")
        if process.returncode:
            wrong.append(f"a process ended with {process.returncode}: {err[-2000:].decode(errors='replace')}")
        else:
            told = json.loads(out)
            counts.update(told["counts"])
            wrong += told["wrong"]
    return Told(counts, wrong + at_the_end(place, counts, young=WEATHER[weather].young))


def at_the_end(place: Path, counts: Counter[str], *, young: bool) -> list[str]:
    """What git finds wrong when all is quiet."""
    sure: dict[str, dict[str, float]] = {"R": {}, "Y": {}}
    for ledger in (place / "ledger").iterdir():
        for line in ledger.read_text().splitlines():
            kind, oid, when = line.split()
            sure[kind].setdefault(oid, float(when))
    wrong = []
    for kind, name in (("R", "reachable"), ("Y", "young")):
        if kind == "R" or young:
            ids = sure[kind].keys() - (sure["R"].keys() if kind == "Y" else set())
            lost = lost_of(place, ids)
            counts[name] += len(ids)
            counts[f"{name} lost"] += len(lost)
            if lost:
                confirmed = min(sure[kind][oid] for oid in lost)
                wrong.append(f"{name}, lost in the end: {' '.join(lost[:SHOWN])}\n{jobs_since(place, confirmed)}")
    faults = fsck_faults(place)
    return [*wrong, faults] if faults else wrong


def jobs_since(place: Path, confirmed: float) -> str:
    """The jobs that had not ended when the first of what is lost was confirmed, in the order in which they ended."""
    lines = [line for line in (place / JOBS).read_text().splitlines() if float(line.split()[1]) >= confirmed]
    lines.sort(key=lambda line: float(line.split()[1]))
    return "\n".join([f"confirmed at {confirmed:.3f}; from when to when which job ran:", *lines[:JOBS_SHOWN]])


def lost_of(place: Path, ids: Set[str]) -> list[str]:
    """Those of `ids` that git cannot read: asked for all at once, then each one that was not found."""
    return [oid for oid in unreadable(place, ids) if unreadable(place, [oid])] if ids else []
