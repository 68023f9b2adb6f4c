"""What one process takes: time, the processor's time, memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Run(NamedTuple):
    """One process: seconds from start to end, the processor's for user and system, and the most memory, in MiB."""

    seconds: float
    processor: float
    memory: float


def run(command: Sequence[str], stdin: Path | str = "", place: Path | None = None) -> Run:
    """Run `command` in `place`, its output thrown away. It has to succeed."""
    with open(stdin or os.devnull, "rb") as source:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=place, stdin=source, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
