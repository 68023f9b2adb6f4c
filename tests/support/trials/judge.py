"""What is wrong with a job of which a call failed: right answers or an error, nothing lost, nothing left behind."""

from __future__ import annotations

from tests.support.trials.bench import Base, Bench, confirmed
from tests.support.trials.child import Outcome
from tests.support.trials.jobs import Job
from tests.support.trials.library import ERROR
from tests.support.trials.points import Point
from tests.support.trials.verdicts import files_of

READING = ("read", "library read")
# A name that could not be taken away stays.
BAD = b": bad\n"
STAYING = ("unlink", "rmdir", "link")


def judge(bench: Bench, job: Job, base: Base, outcome: Outcome, point: Point) -> str:
    """What is wrong; empty where nothing is."""
    report = outcome.report
    if report is None:
        return f"died of {outcome.code}"
    if report.crash:
        return "traceback: " + report.crash.strip().splitlines()[-1]
    if b"Traceback" in outcome.err:
        return "traceback on standard error"
    if job.words[0][0] == "library" and not outcome.out and not base.outcome.out:
        return wrong_answers(base, report.answers)
    if job.group == "read":
        return wrong_output(job, base, outcome)
    return wrong_end(base, outcome) or wrong_state(bench, job, base, outcome, point)


def wrong_answers(base: Base, answers: dict[str, str]) -> str:
    """The first answer that is neither right nor an error."""
    assert base.outcome.report is not None
    right = base.outcome.report.answers
    for name, answer in answers.items():
        if answer != right.get(name) and not answer.startswith(ERROR):
            return f"{name}: {answer[:200]}"
    return ""


def wrong_output(job: Job, base: Base, outcome: Outcome) -> str:
    """What is wrong with what a reading command printed."""
    if "--unordered" in job.words[0]:
        base, outcome = in_order(base, outcome)
    if (outcome.out, outcome.code) == (base.outcome.out, base.outcome.code):
        return ""
    if outcome.code == 0:
        return f"ends well with another answer: {difference(base.outcome.out, outcome.out)}"
    if outcome.code in job.maybe_no:
        return f"says no ({outcome.code}): {outcome.err!r}"
    if outcome.out.endswith(BAD):
        return ""  # what verify-pack prints of a pack that it could not read
    if not base.outcome.out.startswith(outcome.out):
        return f"fails, but first gave another answer: {difference(base.outcome.out, outcome.out)}"
    return "" if outcome.err else f"fails without a word ({outcome.code})"


def in_order(base: Base, outcome: Outcome) -> tuple[Base, Outcome]:
    """Both with sorted lines; of one that failed, nothing where they are some of the right ones."""
    right, found = (sorted(one.out.splitlines()) for one in (base.outcome, outcome))
    some = outcome.code and set(found) <= set(right)
    joined = outcome._replace(out=b"" if some else b"\n".join(found))
    return base._replace(outcome=base.outcome._replace(out=b"\n".join(right))), joined


def difference(right: bytes, found: bytes) -> str:
    """The first line that is not as it should be."""
    for one, other in zip(right.split(b"\n"), found.split(b"\n"), strict=False):
        if one != other:
            return f"{other[:100]!r} instead of {one[:100]!r}"
    return f"{len(found)} bytes instead of {len(right)}"


def wrong_end(base: Base, outcome: Outcome) -> str:
    """What is wrong with how a writing command ended."""
    if outcome.code == 0:
        return "" if outcome.out == base.outcome.out else f"ends well, but says {outcome.out!r}"
    return "" if outcome.err else f"fails without a word ({outcome.code})"


def kind_that_failed(outcome: Outcome, point: Point) -> str:
    """Which call failed: mostly the one that was seen there, but a file that has some age is not read again."""
    hit = None if outcome.report is None else outcome.report.hit
    return (hit or point.seen).kind


def wrong_state(bench: Bench, job: Job, base: Base, outcome: Outcome, point: Point) -> str:
    """What is wrong with the repository afterwards."""
    if bench.is_untouched():
        missing = confirmed(job, base, outcome.out) - base.stays
        return f"confirmed, but not written: {sorted(missing)}" if missing else ""
    state = files_of(bench.place)
    ended_well = outcome.report is not None and outcome.code == 0
    wanted = base.stays | confirmed(job, base, outcome.out) | (base.new if ended_well else frozenset())
    wrong = bench.fault(state, wanted)
    left = bench.left_over(state)
    if not wrong and left and kind_that_failed(outcome, point) not in STAYING:
        wrong = f"left {', '.join(left)}"
    return wrong
