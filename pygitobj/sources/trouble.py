"""What a store could not look at: told once, and remembered, so that nothing is called missing because of it.

    the system says no      no permission, too many open files, a disk that fails: it is tried again the next time, and
                            until it can be read, who finds nothing else must not say that there is nothing
    damage                  an index that cannot be used: told, left out from now on, and named by what is not found

It is told in git's manner, a line that starts with `error:` or `warning:`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pygitobj.errors import GitObjectError, RepositoryError

LOGGER = "pygitobj"


def ignore(_: object) -> None:
    """Does nothing."""


def to_log(line: str) -> None:
    """Tell the logger "pygitobj" of `line`, at the level that its first word says, which is one of git's."""
    import logging  # costs much, and nearly always there is nothing to tell

    from pygitobj.formats.quote import without_controls

    word, _, text = line.partition(": ")
    level = {"error": logging.ERROR, "warning": logging.WARNING}.get(word)
    if level is None:
        level, text = logging.INFO, line
    # What is no text would end in an error of the logger's.
    text = text.encode("utf-8", "backslashreplace").decode()
    logging.getLogger(LOGGER).log(level, "%s", without_controls(text, fully=True))


def teller(warn: Callable[[str], None], log: bool) -> Callable[[str], None]:
    """What tells both `warn` and, with `log`, the logger."""
    if not log:
        return warn
    if warn is ignore:
        return to_log

    def tell(line: str) -> None:
        to_log(line)
        warn(line)

    return tell


def everywhere(oid: bytes) -> str:
    """What cannot be done where the system said no while `oid` was looked for."""
    return f"unable to look for object {oid.hex()} everywhere"


class Trouble:
    """What could not be looked at in one store; `tell` is told of it, a line for each place.

    `count` grows whenever the system said no: who finds nothing can tell whether that may be why. `damaged` has what
    is wrong with the packs that are left out, by their path without suffix.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell
        self.told: set[str] = set()
        self.count = 0
        self.last: RepositoryError | None = None
        self.damaged: dict[str, GitObjectError] = {}

    def report(self, problem: GitObjectError, place: str | None = None, word: str = "error") -> None:
        """Tell of `problem`, once in these words, and once for `place` if that is given."""
        line = f"{word}: {problem}"
        keys = {line} if place is None else {line, place}
        if self.told.isdisjoint(keys):
            self.tell(line)
        self.told |= keys

    def note(self, place: str, problem: RepositoryError, word: str = "error") -> None:
        """What is at `place` could not be looked at, because of `problem`; `word` says how git calls that."""
        self.last = problem.with_traceback(None)
        self.count += 1
        self.report(problem, place, word)

    def note_damage(self, place: str, problem: GitObjectError) -> None:
        """The pack at `place` is left out from now on, because of `problem`."""
        self.damaged[place] = problem.with_traceback(None)
        self.report(problem)

    def forget(self, places: Iterable[str]) -> None:
        """The packs at `places` are gone."""
        for place in places:
            self.damaged.pop(place, None)

    @property
    def passed_over(self) -> tuple[GitObjectError, ...]:
        """What is wrong with the packs that are left out."""
        return tuple(self.damaged.values())

    def require_none(self, since: int, what: str) -> None:
        """Raises RepositoryError, saying that `what` cannot be told, where anything was noted after count `since`."""
        if self.count != since:
            problem = RepositoryError(f"{what}: {self.last}")
            problem.__cause__ = None if self.last is None else self.last.__cause__
            raise problem

    def require_all(self, since: int, what: str) -> None:
        """As `require_none`, and also where a pack is left out: for what would be taken away on the strength of it."""
        self.require_none(since, what)
        for problem in self.passed_over:
            raise RepositoryError(f"{what}: {problem}") from problem
