"""`prune`: take away loose objects that nothing reaches, and temporary files that were left behind.

Follows git's Documentation/git-prune.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Options, Spec, parse_options
from pygitobj.cli.session import Session
from pygitobj.cli.terminal import tell
from pygitobj.errors import RepositoryError
from pygitobj.formats.expiry import EVERYTHING, NEVER, parse_expiry
from pygitobj.jobs.maintain.prune import (
    PACKED,
    SHALLOW,
    STRANGE,
    TEMPORARY,
    TEMPORARY_DIRECTORY,
    PruneOptions,
    Removed,
    head_named,
    prune,
    refuse_precious,
)
from pygitobj.jobs.report import silent
from pygitobj.repository.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.report import Report


SPEC = Spec(
    usage=("git prune [-n] [-v] [--progress] [--expire <time>] [--] [<head>...]",),
    options=(
        Option("dry", "flag", "do not remove, show only", short="n", long="dry-run"),
        Option("verbose", "flag", "report pruned objects", short="v", long="verbose"),
        Option("progress", "flag", "show progress", long="progress"),
        Option("expire", "value", "expire objects older than <time>", long="expire", argument="<expiry-date>"),
        Option(
            "promisor", "flag", "limit traversal to objects outside promisor packfiles", long="exclude-promisor-objects"
        ),
    ),
)
# How what goes is shown; objects in another way.
LINES = {
    TEMPORARY: "Removing stale temporary file {name}",
    TEMPORARY_DIRECTORY: "Removing stale temporary directory {name}",
    PACKED: "rm -f {name}",
    SHALLOW: "Removing {name} from .git/shallow",
}
PATHS = (TEMPORARY, TEMPORARY_DIRECTORY, PACKED)
# Shown by git only of what takes so many seconds.
DELAY = 2.0


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code.

    Missing objects that a remote has promised are never fetched, so that --exclude-promisor-objects changes nothing.
    """
    parsed = parse_options(SPEC, words)
    expiry = expiry_in(parsed.options)
    with session._replace(replace=False).open_repository() as repository:
        refuse_precious(repository)
        heads = [head_named(repository, name) for name in parsed.arguments]
        dry = parsed.options.flag("dry")
        shown = dry or parsed.options.flag("verbose")
        report: Report = Counter() if parsed.options.flag("progress", sys.stderr.isatty()) else silent

        def show_removed(removed: Removed) -> None:
            show(repository, removed, shown=shown)

        prune(repository, PruneOptions(heads, expiry, dry=dry, types=shown), show_removed, report)
        if isinstance(report, Counter):
            report.finish()
    return 0


def expiry_in(given: Options) -> int:
    """What the options say of how old that must be which is taken away; without one anything is."""
    if "expire" not in given:
        return EVERYTHING
    now = int(time.time())
    found = NEVER
    for text in given.texts("expire"):
        moment = parse_expiry(text, now)
        if moment is None:
            raise RepositoryError(f"malformed expiration date '{text}'")
        found = moment
    return found


def show(repository: Repository, removed: Removed, *, shown: bool) -> None:
    """Print what git prints of `removed`: always that a file is strange, anything else where it is to be `shown`."""
    what, name = removed
    if what == STRANGE:
        sys.stdout.flush()
        tell(f"bad sha1 file: {shown_path(repository, name)}\n")
    elif shown:
        line = LINES.get(what, "{name} {what}")
        sys.stdout.write(line.format(name=shown_path(repository, name) if what in PATHS else name, what=what) + "\n")


def shown_path(repository: Repository, path: str) -> str:
    """`path` as git shows it, which goes to the top of the work tree first, or into a bare repository."""
    relative = os.path.relpath(path, repository.revisions.base)
    if relative.startswith(".."):
        return path
    # What lies in the directories of loose objects is shown in another way than what lies beside them.
    return f"./{relative}" if re.match(r"objects/[0-9a-f]{2}/", relative) else relative


class Counter:
    """Shows how many objects were found, as a `Report` of pygitobj.jobs, once that takes long."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.shown = self.count = 0

    def __call__(self, _title: str, done: int, _total: int, _received: int | None, /, *, end: str = "") -> None:
        """`done` objects were found."""
        self.count = done
        if not end and time.monotonic() - self.started >= DELAY:
            self.shown = done
            sys.stderr.write(f"Checking connectivity: {done}\r")
            sys.stderr.flush()

    def finish(self) -> None:
        """No more will be found."""
        if self.shown:
            sys.stderr.write(f"Checking connectivity: {self.count}, done.\n")
