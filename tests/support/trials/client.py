"""Asking for jobs: one process for each implementation, which forks a child for each job."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import IO, Self, cast

from corpus.recipes import ENVIRONMENT
from tests.support.trials.child import Outcome, Request

TOP = Path(__file__).parents[3]
IMPLEMENTATIONS = ("compiled", "pure")


def environment(implementation: str, home: str = os.devnull) -> dict[str, str]:
    """The environment of a process that uses the implementation, and no settings of the user."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYGITOBJ_", "COVERAGE"))}
    kept.update(ENVIRONMENT, HOME=home, TZ="UTC", PYTHONHASHSEED="0", PYTHONPATH=str(TOP), PYTHONDONTWRITEBYTECODE="1")
    if implementation == "pure":
        kept["PYGITOBJ_PURE"] = "1"
    return kept


class Client:
    """Runs jobs, one at a time."""

    def __init__(self, implementation: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.trials.server"],
            cwd=TOP, env=environment(implementation), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.requests = cast("IO[bytes]", self.process.stdin)
        self.outcomes = cast("IO[bytes]", self.process.stdout)
        pickle.load(self.outcomes)

    def run(self, request: Request) -> Outcome:
        """How the job ended."""
        pickle.dump(request, self.requests)
        self.requests.flush()
        return cast("Outcome", pickle.load(self.outcomes))

    def close(self) -> None:
        """End the process."""
        self.requests.close()
        self.process.wait(20)
        self.outcomes.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
