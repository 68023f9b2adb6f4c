"""git in the place of pygitobj: the same jobs, recorded and made to fail by strace."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.trials.child import Outcome, Report, Request
from tests.support.trials.client import environment
from tests.support.trials.plans import Plan, Recorded, Seen, kind_of
from tests.support.trials.strace import OPTIONS, Traced

PATIENCE = 120
NOTHING = Report(0, "", [], [], None, {})


class Git:
    """Runs jobs as a Client does."""

    def __init__(self) -> None:
        self.room = TemporaryDirectory(prefix="beside-")
        self.log = Path(self.room.name) / "log"
        self.out = Path(self.room.name) / "out"
        # What failing calls are told by: of each call of the job that was seen last, name and number.
        self.names: list[tuple[str, int, str]] = []

    def run(self, request: Request) -> Outcome:
        """How the job ended."""
        plan = request.plan
        tracing: list[str] = []
        if plan.do in ("see", "record"):
            tracing = [*OPTIONS, "-o", str(self.log)]
        elif plan.do == "fail":
            tracing = [*self.failing(plan, request.root), "-o", str(self.log)]
        code, err = self.command([*tracing, "git", *request.words], request)
        report = NOTHING._replace(code=code)
        if plan.do in ("see", "record"):
            traced = Traced(request.root, request.directory, str(self.out))
            log = self.log.read_text()
            if plan.do == "record":
                report = report._replace(recorded=descriptors_as_results(traced.recorded(log)))
            else:
                found = [one for one in traced.calls(log) if one[1].path != "<stdout>" and one[1].kind != "lseek"]
                self.names = [(line.name, nth, call.path) for line, call, nth in found]
                report = report._replace(seen=[Seen(kind_of(call), call.path, "") for _, call, _ in found])
        return Outcome(code, self.out.read_bytes(), err, report)

    def failing(self, plan: Plan, root: str) -> list[str]:
        """How strace lets a call fail."""
        name, nth, path = self.names[plan.n - 1]
        what = f"inject={name}:error={errno.errorcode[plan.error]}"
        base = ["strace", "-f", "-qq", "-e", f"trace={name}"]
        if plan.reach == "path":
            return [*base, "-P", f"{root}/{path}", "-e", what]
        return [*base, "-e", f"{what}:when={nth}{'+' if plan.reach == 'kind' else ''}"]

    def command(self, command: list[str], request: Request) -> tuple[int, bytes]:
        """Run it, its output to a file; gives the exit code and the errors that it printed."""
        with (
            open(self.out, "wb") as out,
            subprocess.Popen(
                command, cwd=request.directory, env=environment("compiled"), stdin=subprocess.PIPE, stdout=out,
                stderr=subprocess.PIPE, start_new_session=True,
            ) as process,
        ):  # fmt: skip
            try:
                _, err = process.communicate(request.stdin, timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                _, err = process.communicate()
        return process.returncode, err

    def close(self) -> None:
        """Take the files away."""
        self.room.cleanup()


def descriptors_as_results(recorded: list[Recorded]) -> list[Recorded]:
    """The same, in which opening gives the descriptor that later calls have."""
    return [one._replace(result=one.call.descriptor) if one.call.kind == "open" else one for one in recorded]
